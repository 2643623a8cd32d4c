import { memo, useMemo } from 'react';
import { Bar, BarChart, CartesianGrid, ReferenceLine, Tooltip, XAxis, YAxis } from 'recharts';
import type { SlicesView } from '../../../src-core/contract/performance.ts';
import { type Dimension, DIMENSIONS } from '../../../src-core/performance/slice.ts';
import { ChartFrame } from '../../design/chart-frame.tsx';
import { useSize } from '../smile/use-size.ts';
import { type GivenPlace, placeOf } from './chart-place.ts';
import { AXIS_HEIGHT, TICK } from './chart-style.ts';
import { axisDollars } from './equity-data.ts';
import { DIMENSION_TITLES, dollarsWords } from './performance-words.ts';
import styles from './performance.module.css';
import { sliceBars, type SliceBar, sliceColumns, sliceNote, sliceRows } from './slices-data.ts';

const BAR = 24;
/** Of a character in the numbers' type. */
const CHARACTER = 6.1;
const LONGEST = 22;
/** More bars than these would only be scrolled past: the best and the worst are drawn. */
const MOST = 24;

export interface SlicesChartProps {
  /** null before the first answer. */
  readonly view: SlicesView | null;
  readonly by: Dimension;
  readonly chooseBy: (by: Dimension) => void;
  /** Keys of the dimension the trades are filtered by. */
  readonly chosen: readonly string[];
  readonly toggle: (key: string) => void;
  readonly file: string;
}

/** Results by what trades can be told apart by, the best first, with their number and the share that won. */
export const SlicesChart = memo(function SlicesChart({ view, by, chooseBy, chosen, toggle, file }: SlicesChartProps) {
  const [size, measure] = useSize();
  const bars = useMemo(() => (view === null ? [] : sliceBars(view)), [view]);
  const drawn = bars.length <= MOST ? bars : [...bars.slice(0, MOST / 2), ...bars.slice(-MOST / 2)];
  const rows = useMemo(() => sliceRows(bars), [bars]);
  return (
    <ChartFrame
      title={`Results by ${DIMENSION_TITLES[by].toLowerCase()}`}
      note={drawn.length < bars.length ? `the best and the worst ${MOST / 2} of ${bars.length}; the table has all` : ''}
      columns={sliceColumns(by)}
      rows={rows}
      name={file}
      height={Math.max(3, drawn.length) * BAR + AXIS_HEIGHT + 8}
      act={{
        title: 'Filter by it, or stop filtering',
        run: (index) => {
          const bar = bars[index];
          if (bar !== undefined) toggle(bar.key);
        },
      }}
      controls={
        <select className={styles.select} aria-label="Results by" data-testid="performance-by" value={by} onChange={(event) => chooseBy(DIMENSIONS.find((name) => name === event.target.value) ?? by)}>
          {DIMENSIONS.map((name) => (
            <option key={name} value={name}>
              {DIMENSION_TITLES[name]}
            </option>
          ))}
        </select>
      }
    >
      {drawn.length === 0 ? (
        <p className={styles.absent}>{view === null ? 'Reading the results.' : 'No trade that ended has one.'}</p>
      ) : (
        <div ref={measure} className={styles.canvas} role="img" aria-label={`Results by ${DIMENSION_TITLES[by].toLowerCase()}; the table has the numbers`}>
          {size === null ? null : <Bars {...size} bars={drawn} chosen={chosen} toggle={toggle} />}
        </div>
      )}
    </ChartFrame>
  );
});

interface BarsProps extends Pick<SlicesChartProps, 'chosen' | 'toggle'> {
  readonly width: number;
  readonly height: number;
  readonly bars: readonly SliceBar[];
}

function Bars({ width, height, bars, chosen, toggle }: BarsProps) {
  const notes = bars.map(sliceNote);
  const left = Math.round(Math.min(width * 0.36, 12 + CHARACTER * Math.min(LONGEST, Math.max(...bars.map(({ title }) => title.length)))));
  const right = Math.round(12 + CHARACTER * Math.max(...notes.map((note) => note.length)));
  const room = Math.floor((left - 12) / CHARACTER);
  // A bar begins at zero.
  const domain: ['auto' | 0, 'auto' | 0] = [bars.every(({ net }) => net >= 0) ? 0 : 'auto', bars.every(({ net }) => net <= 0) ? 0 : 'auto'];
  return (
    <BarChart layout="vertical" width={width} height={height} data={[...bars]} margin={{ top: 4, right: 0, bottom: 0, left: 0 }} barCategoryGap={4} maxBarSize={BAR - 8} accessibilityLayer={false}>
      <CartesianGrid horizontal={false} stroke="var(--line)" syncWithTicks />
      <XAxis type="number" domain={domain} tick={TICK} tickLine={false} axisLine={false} tickCount={Math.max(3, Math.min(7, Math.floor((width - left - right) / 60)))} tickFormatter={axisDollars} height={AXIS_HEIGHT} />
      <YAxis
        yAxisId="name"
        type="category"
        dataKey="key"
        width={left}
        interval={0}
        tickLine={false}
        axisLine={false}
        tick={<Names bars={bars} room={room} />}
      />
      <YAxis
        yAxisId="note"
        type="category"
        dataKey="key"
        orientation="right"
        width={right}
        interval={0}
        tickLine={false}
        axisLine={false}
        tick={<Notes notes={notes} />}
      />
      <ReferenceLine yAxisId="name" x={0} stroke="var(--faint)" />
      <Tooltip isAnimationActive={false} cursor={{ fill: 'var(--ink)', fillOpacity: 0.06 }} content={<Tip bars={bars} />} />
      <Bar yAxisId="name" dataKey="net" isAnimationActive={false} shape={<SliceRect bars={bars} chosen={chosen} toggle={toggle} />} />
    </BarChart>
  );
}

function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, Math.max(1, most - 1))}…`;
}

function Names({ bars, room, ...given }: GivenPlace & { readonly bars: readonly SliceBar[]; readonly room: number }) {
  const { x, y, index } = placeOf(given);
  const title = bars[index]?.title ?? '';
  return (
    <text className={styles.tick} x={x - 2} y={y} dy="0.32em" textAnchor="end">
      {shortened(title, room)}
      <title>{title}</title>
    </text>
  );
}

function Notes({ notes, ...given }: GivenPlace & { readonly notes: readonly string[] }) {
  const { x, y, index } = placeOf(given);
  return (
    <text className={styles.tick} x={x + 4} y={y} dy="0.32em" textAnchor="start">
      {notes[index]}
      <title>Trades, and the share that won with its 95 % interval</title>
    </text>
  );
}

function SliceRect({ bars, chosen, toggle, ...given }: GivenPlace & Pick<BarsProps, 'bars' | 'chosen' | 'toggle'>) {
  const { x, y, width, height, index } = placeOf(given);
  const bar = bars[index];
  if (bar === undefined) return <g />;
  return (
    <rect
      className={styles.pressable}
      x={x}
      y={y}
      width={Math.max(1, width)}
      height={height}
      fill={bar.net >= 0 ? 'var(--up)' : 'var(--down)'}
      data-chosen={chosen.includes(bar.key)}
      data-testid="performance-slice"
      data-key={bar.key}
      data-net={bar.net}
      onClick={() => toggle(bar.key)}
    />
  );
}

/** By the chart: whether a bar is under the pointer, and which. */
function Tip({ bars, active = false, label }: Pick<BarsProps, 'bars'> & { readonly active?: boolean; readonly label?: unknown }) {
  const bar = active ? bars.find(({ key }) => key === label) : undefined;
  if (bar === undefined) return null;
  return (
    <div className={styles.tip}>
      <div>
        {bar.title} <b>{dollarsWords(bar.net)}</b>
      </div>
      <div>
        {sliceNote(bar)} won · <b>{dollarsWords(bar.expectancy)}</b> a trade
      </div>
    </div>
  );
}
