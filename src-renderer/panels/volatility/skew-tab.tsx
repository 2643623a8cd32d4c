import type { VolatilityView } from '../../../src-core/contract/volatility.ts';
import { ChartFrame } from '../../design/chart-frame.tsx';
import { formatPrice } from '../../design/format.ts';
import { strikeWords } from '../smile/smile-reading.ts';
import { LinePlot } from './line-plot.tsx';
import { clockText, dayMinutes, hoursOf, pointsWords, skewLines, skewText } from './volatility-words.ts';
import styles from './volatility.module.css';

const SERIES = [
  { title: 'risk reversal', colour: 'var(--accent)' },
  { title: 'butterfly', colour: 'var(--warning)' },
] as const;

/** How the smile leans and bends: now, at the open, and by minute. */
export function SkewTab({ view }: { readonly view: VolatilityView }) {
  const { now, opening, underlying, open, reference } = view;
  const lines = skewLines(now, opening);
  const minutes = dayMinutes(view);
  const strikes = now?.skew ?? null;
  return (
    <div className={styles.body} tabIndex={0} role="group" aria-label="Skew">
      <table className={styles.table} data-testid="volatility-skew">
        <thead>
          <tr>
            <th scope="col">{view.clockLabel}</th>
            <th scope="col" className={styles.number}>
              Now
            </th>
            <th scope="col" className={styles.number}>
              {opening === null ? 'Open' : clockText(opening.time)}
            </th>
            <th scope="col" className={styles.number}>
              Change
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.name} title={line.title}>
              <th scope="row">{line.name}</th>
              <td className={styles.number}>{skewText(line, line.now)}</td>
              <td className={styles.number}>{skewText(line, line.opening)}</td>
              <td className={styles.number}>{pointsWords(line.now === null || line.opening === null ? null : line.now - line.opening)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={styles.words}>
        {strikes === null
          ? (view.note ?? 'The smile has no strikes of a quarter delta.')
          : `25Δ by forward delta on the smile: put ${strikeWords(Math.round(strikes.put25.strike * 100) / 100)}, call ${strikeWords(Math.round(strikes.call25.strike * 100) / 100)}. Risk reversal: call less put. Butterfly: their mean less the volatility at the forward. pt: points of volatility.`}
      </p>
      <ChartFrame
        title="Skew by minute"
        note="points of volatility"
        columns={[
          { key: 'time', title: 'New York' },
          { key: 'riskReversal', title: 'Risk reversal, points', format: percent },
          { key: 'butterfly', title: 'Butterfly, points', format: percent },
        ]}
        rows={minutes.map(({ time, riskReversal, butterfly }) => ({ time: clockText(time), riskReversal, butterfly }))}
        name={`${underlying}-skew`}
        legend={SERIES}
        height={190}
      >
        <LinePlot
          label="Skew by minute"
          series={SERIES}
          rows={minutes.map(({ time, riskReversal, butterfly }) => ({ x: time, values: [scaled(riskReversal), scaled(butterfly)] }))}
          span={{ low: open, high: reference }}
          xTicks={hoursOf(open, reference)}
          xText={(time) => clockText(time)}
          zero
          read={({ x, values: [reversal = null, butterfly = null] }) => `${clockText(x)}: risk reversal ${pointsWords(reversal === null ? null : reversal / 100)}, butterfly ${pointsWords(butterfly === null ? null : butterfly / 100)}`}
        />
      </ChartFrame>
    </div>
  );
}

function scaled(value: number | null): number | null {
  return value === null ? null : value * 100;
}

function percent(value: unknown): string {
  return typeof value === 'number' ? formatPrice(value * 100) : '';
}
