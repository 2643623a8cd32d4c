import type { Bar } from '../../../../src-core/contract/connections.ts';
import type { Ticker } from '../../../../src-core/instruments/instrument.ts';
import type { EpochMs } from '../../../../src-core/time.ts';
import { dayBars, minuteBars, type PriceWindow, wholeMinutes } from '../bars.ts';
import { dailyName, midnightFrom, newYorkDay } from '../daily-aggregates.ts';
import { points, together, windowed } from './flux-queries.ts';
import type { FluxRow, InfluxHttp } from './influx-http.ts';

/** Reads history with Flux. All reject with an Error that says in plain words what the server did not do. */
export class InfluxReads {
  readonly #http: InfluxHttp;
  readonly #bucket: string;
  readonly #limitMs: number;

  constructor(http: InfluxHttp, bucket: string, limitMs: number) {
    this.#http = http;
    this.#bucket = bucket;
    this.#limitMs = limitMs;
  }

  async bars(ticker: Ticker, every: 'minute' | 'day', from: EpochMs, to: EpochMs): Promise<readonly Bar[]> {
    if (every === 'minute') {
      const range = wholeMinutes(from, to);
      if (range.from >= range.to) return [];
      return minuteBars(windowsOf(await this.#http.query(this.#priceWindows(ticker, '1m', range), this.#limitMs)));
    }
    const range = { from: midnightFrom(from), to: midnightFrom(to) };
    if (range.from >= range.to) return [];
    const aggregates = points({ bucket: this.#bucket, measurement: dailyName('market_data'), tag: { name: 'symbol', value: ticker }, ...range }, 'daily');
    const rows = await this.#http.query(together([aggregates, this.#priceWindows(ticker, '1h', range)]), this.#limitMs);
    const daily = dailyBars(rows.filter(({ result }) => result === 'daily'));
    const done = new Set(daily.map(({ time }) => time));
    return dayBars(daily, windowsOf(rows).filter(({ time }) => !done.has(newYorkDay(time).start)));
  }

  async correlations(pair: string, from: EpochMs, to: EpochMs): Promise<readonly { readonly time: EpochMs; readonly correlation: number }[]> {
    const range = wholeMinutes(from, to);
    if (range.from >= range.to) return [];
    const query = windowed({ bucket: this.#bucket, measurement: 'correlations', field: 'correlation', tag: { name: 'pair', value: pair }, ...range }, '1m', 'last', 'correlation');
    const rows = await this.#http.query(query, this.#limitMs);
    return rows.map((row) => ({ time: timeOf(row), correlation: numberOf(row, '_value') })).sort((left, right) => left.time - right.time);
  }

  #priceWindows(ticker: Ticker, every: '1m' | '1h', range: { readonly from: EpochMs; readonly to: EpochMs }): ReturnType<typeof together> {
    const selection = { bucket: this.#bucket, measurement: 'market_data', tag: { name: 'symbol', value: ticker }, ...range };
    const prices = { ...selection, field: 'price' };
    return together([
      windowed(prices, every, 'first', 'open'),
      windowed(prices, every, 'max', 'high'),
      windowed(prices, every, 'min', 'low'),
      windowed(prices, every, 'last', 'close'),
      windowed({ ...selection, field: 'volume' }, every, 'last', 'volume'),
    ]);
  }
}

export function timeOf(row: FluxRow): EpochMs {
  const time = Date.parse(String(row.get('_time')));
  if (Number.isNaN(time)) throw new Error(`InfluxDB answered "${String(row.get('_time'))}" for a time`);
  return time;
}

export function numberOf(row: FluxRow, column: string): number {
  const value = row.get(column);
  if (typeof value !== 'number') throw new Error(`InfluxDB answered "${String(value)}" for a number`);
  return value;
}

/** Oldest first. Where a symbol has several exchanges, the extremes are of all, open and close of any one. */
function windowsOf(rows: readonly FluxRow[]): readonly PriceWindow[] {
  const windows = new Map<EpochMs, { open?: number; high?: number; low?: number; close?: number; volume?: number }>();
  for (const row of rows) {
    if (row.result === 'daily') continue;
    const time = timeOf(row);
    const value = numberOf(row, '_value');
    const window = windows.get(time) ?? {};
    windows.set(time, window);
    switch (row.result) {
      case 'open':
        window.open ??= value;
        break;
      case 'high':
        window.high = Math.max(window.high ?? value, value);
        break;
      case 'low':
        window.low = Math.min(window.low ?? value, value);
        break;
      case 'close':
        window.close ??= value;
        break;
      case 'volume':
        window.volume = Math.max(window.volume ?? value, value);
        break;
    }
  }
  const whole: PriceWindow[] = [];
  for (const [time, { open, high, low, close, volume }] of windows) {
    // A stretch with a volume and no price has no bar.
    if (open === undefined || high === undefined || low === undefined || close === undefined) continue;
    whole.push({ time, open, high, low, close, runningVolume: volume ?? null });
  }
  return whole.sort((left, right) => left.time - right.time);
}

function dailyBars(rows: readonly FluxRow[]): readonly Bar[] {
  const days = new Map<EpochMs, Map<string, number>>();
  for (const row of rows) {
    const time = timeOf(row);
    const day = days.get(time) ?? new Map<string, number>();
    days.set(time, day.set(String(row.get('_field')), numberOf(row, '_value')));
  }
  return [...days].flatMap(([time, fields]) => {
    const close = fields.get('close');
    const field = (name: string): number | null => fields.get(name) ?? null;
    return close === undefined ? [] : [{ time, open: field('open'), high: field('high'), low: field('low'), close, volume: field('volume') }];
  });
}
