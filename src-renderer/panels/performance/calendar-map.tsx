import { type KeyboardEvent, memo, type MouseEvent, useMemo, useState } from 'react';
import type { PerformanceView } from '../../../src-core/contract/performance.ts';
import type { IsoDate } from '../../../src-core/time.ts';
import { ChartFrame } from '../../design/chart-frame.tsx';
import { heatColour } from '../risk/heat.ts';
import { useSize } from '../smile/use-size.ts';
import { CALENDAR_COLUMNS, calendarDays, type CalendarDay, type CalendarMonth, calendarMonths, calendarRows, calendarWords, dayAfterKey } from './calendar-data.ts';
import styles from './performance.module.css';

const CELL = 18;
const PITCH = CELL + 2;
const HEAD = 18;
const GAP = 16;
/** Of the weekdays' names. */
const LEFT = 34;
const TOP = 4;
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
/** Of the words under the map. */
const READING = 24;

export interface CalendarMapProps {
  readonly view: PerformanceView;
  readonly file: string;
  /** The day the report is of. */
  readonly day: IsoDate | null;
  readonly chooseDay: (day: IsoDate) => void;
}

interface Block extends CalendarMonth {
  readonly x: number;
  readonly y: number;
}

/** Each day's result as a cell: months as blocks, weeks across, weekdays down. */
export const CalendarMap = memo(function CalendarMap({ view, file, day, chooseDay }: CalendarMapProps) {
  const [size, measure] = useSize();
  const [hovered, setHovered] = useState<IsoDate | null>(null);
  const days = useMemo(() => calendarDays(view), [view]);
  const months = useMemo(() => calendarMonths(days), [days]);
  const rows = useMemo(() => calendarRows(days), [days]);
  const weekdays = Math.max(5, ...months.flatMap(({ days }) => days.map(({ weekday }) => weekday + 1)));
  const { blocks, height } = useMemo(() => placed(months, weekdays, size?.width ?? 0), [months, weekdays, size?.width]);
  const read = days.find(({ date }) => date === (hovered ?? day));

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = dayAfterKey(event.key, days, day);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    setHovered(null);
    chooseDay(next);
  }
  const dateUnder = (event: MouseEvent): IsoDate | null => {
    const name = event.target instanceof Element ? event.target.closest('[data-date]')?.getAttribute('data-date') : undefined;
    return days.find(({ date }) => date === name)?.date ?? null;
  };
  return (
    <ChartFrame title="Calendar" note={view.basis === 'account' ? 'net of each day' : 'net of the trades chosen, by the day they ended'} columns={CALENDAR_COLUMNS} rows={rows} name={file} height={height + READING}>
      <div
        ref={measure}
        className={styles.calendar}
        role="slider"
        tabIndex={0}
        aria-label="Calendar of daily results: arrow keys go by day and week"
        aria-valuemin={0}
        aria-valuemax={days.length - 1}
        aria-valuenow={Math.max(0, days.findIndex(({ date }) => date === day))}
        aria-valuetext={read === undefined ? 'no day' : calendarWords(read)}
        data-testid="performance-calendar"
        onKeyDown={onKeyDown}
        onMouseMove={(event) => setHovered(dateUnder(event))}
        onMouseLeave={() => setHovered(null)}
        onClick={(event) => {
          const date = dateUnder(event);
          if (date !== null) chooseDay(date);
        }}
      >
        {size === null ? null : (
          <svg width={size.width} height={height} aria-hidden="true">
            <Map blocks={blocks} weekdays={weekdays} most={Math.max(0, ...days.map(({ net }) => Math.abs(net ?? 0)))} chosen={day} />
          </svg>
        )}
        <p className={styles.reading} data-testid="performance-day">
          {read === undefined ? 'Choose a day to read it.' : calendarWords(read)}
        </p>
      </div>
    </ChartFrame>
  );
});

/** The months' blocks from left to right, in as many rows as they need. */
function placed(months: readonly CalendarMonth[], weekdays: number, width: number): { readonly blocks: readonly Block[]; readonly height: number } {
  const rowHeight = HEAD + weekdays * PITCH + 6;
  let [x, y] = [LEFT, TOP];
  const blocks = months.map((month): Block => {
    const wide = Math.max(month.weeks * PITCH, 58);
    if (x > LEFT && x + wide > width) [x, y] = [LEFT, y + rowHeight];
    const block = { ...month, x, y };
    x += wide + GAP;
    return block;
  });
  return { blocks, height: y + rowHeight };
}

interface MapProps {
  readonly blocks: readonly Block[];
  readonly weekdays: number;
  /** The greatest result, up or down. */
  readonly most: number;
  readonly chosen: IsoDate | null;
}

function Map({ blocks, weekdays, most, chosen }: MapProps) {
  const lines = [...new Set(blocks.map(({ y }) => y))];
  return (
    <>
      {lines.map((y) =>
        WEEKDAYS.slice(0, weekdays).map((name, weekday) =>
          weekday % 2 === 0 ? (
            <text key={`${y} ${name}`} className={styles.tick} x={LEFT - 6} y={y + HEAD + weekday * PITCH + CELL / 2} dy="0.32em" textAnchor="end">
              {name}
            </text>
          ) : null,
        ),
      )}
      {blocks.map(({ title, x, y, days }) => (
        <g key={title}>
          <text className={styles.month} x={x} y={y + 12}>
            {title}
          </text>
          {days.map((day) => (
            <Cell key={day.date} day={day} x={x + day.week * PITCH} y={y + HEAD + day.weekday * PITCH} most={most} isChosen={day.date === chosen} />
          ))}
        </g>
      ))}
    </>
  );
}

function Cell({ day, x, y, most, isChosen }: { readonly day: CalendarDay; readonly x: number; readonly y: number; readonly most: number; readonly isChosen: boolean }) {
  const { date, net } = day;
  const direction = net === null ? 'unknown' : Math.round(net * 100) === 0 ? 'flat' : net > 0 ? 'up' : 'down';
  return (
    <g className={styles.day} data-date={date} data-direction={direction} data-chosen={isChosen}>
      <rect x={x + 0.5} y={y + 0.5} width={CELL - 1} height={CELL - 1} style={{ fill: heatColour(net, most) ?? 'var(--raised)' }} />
      <text x={x + CELL / 2} y={y + CELL / 2} dy="0.35em" textAnchor="middle">
        {direction === 'up' ? '▲' : direction === 'down' ? '▼' : direction === 'unknown' ? '?' : '·'}
      </text>
    </g>
  );
}
