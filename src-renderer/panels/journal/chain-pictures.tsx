import { useMemo, useState } from 'react';
import type { ChainPicture, JournalRow } from '../../../src-core/contract/journal.ts';
import { useCore } from '../../connection/core.tsx';
import { formatAge, formatPrice, formatTime } from '../../design/format.ts';
import { PanelState } from '../../design/panel-state.tsx';
import { fileStem, saveFile } from '../../design/save-file.ts';
import { useAnswer } from '../../connection/use-answer.ts';
import { chainImage } from './chain-image.ts';
import styles from './entry.module.css';
import { rowTitle } from './journal-words.ts';

type Moment = 'entry' | 'exit';

/** The chain as it was recorded at the entry and at the exit, the package's legs marked. */
export function ChainPictures({ row }: { readonly row: JournalRow }) {
  const [moment, setMoment] = useState<Moment | null>(null);
  return (
    <section className={styles.block} aria-label="The chain" data-testid="journal-chain">
      <header>
        <b>The chain</b>
        {(['entry', 'exit'] as const).map((each) => (
          <button key={each} type="button" className={styles.toggle} aria-pressed={moment === each} disabled={each === 'exit' && row.closedAt === null} data-testid={`journal-chain-${each}`} onClick={() => setMoment(moment === each ? null : each)}>
            at the {each}
          </button>
        ))}
      </header>
      {moment === null ? null : <Picture key={moment} row={row} moment={moment} />}
    </section>
  );
}

function Picture({ row, moment }: { readonly row: JournalRow; readonly moment: Moment }) {
  const core = useCore();
  const [failure, setFailure] = useState<string | null>(null);
  const { tradeId } = row;
  const read = useAnswer(useMemo(() => (signal: AbortSignal) => core.call('journal.chain', { tradeId, moment }, { signal }), [core, tradeId, moment]));
  if (read.value === null) return read.failure === null ? <PanelState kind="loading" title="Reading the recording" /> : <PanelState kind="empty" title={`No chain at the ${moment}`} detail={read.failure} />;
  const picture = read.value;
  const title = `${rowTitle(row)}, ${moment} ${formatTime(picture.time)}`;
  const save = async (): Promise<void> => {
    try {
      saveFile({ name: `${fileStem('chain', rowTitle(row), moment, new Date(picture.time).toISOString().slice(0, 16))}.png`, mediaType: 'image/png', bytes: await chainImage(picture, title) });
      setFailure(null);
    } catch (error) {
      setFailure(`No picture: ${error instanceof Error ? error.message : String(error)}.`);
    }
  };
  return (
    <>
      <p className={styles.dim}>
        {picture.underlying} {formatPrice(picture.spot)} · {picture.source}, quotes of {formatTime(picture.recordedAt)} ({formatAge(picture.time - picture.recordedAt)} before) <button type="button" className={styles.small} data-testid="journal-chain-png" onClick={() => void save()}>Save PNG</button>
        {failure === null ? null : <span className={styles.reason}>{failure}</span>}
      </p>
      <ChainTable picture={picture} title={title} />
    </>
  );
}

function ChainTable({ picture: { rows, spot }, title }: { readonly picture: ChainPicture; readonly title: string }) {
  const above = rows.findIndex(({ strike }) => spot !== null && strike > spot);
  return (
    <div className={styles.wide}>
      <table className={styles.chain} aria-label={title} data-testid="journal-chain-table">
        <thead>
          <tr>
            {['IV', 'Δ', 'Bid', 'Ask'].map((name) => (
              <th key={`call ${name}`} scope="col" className={styles.number}>{name}</th>
            ))}
            <th scope="col" className={styles.number}>Calls</th>
            <th scope="col" className={styles.strike}>Strike</th>
            <th scope="col">Puts</th>
            {['Bid', 'Ask', 'Δ', 'IV'].map((name) => (
              <th key={`put ${name}`} scope="col" className={styles.number}>{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ strike, call, put, callLeg, putLeg }, at) => (
            <tr key={strike} data-spot={at === above} data-leg={callLeg !== 0 || putLeg !== 0}>
              <td className={styles.number}>{percent(call.iv)}</td>
              <td className={styles.number}>{formatPrice(call.delta)}</td>
              <td className={styles.number}>{formatPrice(call.bid)}</td>
              <td className={styles.number}>{formatPrice(call.ask)}</td>
              <td className={styles.number}><Leg contracts={callLeg} /></td>
              <th scope="row" className={styles.strike}>{strike}</th>
              <td><Leg contracts={putLeg} /></td>
              <td className={styles.number}>{formatPrice(put.bid)}</td>
              <td className={styles.number}>{formatPrice(put.ask)}</td>
              <td className={styles.number}>{formatPrice(put.delta)}</td>
              <td className={styles.number}>{percent(put.iv)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** "▲ +1" long, "▼ −2" short. */
function Leg({ contracts }: { readonly contracts: number }) {
  return contracts === 0 ? null : (
    <b className={styles.leg} data-side={contracts > 0 ? 'buy' : 'sell'}>
      {contracts > 0 ? '▲ +' : '▼ −'}
      {Math.abs(contracts)}
    </b>
  );
}

function percent(volatility: number | null): string {
  return formatPrice(volatility === null ? null : volatility * 100, 1);
}
