import { type KeyboardEvent, type MouseEvent, type ReactNode, useId, useState } from 'react';
import { formatPrice } from '../../design/format.ts';
import { pixelOf } from '../smile/smile-axes.ts';
import { moveAlong } from '../smile/smile-reading.ts';
import { useSize } from '../smile/use-size.ts';
import { type AxisRange, axisRange, axisTicks, tickDecimals } from './plot-axes.ts';
import styles from './plots.module.css';

/** Room for the numbers of the upright axis: the least, for each character, and beside them. */
const LEAST_LEFT = 40;
const CHARACTER = 6.1;
const BESIDE = 11;
const RIGHT = 14;
const TOP = 8;
const BOTTOM = 20;
const TICK_HEIGHT = 30;
const TICK_WIDTH = 56;

export interface PlotSeries {
  readonly title: string;
  /** A CSS colour; tokens as var(--accent). */
  readonly colour: string;
  readonly dashed?: boolean;
  /** A mark at each value. */
  readonly dots?: boolean;
  /** Filled down to zero. */
  readonly area?: boolean;
}

export interface PlotRow {
  readonly x: number;
  /** One a series; null is absent and a gap. */
  readonly values: readonly (number | null)[];
}

export interface PlotMark {
  readonly x: number;
  readonly text: string;
  readonly colour?: string;
}

export interface LinePlotProps {
  readonly label: string;
  readonly series: readonly PlotSeries[];
  /** Lowest x first. */
  readonly rows: readonly PlotRow[];
  /** The whole of the x axis where it is more than the rows. */
  readonly span?: { readonly low: number; readonly high: number };
  readonly xTicks?: readonly number[];
  readonly xText: (x: number) => string;
  readonly yText?: (y: number, decimals: number) => string;
  /** The y axis begins at, or holds, zero. */
  readonly zero?: boolean;
  readonly marks?: readonly PlotMark[];
  /** What the row under the cursor says. */
  readonly read: (row: PlotRow) => string;
  /** What it says without a cursor. */
  readonly rest?: string;
}

/** Lines over a common x, read with the pointer or the arrow keys. */
export function LinePlot(props: LinePlotProps) {
  const { label, rows, read, rest = '' } = props;
  const [size, measure] = useSize();
  const [at, setAt] = useState<number | null>(null);
  const row = at === null ? undefined : rows[Math.min(at, rows.length - 1)];
  const span = props.span ?? { low: rows[0]?.x ?? 0, high: rows.at(-1)?.x ?? 1 };
  const axis = size === null ? null : uprightAxis(props, size.height);
  const edge = axis?.left ?? LEAST_LEFT;
  const onMove = (event: MouseEvent): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const x = span.low + ((event.clientX - left - edge) / Math.max(1, width - edge - RIGHT)) * (span.high - span.low);
    setAt(nearest(rows, x));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape') setAt(null);
    const next = moveAlong(event.key, at ?? Math.floor(rows.length / 2), rows.length);
    if (next === null) return;
    event.preventDefault();
    setAt(next);
  };
  return (
    <div className={styles.plot}>
      <p className={styles.reading} data-testid="plot-reading" data-unpictured="true">
        {row === undefined ? rest : read(row)}
      </p>
      <div
        ref={measure}
        className={styles.canvas}
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={span.low}
        aria-valuemax={span.high}
        aria-valuenow={row?.x ?? span.low}
        aria-valuetext={row === undefined ? rest : read(row)}
        onPointerMove={onMove}
        onPointerLeave={() => setAt(null)}
        onKeyDown={onKeyDown}
      >
        {size === null || axis === null ? null : <Drawing {...props} axis={axis} span={span} row={row} width={size.width} height={size.height} />}
      </div>
    </div>
  );
}

interface UprightAxis {
  readonly range: AxisRange;
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
  /** Where the drawing begins, pixels. */
  readonly left: number;
}

/** null without a value to draw. */
function uprightAxis({ rows, yText = (y, decimals) => formatPrice(y, decimals), zero = false }: LinePlotProps, height: number): UprightAxis | null {
  const most = Math.max(2, Math.floor((height - TOP - BOTTOM) / TICK_HEIGHT));
  const range = axisRange(rows.flatMap(({ values }) => values), most, zero);
  if (range === null) return null;
  const values = axisTicks(range, most);
  const decimals = tickDecimals(values);
  const ticks = values.map((at) => ({ at, text: yText(at, decimals) }));
  const longest = Math.max(...ticks.map(({ text }) => text.length));
  return { range, ticks, left: Math.max(LEAST_LEFT, Math.ceil(longest * CHARACTER) + BESIDE) };
}

type DrawingProps = LinePlotProps & { readonly axis: UprightAxis; readonly span: AxisRange; readonly row: PlotRow | undefined; readonly width: number; readonly height: number };

function Drawing({ series, rows, axis, span, xTicks, xText, marks = [], row, width, height }: DrawingProps) {
  const clip = useId();
  const { left, range, ticks } = axis;
  const foot = Math.max(TOP + 10, height - BOTTOM);
  const right = Math.max(left + 20, width - RIGHT);
  const x = (value: number): number => pixelOf(span, value, left, right);
  const y = (value: number): number => pixelOf(range, value, foot, TOP);
  const room = Math.max(2, Math.floor((right - left) / TICK_WIDTH));
  const across = (xTicks ?? axisTicks(span, room)).filter((tick) => tick >= span.low && tick <= span.high);
  const skip = Math.ceil(across.length / room);
  return (
    <svg width={width} height={height} aria-hidden="true">
      <clipPath id={clip}>
        <rect x={left} y={TOP - 4} width={right - left} height={foot - TOP + 8} />
      </clipPath>
      {ticks.map(({ at, text }) => (
        <g key={at}>
          <line className={at === 0 ? styles.zero : styles.rule} x1={left} x2={right} y1={y(at)} y2={y(at)} />
          <text className={styles.tick} x={left - 5} y={y(at)} dy="0.32em" textAnchor="end">
            {text}
          </text>
        </g>
      ))}
      {across.map((tick, index) =>
        index % skip === 0 ? (
          <g key={tick}>
            <line className={styles.rule} x1={x(tick)} x2={x(tick)} y1={foot} y2={foot + 3} />
            <text className={styles.tick} x={x(tick)} y={foot + 14} textAnchor={anchorOf(x(tick), left, right)}>
              {xText(tick)}
            </text>
          </g>
        ) : null,
      )}
      <g clipPath={`url(#${clip})`}>
        {series.map((line, index) => (
          <Line key={line.title} line={line} points={rows.map((each) => ({ x: x(each.x), y: pixelOrNull(each.values[index] ?? null, y) }))} ground={y(Math.min(range.high, Math.max(range.low, 0)))} />
        ))}
      </g>
      <Marks marks={marks.filter((mark) => mark.x >= span.low && mark.x <= span.high)} x={x} foot={foot} right={right} />
      {row === undefined ? null : (
        <g className={styles.cursor} data-unpictured="true">
          <line x1={x(row.x)} x2={x(row.x)} y1={TOP} y2={foot} />
          {row.values.map((value, index) => (value === null ? null : <circle key={series[index]?.title ?? index} cx={x(row.x)} cy={y(value)} r={3} style={{ stroke: series[index]?.colour }} />))}
        </g>
      )}
    </svg>
  );
}

/** Upright lines with their words, in rows so that none hides another. */
function Marks({ marks, x, foot, right }: { readonly marks: readonly PlotMark[]; readonly x: (value: number) => number; readonly foot: number; readonly right: number }): ReactNode {
  return marks.map(({ x: value, text, colour = 'var(--ink)' }, index) => {
    const at = x(value);
    const isRight = at > right - 90;
    return (
      <g key={`${text}${value}`}>
        <line x1={at} x2={at} y1={TOP} y2={foot} style={{ stroke: colour }} strokeDasharray="2 3" strokeOpacity={0.8} />
        <text className={styles.mark} x={isRight ? at - 4 : at + 4} y={TOP + 8 + 12 * (index % 4)} textAnchor={isRight ? 'end' : 'start'} style={{ fill: colour }}>
          {text}
        </text>
      </g>
    );
  });
}

function Line({ line, points, ground }: { readonly line: PlotSeries; readonly points: readonly { readonly x: number; readonly y: number | null }[]; readonly ground: number }) {
  const runs: { x: number; y: number }[][] = [];
  let run: { x: number; y: number }[] = [];
  for (const { x, y } of points) {
    if (y === null) {
      if (run.length > 0) runs.push(run);
      run = [];
    } else run.push({ x, y });
  }
  if (run.length > 0) runs.push(run);
  const path = runs.map((each) => `M${each.map(({ x, y }) => `${x},${y}`).join('L')}`).join('');
  return (
    <g>
      {line.area === true ? <path d={runs.map((each) => `M${each[0]?.x},${ground}L${each.map(({ x, y }) => `${x},${y}`).join('L')}L${each.at(-1)?.x},${ground}Z`).join('')} style={{ fill: line.colour }} fillOpacity={0.18} stroke="none" /> : null}
      <path d={path} fill="none" style={{ stroke: line.colour }} strokeWidth={1.5} strokeDasharray={line.dashed === true ? '5 3' : undefined} />
      {line.dots === true || runs.some((each) => each.length === 1)
        ? points.map(({ x, y }) => (y === null ? null : <circle key={x} cx={x} cy={y} r={line.dots === true ? 3 : 1.5} style={{ fill: line.colour }} />))
        : null}
    </g>
  );
}

function pixelOrNull(value: number | null, y: (value: number) => number): number | null {
  return value === null || !Number.isFinite(value) ? null : y(value);
}

function anchorOf(at: number, left: number, right: number): 'start' | 'middle' | 'end' {
  return at > right - 16 ? 'end' : at < left + 16 ? 'start' : 'middle';
}

/** Index of the row whose x is nearest. */
export function nearest(rows: readonly PlotRow[], x: number): number {
  let best = 0;
  rows.forEach((row, index) => {
    if (Math.abs(row.x - x) < Math.abs((rows[best]?.x ?? Number.POSITIVE_INFINITY) - x)) best = index;
  });
  return best;
}
