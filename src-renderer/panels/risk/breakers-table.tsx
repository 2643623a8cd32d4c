import type { BreakerView } from '../../../src-core/contract/risk.ts';
import { BREAKERS } from '../../../src-core/risk/trading-state.ts';
import { formatTime } from '../../design/format.ts';
import { readingWords, thresholdWords } from './risk-words.ts';
import styles from './risk.module.css';

const STATES: Readonly<Record<BreakerView['state'], string>> = { quiet: '○ quiet', confirming: '◐ confirming', tripped: '● tripped' };

/** Every breaker with its reading and what would trip it; what is not read says why. */
export function BreakersTable({ breakers }: { readonly breakers: readonly BreakerView[] }) {
  return (
    <table className={styles.table} aria-label="Circuit breakers" data-testid="risk-breakers">
      <thead>
        <tr>
          <th scope="col">Breaker</th>
          <th scope="col" className={styles.low}>
            Level
          </th>
          <th scope="col" className={styles.number}>
            Reading
          </th>
          <th scope="col" className={styles.number}>
            Trips
          </th>
          <th scope="col">State</th>
          <th scope="col" className={styles.why} aria-label="Why" />
        </tr>
      </thead>
      <tbody>
        {breakers.map((view) => (
          <BreakerRow key={`${view.breaker} ${view.underlying}`} view={view} />
        ))}
      </tbody>
    </table>
  );
}

function BreakerRow({ view }: { readonly view: BreakerView }) {
  const { breaker, title, level, underlying, value, unit, state, since, text } = view;
  const { what, state: to } = BREAKERS[breaker];
  return (
    <tr className={styles.row} data-state={state} data-testid="risk-breaker" data-breaker={breaker} data-underlying={underlying ?? undefined} title={`${to} by ${what}. ${text ?? ''}`.trim()}>
      <th scope="row" className={styles.name}>
        {underlying === null ? null : <b>{underlying} </b>}
        {title}
      </th>
      <td className={styles.low}>{level}</td>
      <td className={styles.number}>{readingWords(unit, value)}</td>
      <td className={styles.quietNumber}>{thresholdWords(view)}</td>
      <td className={styles.stateCell}>
        {STATES[state]}
        {since === null || state === 'quiet' ? '' : ` ${formatTime(since).slice(0, 5)}`}
      </td>
      <td className={styles.why}>{text ?? ''}</td>
    </tr>
  );
}
