import { memo, useMemo } from 'react';
import { CartesianGrid, ReferenceLine, Scatter, ScatterChart, Tooltip, XAxis, YAxis } from 'recharts';
import type { PerformanceView } from '../../../src-core/contract/performance.ts';
import { ChartFrame } from '../../design/chart-frame.tsx';
import { useSize } from '../smile/use-size.ts';
import { AXIS_HEIGHT, AXIS_WIDTH, MARGIN, TICK, TICK_HEIGHT } from './chart-style.ts';
import { axisDollars } from './equity-data.ts';
import styles from './performance.module.css';
import { leftOutWords, type PlacedPoint, placedPoints, pointWords, SCATTER_COLUMNS, scatterRows } from './scatter-data.ts';

export interface RiskChartProps {
  readonly scatter: PerformanceView['scatter'];
  readonly file: string;
  /** Shows a trade in the journal. */
  readonly open: (tradeId: string) => void;
}

/** Each trade by what it could lose at most and what it came to. */
export const RiskChart = memo(function RiskChart({ scatter, file, open }: RiskChartProps) {
  const [size, measure] = useSize();
  const points = useMemo(() => placedPoints(scatter), [scatter]);
  const rows = useMemo(() => scatterRows(scatter), [scatter]);
  const leftOut = leftOutWords(scatter);
  return (
    <ChartFrame
      title="Risk against result"
      note={leftOut === '' ? 'greatest loss across, net result up, dollars' : leftOut}
      columns={SCATTER_COLUMNS}
      rows={rows}
      name={file}
      act={{
        title: 'Open in the journal',
        run: (index) => {
          const point = scatter.points[index];
          if (point !== undefined) open(point.id);
        },
      }}
    >
      {points.length === 0 ? (
        <p className={styles.absent}>No trade with a bounded loss.</p>
      ) : (
        <div ref={measure} className={styles.canvas} role="img" aria-label="Risk against result of each trade; the table has the numbers and opens the trades">
          {size === null ? null : <Points {...size} points={points} open={open} />}
        </div>
      )}
    </ChartFrame>
  );
});

function Points({ width, height, points, open }: Pick<RiskChartProps, 'open'> & { readonly width: number; readonly height: number; readonly points: readonly PlacedPoint[] }) {
  const byId = new Map<unknown, PlacedPoint>(points.map((point) => [point.id, point]));
  return (
    <ScatterChart width={width} height={height} margin={MARGIN} accessibilityLayer={false}>
      <CartesianGrid stroke="var(--line)" syncWithTicks />
      <XAxis type="number" dataKey="risk" tick={TICK} tickLine={false} axisLine={{ stroke: 'var(--faint)' }} tickCount={Math.max(3, Math.min(8, Math.floor(width / 70)))} tickFormatter={axisDollars} height={AXIS_HEIGHT} />
      <YAxis type="number" dataKey="net" tick={TICK} tickLine={false} axisLine={false} tickCount={Math.max(3, Math.floor(height / TICK_HEIGHT))} tickFormatter={axisDollars} width={AXIS_WIDTH} />
      <ReferenceLine y={0} stroke="var(--faint)" />
      <Tooltip isAnimationActive={false} cursor={false} content={<Tip />} />
      <Scatter data={[...points]} isAnimationActive={false} shape={<Mark points={byId} open={open} />} />
    </ScatterChart>
  );
}

/** Half of a mark's size. */
const MARK = 3.5;

interface MarkProps extends Pick<RiskChartProps, 'open'> {
  readonly points: ReadonlyMap<unknown, PlacedPoint>;
  /** By the chart: the middle, and the trade. */
  readonly cx?: number;
  readonly cy?: number;
  readonly payload?: unknown;
}

/** A gain points up and a loss down. */
function Mark({ points, open, cx: x = Number.NaN, cy: y = Number.NaN, payload }: MarkProps) {
  const id: unknown = typeof payload === 'object' && payload !== null && 'id' in payload ? payload.id : null;
  const point = points.get(id);
  if (point === undefined || !Number.isFinite(x) || !Number.isFinite(y)) return <g />;
  const up = point.net >= 0 ? -1 : 1;
  return (
    <path
      className={styles.pressable}
      d={`M${x},${y + up * MARK}L${x + MARK},${y - up * MARK}L${x - MARK},${y - up * MARK}Z`}
      fill={point.net >= 0 ? 'var(--up)' : 'var(--down)'}
      fillOpacity={0.7}
      data-testid="performance-point"
      data-trade={point.id}
      onClick={() => open(point.id)}
    />
  );
}

/** By the chart: whether a point is under the pointer, and which. */
function Tip({ active = false, payload }: { readonly active?: boolean; readonly payload?: readonly { readonly payload?: PlacedPoint }[] }) {
  const point = active ? payload?.[0]?.payload : undefined;
  return point === undefined ? null : (
    <div className={styles.tip}>
      <div>{pointWords(point)}</div>
      <div>click opens it in the journal</div>
    </div>
  );
}
