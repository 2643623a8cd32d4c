import { useCallback, useEffect, useMemo, useState } from 'react';
import type { JournalEntry, JournalRow } from '../../../src-core/contract/journal.ts';
import { type ActStop, stopWords } from '../../access/account-stop.ts';
import { useConnection, useCore } from '../../connection/core.tsx';
import { Figure } from '../../design/figure.tsx';
import { formatDollars, formatPrice, formatSignedDollars } from '../../design/format.ts';
import { instrumentWords } from '../../design/order-words.ts';
import { PanelState } from '../../design/panel-state.tsx';
import { useAnswer } from '../../connection/use-answer.ts';
import { ChainPictures } from './chain-pictures.tsx';
import { type Correcting, CorrectionSheet } from './correction-sheet.tsx';
import { lapsedShorts } from './correction-draft.ts';
import { EntrySignal } from './entry-signal.tsx';
import { timelineOf } from './entry-timeline.ts';
import styles from './entry.module.css';
import { ExcursionBar } from './excursion-bar.tsx';
import { against, heldWords, multipleWords, netWords, rowTitle, STATUS_WORDS, wholeMoment } from './journal-words.ts';
import { NotesEditor } from './notes-editor.tsx';
import { TagsEditor } from './tags-editor.tsx';
import { TimelineTable } from './timeline-table.tsx';

export interface EntryViewProps {
  readonly tradeId: string;
  /** What was read is read again when it grows. */
  readonly revision: number | null;
  /** Why nothing can be written here; null where it can. */
  readonly stop: ActStop | null;
  /** null where the list is in sight beside it. */
  readonly close: (() => void) | null;
  readonly changed: (row: JournalRow) => void;
}

/** One package from its opening to its end. */
export function EntryView({ tradeId, revision, stop, close, changed }: EntryViewProps) {
  const core = useCore();
  const isConnected = useConnection() === 'connected';
  const read = useAnswer(
    useMemo(
      () => (signal: AbortSignal) => core.call('journal.get', { tradeId }, { signal }),
      // oxlint-disable-next-line react/exhaustive-deps -- a revision asks the same again
      [core, tradeId, revision],
    ),
  );
  const back =
    close === null ? null : (
      <button type="button" className={styles.quiet} data-testid="journal-back" onClick={close}>
        ‹ List Esc
      </button>
    );
  if (read.value === null) {
    return (
      <>
        {back}
        {!isConnected ? <PanelState kind="disconnected" title="Not connected to the core" /> : read.failure === null ? <PanelState kind="loading" title="Reading the entry" /> : <PanelState kind="error" title="The entry cannot be read" detail={read.failure} action={{ title: 'Try again', run: read.again }} />}
      </>
    );
  }
  return (
    <>
      {back}
      {read.failure === null ? null : <p className={styles.stale}>△ of an earlier moment: {read.failure}</p>}
      <Entry entry={read.value} stop={stop} changed={changed} again={read.again} />
    </>
  );
}

function Entry({ entry, stop, changed, again }: { readonly entry: JournalEntry; readonly stop: ActStop | null; readonly changed: (row: JournalRow) => void; readonly again: () => void }) {
  const { row, signal } = entry;
  const [annotated, setAnnotated] = useState(row);
  const [correcting, setCorrecting] = useState<Correcting | null>(null);
  useEffect(() => setAnnotated(row), [row]);
  const timeline = useMemo(() => timelineOf(entry), [entry]);
  const lapsed = lapsedShorts(entry);
  const isOver = row.status === 'closed' || row.status === 'settled';
  const keep = useCallback(
    (next: JournalRow) => {
      setAnnotated(next);
      changed(next);
    },
    [changed],
  );
  return (
    <article className={styles.entry} aria-label={rowTitle(row)} data-testid="journal-entry" data-trade-id={row.tradeId}>
      <header className={styles.head}>
        <h3>{rowTitle(row)}</h3>
        <span className={styles.dim}>
          {row.quantity} × · {STATUS_WORDS[row.status]} · {row.source === 'automated' ? 'by rule' : 'by hand'}
          {row.importId === null ? '' : ' · imported'}
        </span>
      </header>
      <Results row={row} />
      <dl className={styles.facts}>
        <Fact name="Opened">{wholeMoment(row.openedAt)}</Fact>
        <Fact name={isOver ? 'Ended' : 'State'}>{row.closedAt === null ? STATUS_WORDS[row.status] : `${wholeMoment(row.closedAt)} (${heldWords(row)})`}</Fact>
        <Fact name="Entry → exit">
          {netWords(row.entry)} → {row.exit === null && row.status === 'settled' ? 'held to its end' : netWords(row.exit)}
        </Fact>
        <Fact name="Risk">{row.risk === null ? 'without bound, or not known' : `${formatDollars(row.risk)} (${multipleWords(row)})`}</Fact>
        <Fact name="VIX at entry">
          {formatPrice(row.vix)}
          {row.regime === null ? '' : ` (${row.regime})`}
        </Fact>
      </dl>
      <ExcursionBar row={row} />
      <ul className={styles.legs} aria-label="Legs" data-testid="journal-legs">
        {row.legs.map(({ symbol, side, ratio }) => (
          <li key={symbol} data-side={side}>
            {side} {ratio * row.quantity} × {instrumentWords(symbol)}
          </li>
        ))}
      </ul>
      <div className={styles.words}>
        <TagsEditor row={annotated} stop={stop} changed={keep} />
        <NotesEditor row={annotated} stop={stop} changed={keep} />
      </div>
      <TimelineTable rows={timeline} />
      {signal === null ? null : <EntrySignal record={signal} />}
      <ChainPictures row={row} />
      <div className={styles.acts}>
        {lapsed.map(({ symbol, contracts }) => (
          <button key={symbol} type="button" className={styles.small} disabled={stop !== null} title={stop?.next} data-testid="journal-assignment" onClick={() => setCorrecting({ kind: 'assignment', symbol, contracts })}>
            Record a late assignment of {instrumentWords(symbol)}…
          </button>
        ))}
        {isOver ? (
          <button type="button" className={styles.small} disabled={stop !== null} title={stop?.next} data-testid="journal-charges" onClick={() => setCorrecting({ kind: 'charges' })}>
            Correct charges…
          </button>
        ) : null}
        {stop === null ? null : <span className={styles.dim}>{stopWords(stop, 'Notes and corrections are written there.')}</span>}
      </div>
      {correcting === null ? null : <CorrectionSheet entry={entry} correcting={correcting} done={again} onClose={() => setCorrecting(null)} />}
    </article>
  );
}

/** The result as booked, and had the fills been at mid or across the spread; and what it is made of. */
function Results({ row }: { readonly row: JournalRow }) {
  const { net, netAtMid, netAtNatural, realised, commission, fees } = row;
  return (
    <>
      <div className={styles.results} role="group" aria-label="Result">
        <span>
          <small>at mid</small> <Figure value={netAtMid} text={formatSignedDollars(netAtMid)} weight="quiet" title={netAtMid === null ? 'No quote was kept with a fill' : `The fills gave ${formatSignedDollars(against(row, netAtMid))} against mid`} testId="journal-mid" />
        </span>
        <span>
          <small>net</small> <Figure value={net} text={formatSignedDollars(net)} arrow weight="strong" testId="journal-entry-net" />
        </span>
        <span>
          <small>at natural</small> <Figure value={netAtNatural} text={formatSignedDollars(netAtNatural)} weight="quiet" title={netAtNatural === null ? 'No quote was kept with a fill' : `The fills gave ${formatSignedDollars(against(row, netAtNatural))} against natural`} testId="journal-natural" />
        </span>
      </div>
      <p className={styles.sum} data-testid="journal-identity">
        {formatSignedDollars(realised)} realised − {formatDollars(commission)} commission − {formatDollars(fees)} fees = {formatSignedDollars(net)}
      </p>
    </>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
