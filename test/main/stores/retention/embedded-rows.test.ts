import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RecordTable, RelationalStore } from '../../../../src-main/stores/relational/relational-store.ts';
import { embeddedTasks } from '../../../../src-main/stores/retention/embedded-rows.ts';
import { RecordedDays } from '../../../../src-main/stores/retention/recorded-days.ts';
import { Retention } from '../../../../src-main/stores/retention/retention.ts';
import { RetentionRuns } from '../../../../src-main/stores/retention/retention-runs.ts';
import { TestDirectory } from '../test-store.ts';
import { FakeTimeSeries } from './fake-time-series.ts';
import { chain, daysBefore, NOW, withTickers } from './records.ts';

let directory: TestDirectory;
let store: RelationalStore;
beforeEach(async () => {
  directory = new TestDirectory();
  store = await withTickers(await directory.open());
});
afterEach(() => directory.remove());

function retentionOf(parts: { readonly wait?: () => Promise<void>; readonly monotonic?: () => number } = {}): Retention {
  const { wait = () => Promise.resolve(), monotonic = () => 0 } = parts;
  return new Retention({
    tasks: embeddedTasks({ store, days: new RecordedDays(store, new FakeTimeSeries()), clock: { now: () => NOW }, monotonic }),
    standing: [],
    runs: new RetentionRuns(store),
    clock: { now: () => NOW },
    newId: () => crypto.randomUUID(),
    after: () => () => {},
    wait,
  });
}

const count = async (table: RecordTable) => (await store.db.selectFrom(table).select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow()).count;
const waitsFor = (table: RecordTable, first: number, last: number) =>
  store.db.insertInto('outbox').values({ epoch: 1, statements: '[]', appended_table: table, first_id: first, last_id: last, created_at: NOW, refused: null }).compile();

test('what the outbox still names stays, and goes once the server has it', async () => {
  await store.commit(chain(store, daysBefore(60), daysBefore(60), 10));
  await store.commit([waitsFor('options_chains', 5, 6), waitsFor('options_chains', 9, 10), waitsFor('market_data_snapshots', 1, 2)]);
  const retention = retentionOf();
  await retention.run();
  const ids = await store.db.selectFrom('options_chains').select('id').orderBy('id').execute();
  expect(ids.map(({ id }) => id)).toEqual([5, 6, 7, 8, 9, 10]);
  expect(retention.view()[1]?.last).toMatchObject({ removed: 4, detail: 'older than 2026-10-21; what the desk’s server does not have yet stays' });
  await store.commit([store.db.deleteFrom('outbox').compile()]);
  await retention.run();
  expect(await count('options_chains')).toBe(0);
});

test('a run that is stopped in the middle goes on after the next start, and every row is counted once', async () => {
  await store.commit(chain(store, daysBefore(60), daysBefore(60), 3_000));
  const pieces = Promise.withResolvers<void>();
  let waited = 0;
  const first = retentionOf({
    monotonic: () => (waited += 100),
    wait: () => {
      if (waited >= 800) pieces.resolve();
      return Promise.resolve();
    },
  });
  const running = first.run();
  await pieces.promise;
  await first.stop();
  await running;
  const removed = first.view()[1]?.last?.removed ?? 0;
  expect(removed).toBeGreaterThan(0);
  expect(removed).toBeLessThan(3_000);
  expect(await count('options_chains')).toBe(3_000 - removed);
  expect(first.view()[1]?.last?.detail).toBe('older than 2026-10-21; stopped with the program, the next run goes on');
  const next = retentionOf();
  await next.start();
  expect(next.view()[1]?.last?.removed).toBe(removed);
  await next.run();
  expect(next.view()[1]?.last?.removed).toBe(3_000 - removed);
});

test('where the disk is slow, fewer rows go at once', async () => {
  await store.commit(chain(store, daysBefore(60), daysBefore(60), 1_500));
  const left: number[] = [];
  let time = 0;
  const slow = retentionOf({
    monotonic: () => (time += 40),
    wait: async () => void left.push(await count('options_chains')),
  });
  await slow.run();
  const pieces = left.map((rows, index) => (left[index - 1] ?? 1_500) - rows);
  expect(pieces[0]).toBe(500);
  expect(pieces.slice(0, -1)).toEqual(pieces.slice(0, -1).toSorted((a, b) => b - a));
  expect(Math.min(...pieces.slice(0, -1))).toBe(50);
});
