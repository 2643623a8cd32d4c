import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { dateInNewYork, type ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import type { Ticker } from '../../src-core/instruments/instrument.ts';
import { type EpochMs, type IsoDate, MINUTE, SECOND } from '../../src-core/time.ts';
import type { MarketFeed, TickerTick } from '../../src-main/market-data/feed.ts';

export interface FeedBar {
  readonly time: EpochMs;
  readonly close: number;
  /** Shares of the bar; NaN where not known. */
  readonly volume: number;
}

/** Bars of a CSV file (also gzipped) by their date in New York, under any of those column names. */
export function barsByDate(path: string): ReadonlyMap<IsoDate, readonly FeedBar[]> {
  const bytes = readFileSync(path);
  const [header = '', ...rows] = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').trim().split('\n');
  const columns = header.toLowerCase().split(',');
  const [time, close, volume] = [['datetime', 'ts_utc'], ['close'], ['volume']].map((names) => columns.findIndex((column) => names.includes(column))) as [number, number, number];
  const days = new Map<IsoDate, FeedBar[]>();
  for (const row of rows) {
    const cells = row.split(',');
    const bar = { time: Date.parse(cells[time] ?? ''), close: Number(cells[close]), volume: volume < 0 ? Number.NaN : Number(cells[volume]) };
    const date = dateInNewYork(bar.time);
    const day = days.get(date);
    if (day) day.push(bar);
    else days.set(date, [bar]);
  }
  return days;
}

/**
 * A feed of one session's bars: a tick at the end of each minute. Within a bar of more minutes the price goes straight
 * to its close, and its shares are spread evenly.
 */
export function barFeed(session: ExchangeSession, bars: Partial<Record<Ticker, readonly FeedBar[]>>, minutes: number): Pick<MarketFeed, 'advance' | 'nextTime' | 'description'> {
  const ticks: TickerTick[] = [];
  for (const [ticker, all] of Object.entries(bars) as [Ticker, readonly FeedBar[]][]) {
    let volume = 0;
    let before: FeedBar | null = null;
    for (const bar of all) {
      if (bar.time < session.open || bar.time >= session.reference) continue;
      for (let minute = 1; minute <= minutes; minute += 1) {
        volume += bar.volume / minutes;
        const last = before === null ? bar.close : before.close + ((bar.close - before.close) * minute) / minutes;
        ticks.push({ ticker, time: bar.time + minute * MINUTE - 1, bid: Number.NaN, ask: Number.NaN, last, volume, previousClose: Number.NaN });
      }
      before = bar;
    }
  }
  ticks.sort((left, right) => left.time - right.time);
  let next = 0;
  const staleAfterMs = MINUTE + 15 * SECOND;
  return {
    description: { kind: 'replay', label: 'REPLAY', detail: 'bars', date: session.date, from: session.open, to: session.reference, quoting: 'snapshot', staleAfterMs },
    nextTime: () => ticks[next]?.time ?? null,
    advance(until, sink) {
      for (let tick = ticks[next]; tick !== undefined && tick.time <= until; tick = ticks[next]) {
        sink.ticker(tick);
        next += 1;
      }
    },
  };
}
