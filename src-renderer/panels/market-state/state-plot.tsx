import { type KeyboardEvent, type MouseEvent, memo, type ReactNode, useId, useState } from 'react';
import { ABSENT } from '../../design/format.ts';
import { pixelOf, valueAt } from '../smile/smile-axes.ts';
import { useSize } from '../smile/use-size.ts';
import { priceTicks } from '../ticket/payoff-curve.ts';
import styles from './market-state.module.css';
import { type PlotData, plotExtent, type PlotRow, rowTime, runsOf } from './plot-rows.ts';

const LEFT = 44;
const RIGHT = 12;
const TOP = 8;
const BOTTOM = 18;
const TICK_WIDTH = 52;

export interface PlotSeries {
  readonly name: string;
  readonly ink: 'first' | 'second' | 'third';
  readonly title?: string;
}

export interface StatePlotProps {
  readonly name: string;
  readonly data: PlotData;
  readonly series: readonly PlotSeries[];
  /** Greatest and least value that the axis may reach. */
  readonly bounds?: { readonly low?: number; readonly high?: number };
  readonly format: (value: number | null) => string;
  /** Rows are of more than one day. */
  readonly dated?: boolean;
  /** What stands in place of a chart without rows. */
  readonly absent: string;
  readonly children?: ReactNode;
  readonly testId: string;
}

/** A chart over time with its legend, and the same as a table. */
export function StatePlot({ name, data, series, bounds = {}, format, dated = false, absent, children, testId }: StatePlotProps) {
  const [isTable, setTable] = useState(false);
  const [cursor, setCursor] = useState<number | null>(null);
  const { rows } = data;
  const hasBand = rows.some(({ band }) => band !== undefined);
  const at = cursor === null ? lastKnown(rows) : Math.min(cursor, rows.length - 1);
  const row = rows[at];
  const isEmpty = plotExtent(rows) === null;

  function onKeyDown(event: KeyboardEvent): void {
    const steps = { ArrowLeft: -1, ArrowRight: 1, PageUp: -30, PageDown: 30 }[event.key];
    if (event.key === 'Escape' && cursor !== null) setCursor(null);
    else if (steps !== undefined) setCursor(Math.min(rows.length - 1, Math.max(0, at + steps)));
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <section className={styles.section} aria-label={name} data-testid={testId}>
      <header>
        <b>{name}</b>
        {children}
        <span className={styles.spring} />
        <button type="button" className={styles.choice} aria-pressed={isTable} data-testid={`${testId}-table`} onClick={() => setTable(!isTable)}>
          Table
        </button>
      </header>
      {isEmpty ? (
        <p className={styles.absent}>{absent}</p>
      ) : isTable ? (
        <Values rows={rows} series={series} format={format} dated={dated} hasBand={hasBand} name={name} />
      ) : (
        <>
          <p className={styles.legend}>
            {row === undefined ? null : <b>{rowTime(row, dated)}</b>}
            {series.map(({ name: of, ink, title }, index) => (
              <span key={of} title={title}>
                <i data-ink={ink}>{ink === 'second' ? '╌' : '—'}</i> {of} <b>{format(row?.values[index] ?? null)}</b>
              </span>
            ))}
            {row?.band === undefined ? null : (
              <span>
                68 %{' '}
                <b>
                  {format(row.band.low68)}–{format(row.band.high68)}
                </b>{' '}
                95 %{' '}
                <b>
                  {format(row.band.low95)}–{format(row.band.high95)}
                </b>
              </span>
            )}
          </p>
          <Chart label={`${name}: ${row === undefined ? '' : rowWords(row, series, format, dated)}`} data={data} series={series} bounds={bounds} format={format} at={at} choose={setCursor} onKeyDown={onKeyDown} />
        </>
      )}
    </section>
  );
}

/** The last row with a value that was measured; a cone alone lies ahead. */
function lastKnown(rows: readonly PlotRow[]): number {
  const at = rows.findLastIndex(({ values }) => values.some((value) => value !== null));
  return at === -1 ? rows.length - 1 : at;
}

function rowWords(row: PlotRow, series: readonly PlotSeries[], format: StatePlotProps['format'], dated: boolean): string {
  return `${rowTime(row, dated)}, ${series.map(({ name }, index) => `${name} ${format(row.values[index] ?? null)}`).join(', ')}`;
}

interface ChartProps extends Pick<StatePlotProps, 'data' | 'series' | 'format'> {
  readonly label: string;
  readonly bounds: NonNullable<StatePlotProps['bounds']>;
  readonly at: number;
  readonly choose: (at: number | null) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

function Chart({ label, data, series, bounds, format, at, choose, onKeyDown }: ChartProps) {
  const [size, measure] = useSize();
  const axis = { low: data.from, high: data.to };
  const under = (event: MouseEvent): number => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const place = valueAt(axis, event.clientX - left, LEFT, width - RIGHT);
    return data.rows.reduce((nearest, row, index) => (Math.abs(row.at - place) < Math.abs((data.rows[nearest]?.at ?? Infinity) - place) ? index : nearest), 0);
  };
  const row = data.rows[at];
  return (
    <div
      ref={measure}
      className={styles.plot}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={data.rows.length - 1}
      aria-valuenow={at}
      aria-valuetext={label}
      onKeyDown={onKeyDown}
      onPointerMove={(event) => choose(under(event))}
      onPointerLeave={() => choose(null)}
    >
      {size === null ? null : (
        <svg width={size.width} height={size.height} aria-hidden="true">
          <Plot width={size.width} height={size.height} data={data} series={series} low={bounds.low} high={bounds.high} format={format} />
          {row === undefined ? null : <line className={styles.cross} x1={pixelOf(axis, row.at, LEFT, size.width - RIGHT)} x2={pixelOf(axis, row.at, LEFT, size.width - RIGHT)} y1={TOP} y2={size.height - BOTTOM} />}
        </svg>
      )}
    </div>
  );
}

interface PlotProps extends Pick<StatePlotProps, 'data' | 'series' | 'format'> {
  readonly width: number;
  readonly height: number;
  readonly low: number | undefined;
  readonly high: number | undefined;
}

/** Drawn anew when its rows are, not as the cursor moves. */
const Plot = memo(function Plot({ width, height, data, series, low = -Infinity, high = Infinity, format }: PlotProps) {
  const clip = useId();
  const extent = plotExtent(data.rows);
  if (extent === null) return null;
  const room = Math.max(0.06 * (extent.high - extent.low), 1e-3);
  const values = { low: Math.max(low, extent.low - room), high: Math.min(high, extent.high + room) };
  const axis = { low: data.from, high: data.to };
  const right = Math.max(LEFT + 40, width - RIGHT);
  const foot = Math.max(TOP + 20, height - BOTTOM);
  const x = (at: number): number => pixelOf(axis, at, LEFT, right);
  const y = (value: number): number => pixelOf(values, value, foot, TOP);
  const every = Math.max(1, Math.ceil((data.ticks.length * TICK_WIDTH) / (right - LEFT)));
  const cone = data.rows.flatMap(({ at, band }) => (band === undefined ? [] : [{ at, ...band }]));
  const area = (below: 'low95' | 'low68', above: 'high95' | 'high68'): string =>
    `M${cone.map((row) => `${x(row.at)},${y(row[above])}`).join('L')}L${cone.toReversed().map((row) => `${x(row.at)},${y(row[below])}`).join('L')}Z`;
  return (
    <g>
      <clipPath id={clip}>
        <rect x={LEFT} y={TOP} width={right - LEFT} height={foot - TOP} />
      </clipPath>
      {niceTicks(values.low, values.high, Math.max(2, Math.floor((foot - TOP) / 24))).map((value) => (
        <g key={value}>
          <line className={styles.rule} x1={LEFT} x2={right} y1={y(value)} y2={y(value)} />
          <text className={styles.tick} x={LEFT - 5} y={y(value)} dy="0.32em" textAnchor="end">
            {format(value)}
          </text>
        </g>
      ))}
      <line className={styles.base} x1={LEFT} x2={right} y1={foot} y2={foot} />
      {data.ticks
        .filter((_, index) => index % every === 0)
        .map(({ at, label }) => (
          <text key={at} className={styles.tick} x={x(at)} y={foot + 13} textAnchor={at === data.from ? 'start' : at === data.to ? 'end' : 'middle'}>
            {label}
          </text>
        ))}
      <g clipPath={`url(#${clip})`}>
        {cone.length === 0 ? null : (
          <>
            <path className={styles.wide} d={area('low95', 'high95')} />
            <path className={styles.narrow} d={area('low68', 'high68')} />
          </>
        )}
        {series.map(({ name, ink }, index) => (
          <path
            key={name}
            className={styles.line}
            data-ink={ink}
            d={runsOf(data.rows, index)
              .map((run) => `M${run.map((point) => `${x(point.at)},${y(point.value)}`).join('L')}`)
              .join('')}
          />
        ))}
      </g>
    </g>
  );
});

/** Round values, also between whole cents. */
function niceTicks(low: number, high: number, most: number): readonly number[] {
  const scale = high - low < 1 ? 100 : 1;
  return priceTicks(low * scale, high * scale, most).map((tick) => tick / scale);
}

interface ValuesProps extends Pick<StatePlotProps, 'series' | 'format' | 'name'> {
  readonly rows: readonly PlotRow[];
  readonly dated: boolean;
  readonly hasBand: boolean;
}

function Values({ rows, series, format, dated, hasBand, name }: ValuesProps) {
  const bands = hasBand ? (['low95', 'low68', 'high68', 'high95'] as const) : [];
  return (
    <div className={styles.values} tabIndex={0} role="group" aria-label={`${name} by time`}>
      <table className={styles.table} aria-label={`${name} by time`}>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {series.map(({ name: of }) => (
              <th key={of} scope="col" className={styles.number}>
                {of}
              </th>
            ))}
            {bands.map((bound) => (
              <th key={bound} scope="col" className={styles.number}>
                {bound.startsWith('low') ? `${bound.slice(3)} % low` : `${bound.slice(4)} % high`}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.toReversed().map((row) => (
            <tr key={`${row.at} ${row.band === undefined ? 'so far' : 'ahead'}`} className={styles.row}>
              <th scope="row">{rowTime(row, dated)}</th>
              {series.map(({ name: of }, index) => (
                <td key={of} className={styles.number}>
                  {format(row.values[index] ?? null)}
                </td>
              ))}
              {bands.map((bound) => (
                <td key={bound} className={styles.number}>
                  {row.band === undefined ? ABSENT : format(row.band[bound])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
