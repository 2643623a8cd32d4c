import { expect, test } from 'vitest';
import type { Bar } from '../../../src-core/contract/connections.ts';
import { historyViewSchema } from '../../../src-core/contract/connections.ts';
import { DAY, type EpochMs, MINUTE, parseIsoDate } from '../../../src-core/time.ts';
import { type BarReader, marketHistory, thinned } from '../../../src-main/operations/history.ts';

const NOW = Date.UTC(2021, 5, 16, 15, 0);
const session = { date: parseIsoDate('2021-06-16'), clock: { now: () => NOW } };

function bar(time: EpochMs, close: number, rest: Partial<Bar> = {}): Bar {
  return { time, open: close, high: close, low: close, close, volume: 1, ...rest };
}

/** Minute bars of the sessions of so many days before NOW, 405 a day. */
function minutes(days: number): readonly Bar[] {
  return Array.from({ length: days }, (_, day) => Date.UTC(2021, 5, 15 - day, 13, 30)).reverse().flatMap((open) =>
    Array.from({ length: 405 }, (_, minute) => bar(open + minute * MINUTE, 100 + minute, { high: 101 + minute, low: 99 - minute })),
  );
}

class Reader implements BarReader {
  readonly asked: { readonly every: string; readonly from: string; readonly to: string }[] = [];

  readonly kind: BarReader['kind'];
  readonly answer: () => Promise<readonly Bar[]>;

  constructor(kind: BarReader['kind'], answer: () => Promise<readonly Bar[]>) {
    this.kind = kind;
    this.answer = answer;
  }

  bars(_ticker: string, every: 'minute' | 'day', from: EpochMs, to: EpochMs): Promise<readonly Bar[]> {
    this.asked.push({ every, from: new Date(from).toISOString(), to: new Date(to).toISOString() });
    return this.answer();
  }
}

test('days count back from the session’s date, and nothing after its clock is read', async () => {
  const reader = new Reader('sqlite', () => Promise.resolve([bar(NOW, 420)]));
  const history = marketHistory(reader, null, session);
  expect(await history('SPY', '5d')).toEqual({ every: 'minute', bars: [bar(NOW, 420)], source: 'SQLite' });
  await history('SPY', '30d');
  expect((await history('SPY', '2y')).every).toBe('day');
  const to = '2021-06-16T15:00:00.001Z';
  expect(reader.asked).toEqual([
    { every: 'minute', from: '2021-06-10T04:00:00.000Z', to },
    { every: 'minute', from: '2021-05-18T04:00:00.000Z', to },
    { every: 'day', from: '2019-06-17T04:00:00.000Z', to },
  ]);
});

test('many minutes are thinned to 600 bars at most, of which none is invented and no extreme is lost', () => {
  expect(thinned(minutes(1))).toHaveLength(405);
  const week = thinned(minutes(5));
  expect(week).toHaveLength(405);
  expect(week.slice(0, 2)).toEqual([
    { time: Date.UTC(2021, 5, 11, 13, 30), open: 100, high: 105, low: 95, close: 104, volume: 5 },
    { time: Date.UTC(2021, 5, 11, 13, 35), open: 105, high: 110, low: 90, close: 109, volume: 5 },
  ]);
  const month = minutes(22);
  const bars = thinned(month);
  expect(bars.length).toBeLessThanOrEqual(600);
  expect(bars.length).toBeGreaterThan(300);
  expect(Math.max(...bars.map(({ high }) => high ?? 0))).toBe(505);
  expect(Math.min(...bars.map(({ low }) => low ?? 0))).toBe(-305);
  expect(bars.at(-1)?.close).toBe(month.at(-1)?.close);
  expect(bars.reduce((sum, { volume }) => sum + (volume ?? 0), 0)).toBe(month.length);
  expect(thinned(Array.from({ length: 5_000 }, (_, day) => bar(day * DAY, 1, { volume: null }))).length).toBeLessThanOrEqual(600);
});

test('where the server fails, or does not answer soon, the fallback is read', async () => {
  const embedded = new Reader('sqlite', () => Promise.resolve([bar(NOW, 1)]));
  for (const answer of [() => Promise.reject(new Error('connection refused')), () => new Promise<never>(() => {})]) {
    expect(await marketHistory(new Reader('influxdb', answer), embedded, session)('SPY', '5d')).toMatchObject({ source: 'SQLite', bars: [{ close: 1 }] });
  }
});

test('a server that answers late is better than a fallback that has nothing', async () => {
  const late = new Reader('influxdb', async () => {
    await new Promise((resolve) => setTimeout(resolve, 250));
    return [bar(NOW, 2)];
  });
  const empty = new Reader('sqlite', () => Promise.resolve([]));
  expect((await marketHistory(late, empty, session)('SPY', '30d')).source).toBe('InfluxDB');
  const failing = new Reader('influxdb', () => Promise.reject(new Error('connection refused')));
  expect(await marketHistory(failing, empty, session)('SPY', '30d')).toEqual({ every: 'minute', bars: [], source: 'SQLite' });
});

test('where nothing answers, a plain sentence says so', async () => {
  const failing = (kind: BarReader['kind']) => new Reader(kind, () => Promise.reject(new Error(`no ${kind}`)));
  await expect(marketHistory(failing('influxdb'), null, session)('QQQ', '5d')).rejects.toMatchObject({
    code: 'unavailable',
    message: 'the history of QQQ cannot be read from InfluxDB now: no influxdb',
  });
  await expect(marketHistory(failing('influxdb'), failing('postgresql'), session)('QQQ', '5d')).rejects.toThrow('from InfluxDB or PostgreSQL now');
});

test('a view fits the contract', async () => {
  const view = await marketHistory(new Reader('sqlite', () => Promise.resolve(minutes(30))), null, session)('SPY', '30d');
  expect(historyViewSchema.parse(view)).toEqual(view);
});
