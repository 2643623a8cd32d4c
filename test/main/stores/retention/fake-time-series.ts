import type { Bar } from '../../../../src-core/contract/connections.ts';
import type { Ticker } from '../../../../src-core/instruments/instrument.ts';
import { DAY, type EpochMs } from '../../../../src-core/time.ts';
import type { Point } from '../../../../src-main/stores/timeseries/measurements.ts';
import type { TimeSeriesStore } from '../../../../src-main/stores/timeseries/time-series-store.ts';

/** Time series in memory, with days of UTC in the place of New York's. */
export class FakeTimeSeries implements TimeSeriesStore {
  readonly kind: TimeSeriesStore['kind'];
  points: Point[] = [];
  /** Bars by "SPY 2026-11-20". */
  readonly daily = new Map<string, Bar>();
  /** What was asked of it, in order. */
  readonly asked: string[] = [];
  failure: Error | null = null;

  constructor(kind: TimeSeriesStore['kind'] = 'sqlite') {
    this.kind = kind;
  }

  write(points: readonly Point[]): void {
    this.points.push(...points);
  }

  async bars(ticker: Ticker, every: 'minute' | 'day', from: EpochMs, to: EpochMs): Promise<readonly Bar[]> {
    if (this.failure !== null) throw this.failure;
    const bars = this.#detail(ticker).map(({ time, price }): Bar => ({ time, open: null, high: null, low: null, close: price, volume: null }));
    const aggregates = every === 'day' ? [...this.daily].filter(([key]) => key.startsWith(ticker)).map(([, bar]) => bar) : [];
    return [...aggregates, ...bars].filter(({ time }) => time >= from && time < to);
  }

  correlations(): Promise<[]> {
    return Promise.resolve([]);
  }

  async aggregate(before: EpochMs): Promise<number> {
    if (this.failure !== null) throw this.failure;
    this.asked.push('aggregate');
    for (const ticker of ['SPY', 'QQQ', 'IWM', 'VIX'] as const) {
      for (const { time, price } of this.#detail(ticker)) {
        const day = Math.floor(time / DAY) * DAY;
        if (day + DAY <= before) this.daily.set(`${ticker} ${dateOf(day)}`, { time: day, open: null, high: null, low: null, close: price, volume: null });
      }
    }
    return 0;
  }

  async prune(kind: 'detail' | 'daily', before: EpochMs, most: number): Promise<number> {
    this.asked.push(`prune ${kind}`);
    if (kind === 'daily') {
      const old = [...this.daily].filter(([, { time }]) => time < before).slice(0, most);
      for (const [key] of old) this.daily.delete(key);
      return old.length;
    }
    const old = new Set(this.points.filter(({ time }) => time < before).slice(0, most));
    this.points = this.points.filter((point) => !old.has(point));
    return old.size;
  }

  status(): null {
    return null;
  }

  async flush(): Promise<void> {
    this.asked.push('flush');
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #detail(ticker: Ticker): readonly { readonly time: EpochMs; readonly price: number }[] {
    return this.points.flatMap((point) => (point.measurement === 'market_data' && point.tags.symbol === ticker ? [{ time: point.time, price: point.fields.price ?? Number.NaN }] : []));
  }
}

export function dateOf(time: EpochMs): string {
  return new Date(time).toISOString().slice(0, 10);
}
