import { newYorkTime, previousSession } from '../../src-core/calendar/exchange-calendar.ts';
import type { Bar, HISTORY_RANGES, HistoryView } from '../../src-core/contract/connections.ts';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { Ticker } from '../../src-core/instruments/instrument.ts';
import { type Clock, DAY, type EpochMs, HOUR, type IsoDate, MINUTE, parseIsoDate } from '../../src-core/time.ts';

export type HistoryRange = (typeof HISTORY_RANGES)[number];

/** Where bars are read. */
export interface BarReader {
  readonly kind: 'sqlite' | 'influxdb' | 'postgresql';
  /** Bars with `from` <= time < `to`, oldest first. */
  bars(ticker: Ticker, every: 'minute' | 'day', from: EpochMs, to: EpochMs): Promise<readonly Bar[]>;
}

const SOURCES = { sqlite: 'SQLite', influxdb: 'InfluxDB', postgresql: 'PostgreSQL' } as const satisfies Record<BarReader['kind'], string>;
const MOST_BARS = 600;
/** What minutes are put together to, the finest that gives few enough bars. All divide an hour or are made of hours. */
const WIDTHS = [2, 3, 5, 10, 15, 30, 60, 120, 240].map((minutes) => minutes * MINUTE);
/** How long a server is waited for where the bars can be had elsewhere, in milliseconds. */
const PATIENCE_MS = 200;

/**
 * Reads a ticker's past as the session sees it: up to its clock, and back from its date by five sessions, 30 calendar days
 * or two years. Where the time series do not answer, or not soon, the fallback is read. Rejects with ContractFailure
 * "unavailable" where neither answers.
 */
export function marketHistory(
  timeSeries: BarReader,
  fallback: BarReader | null,
  session: { readonly date: IsoDate; readonly clock: Clock },
): (ticker: Ticker, range: HistoryRange) => Promise<HistoryView> {
  return async (ticker, range) => {
    const { every, from } = spanOf(range, session.date);
    const to = Math.max(from, session.clock.now() + 1);
    const read = async (reader: BarReader): Promise<HistoryView> => {
      const bars = await reader.bars(ticker, every, from, to);
      return { every, bars: every === 'minute' ? [...thinned(bars)] : [...bars], source: SOURCES[reader.kind] };
    };
    try {
      return await (fallback === null ? read(timeSeries) : soonest(read(timeSeries), () => read(fallback)));
    } catch (error) {
      const places = [timeSeries, ...(fallback === null ? [] : [fallback])].map(({ kind }) => SOURCES[kind]).join(' or ');
      const reason = error instanceof Error ? error.message : String(error);
      throw new ContractFailure({ code: 'unavailable', message: `the history of ${ticker} cannot be read from ${places} now: ${reason}` });
    }
  };
}

/** At most 600 bars, of equal widths on the clock, each with the first open, the extremes and the last close of its minutes. */
export function thinned(bars: readonly Bar[]): readonly Bar[] {
  if (bars.length <= MOST_BARS) return bars;
  let result = bars;
  for (const width of WIDTHS) {
    result = joinedBy(bars, width);
    if (result.length <= MOST_BARS) return result;
  }
  for (let width = 8 * HOUR; result.length > MOST_BARS; width *= 2) result = joinedBy(bars, width);
  return result;
}

/** The first answer with bars: the server's within its time, then the other's, then the server's however late. */
async function soonest(server: Promise<HistoryView>, other: () => Promise<HistoryView>): Promise<HistoryView> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), PATIENCE_MS);
  });
  const answer = await Promise.race([server, late]).catch(() => null);
  clearTimeout(timer);
  if (answer !== null) return answer;
  const instead = await other().catch(() => null);
  if (instead !== null && instead.bars.length > 0) return instead;
  // An answer without bars is still one, where the server has none to give.
  return server.catch((error: unknown) => {
    if (instead !== null) return instead;
    throw error;
  });
}

/** From when a range shows, and what its bars are of. */
export function spanOf(range: HistoryRange, date: IsoDate): { readonly every: 'minute' | 'day'; readonly from: EpochMs } {
  switch (range) {
    case '5d':
      return { every: 'minute', from: newYorkTime(sessionsBefore(date, 4), '00:00') };
    case '30d':
      return { every: 'minute', from: newYorkTime(daysBefore(date, 29), '00:00') };
    case '2y':
      return { every: 'day', from: newYorkTime(daysBefore(date, 730), '00:00') };
  }
}

/** By weekdays where the calendar of the exchange does not reach back. */
function sessionsBefore(date: IsoDate, count: number): IsoDate {
  try {
    let before = date;
    for (let step = 0; step < count; step += 1) before = previousSession(before).date;
    return before;
  } catch (error) {
    if (error instanceof RangeError) return daysBefore(date, count + 2);
    throw error;
  }
}

function daysBefore(date: IsoDate, days: number): IsoDate {
  return parseIsoDate(new Date(Date.parse(`${date}T00:00:00Z`) - days * DAY).toISOString().slice(0, 10));
}

function joinedBy(bars: readonly Bar[], width: number): readonly Bar[] {
  const joined: Bar[] = [];
  let start = Number.NaN;
  for (const bar of bars) {
    const bucket = Math.floor(bar.time / width) * width;
    const last = joined.at(-1);
    if (last !== undefined && bucket === start) joined[joined.length - 1] = join(last, bar);
    else joined.push({ ...bar, time: bucket });
    start = bucket;
  }
  return joined;
}

function join(first: Bar, next: Bar): Bar {
  return {
    time: first.time,
    open: first.open,
    high: Math.max(first.high ?? first.close, next.high ?? next.close),
    low: Math.min(first.low ?? first.close, next.low ?? next.close),
    close: next.close,
    volume: first.volume === null || next.volume === null ? null : first.volume + next.volume,
  };
}
