import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Point } from '../../../../src-main/stores/timeseries/measurements.ts';
import type { TimeSeriesStore } from '../../../../src-main/stores/timeseries/time-series-store.ts';
import { FluxStub } from '../../../support/flux-stub.ts';
import { SeriesDirectory, until, untilState } from './time-series-adapters.ts';

const START = Date.UTC(2026, 7, 21, 14);

function prices(from: number, count: number): Point[] {
  return Array.from({ length: count }, (_, index) => ({ measurement: 'market_data', tags: { symbol: 'SPY', exchange: 'ARCA' }, fields: { price: from + index }, time: START + (from + index) * 100 }));
}

const drained = (store: TimeSeriesStore): Promise<void> => until(() => store.status()?.backlog === 0 && store.status()?.state === 'connected', () => `the end of ${JSON.stringify(store.status())}`);

describe('what InfluxDB answers to a write', () => {
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
  const rejected = (): string => readFileSync(join(directory.path, 'spool', 'rejected.lp'), 'utf8');
  const written = (): number[] => stub.points.map(({ fields }) => Number(fields['price'])).sort((left, right) => left - right);

  it('sets aside the one line that it cannot read, and lets all others through', async () => {
    const store = directory.influx(stub.access());
    await untilState(store, 'connected');
    stub.trouble({ status: 400, line: /price=123 /, message: 'unable to parse: bad timestamp' });
    store.write(prices(0, 1_000));
    await store.flush();
    await drained(store);
    expect(written()).toEqual(Array.from({ length: 1_000 }, (_, index) => index).filter((value) => value !== 123));
    expect(rejected()).toBe(`market_data,symbol=SPY,exchange=ARCA price=123 ${START + 12_300}\n`);
    expect(store.status()?.detail).toMatch(/; 1 points were refused \(unable to parse: bad timestamp\)$/);
  });

  it('does not search a batch that is bad throughout for ever, and goes on behind it', async () => {
    const store = directory.influx(stub.access());
    await untilState(store, 'connected');
    stub.trouble({ status: 400, line: /symbol=SPY/ });
    store.write(prices(0, 500));
    await store.flush();
    await drained(store);
    expect(stub.requests.length).toBeLessThan(150);
    expect(store.status()?.detail).toMatch(/500 points were refused/);
    stub.calm();
    store.write(prices(500, 500));
    await store.flush();
    await drained(store);
    expect(written()).toHaveLength(500);
  });

  it('counts what a partial write drops, once', async () => {
    const store = directory.influx(stub.access());
    await untilState(store, 'connected');
    stub.trouble({ status: 422, message: 'failure writing points to database: partial write: points beyond retention policy dropped=3' }, 1);
    store.write(prices(0, 10));
    await store.flush();
    await drained(store);
    expect(store.status()?.detail).toMatch(/; 3 points were refused \(.*beyond retention policy dropped=3\)$/);
    expect(rejected().split('\n')).toHaveLength(11);
  });

  it('splits what is too large, and remembers how large that was', async () => {
    const store = directory.influx(stub.access());
    await untilState(store, 'connected');
    stub.trouble({ status: 413 }, 2);
    store.write(prices(0, 500));
    await store.flush();
    await drained(store);
    expect(written()).toHaveLength(500);
    expect(stub.writes.map((body) => body.split('\n').length - 1)).toEqual([125, 125, 250].sort((left, right) => left - right).flatMap((lines) => (lines === 250 ? [125, 125] : [lines])));
  });

  it.each([
    [401, 'unauthorized access', /it does not accept the token/],
    [403, 'insufficient permissions for write', /the token may not write to bucket market/],
    [404, 'bucket "market" not found', /it has no bucket market/],
    [404, 'organization name "desk" not found', /it has no organisation desk/],
  ])('on %i (%s) keeps the points and asks for a person, until that is mended', async (status, message, detail) => {
    const store = directory.influx(stub.access());
    await untilState(store, 'connected');
    stub.trouble({ status, message });
    store.write(prices(0, 20));
    await store.flush();
    await untilState(store, 'failed');
    expect(store.status()).toMatchObject({ backlog: 20, detail: expect.stringMatching(detail) });
    stub.calm();
    await drained(store);
    expect(written()).toHaveLength(20);
    expect(store.status()?.detail).toMatch(/^InfluxDB at 127\.0\.0\.1:\d+, bucket market$/);
  });

  it('waits as long as the server asks for', async () => {
    const store = directory.influx(stub.access());
    await untilState(store, 'connected');
    stub.trouble({ status: 429, headers: { 'retry-after': '1' } }, 1);
    const began = performance.now();
    store.write(prices(0, 5));
    await store.flush();
    await drained(store);
    expect(performance.now() - began).toBeGreaterThan(950);
    expect(written()).toHaveLength(5);
  });

  it('lets others pass a batch that the server fails at again and again, and keeps it', async () => {
    const store = directory.influx(stub.access());
    await untilState(store, 'connected');
    stub.trouble({ status: 500, message: 'internal error', line: /price=7 / });
    store.write(prices(0, 10));
    await store.flush();
    store.write(prices(10, 10));
    await store.flush();
    await until(() => written().length === 10, () => 'the second batch');
    await until(() => store.status()?.backlog === 10, () => 'a backlog of the first batch');
    stub.calm();
    await drained(store);
    expect(written()).toHaveLength(20);
  });

  it('asks for less at once of a server that is too slow for a whole batch', async () => {
    const slow = await FluxStub.start({ lineMs: 1 });
    try {
      const store = directory.influx(slow.access(), { limits: { write: 200, read: 200, upkeep: 200 } });
      await untilState(store, 'connected');
      store.write(prices(0, 500));
      await store.flush();
      await drained(store);
      expect(slow.points).toHaveLength(500);
    } finally {
      await slow.stop();
    }
  });

  it('sends what follows to a server that came back empty', async () => {
    const store = directory.influx(stub.access());
    await untilState(store, 'connected');
    store.write(prices(0, 5));
    await store.flush();
    await stub.stop();
    store.write(prices(5, 5));
    await store.flush();
    await untilState(store, 'down');
    stub.empty();
    await stub.listen();
    await drained(store);
    expect(written()).toEqual([5, 6, 7, 8, 9]);
  });

  it('keeps its daily aggregates for later while points wait', async () => {
    const store = directory.influx(stub.access());
    await untilState(store, 'connected');
    stub.trouble({ status: 503 });
    store.write(prices(0, 5));
    await expect(store.aggregate(START + 1e9)).rejects.toThrow(/^5 points wait for InfluxDB/);
  });

  it('says in plain words why a read failed', async () => {
    const store = directory.influx(stub.access());
    await untilState(store, 'connected');
    stub.trouble({ status: 401, path: '/api/v2/query', message: 'unauthorized access' });
    await expect(store.bars('SPY', 'day', START, START + 1e9)).rejects.toThrow('InfluxDB: it answered 401: unauthorized access');
  });

  it('gives only typed parameters to Flux', async () => {
    const store = directory.influx(stub.access());
    await untilState(store, 'connected');
    const pair = 'A") |> drop() //';
    store.write([{ measurement: 'correlations', tags: { pair }, fields: { correlation: 0.5 }, time: START }]);
    await store.flush();
    expect(await store.correlations(pair, START, START + 60_000)).toEqual([{ time: START, correlation: 0.5 }]);
    expect(stub.queries.at(-1)).toContain('r["pair"] == "A\\") |> drop() //"');
  });
});
