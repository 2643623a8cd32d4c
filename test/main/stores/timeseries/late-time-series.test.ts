import { expect, test } from 'vitest';
import type { EmbeddedTimeSeries } from '../../../../src-main/stores/timeseries/embedded/embedded-store.ts';
import { LateTimeSeries } from '../../../../src-main/stores/timeseries/late-time-series.ts';
import type { Point } from '../../../../src-main/stores/timeseries/measurements.ts';

const point = (price: number): Point => ({ measurement: 'market_data', tags: { symbol: 'SPY', exchange: 'ARCA' }, fields: { price }, time: price });

/** Keeps what it is given. */
class Opened implements EmbeddedTimeSeries {
  readonly kind = 'sqlite';
  readonly points: Point[] = [];
  isClosed = false;
  write(points: readonly Point[]): void {
    this.points.push(...points);
  }
  bars = async () => [];
  correlations = async () => [];
  aggregate = async () => 0;
  prune = async () => 0;
  status = () => null;
  problem = () => null;
  flush = async () => undefined;
  async close(): Promise<void> {
    this.isClosed = true;
  }
}

test('what is written before it is open is kept, in order; a read opens it', async () => {
  const opened = new Opened();
  let openings = 0;
  const late = new LateTimeSeries(async () => {
    openings += 1;
    return opened;
  });
  late.write([point(1)]);
  expect(openings).toBe(0);
  const reading = late.bars('SPY', 'day', 0, 1);
  late.write([point(2)]);
  await reading;
  late.begin();
  late.write([point(3)]);
  expect(opened.points.map(({ time }) => time)).toEqual([1, 2, 3]);
  await late.close();
  expect([openings, opened.isClosed]).toEqual([1, true]);
});

test('one that cannot be opened says why, refuses reads, and takes nothing more', async () => {
  const late = new LateTimeSeries(() => Promise.reject(new Error('it was written by a newer version')));
  late.write([point(1)]);
  await expect(late.bars('SPY', 'day', 0, 1)).rejects.toThrow('newer version');
  expect(late.problem()).toBe('it was written by a newer version');
  late.write([point(2)]);
  await late.close();
});

test('a session in which nothing was written or read opens nothing', async () => {
  const late = new LateTimeSeries(() => Promise.reject(new Error('opened')));
  await late.flush();
  await late.close();
  expect(late.problem()).toBeNull();
});
