import { useMemo } from 'react';
import { scenarioResults } from '../../../src-core/analysis/result-curves.ts';
import { MINUTE } from '../../../src-core/time.ts';
import { type ChartColumn, ChartFrame, type ChartRow } from '../../design/chart-frame.tsx';
import { formatPrice, formatSigned, formatSignedCount } from '../../design/format.ts';
import type { AnalysisFrame, Curves } from './analyse.ts';
import { minuteText, shiftWords } from './analysis-words.ts';
import styles from './analysis.module.css';

/** Moves of the price, 0.01 = 1 %. */
const MOVES: readonly number[] = [-0.02, -0.015, -0.01, -0.0075, -0.005, -0.0025, 0, 0.0025, 0.005, 0.0075, 0.01, 0.015, 0.02];
/** Of the time left. */
const SHARES = [0, 0.25, 0.5, 0.75, 1] as const;

export interface ScenarioTableData {
  /** Times of day, ascending, the last one the reference. */
  readonly times: readonly number[];
  readonly prices: Float64Array;
  /** A row of times for each price. */
  readonly results: Float64Array;
}

/** Results at moves of the price and at times of the day, the time looked at among them, with the volatilities shifted. */
export function scenarioTable(frame: AnalysisFrame, { pricer, cost }: Pick<Curves, 'pricer' | 'cost'>): ScenarioTableData {
  const { market, spot, shift } = frame;
  const { time, reference } = market.view;
  const whole = reference - time;
  const even = whole > 0 ? SHARES.map((share) => time + Math.round((whole * share) / MINUTE) * MINUTE) : [time];
  const times = [...new Set([...even.slice(0, -1), frame.time, Math.max(time, reference)])].toSorted((left, right) => left - right);
  const prices = Float64Array.from(MOVES, (move) => spot * (1 + move));
  const moments = times.map((at) => (at === time ? market.now : market.at(at)));
  return { times, prices, results: scenarioResults(pricer, prices, shift, moments, cost) };
}

/** What one structure comes to by price and time. */
export function ScenarioTable({ frame, curves, title }: { readonly frame: AnalysisFrame; readonly curves: Curves; readonly title: string }) {
  const { times, prices, results } = useMemo(() => scenarioTable(frame, curves), [frame, curves]);
  const greatest = results.reduce((most, result) => Math.max(most, Math.abs(result) || 0), 0);
  const { reference, time: now } = frame.market.view;
  const headOf = (time: number): string => (time === now ? `now ${minuteText(time)}` : minuteText(time));
  const columns: ChartColumn[] = [
    { key: 'move', title: 'Move, %', format: (value) => formatSigned(Number(value)) },
    { key: 'price', title: 'Price, $', format: (value) => formatPrice(Number(value)) },
    ...times.map((time) => ({ key: `t${time}`, title: `${headOf(time)}, $`, format: (value: ChartRow[string] | undefined) => formatSigned(typeof value === 'number' ? value : null) })),
  ];
  const rows = Array.from(prices, (price, i): ChartRow => ({ move: (MOVES[i] ?? 0) * 100, price, ...Object.fromEntries(times.map((time, j) => [`t${time}`, results[i * times.length + j] ?? null])) }));
  return (
    <ChartFrame title="Scenarios" note={`${title}, dollars after costs, ${shiftWords(frame.shift * 100)}; ${frame.market.view.clockLabel}`} columns={columns} rows={rows} name={`${frame.market.view.underlying}-scenarios`} height="fill">
      <div className={styles.scroll} tabIndex={0} role="group" aria-label="Scenarios">
        <table className={styles.table} data-testid="analysis-scenarios">
          <thead>
            <tr>
              <th scope="col" className={styles.number}>
                Move
              </th>
              <th scope="col" className={styles.number}>
                Price
              </th>
              {times.map((time) => (
                <th key={time} scope="col" className={styles.number} data-chosen={time === frame.time}>
                  {headOf(time)}
                  {time === reference ? ' end' : ''}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {Array.from(prices, (price, i) => (
              <tr key={MOVES[i]} data-chosen={MOVES[i] === 0}>
                <th scope="row" className={styles.number}>
                  {formatSigned((MOVES[i] ?? 0) * 100)} %
                </th>
                <td className={styles.number}>{formatPrice(price)}</td>
                {times.map((time, j) => {
                  const result = results[i * times.length + j] ?? Number.NaN;
                  return (
                    <td key={time} className={styles.heat} style={{ background: heatOf(result, greatest) }}>
                      {formatSignedCount(result)}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </ChartFrame>
  );
}

/** As strong as the result is large; its sign stands in the cell. */
function heatOf(result: number, greatest: number): string {
  if (!(greatest > 0) || Number.isNaN(result)) return 'none';
  const strength = Math.round(4 + 34 * Math.sqrt(Math.abs(result) / greatest));
  return `color-mix(in srgb, var(--${result >= 0 ? 'up' : 'down'}) ${strength}%, transparent)`;
}
