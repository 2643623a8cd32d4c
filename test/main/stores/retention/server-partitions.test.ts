import { afterEach, beforeEach, expect, test } from 'vitest';
import { DAY, HOUR } from '../../../../src-core/time.ts';
import { partitionOf } from '../../../../src-main/stores/relational/postgres/partitions.ts';
import type { RelationalStore } from '../../../../src-main/stores/relational/relational-store.ts';
import { RecordedDays } from '../../../../src-main/stores/retention/recorded-days.ts';
import { serverTasks } from '../../../../src-main/stores/retention/server-partitions.ts';
import { type TestDatabase, usePostgres } from '../store-adapters.ts';
import { FakeTimeSeries } from './fake-time-series.ts';
import { audit, chain, datesIn, daysBefore, NOW, prices, withTickers } from './records.ts';

const { server, database } = usePostgres();
let books: TestDatabase;
let store: RelationalStore;
beforeEach(async () => {
  books = await database();
  store = await withTickers(await books.open());
});
afterEach(() => books.remove());

const [PRICES, CHAINS, AUDIT] = ['market_data_snapshots', 'options_chains', 'audit_logs'] as const;

async function removed(rule: string, parts: { readonly days?: number; readonly maintains?: boolean; readonly now?: number } = {}) {
  const { days = 30, maintains = true, now = NOW } = parts;
  const connected = { store, days: new RecordedDays(store, new FakeTimeSeries('influxdb')) };
  const task = serverTasks({ server: () => connected, maintainsServer: () => maintains, clock: { now: () => now } }).find((each) => each.rule === rule);
  if (task?.isDue() !== true) return null;
  const counts: number[] = [];
  const pieces = task.remove(now - days * DAY);
  for (;;) {
    const { done, value } = await pieces.next();
    if (done === true) return { counts, note: value };
    counts.push(value);
  }
}

async function partitions(table: string): Promise<readonly string[]> {
  const rows = await server().run(books.url, `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = '${table}'::regclass ORDER BY 1`);
  return rows.map(({ name }) => String(name));
}

test('whole partitions go; one that is partly older waits, and so do those that are ahead', async () => {
  const ahead = await partitions(PRICES);
  await store.commit(prices(store, Date.UTC(2026, 8, 1, 15), Date.UTC(2026, 8, 1, 15), 5));
  await store.commit(prices(store, Date.UTC(2026, 9, 2, 15), Date.UTC(2026, 9, 2, 15)));
  await store.commit(prices(store, Date.UTC(2026, 9, 30, 15), Date.UTC(2026, 9, 30, 15)));
  expect(await removed(PRICES)).toEqual({ counts: [5], note: null });
  expect(await partitions(PRICES)).toEqual(['market_data_snapshots_2026_10', ...ahead].sort());
  expect(await datesIn(store, PRICES)).toEqual(['2026-10-02', '2026-10-30']);
  expect(await removed(PRICES, { now: Date.UTC(2026, 11, 1) })).toEqual({ counts: [6], note: null });
  expect(await partitions(PRICES)).toEqual(ahead);
});

test('a past session that was replayed lately keeps its partition, and the run says that it waits', async () => {
  const replayed = Date.UTC(2021, 5, 1, 15);
  await store.commit(chain(store, replayed, daysBefore(60)));
  await store.commit(chain(store, replayed, daysBefore(1), 1));
  expect(await removed(CHAINS)).toEqual({ counts: [], note: 'one past part waits: some of it was recorded later' });
  expect(await datesIn(store, CHAINS)).toEqual(['2021-06-01']);
  expect(await removed(CHAINS, { now: NOW + 30 * DAY })).toEqual({ counts: [4], note: null });
});

test('weeks of the audit that ended seven years ago, and past partitions without a row', async () => {
  const seven = 7 * 366;
  await store.commit([audit(store, 1, NOW - seven * DAY - 8 * DAY), audit(store, 2, NOW - seven * DAY + HOUR), audit(store, 3, NOW)]);
  await store.commit(chain(store, daysBefore(50), daysBefore(50)));
  await server().run(books.url, 'DELETE FROM options_chains');
  expect(await removed(AUDIT, { days: seven })).toEqual({ counts: [1], note: null });
  expect(await removed(CHAINS)).toEqual({ counts: [0], note: null });
});

test('a workstation that does not see to the server leaves it alone', async () => {
  await store.commit(chain(store, daysBefore(60), daysBefore(60)));
  expect(await removed(CHAINS, { maintains: false })).toBeNull();
});

test('who finds the table in use gives way, and what is written meanwhile stays', async () => {
  const session = daysBefore(60);
  await store.commit(chain(store, session, session));
  const partition = partitionOf(CHAINS, session).name;
  const busy = server().run(books.url, `BEGIN; LOCK TABLE ${CHAINS} IN ROW EXCLUSIVE MODE; SELECT pg_sleep(2)`);
  await until(async () => (await server().run(books.url, `SELECT FROM pg_locks WHERE relation = '${CHAINS}'::regclass AND mode = 'RowExclusiveLock'`)).length > 0);
  await expect(removed(CHAINS)).rejects.toThrow(/lock timeout/);
  await busy;
  expect(await partitions(CHAINS)).toContain(partition);
  expect(await removed(CHAINS)).toEqual({ counts: [3], note: null });
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds()));
}
