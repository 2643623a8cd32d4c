import { memo, useMemo } from 'react';
import { Bar, BarChart, CartesianGrid, Tooltip, XAxis, YAxis } from 'recharts';
import { ChartFrame } from '../../design/chart-frame.tsx';
import { formatCount } from '../../design/format.ts';
import { useSize } from '../smile/use-size.ts';
import { type GivenPlace, placeOf } from './chart-place.ts';
import { AXIS_HEIGHT, MARGIN, TICK } from './chart-style.ts';
import { type Bin, binColumns, binRows, binsOf, binWords, type Distributed, DISTRIBUTION_TITLES, edgeWords, type Histogram } from './distribution-data.ts';
import styles from './performance.module.css';

const COUNT_WIDTH = 34;
const EDGE_WIDTH = 58;
const FILLS: Readonly<Record<Bin['side'], string>> = { gain: 'var(--up)', loss: 'var(--down)', both: 'var(--faint)', none: 'var(--accent)' };

/** How many trades ended in each range of one measure. */
export const DistributionChart = memo(function DistributionChart({ histogram, file }: { readonly histogram: Histogram; readonly file: string }) {
  const [size, measure] = useSize();
  const { what } = histogram;
  const { title, of } = DISTRIBUTION_TITLES[what];
  const bins = useMemo(() => binsOf(histogram), [histogram]);
  const rows = useMemo(() => binRows(bins), [bins]);
  return (
    <ChartFrame title={title} note={of} columns={binColumns(what)} rows={rows} name={file} height={180}>
      {bins.length === 0 ? (
        <p className={styles.absent}>No trade has this measure.</p>
      ) : (
        <div ref={measure} className={styles.canvas} role="img" aria-label={`${title}: ${of}; the table has the numbers`}>
          {size === null ? null : <Bars {...size} bins={bins} what={what} />}
        </div>
      )}
    </ChartFrame>
  );
});

function Bars({ width, height, bins, what }: { readonly width: number; readonly height: number; readonly bins: readonly Bin[]; readonly what: Distributed }) {
  const band = (width - COUNT_WIDTH - MARGIN.left - MARGIN.right) / bins.length;
  const every = Math.max(1, Math.ceil(EDGE_WIDTH / band));
  return (
    <BarChart width={width} height={height} data={[...bins]} margin={MARGIN} barCategoryGap={1} accessibilityLayer={false}>
      <CartesianGrid vertical={false} stroke="var(--line)" syncWithTicks />
      <XAxis
        dataKey="from"
        axisLine={{ stroke: 'var(--faint)' }}
        tickLine={false}
        interval={0}
        height={AXIS_HEIGHT}
        tick={<Edge bins={bins} what={what} band={band} every={every} />}
      />
      <YAxis tick={TICK} tickLine={false} axisLine={false} allowDecimals={false} tickCount={4} tickFormatter={formatCount} width={COUNT_WIDTH} />
      <Tooltip isAnimationActive={false} cursor={{ fill: 'var(--ink)', fillOpacity: 0.06 }} content={<Tip bins={bins} what={what} />} />
      <Bar dataKey="count" isAnimationActive={false} shape={<BinBar bins={bins} />} />
    </BarChart>
  );
}

interface EdgeProps extends GivenPlace {
  readonly bins: readonly Bin[];
  readonly what: Distributed;
  /** Pixels of a bin. */
  readonly band: number;
  /** So manyth edges have room for their number. */
  readonly every: number;
}

/** The number at the edge where a bin begins. */
function Edge({ bins, what, band, every, ...given }: EdgeProps) {
  const { x, y, index } = placeOf(given);
  const bin = bins[index];
  return bin === undefined || index % every !== 0 ? (
    <g />
  ) : (
    <text className={styles.tick} x={x - band / 2} y={y} dy="0.71em" textAnchor="middle">
      {edgeWords(bin.from, what)}
    </text>
  );
}

function BinBar({ bins, ...given }: GivenPlace & { readonly bins: readonly Bin[] }) {
  const { x, y, width, height, index } = placeOf(given);
  const bin = bins[index];
  return bin === undefined ? <g /> : <rect x={x} y={y} width={Math.max(1, width)} height={height} fill={FILLS[bin.side]} data-testid="performance-bin" data-from={bin.from} data-count={bin.count} />;
}

interface TipProps {
  readonly bins: readonly Bin[];
  readonly what: Distributed;
  /** By the chart: whether a bin is under the pointer, and where it begins. */
  readonly active?: boolean;
  readonly label?: unknown;
}

function Tip({ bins, what, active = false, label }: TipProps) {
  const bin = active ? bins.find(({ from }) => from === label) : undefined;
  return bin === undefined ? null : <div className={styles.tip}>{binWords(bin, what)}</div>;
}
