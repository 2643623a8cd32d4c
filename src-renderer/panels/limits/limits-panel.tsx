import { Fragment, type KeyboardEvent, useEffect, useReducer, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { LimitsView } from '../../../src-core/contract/risk.ts';
import { LIMIT_GROUPS, type LimitName } from '../../../src-core/risk/limits.ts';
import { stopWords, useActStop } from '../../access/account-stop.ts';
import { useConnection, useCore } from '../../connection/core.tsx';
import { isUnanswered } from '../../connection/unanswered.ts';
import { formatDollars } from '../../design/format.ts';
import { PanelState } from '../../design/panel-state.tsx';
import { changeDraft, changesOf, openDraft, problemsOfRefusal, rowsOf, shownRows } from './limit-draft.ts';
import { LimitRowView } from './limit-row.tsx';
import { GROUP_TITLES, limitMeaning, sentence, sessionWords } from './limit-words.ts';
import { LimitsReview } from './limits-review.tsx';
import styles from './limits.module.css';
import { useLimits } from './use-limits.ts';

/** Every risk parameter, to be read and set: safer at once, looser from the next session on. */
export function LimitsPanel({ visible }: { readonly visible: boolean }) {
  const { view, failure, heard, readAgain } = useLimits(visible);
  const connection = useConnection();
  if (view !== null) return <Limits view={view} failure={failure} heard={heard} />;
  if (connection === 'disconnected') return <PanelState kind="disconnected" title="Not connected to the core" detail="Trying again; the panel fills with the connection." />;
  if (failure !== null) return <PanelState kind="error" title="The limits cannot be read" detail={sentence(failure)} action={{ title: 'Try again', run: readAgain }} />;
  return <PanelState kind="loading" title="Reading the limits" />;
}

interface Saying {
  readonly kind: 'done' | 'failed';
  readonly text: string;
}

function Limits({ view: read, failure, heard }: { readonly view: LimitsView; readonly failure: string | null; readonly heard: (view: LimitsView) => void }) {
  const core = useCore();
  const isConnected = useConnection() === 'connected';
  const stop = useActStop();
  const [draft, change] = useReducer(changeDraft, read, openDraft);
  const [filter, setFilter] = useState('');
  const [focused, setFocused] = useState<LimitName | null>(null);
  const [isReviewing, setReviewing] = useState(false);
  const [calling, setCalling] = useState(false);
  const [saying, setSaying] = useState<Saying | null>(null);
  const panel = useRef<HTMLElement>(null);
  useEffect(() => change({ kind: 'heard', view: read }), [read]);
  const { view } = draft;
  const rows = rowsOf(draft);
  const edited = rows.filter(({ isEdited }) => isEdited);
  const wrong = rows.filter(({ problem }) => problem !== null);
  const shown = shownRows(rows, filter);
  const isAtFirst = rows.every(({ value, limit }) => value === limit.initial);
  const canSave = edited.length > 0 && wrong.length === 0 && isConnected && !calling && stop === null;
  const about = rows.find(({ limit }) => limit.name === focused)?.limit;

  async function ask(call: () => Promise<LimitsView>, asked: LimitName | null): Promise<boolean> {
    setCalling(true);
    setSaying(null);
    try {
      const answer = await call();
      change({ kind: 'heard', view: answer });
      heard(answer);
      return true;
    } catch (error) {
      const { problems, text } = problemsOfRefusal(error, asked);
      change({ kind: 'refused', problems });
      const [first] = Object.keys(problems);
      if (first !== undefined) panel.current?.querySelector<HTMLElement>(`[data-limit="${first}"]`)?.scrollIntoView({ block: 'nearest' });
      if (text !== null) setSaying({ kind: 'failed', text: isUnanswered(error) ? `No answer: ${text}. It may have been done.` : sentence(text) });
      return false;
    } finally {
      setCalling(false);
    }
  }

  async function save(): Promise<void> {
    if (!canSave) return;
    const later = edited.filter(({ when }) => when === 'next').length;
    const isDone = await ask(() => core.call('limits.set', { changes: changesOf(draft) }), null);
    setReviewing(false);
    if (!isDone) return;
    change({ kind: 'discarded' });
    const now = edited.length - later;
    const parts = [now === 0 ? [] : `${now} at once`, later === 0 ? [] : `${later} from ${sessionWords(view.session)}`].flat();
    setSaying({ kind: 'done', text: `Set: ${parts.join(', ')}.` });
  }

  async function withdraw(name: LimitName): Promise<void> {
    if (await ask(() => core.call('limits.withdraw', { name }), name)) setSaying({ kind: 'done', text: 'Withdrawn.' });
  }

  function write(name: LimitName, text: string): void {
    setSaying(null);
    change({ kind: 'written', name, text });
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    const { target } = event;
    if (!(target instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.altKey) return;
    const fields = [...(panel.current?.querySelectorAll<HTMLElement>('[data-limit]') ?? [])];
    const at = fields.indexOf(target);
    const isFilter = target.dataset['testid'] === 'limits-filter';
    if (at === -1 && !isFilter) return;
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp': {
        const next = fields[at + (event.key === 'ArrowDown' ? 1 : -1)];
        next?.focus();
        if (next instanceof HTMLInputElement) next.select();
        break;
      }
      case 'Enter':
        if (!event.repeat && canSave) setReviewing(true);
        break;
      case 'Escape': {
        const row = edited.find(({ limit }) => limit.name === target.dataset['limit']);
        if (row !== undefined) {
          // What is typed next takes the value's place.
          flushSync(() => write(row.limit.name, String(row.limit.value)));
          if (target instanceof HTMLInputElement) target.select();
        }
        else if (isFilter) setFilter('');
        else target.blur();
        break;
      }
      default:
        return;
    }
    event.preventDefault();
  }

  const stale = !isConnected ? '△ not connected: this is of an earlier moment' : failure !== null ? `△ ${failure}` : null;
  return (
    <section ref={panel} className={styles.panel} aria-label="Limits" data-testid="limits" data-stale={stale !== null} onKeyDown={onKeyDown}>
      <div className={styles.bar}>
        <input type="search" className={styles.filter} placeholder="Find a limit" aria-label="Find a limit" value={filter} data-testid="limits-filter" onChange={(event) => setFilter(event.target.value)} />
        {stale === null ? (
          <span className={styles.equity}>
            of <b>{formatDollars(view.equity)}</b> equity at the day’s start
          </span>
        ) : (
          <span className={styles.stale}>{stale}</span>
        )}
        <span className={styles.spring} />
        <span className={styles.changes} role="status" data-kind={saying?.kind} data-testid="limits-saying" title={saying?.text}>
          {saying?.text ?? (edited.length === 0 ? '' : `${edited.length} written${wrong.length > 0 ? `, ${wrong.length} to mend` : ''}`)}
        </span>
        <button type="button" className={styles.quiet} disabled={isAtFirst || calling || stop !== null} title="Writes every limit as it was at first; nothing is set before you save" data-testid="limits-reset" onClick={() => (setSaying(null), change({ kind: 'reset' }))}>
          As at first
        </button>
        <button type="button" className={styles.button} disabled={(edited.length === 0 && wrong.length === 0) || calling} data-testid="limits-discard" onClick={() => (setSaying(null), change({ kind: 'discarded' }))}>
          Discard
        </button>
        <button type="button" className={styles.primary} disabled={!canSave} title={stop?.next} data-testid="limits-save" onClick={() => setReviewing(true)}>
          Save …
        </button>
      </div>
      <div className={styles.scroll}>
        {shown.length === 0 ? (
          <PanelState kind="empty" title={`No limit is called “${filter.trim()}”`} action={{ title: 'Show all', run: () => setFilter('') }} />
        ) : (
          <table className={styles.limits} aria-label="Limits">
            <thead>
              <tr>
                <th scope="col" className={styles.title}>Limit</th>
                <th scope="col" className={styles.value}>Value</th>
                <th scope="col" className={styles.dollars}>Dollars</th>
                <th scope="col" className={styles.effect}>Takes effect</th>
                <th scope="col" className={styles.range}>Range</th>
                <th scope="col" className={styles.initial}>At first</th>
                <th scope="col" className={styles.what}>What it bounds</th>
              </tr>
            </thead>
            <tbody>
              {LIMIT_GROUPS.map((group) => {
                const members = shown.filter(({ limit }) => limit.group === group);
                return members.length === 0 ? null : (
                  <Fragment key={group}>
                    <tr className={styles.section}>
                      <th scope="rowgroup">{GROUP_TITLES[group]}</th>
                    </tr>
                    {members.map((row) => (
                      <LimitRowView key={row.limit.name} row={row} view={view} disabled={calling || stop !== null} onWrite={write} onWithdraw={(name) => void withdraw(name)} onFocus={setFocused} />
                    ))}
                  </Fragment>
                );
              })}
            </tbody>
          </table>
        )}
      </div>
      <p className={styles.about} data-testid="limits-about">
        {stop !== null ? stopWords(stop, 'Limits are set there.') : about === undefined ? 'What is safer counts at once; what is looser waits for the next session.' : limitMeaning(about)}
      </p>
      {isReviewing && canSave ? <LimitsReview view={view} rows={edited} saving={calling} onSave={() => void save()} onClose={() => setReviewing(false)} /> : null}
    </section>
  );
}
