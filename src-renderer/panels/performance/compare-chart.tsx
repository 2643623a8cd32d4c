import { memo, useMemo } from 'react';
import { CartesianGrid, Line, LineChart, ReferenceLine, Tooltip, XAxis, YAxis } from 'recharts';
import type { PerformanceView } from '../../../src-core/contract/performance.ts';
import { ChartFrame } from '../../design/chart-frame.tsx';
import { ABSENT, formatSigned } from '../../design/format.ts';
import { useSize } from '../smile/use-size.ts';
import { AXIS_HEIGHT, AXIS_WIDTH, DAY_WIDTH, MARGIN, TICK, TICK_HEIGHT } from './chart-style.ts';
import { type ComparedDay, comparedColumns, comparedDays, comparedRows } from './compare-data.ts';
import { axisPercent, dayTicks } from './equity-data.ts';
import { accountWords, longDay } from './performance-words.ts';
import styles from './performance.module.css';

export interface CompareChartProps {
  readonly first: PerformanceView;
  readonly second: PerformanceView;
  readonly file: string;
}

/** Two accounts from the same start. */
export const CompareChart = memo(function CompareChart({ first, second, file }: CompareChartProps) {
  const [size, measure] = useSize();
  const days = useMemo(() => comparedDays(first, second), [first, second]);
  const rows = useMemo(() => comparedRows(days), [days]);
  const names: readonly [string, string] = [accountWords(first.account), accountWords(second.account)];
  return (
    <ChartFrame
      title="Accounts compared"
      note="from the same start: results as a share of it"
      columns={comparedColumns(...names)}
      rows={rows}
      name={file}
      legend={[
        { title: names[0], colour: 'var(--accent)' },
        { title: names[1], colour: 'var(--warning)', dashed: true },
      ]}
    >
      <div ref={measure} className={styles.canvas} role="img" aria-label={`${names[0]} against ${names[1]}; the table has the numbers`}>
        {size === null ? null : <Lines {...size} days={days} names={names} />}
      </div>
    </ChartFrame>
  );
});

interface LinesProps {
  readonly width: number;
  readonly height: number;
  readonly days: readonly ComparedDay[];
  readonly names: readonly [string, string];
}

function Lines({ width, height, days, names }: LinesProps) {
  const ticks = dayTicks(days.map(({ date }) => date), Math.floor((width - AXIS_WIDTH) / DAY_WIDTH));
  const labels = new Map<string, string>(ticks.map(({ at, label }) => [at, label]));
  return (
    <LineChart width={width} height={height} data={[...days]} margin={MARGIN} accessibilityLayer={false}>
      <CartesianGrid vertical={false} stroke="var(--line)" syncWithTicks />
      <XAxis dataKey="date" tick={TICK} tickLine={false} axisLine={{ stroke: 'var(--faint)' }} ticks={ticks.map(({ at }) => at)} interval={0} tickFormatter={(date: string) => labels.get(date) ?? ''} height={AXIS_HEIGHT} />
      <YAxis tick={TICK} tickLine={false} axisLine={false} domain={['auto', 'auto']} tickCount={Math.max(3, Math.floor(height / TICK_HEIGHT))} tickFormatter={axisPercent} width={AXIS_WIDTH} />
      <ReferenceLine y={0} stroke="var(--faint)" />
      <Tooltip isAnimationActive={false} cursor={{ stroke: 'var(--ink)', strokeOpacity: 0.55 }} content={<Tip days={days} names={names} />} />
      <Line dataKey="first" stroke="var(--accent)" strokeWidth={1.5} dot={false} connectNulls isAnimationActive={false} activeDot={{ r: 3, fill: 'var(--accent)', stroke: 'none' }} />
      <Line dataKey="second" stroke="var(--warning)" strokeWidth={1.5} strokeDasharray="4 3" dot={false} connectNulls isAnimationActive={false} activeDot={{ r: 3, fill: 'var(--warning)', stroke: 'none' }} />
    </LineChart>
  );
}

interface TipProps extends Pick<LinesProps, 'days' | 'names'> {
  /** By the chart: whether a day is under the pointer, and which. */
  readonly active?: boolean;
  readonly label?: unknown;
}

function Tip({ days, names, active = false, label }: TipProps) {
  const day = active ? days.find(({ date }) => date === label) : undefined;
  if (day === undefined) return null;
  const share = (value: number | null): string => (value === null ? ABSENT : `${formatSigned(value * 100)} %`);
  return (
    <div className={styles.tip}>
      <div>{longDay(day.date)}</div>
      <div>
        {names[0]} <b>{share(day.first)}</b>
      </div>
      <div>
        {names[1]} <b>{share(day.second)}</b>
      </div>
    </div>
  );
}
