import { Figure } from '../../design/figure.tsx';
import { ABSENT, formatDollars, formatSignedAmount, formatSignedDollars, formatTime } from '../../design/format.ts';
import { shortNet } from '../../design/order-words.ts';
import styles from './entry.module.css';
import { slippageOf, type TimelineRow } from './entry-timeline.ts';

/** Orders, each fill against mid and natural, and what the end of the day did. */
export function TimelineTable({ rows }: { readonly rows: readonly TimelineRow[] }) {
  if (rows.length === 0) return <p className={styles.dim}>No order of this package is kept.</p>;
  const slippage = slippageOf(rows);
  return (
    <div className={styles.wide}>
      <table className={styles.timeline} aria-label="Orders and fills" data-testid="journal-timeline">
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">What</th>
            <th scope="col" className={styles.number}>Net</th>
            <th scope="col" className={styles.number}>Mid</th>
            <th scope="col" className={styles.number}>Natural</th>
            <th scope="col" className={styles.number} title="Dollars against the mid, all packages; negative was given away">vs mid</th>
            <th scope="col" className={styles.number}>Costs</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Line key={row.id} row={row} />
          ))}
        </tbody>
        {slippage === null ? null : (
          <tfoot>
            <tr>
              <th scope="row" colSpan={5}>
                All fills against mid
              </th>
              <td className={styles.number} data-testid="journal-slippage">
                <Figure value={slippage} text={formatSignedAmount(slippage)} />
              </td>
              <td />
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}

function Line({ row }: { readonly row: TimelineRow }) {
  switch (row.kind) {
    case 'order':
      return (
        <tr data-kind="order">
          <td className={styles.time}>{formatTime(row.time)}</td>
          <td colSpan={6}>
            <details>
              <summary>{row.title}</summary>
              <ol>
                {row.steps.map(({ time, text }, at) => (
                  <li key={at}>
                    <span className={styles.time}>{formatTime(time)}</span> {text}
                  </li>
                ))}
              </ol>
            </details>
            {row.reason === null ? null : <span className={styles.reason}>{row.reason}</span>}
          </td>
        </tr>
      );
    case 'fill':
      return (
        <tr data-kind="fill">
          <td className={styles.time}>{formatTime(row.time)}</td>
          <td>
            ● {row.packages} filled: {row.title}
          </td>
          <td className={styles.number}>{shortNet(row.net)}</td>
          <td className={styles.number}>{row.mid === null ? ABSENT : shortNet(row.mid)}</td>
          <td className={styles.number}>{row.natural === null ? ABSENT : shortNet(row.natural)}</td>
          <td className={styles.number}>
            <Figure value={row.slippage} text={formatSignedAmount(row.slippage)} title={row.slippage === null ? 'No quote was kept with this fill' : undefined} />
          </td>
          <td className={styles.number}>{formatDollars(row.costs)}</td>
        </tr>
      );
    case 'settlement':
      return (
        <tr data-kind="settlement">
          <td className={styles.time}>{formatTime(row.time)}</td>
          <td colSpan={6}>
            ■ {row.title}: cash {formatSignedDollars(row.cash)}, realised {formatSignedDollars(row.realised)}
            {row.reason === null ? null : <span className={styles.reason}>{row.reason}</span>}
          </td>
        </tr>
      );
  }
}
