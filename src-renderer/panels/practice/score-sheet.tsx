import type { PracticeRun, PracticeScore, PracticeTrade } from '../../../src-core/contract/practice.ts';
import { METRICS } from '../../../src-core/performance/metrics.ts';
import { Figure } from '../../design/figure.tsx';
import { ABSENT, formatDollars, formatSignedDollars, formatTime } from '../../design/format.ts';
import { PanelState } from '../../design/panel-state.tsx';
import { figureWords, intervalWords, sampleWords } from '../performance/performance-words.ts';
import styles from './practice.module.css';
import { lengthWords, plural, scoreLines, sourceWords } from './practice-words.ts';
import { useRun } from './use-practice.ts';

/** What a run came to: every figure with its arithmetic, and no grade. */
export function ScoreSheet({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const { value: run, failure, readAgain } = useRun(id);
  if (run === null || run.id !== id) {
    if (failure === null) return <PanelState kind="loading" title="Reading the score" />;
    return <PanelState kind="error" title="The score cannot be read" detail={failure} action={{ title: 'Try again', run: readAgain }} />;
  }
  return <Score run={run} onClose={onClose} />;
}

function Score({ run, onClose }: { readonly run: PracticeRun; readonly onClose: () => void }) {
  const { score } = run;
  return (
    <div className={styles.scroll} data-testid="practice-score" tabIndex={-1}>
      <div className={styles.line}>
        <button type="button" className={styles.button} data-testid="practice-score-close" onClick={onClose}>
          ◀ Back
        </button>
        <span className={styles.what} title={run.recording}>
          {run.date} <span className={styles.chip}>{sourceWords(run.source)}</span> {formatTime(score.from)} – {formatTime(score.to)}, {lengthWords(score.from, score.to)} of the session
        </span>
      </div>
      <table className={`${styles.table} ${styles.score}`} aria-label="Score">
        <tbody>
          {scoreLines(score).map(({ title, value, tone, how }) => (
            <tr key={title} className={styles.row} data-testid="practice-score-line">
              <th scope="row">{title}</th>
              <td className={styles.number} data-tone={tone}>
                {value}
              </td>
              <td className={styles.how}>{how}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h3 className={styles.heading}>Trades</h3>
      {score.trades.length === 0 ? <p className={styles.hint}>Nothing was traded: the result is what doing nothing brings.</p> : <Trades trades={score.trades} />}
      <Orders score={score} />
      <Metrics score={score} />
    </div>
  );
}

function Trades({ trades }: { readonly trades: readonly PracticeTrade[] }) {
  return (
    <table className={styles.table} aria-label="Trades of the run">
      <thead>
        <tr>
          <th scope="col">Trade</th>
          <th scope="col">Opened</th>
          <th scope="col">Closed</th>
          <th scope="col" className={styles.number}>
            Risk
          </th>
          <th scope="col" className={styles.number}>
            Net
          </th>
          <th scope="col" className={`${styles.number} ${styles.wide}`} title="The best and the worst it stood at while it was open, at mids, costs included">
            Best / worst
          </th>
          <th scope="col" className={styles.number} title="Best less net">
            Left
          </th>
          <th scope="col" className={styles.number} title="Had it been held to the reference price, opening costs included">
            Held
          </th>
        </tr>
      </thead>
      <tbody>
        {trades.map((trade) => (
          <tr key={trade.tradeId} className={styles.row}>
            <th scope="row" className={styles.name} title={`${trade.underlying} ${trade.strategy}, ${plural(trade.quantity, 'package')}`}>
              {trade.underlying} {trade.strategy} ×{trade.quantity}
            </th>
            <td className={styles.mono}>{formatTime(trade.openedAt)}</td>
            <td className={styles.mono}>{trade.closedAt === null ? 'open' : formatTime(trade.closedAt)}</td>
            <td className={styles.number}>{trade.risk === null ? 'no bound' : formatDollars(trade.risk)}</td>
            <td className={styles.number}>
              <Figure value={trade.net} text={formatSignedDollars(trade.net)} />
            </td>
            <td className={`${styles.number} ${styles.wide}`}>
              {formatSignedDollars(trade.best)} / {formatSignedDollars(trade.worst)}
            </td>
            <td className={styles.number}>{formatDollars(trade.left)}</td>
            <td className={styles.number}>{formatSignedDollars(trade.held)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Orders({ score: { orders, denials, events } }: { readonly score: PracticeScore }) {
  return (
    <>
      <h3 className={styles.heading}>Orders and limits</h3>
      <p className={styles.hint}>
        {plural(orders.placed, 'order')}: {orders.filled} filled, {orders.cancelled} cancelled, {orders.denied} denied.
        {events.length === 0 ? ' No limit was touched and no breaker tripped.' : ''}
      </p>
      {denials.length + events.length === 0 ? null : (
        <ul className={styles.events}>
          {denials.map(({ time, strategy, reason }, index) => (
            <li key={`denial ${index}`}>
              <span className={styles.mono}>{formatTime(time)}</span> <b>Denied</b> {strategy}: {reason}
            </li>
          ))}
          {events.map(({ time, severity, text }, index) => (
            <li key={`event ${index}`}>
              <span className={styles.mono}>{formatTime(time)}</span> <span className={styles.chip}>{severity}</span> {text}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Metrics({ score: { metrics } }: { readonly score: PracticeScore }) {
  const known = metrics.filter(({ value }) => value !== null);
  if (known.length === 0) return null;
  return (
    <details className={styles.folders}>
      <summary>
        Figures of the trades that are over <span className={styles.hint}>{known.length} of {metrics.length} carried by this sample</span>
      </summary>
      <table className={`${styles.table} ${styles.score}`} aria-label="Figures of the run">
        <tbody>
          {metrics.map((metric) => {
            const { title, definition, unit, of } = METRICS[metric.name];
            return (
              <tr key={metric.name} className={styles.row} data-quiet={metric.value === null} title={metric.because ?? definition}>
                <th scope="row">{title}</th>
                <td className={styles.number}>{metric.value === null ? ABSENT : figureWords(metric.value, metric.name, unit)}</td>
                <td className={styles.how}>{metric.value === null ? (metric.because ?? '') : [intervalWords(metric, unit), sampleWords(metric.sample, of)].filter((words) => words !== '').join(', ')}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </details>
  );
}
