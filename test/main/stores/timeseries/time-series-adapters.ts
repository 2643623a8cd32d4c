import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import type { InfluxAccess } from '../../../../src-main/desk-settings.ts';
import { type EmbeddedTimeSeries, type EmbeddedTimeSeriesOptions, openEmbeddedTimeSeries } from '../../../../src-main/stores/timeseries/embedded/embedded-store.ts';
import { type InfluxTimeSeriesOptions, openInfluxTimeSeries } from '../../../../src-main/stores/timeseries/influx/influx-store.ts';
import type { TimeSeriesStore } from '../../../../src-main/stores/timeseries/time-series-store.ts';
import { FluxStub } from '../../../support/flux-stub.ts';
import { givenInflux, newBucket } from '../../../support/influx-server.ts';

export const WORKER = new URL('../../../../src-main/stores/timeseries/embedded/time-series-worker.ts', import.meta.url);
export const clock = { now: () => Date.UTC(2026, 10, 20, 14, 30) };

/** A directory of its own, with what was opened in it: all of it goes with `remove`. */
export class SeriesDirectory {
  readonly path = mkdtempSync(join(tmpdir(), 'series-'));
  readonly #open: TimeSeriesStore[] = [];

  async embedded(options: Partial<EmbeddedTimeSeriesOptions> = {}): Promise<EmbeddedTimeSeries> {
    const store = await openEmbeddedTimeSeries({ directory: this.path, workerUrl: WORKER, clock, ...options });
    this.#open.push(store);
    return store;
  }

  influx(access: InfluxAccess, options: Partial<InfluxTimeSeriesOptions> = {}): TimeSeriesStore {
    const store = openInfluxTimeSeries({
      access,
      spoolDirectory: join(this.path, 'spool'),
      clock,
      random: () => 0.5,
      batch: { points: 500, bytes: 65_536, milliseconds: 20 },
      retry: { firstMs: 20, longestMs: 200, refusedMs: 100 },
      probeMs: 100,
      ...options,
    });
    this.#open.push(store);
    return store;
  }

  async remove(): Promise<void> {
    await Promise.all(this.#open.map((store) => store.close()));
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** A place of its own for one test. */
export interface TestSeries {
  open(): Promise<TimeSeriesStore>;
  remove(): Promise<void>;
}

/** Runs the same tests on every adapter of the port that can read. */
export function describeTimeSeries(body: (newSeries: () => Promise<TestSeries>) => void): void {
  describe('SQLite', () =>
    body(async () => {
      const directory = new SeriesDirectory();
      return { open: () => directory.embedded(), remove: () => directory.remove() };
    }));
  describe('InfluxDB, as its documentation says', () => {
    let stub: FluxStub | undefined;
    beforeAll(async () => {
      stub = await FluxStub.start();
    });
    afterAll(() => stub?.stop());
    body(async () => {
      if (stub === undefined) throw new Error('the stub is not running');
      stub.empty();
      return influxSeries(stub.access());
    });
  });
  const given = givenInflux('the time series on a real InfluxDB');
  describe.skipIf(given === null)('InfluxDB', () =>
    body(async () => {
      if (given === null) throw new Error('no InfluxDB is given');
      const { access, remove } = await newBucket(given);
      const series = influxSeries(access);
      return { ...series, remove: () => series.remove().then(remove) };
    }),
  );
}

function influxSeries(access: InfluxAccess): TestSeries {
  const directory = new SeriesDirectory();
  return {
    async open() {
      const store = directory.influx(access);
      await untilState(store, 'connected');
      return store;
    },
    remove: () => directory.remove(),
  };
}

/** Waits until the store's server is in this state. */
export async function untilState(store: TimeSeriesStore, state: string): Promise<void> {
  await until(() => store.status()?.state === state, () => `the state ${state}; it is ${JSON.stringify(store.status())}`);
}

export async function until(holds: () => boolean | Promise<boolean>, what: () => string, limitMs = 20_000): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`waited in vain for ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
