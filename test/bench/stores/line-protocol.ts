import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InfluxDB, Point as ClientPoint } from '@influxdata/influxdb-client';
import type { InfluxAccess } from '../../../src-main/desk-settings.ts';
import { openInfluxTimeSeries } from '../../../src-main/stores/timeseries/influx/influx-store.ts';
import { lineOf, PRECISION } from '../../../src-main/stores/timeseries/influx/line-protocol.ts';
import type { Point } from '../../../src-main/stores/timeseries/measurements.ts';
import { median, rounded } from '../../support/figures.ts';
import { VictoriaMetrics } from '../../support/victoria-metrics.ts';

const ROUNDS = 5;
const CHAINS = 60;
const CONTRACTS = 500;
/** Both send as many points at once. */
const BATCH = 5_000;
/** The bare client waits as long as it takes. */
const PATIENT = { write: 60_000, read: 60_000, upkeep: 60_000 };

/**
 * Points a second into a real server of line protocol, from the call until the server has them: through the adapter, through
 * the client's own WriteApi with its Point, and through WriteApi with lines made before; turn about, medians.
 */
export async function lineProtocolFigures(): Promise<Record<string, number>> {
  const server = await VictoriaMetrics.start();
  try {
    const access: InfluxAccess = { url: server.url, token: null, organisation: 'desk', bucket: 'market' };
    const contestants = { adapter: throughAdapter, client: throughClient, lines: throughLines };
    const names = ['adapter', 'client', 'lines'] as const;
    const seconds = { adapter: [] as number[], client: [] as number[], lines: [] as number[] };
    for (let round = 0; round <= ROUNDS; round += 1) {
      const points = chains(round);
      // Each is first as often as the others.
      for (let turn = 0; turn < names.length; turn += 1) {
        const name = names[(round + turn) % names.length] ?? 'adapter';
        const took = await contestants[name](access, points);
        if (round > 0) seconds[name].push(took);
      }
    }
    const rate = (name: (typeof names)[number]): number => (CHAINS * CONTRACTS) / median(seconds[name]);
    return {
      'line protocol points/s': rounded(rate('adapter')),
      'bare client points/s': rounded(rate('client')),
      'bare client of ready lines points/s': rounded(rate('lines')),
      'line protocol / bare client': rounded(rate('adapter') / rate('client'), 2),
      'line protocol / ready lines': rounded(rate('adapter') / rate('lines'), 2),
    };
  } finally {
    await server.stop();
  }
}

async function throughAdapter(access: InfluxAccess, points: readonly (readonly Point[])[]): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-spool-'));
  const store = openInfluxTimeSeries({ access, spoolDirectory: directory, clock: { now: () => Date.now() }, random: Math.random, batch: { points: BATCH, bytes: 10_000_000, milliseconds: 1_000 }, limits: PATIENT });
  try {
    while (store.status()?.state !== 'connected') await new Promise((resolve) => setTimeout(resolve, 1));
    const began = performance.now();
    for (const chain of points) store.write(chain);
    await store.flush();
    const seconds = (performance.now() - began) / 1_000;
    if (store.status()?.backlog !== 0) throw new Error(`the server does not have all: ${JSON.stringify(store.status())}`);
    return seconds;
  } finally {
    await store.close();
    await rm(directory, { recursive: true, force: true });
  }
}

async function throughClient(access: InfluxAccess, points: readonly (readonly Point[])[]): Promise<number> {
  const api = bareApi(access);
  const began = performance.now();
  for (const chain of points) {
    for (const { measurement, tags, fields, time } of chain) {
      const point = new ClientPoint(measurement).timestamp(time);
      for (const [name, value] of Object.entries(tags)) point.tag(name, value);
      for (const [name, value] of Object.entries(fields)) point.floatField(name, value);
      api.writePoint(point);
    }
  }
  await api.close();
  return (performance.now() - began) / 1_000;
}

async function throughLines(access: InfluxAccess, points: readonly (readonly Point[])[]): Promise<number> {
  const lines = points.flat().flatMap((point) => lineOf(point) ?? []);
  const api = bareApi(access);
  const began = performance.now();
  for (const line of lines) api.writeRecord(line);
  await api.close();
  return (performance.now() - began) / 1_000;
}

/** Of which `close` resolves when the server has all batches: the last batch is awaited, those before are counted. */
function bareApi({ url, organisation, bucket }: InfluxAccess): { writePoint(point: ClientPoint): void; writeRecord(line: string): void; close(): Promise<void> } {
  let written = 0;
  let given = 0;
  let done: (() => void) | null = null;
  const api = new InfluxDB({ url }).getWriteApi(organisation, bucket, PRECISION, {
    batchSize: BATCH,
    maxBatchBytes: 10_000_000,
    flushInterval: 0,
    maxRetries: 0,
    writeSuccess(lines) {
      written += lines.length;
      if (written >= given) done?.();
    },
  });
  return {
    writePoint(point) {
      given += 1;
      api.writePoint(point);
    },
    writeRecord(line) {
      given += 1;
      api.writeRecord(line);
    },
    async close() {
      const all = new Promise<void>((resolve) => (done = resolve));
      await api.flush();
      if (written < given) await all;
      await api.close();
    },
  };
}

/** Whole chains of options, minute by minute; another round has other times. */
function chains(round: number): readonly (readonly Point[])[] {
  const start = Date.UTC(2026, 7, 21, 14) + round * CHAINS * 60_000;
  return Array.from({ length: CHAINS }, (_, minute) =>
    Array.from({ length: CONTRACTS }, (_, index): Point => {
      const strike = 500 + Math.floor(index / 2);
      const call = index % 2 === 0;
      const mid = 1 + ((index * 7 + minute) % 400) / 100;
      return {
        measurement: 'options_data',
        tags: { symbol: `SPY   260821${call ? 'C' : 'P'}${String(strike * 1_000).padStart(8, '0')}`, underlying: 'SPY', option_type: call ? 'call' : 'put', strike: String(strike), expiration: '20260821' },
        fields: { bid: mid - 0.01, ask: mid + 0.01, last: mid, volume: index * 3, open_interest: index * 11, iv: 0.18 + index / 10_000, delta: call ? 0.5 : -0.5, gamma: 0.031_25, theta: -1.234_5, vega: 0.087_6 },
        time: start + minute * 60_000,
      };
    }),
  );
}
