import type { Gauge } from '../../../src-core/contract/risk.ts';
import { LIMITS } from '../../../src-core/risk/limits.ts';
import { gaugeAmount, gaugeFill, type GaugeTone, percentWords } from './risk-words.ts';
import styles from './risk.module.css';

const MARKS: Readonly<Record<GaugeTone, string>> = { good: '', near: '△', over: '▲', unknown: '' };

/** Each limit with what of it is used and what is left. */
export function GaugesTable({ gauges }: { readonly gauges: readonly Gauge[] }) {
  return (
    <table className={styles.table} aria-label="Limits" data-testid="risk-gauges">
      <thead>
        <tr>
          <th scope="col">Limit</th>
          <th scope="col" className={styles.bar} aria-label="Share" />
          <th scope="col" className={styles.number}>
            Used
          </th>
          <th scope="col" className={styles.number}>
            of
          </th>
          <th scope="col" className={styles.left}>
            Left
          </th>
          <th scope="col" className={styles.percent} aria-label="Percent" />
        </tr>
      </thead>
      <tbody>
        {gauges.map((gauge) => (
          <GaugeRow key={`${gauge.limit} ${gauge.underlying}`} gauge={gauge} />
        ))}
      </tbody>
    </table>
  );
}

function GaugeRow({ gauge }: { readonly gauge: Gauge }) {
  const { limit, title, underlying, unit, used, most, left } = gauge;
  const { share, tone } = gaugeFill(gauge);
  return (
    <tr className={styles.row} data-tone={tone} data-testid="risk-gauge" data-limit={limit} data-underlying={underlying ?? undefined} title={`${LIMITS[limit].what}.${used === null ? ' What is used has no bound, or is not known.' : ''}`}>
      <th scope="row" className={styles.name}>
        {underlying === null ? null : <b>{underlying} </b>}
        {title}
        <span className={styles.narrowMark}> {MARKS[tone]}</span>
        <div className={styles.under} aria-hidden="true">
          <div style={{ width: `${Math.min(1, share ?? 0) * 100}%` }} />
        </div>
      </th>
      <td className={styles.bar}>
        <div className={styles.gauge} role="meter" aria-label={`${underlying ?? ''} ${title}`.trim()} aria-valuemin={0} aria-valuemax={most} aria-valuenow={used ?? undefined}>
          <div style={{ width: `${Math.min(1, share ?? 0) * 100}%` }} />
        </div>
      </td>
      <td className={styles.number}>{gaugeAmount(unit, used)}</td>
      <td className={styles.quietNumber}>{gaugeAmount(unit, most)}</td>
      <td className={styles.left}>{gaugeAmount(unit, left)}</td>
      <td className={styles.percent}>
        {MARKS[tone]} {percentWords(share)}
      </td>
    </tr>
  );
}
