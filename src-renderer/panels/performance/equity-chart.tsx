import { memo, useId, useMemo } from 'react';
import { Area, CartesianGrid, ComposedChart, Line, ReferenceLine, Tooltip, XAxis, YAxis } from 'recharts';
import { ChartFrame } from '../../design/chart-frame.tsx';
import { useSize } from '../smile/use-size.ts';
import { AXIS_HEIGHT, AXIS_WIDTH, DAY_WIDTH, MARGIN, TICK, TICK_HEIGHT } from './chart-style.ts';
import { axisDollars, axisPercent, dayTicks, EQUITY_COLUMNS, type EquityPoint, equityRows, percent } from './equity-data.ts';
import { dollarsWords, longDay } from './performance-words.ts';
import styles from './performance.module.css';

export interface EquityChartProps {
  readonly days: readonly EquityPoint[];
  /** Dollars. */
  readonly startEquity: number;
  /** What the curve is of, for a title: "PAPER-1". */
  readonly of: string;
  readonly isOfTrades: boolean;
  readonly file: string;
}

/** The drawdown's share of the height. */
const BELOW = 0.32;
/** A line through fewer days would hardly be seen. */
const DOTTED = 6;

/** Equity at each day's end, and below it how far that is under the highest so far. */
export const EquityChart = memo(function EquityChart({ days, startEquity, of, isOfTrades, file }: EquityChartProps) {
  const [size, measure] = useSize();
  const rows = useMemo(() => equityRows(days), [days]);
  return (
    <ChartFrame
      title="Equity and drawdown"
      note={isOfTrades ? `start of ${of} and the results of the trades chosen, by the day they ended` : `of ${of}, open results included`}
      columns={EQUITY_COLUMNS}
      rows={rows}
      name={file}
      height={270}
      legend={[
        { title: 'equity', colour: 'var(--accent)' },
        { title: 'drawdown', colour: 'var(--down)' },
      ]}
    >
      <div ref={measure} className={styles.canvas} role="img" aria-label={`Equity and drawdown of ${of}; the table has the numbers`}>
        {size === null ? null : <Curves {...size} days={days} startEquity={startEquity} />}
      </div>
    </ChartFrame>
  );
});

function Curves({ width, height, days, startEquity }: Pick<EquityChartProps, 'days' | 'startEquity'> & { readonly width: number; readonly height: number }) {
  const sync = useId();
  const below = Math.round(height * BELOW);
  const above = height - below;
  const ticks = dayTicks(days.map(({ date }) => date), Math.floor((width - AXIS_WIDTH) / DAY_WIDTH));
  const names = new Map<string, string>(ticks.map(({ at, label }) => [at, label]));
  const lowest = Math.min(0, ...days.map(({ drawdownShare }) => drawdownShare ?? 0));
  const tip = <Tip days={days} />;
  const cursor = { stroke: 'var(--ink)', strokeOpacity: 0.55 };
  const dot = days.length < DOTTED ? { r: 2, fill: 'var(--accent)', stroke: 'none' } : false;
  return (
    <>
      <ComposedChart width={width} height={above} data={[...days]} margin={MARGIN} syncId={sync} accessibilityLayer={false}>
        <CartesianGrid vertical={false} stroke="var(--line)" syncWithTicks />
        <XAxis dataKey="date" hide />
        <YAxis tick={TICK} tickLine={false} axisLine={false} domain={['auto', 'auto']} tickCount={Math.max(3, Math.floor(above / TICK_HEIGHT))} tickFormatter={axisDollars} width={AXIS_WIDTH} />
        <ReferenceLine y={startEquity} stroke="var(--faint)" strokeDasharray="2 3" />
        <Tooltip isAnimationActive={false} cursor={cursor} content={tip} />
        <Line dataKey="equity" stroke="var(--accent)" strokeWidth={1.5} dot={dot} isAnimationActive={false} activeDot={{ r: 3, fill: 'var(--accent)', stroke: 'none' }} />
      </ComposedChart>
      <ComposedChart width={width} height={below} data={[...days]} margin={{ ...MARGIN, top: 4 }} syncId={sync} accessibilityLayer={false}>
        <CartesianGrid vertical={false} stroke="var(--line)" syncWithTicks />
        <XAxis dataKey="date" tick={TICK} tickLine={false} axisLine={{ stroke: 'var(--faint)' }} orientation="bottom" ticks={ticks.map(({ at }) => at)} interval={0} tickFormatter={(date: string) => names.get(date) ?? ''} height={AXIS_HEIGHT} />
        <YAxis tick={TICK} tickLine={false} axisLine={false} domain={[lowest === 0 ? -0.01 : 'auto', 0]} tickCount={3} tickFormatter={axisPercent} width={AXIS_WIDTH} />
        <Tooltip isAnimationActive={false} cursor={cursor} content={() => null} />
        <Area dataKey="drawdownShare" stroke="var(--down)" strokeWidth={1} fill="var(--down)" fillOpacity={0.2} isAnimationActive={false} dot={days.length < DOTTED ? { r: 2, fill: 'var(--down)', stroke: 'none' } : false} activeDot={{ r: 2, fill: 'var(--down)', stroke: 'none' }} />
      </ComposedChart>
    </>
  );
}

interface TipProps {
  readonly days: readonly EquityPoint[];
  /** By the chart: whether a day is under the pointer, and which. */
  readonly active?: boolean;
  readonly label?: unknown;
}

function Tip({ days, active = false, label }: TipProps) {
  const day = active ? days.find(({ date }) => date === label) : undefined;
  if (day === undefined) return null;
  return (
    <div className={styles.tip}>
      <div>{longDay(day.date)}</div>
      <div>
        equity <b>{dollarsWords(day.equity).replace(/^\+/, '')}</b> · day <b>{dollarsWords(day.net)}</b>
      </div>
      <div>
        below its peak <b>{dollarsWords(day.drawdown)}</b>, {percent(day.drawdownShare)}
      </div>
    </div>
  );
}
