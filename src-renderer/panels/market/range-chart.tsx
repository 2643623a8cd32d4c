import { memo } from 'react';
import { CartesianGrid, Line, LineChart, ReferenceLine, Tooltip, XAxis, YAxis } from 'recharts';
import type { HistoryView } from '../../../src-core/contract/connections.ts';
import { formatPrice } from '../../design/format.ts';
import { useSize } from '../smile/use-size.ts';
import { priceTicks } from '../ticket/payoff-curve.ts';
import { formatVolume } from './format-volume.ts';
import styles from './market-panel.module.css';
import { barTimeWords, extentOf, type RangeLine, type RangePoint, thinTicks } from './range-line.ts';

export interface RangeChartProps {
  readonly label: string;
  readonly line: RangeLine;
  readonly every: HistoryView['every'];
  /** null today. */
  readonly previousClose: number | null;
  /** Where it was read from. */
  readonly source: string;
}

const TICK = { fill: 'var(--dim)', fontSize: 10, fontFamily: 'var(--font-numbers)' } as const;
const MARGIN = { top: 8, right: 20, bottom: 0, left: 0 } as const;
const AXIS_WIDTH = 46;
const TICK_WIDTH = 58;
const TICK_HEIGHT = 26;

/** One ticker over the range that was chosen, with its prices and times. */
const RangeChart = memo(function RangeChart({ label, line, every, previousClose, source }: RangeChartProps) {
  const [size, measure] = useSize();
  const extent = extentOf(line);
  return (
    <div ref={measure} className={styles.canvas} role="img" aria-label={label}>
      {size === null || extent === null ? null : <Plot {...size} line={line} every={every} previousClose={previousClose} source={source} low={extent.low} high={extent.high} />}
    </div>
  );
});

interface PlotProps extends Omit<RangeChartProps, 'label'> {
  readonly width: number;
  readonly height: number;
  readonly low: number;
  readonly high: number;
}

function Plot({ width, height, line, every, previousClose, source, low, high }: PlotProps) {
  const shown = previousClose === null ? { low, high } : { low: Math.min(low, previousClose), high: Math.max(high, previousClose) };
  const room = Math.max((shown.high - shown.low) * 0.05, 0.01);
  const [bottom, top] = [shown.low - room, shown.high + room];
  const prices = priceTicks(bottom, top, Math.max(2, Math.floor(height / TICK_HEIGHT)));
  const times = thinTicks(line.ticks, Math.floor((width - AXIS_WIDTH) / TICK_WIDTH));
  const names = new Map(times.map(({ at, label }) => [at, label]));
  return (
    <LineChart width={width} height={height} data={[...line.points]} margin={MARGIN} accessibilityLayer>
      <CartesianGrid vertical={false} stroke="var(--line)" syncWithTicks />
      <XAxis dataKey="at" type="number" domain={[line.from, line.to]} tick={TICK} tickLine={false} axisLine={{ stroke: 'var(--faint)' }} ticks={times.map(({ at }) => at)} interval={0} tickFormatter={(at: number) => names.get(at) ?? ''} height={18} />
      <YAxis type="number" domain={[bottom, top]} tick={TICK} tickLine={false} axisLine={false} ticks={[...prices]} interval={0} tickFormatter={(price: number) => formatPrice(price, prices.every(Number.isInteger) ? 0 : 2)} width={AXIS_WIDTH} />
      {previousClose === null ? null : <ReferenceLine y={previousClose} stroke="var(--faint)" strokeDasharray="2 3" />}
      <Tooltip
        isAnimationActive={false}
        cursor={{ stroke: 'var(--ink)', strokeOpacity: 0.55 }}
        content={<Tip points={line.points} every={every} source={source} />}
      />
      <Line dataKey="close" stroke="var(--accent)" strokeWidth={1.5} dot={false} isAnimationActive={false} activeDot={{ r: 3, fill: 'var(--accent)', stroke: 'none' }} />
    </LineChart>
  );
}

interface TipProps {
  readonly points: readonly RangePoint[];
  readonly every: HistoryView['every'];
  readonly source: string;
  /** By the chart: whether a point is under the pointer, and its place. */
  readonly active?: boolean;
  readonly label?: unknown;
}

function Tip({ points, every, source, active = false, label }: TipProps) {
  const point = active ? points.find(({ at }) => at === label) : undefined;
  if (point === undefined) return null;
  const { open, high, low, close, volume } = point;
  return (
    <div className={styles.tip}>
      <div>
        {barTimeWords(point, every)} <b>{formatPrice(close)}</b>
      </div>
      {open === null || high === null || low === null ? null : (
        <div>
          O <b>{formatPrice(open)}</b> H <b>{formatPrice(high)}</b> L <b>{formatPrice(low)}</b>
        </div>
      )}
      <div>
        {volume === null ? '' : `volume ${formatVolume(volume)} · `}
        {source}
      </div>
    </div>
  );
}

export default RangeChart;
