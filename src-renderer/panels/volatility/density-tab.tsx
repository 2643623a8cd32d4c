import type { VolatilityView } from '../../../src-core/contract/volatility.ts';
import { ChartFrame } from '../../design/chart-frame.tsx';
import { formatPrice, formatProbability, formatSigned } from '../../design/format.ts';
import { PanelState } from '../../design/panel-state.tsx';
import { strikeWords } from '../smile/smile-reading.ts';
import { LinePlot } from './line-plot.tsx';
import styles from './volatility.module.css';

const SERIES = [{ title: 'density', colour: 'var(--accent)', area: true }] as const;
/** Percentiles that are drawn; the table has them all. */
const DRAWN = [0.05, 0.25, 0.5, 0.75, 0.95];

/** How the price at the reference time is distributed, as the options say: risk-neutral, not a forecast. */
export function DensityTab({ view }: { readonly view: VolatilityView }) {
  const { density, underlying } = view;
  if (density === null) return <PanelState kind="empty" title="No distribution is known" detail={view.note ?? 'It comes with a volatility at the money.'} />;
  const { curve, percentiles, source } = density;
  const marks = percentiles.filter(({ probability }) => DRAWN.includes(probability)).map(({ probability, price }) => ({ x: price, text: `${Math.round(probability * 100)} %`, colour: 'var(--dim)' }));
  return (
    <div className={styles.body} tabIndex={0} role="group" aria-label="Implied density">
      {source === 'lognormal' ? <p className={styles.notice}>△ Too few strikes are priced for a smile: this is the lognormal distribution of the volatility at the money.</p> : null}
      <ChartFrame
        title={`${underlying} at the reference time`}
        note="risk-neutral density per dollar"
        columns={[
          { key: 'price', title: 'Price, $', format: (value) => (typeof value === 'number' ? formatPrice(value) : '') },
          { key: 'density', title: 'Density, per $', format: (value) => (typeof value === 'number' ? formatPrice(value, 5) : '') },
          { key: 'below', title: 'P(below)', format: (value) => (typeof value === 'number' ? formatProbability(value) : '') },
        ]}
        rows={curve}
        name={`${underlying}-density`}
        height={220}
      >
        <LinePlot
          label="Density of the price at the reference time"
          series={SERIES}
          rows={curve.map(({ price, density: value }) => ({ x: price, values: [value] }))}
          xText={(x) => strikeWords(x)}
          zero
          marks={marks}
          read={({ x }) => {
            const point = curve.find(({ price }) => price === x);
            return point === undefined ? '' : `${formatPrice(point.price)}: ${formatProbability(point.below)} below, ${formatProbability(1 - point.below)} above`;
          }}
        />
      </ChartFrame>
      <table className={styles.table} data-testid="volatility-percentiles">
        <thead>
          <tr>
            <th scope="col">Percentile</th>
            <th scope="col" className={styles.number}>
              Price
            </th>
            <th scope="col" className={styles.number} title="From the median, dollars">
              From the median
            </th>
          </tr>
        </thead>
        <tbody>
          {percentiles.map(({ probability, price }) => (
            <tr key={probability}>
              <th scope="row">{formatPrice(probability * 100, 0)} %</th>
              <td className={styles.number}>{formatPrice(price)}</td>
              <td className={styles.number}>{formatSigned(price - (percentiles.find((each) => each.probability === 0.5)?.price ?? Number.NaN))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
