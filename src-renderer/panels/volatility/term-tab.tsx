import type { VolatilityView } from '../../../src-core/contract/volatility.ts';
import { ChartFrame } from '../../design/chart-frame.tsx';
import { formatPrice, formatTime } from '../../design/format.ts';
import { PanelState } from '../../design/panel-state.tsx';
import { LinePlot } from './line-plot.tsx';
import { termName, volatilityWords } from './volatility-words.ts';
import styles from './volatility.module.css';

const SERIES = [
  { title: 'at the money', colour: 'var(--accent)', dots: true },
  { title: 'VIX (SPX, 30 days)', colour: 'var(--warning)', dots: true },
] as const;

/** Volatility at the money by expiry, each on its own clock, which is named. */
export function TermTab({ view: { term, underlying } }: { readonly view: VolatilityView }) {
  const { points, note } = term;
  if (points.length === 0) return <PanelState kind="empty" title="No point of the term is known" detail={note ?? 'It comes with the first quotes.'} />;
  // Days count by their root, so that today and next month are both to be seen.
  const rows = points.map(({ kind, days, volatility }) => ({ x: Math.sqrt(days), values: kind === 'vix' ? [null, volatility * 100] : [volatility * 100, null] }));
  const last = Math.max(...points.map(({ days }) => days), 30);
  return (
    <div className={styles.body} tabIndex={0} role="group" aria-label="Volatility by expiry">
      <table className={styles.table} data-testid="volatility-term">
        <thead>
          <tr>
            <th scope="col">To</th>
            <th scope="col" className={styles.number}>
              IV
            </th>
            <th scope="col" className={styles.number} title="The straddle at the forward, dollars">
              Straddle
            </th>
            <th scope="col">Clock</th>
            <th scope="col" className={styles.number}>
              As of
            </th>
          </tr>
        </thead>
        <tbody>
          {points.map((point) => (
            <tr key={`${point.kind}${point.expiry ?? ''}`}>
              <th scope="row">{termName(point)}</th>
              <td className={styles.number}>{volatilityWords(point.volatility)}</td>
              <td className={styles.number}>{formatPrice(point.straddle)}</td>
              <td className={styles.quiet}>{point.clockLabel}</td>
              <td className={styles.number}>{formatTime(point.time)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={styles.words}>
        {note === null ? '' : `${note} `}Volatilities of different clocks are not the same measure: today’s counts the minutes of the session, the others calendar time.
      </p>
      <ChartFrame
        title="Volatility by days to expiry"
        note="% a year; days by their root"
        columns={[
          { key: 'to', title: 'To' },
          { key: 'days', title: 'Days', format: (value) => (typeof value === 'number' ? formatPrice(value) : '') },
          { key: 'volatility', title: 'IV, %', format: (value) => (typeof value === 'number' ? formatPrice(value * 100) : '') },
          { key: 'clock', title: 'Clock' },
        ]}
        rows={points.map((point) => ({ to: termName(point), days: point.days, volatility: point.volatility, clock: point.clockLabel }))}
        name={`${underlying}-term`}
        legend={SERIES}
        height={180}
      >
        <LinePlot
          label="Volatility by days to expiry"
          series={SERIES}
          rows={rows}
          span={{ low: 0, high: Math.sqrt(last * 1.1) }}
          xTicks={[0, 1, 7, 14, 30, 60, 90, 180, 365].map(Math.sqrt)}
          xText={(x) => `${Math.round(x * x)} d`}
          read={({ x }) => points.filter(({ days }) => Math.sqrt(days) === x).map((point) => `${termName(point)}: ${volatilityWords(point.volatility)} on ${point.clockLabel}`).join('; ')}
        />
      </ChartFrame>
    </div>
  );
}
