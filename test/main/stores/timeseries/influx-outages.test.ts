import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InfluxAccess } from '../../../../src-main/desk-settings.ts';
import type { Point } from '../../../../src-main/stores/timeseries/measurements.ts';
import type { TimeSeriesStore } from '../../../../src-main/stores/timeseries/time-series-store.ts';
import { FluxStub } from '../../../support/flux-stub.ts';
import { hasVictoriaMetrics, VictoriaMetrics } from '../../../support/victoria-metrics.ts';
import { SeriesDirectory, until, untilState } from './time-series-adapters.ts';

const START = Date.UTC(2026, 7, 21, 14);
const EXCHANGE = 'ARCA';

function prices(from: number, count: number): Point[] {
  return Array.from({ length: count }, (_, index) => ({ measurement: 'market_data', tags: { symbol: 'SPY', exchange: EXCHANGE }, fields: { price: 100 + ((from + index) % 50) }, time: START + (from + index) * 100 }));
}

/** What arrived, as numbers of the points above: each once, whatever came twice. */
async function arrived(server: VictoriaMetrics): Promise<ReadonlySet<number>> {
  const series = await server.export('{__name__="market_data_price"}');
  expect(series.every(({ metric }) => metric['symbol'] === 'SPY' && metric['exchange'] === EXCHANGE)).toBe(true);
  const found = new Map<number, number>();
  for (const { timestamps, values } of series) {
    for (const [index, time] of timestamps.entries()) {
      const number = (time - START) / 100;
      expect(values[index]).toBe(100 + (number % 50));
      found.set(number, time);
    }
  }
  return new Set(found.keys());
}

const numbers = (count: number): ReadonlySet<number> => new Set(Array.from({ length: count }, (_, index) => index));
const drained = (store: TimeSeriesStore): Promise<void> => until(() => store.status()?.backlog === 0 && store.status()?.state === 'connected', () => `the end of ${JSON.stringify(store.status())}`);

describe.skipIf(!hasVictoriaMetrics('outages of the time series'))('outages, on a real server of line protocol', () => {
  let directory: SeriesDirectory;
  let server: VictoriaMetrics;
  let access: InfluxAccess;
  beforeEach(async () => {
    directory = new SeriesDirectory();
    server = await VictoriaMetrics.prepare();
    access = { url: server.url, token: 'a-secret-token', organisation: 'desk', bucket: 'market' };
  });
  afterEach(async () => {
    await directory.remove();
    await server.stop();
  });

  it('brings every point over that was written before the server was there, while it was gone, and after', async () => {
    const store = directory.influx(access);
    await untilState(store, 'down');
    expect(store.status()?.detail).toMatch(/nothing answers there/);
    store.write(prices(0, 2_000));
    await store.flush();
    expect(store.status()).toMatchObject({ backlog: 2_000, unit: 'points', thinned: 0 });
    await server.run();
    await drained(store);
    expect(await arrived(server)).toEqual(numbers(2_000));

    await server.end();
    for (let from = 2_000; from < 12_000; from += 100) {
      store.write(prices(from, 100));
      if (from === 6_000) await store.flush();
    }
    await store.flush();
    expect(store.status()?.backlog).toBe(10_000);
    await server.run();
    await drained(store);
    store.write(prices(12_000, 10));
    await store.flush();
    await drained(store);
    expect(await arrived(server)).toEqual(numbers(12_010));
    expect(readdirSync(join(directory.path, 'spool'))).toEqual([]);
  }, 60_000);

  it('waits for nobody while the server hangs, and catches up', async () => {
    await server.run();
    const store = directory.influx(access, { limits: { write: 300, read: 300, upkeep: 300 } });
    await untilState(store, 'connected');
    server.freeze();
    const began = performance.now();
    for (let from = 0; from < 10_000; from += 1_000) store.write(prices(from, 1_000));
    expect(performance.now() - began).toBeLessThan(250);
    await store.flush();
    await untilState(store, 'down');
    expect(store.status()).toMatchObject({ backlog: 10_000, detail: expect.stringMatching(/no answer within the time limit/) });
    await expect(store.bars('SPY', 'minute', START, START + 60_000)).rejects.toThrow(/no answer within the time limit/);
    server.thaw();
    await drained(store);
    expect(await arrived(server)).toEqual(numbers(10_000));
  }, 60_000);

  it('goes on after a restart with what the process before left, but for a torn line', async () => {
    const first = directory.influx(access);
    first.write(prices(0, 5_000));
    await first.close();
    const spool = join(directory.path, 'spool');
    writeFileSync(join(spool, '2000000000.open'), 'market_data,symbol=SPY,exchange=ARCA price=100 1787320800000\nmarket_data,symbol=SPY,exchange=ARCA pri');
    const second = directory.influx(access);
    await until(() => second.status()?.backlog === 5_001, () => `5,001 points: ${JSON.stringify(second.status())}`);
    expect(second.status()?.thinned).toBe(1);
    second.write(prices(5_000, 10));
    await server.run();
    await drained(second);
    expect(await arrived(server)).toEqual(numbers(5_010));
  }, 60_000);

  it('keeps what was flushed when the process is killed', async () => {
    const child = spawn(process.execPath, [new URL('spool-writer.ts', import.meta.url).pathname, join(directory.path, 'spool'), access.url], { stdio: ['ignore', 'pipe', 'inherit'] });
    const said = await new Promise<string>((resolve) => child.stdout.once('data', (data: Buffer) => resolve(data.toString())));
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    expect(said.trim()).toBe('flushed');
    await server.run();
    const store = directory.influx(access);
    await until(async () => (await arrived(server)).size === 3_000, () => 'the points');
    await drained(store);
  }, 60_000);

  it('never shows the token', async () => {
    const store = directory.influx(access);
    await untilState(store, 'down');
    store.write(prices(0, 10));
    await store.flush();
    expect(JSON.stringify(store.status())).not.toContain('a-secret-token');
    for (const name of readdirSync(join(directory.path, 'spool'))) expect(readFileSync(join(directory.path, 'spool', name), 'utf8')).not.toContain('a-secret-token');
  });
});

describe('the bound of the spool', () => {
  let directory: SeriesDirectory;
  let stub: FluxStub;
  beforeEach(async () => {
    directory = new SeriesDirectory();
    stub = await FluxStub.start();
  });
  afterEach(async () => {
    await directory.remove();
    await stub.stop();
  });

  it('thins the oldest detail, counts it, and leaves the newest and the account’s own whole', async () => {
    stub.trouble({ status: 503 });
    const bound = 100_000;
    const store = directory.influx(stub.access(), { maximumSpoolBytes: bound, batch: { points: 100, bytes: 65_536, milliseconds: 5 } });
    const count = 10_000;
    for (let from = 0; from < count; from += 100) {
      const time = START + from * 100;
      store.write([...prices(from, 100), { measurement: 'portfolio_performance', tags: { user_id: 'u', account_id: 'a', ticker: 'SPY' }, fields: { pnl: from }, time }]);
      await store.flush();
    }
    const { backlog, thinned } = store.status() ?? { backlog: 0, thinned: 0 };
    expect(backlog + thinned).toBe(count + 100);
    expect(sizeOf(join(directory.path, 'spool'))).toBeLessThanOrEqual(bound * 1.1);
    stub.calm();
    await drained(store);
    expect(stub.points.length).toBe(backlog);
    expect(stub.points.filter(({ measurement }) => measurement === 'portfolio_performance')).toHaveLength(100);
    const left = new Set(stub.points.filter(({ measurement }) => measurement === 'market_data').map(({ time }) => (time - START) / 100));
    for (let newest = count - 300; newest < count; newest += 1) expect(left.has(newest)).toBe(true);
    // Thinned, not cut off: some of every stretch is left.
    for (let from = 0; from < count; from += 1_000) expect([...left].some((number) => number >= from && number < from + 1_000)).toBe(true);
    expect(store.status()?.thinned).toBe(thinned);
  }, 60_000);

  it('keeps points in memory, thinned past a bound, where the disk takes nothing either', async () => {
    stub.trouble({ status: 503 });
    writeFileSync(join(directory.path, 'spool'), 'a file where the directory should be');
    const store = directory.influx(stub.access(), { memoryBytes: 50_000, batch: { points: 100, bytes: 65_536, milliseconds: 5 } });
    for (let from = 0; from < 5_000; from += 100) store.write(prices(from, 100));
    await expect(store.flush()).rejects.toThrow(/neither InfluxDB .* nor the disk takes the points/);
    const { backlog = 0, thinned = 0, detail } = store.status() ?? {};
    expect(backlog + thinned).toBe(5_000);
    expect(thinned).toBeGreaterThan(3_000);
    expect(detail).toMatch(/the spool cannot be used/);
    stub.calm();
    await drained(store);
    expect(stub.points).toHaveLength(backlog);
    expect(stub.points.some(({ time }) => time === START + 4_999 * 100)).toBe(true);
  }, 60_000);

  it('sends a segment that lost its end up to the last whole line', async () => {
    stub.trouble({ status: 503 });
    const first = directory.influx(stub.access());
    first.write(prices(0, 400));
    await first.close();
    const spool = join(directory.path, 'spool');
    const [segment = ''] = readdirSync(spool);
    truncateSync(join(spool, segment), 1_000);
    stub.calm();
    const second = directory.influx(stub.access());
    await untilState(second, 'connected');
    await drained(second);
    const whole = Math.floor(1_000 / 'market_data,symbol=SPY,exchange=ARCA price=100 1787320800000\n'.length);
    expect(stub.points).toHaveLength(whole);
    expect(second.status()?.thinned).toBe(400 - whole);
  });
});

function sizeOf(directory: string): number {
  return readdirSync(directory).reduce((sum, name) => sum + readFileSync(join(directory, name)).length, 0);
}
