import { afterEach, beforeEach, expect, test } from 'vitest';
import { DAY } from '../../../../src-core/time.ts';
import type { DeskStore } from '../../../../src-main/stores/relational/desk/desk-store.ts';
import { Retention } from '../../../../src-main/stores/retention/retention.ts';
import { retentionPlan } from '../../../../src-main/stores/retention/retention-plan.ts';
import { RetentionRuns } from '../../../../src-main/stores/retention/retention-runs.ts';
import { DeskDirectory } from '../desk/desk-directory.ts';
import { type TestDatabase, usePostgres } from '../store-adapters.ts';
import { FakeTimeSeries } from './fake-time-series.ts';
import { NOW, withTickers } from './records.ts';

const postgres = usePostgres();
let database: TestDatabase;
let directory: DeskDirectory;
beforeEach(async () => {
  database = await postgres.database();
  directory = new DeskDirectory(database.url);
});
afterEach(async () => {
  await directory.remove();
  await database.remove();
});

/** Ten rows of a chain of 2021 that is replayed. */
function record(store: DeskStore): Promise<void> {
  const numbers = Float64Array.from({ length: 10 }, (_, index) => index);
  return store.append('options_chains', {
    count: 10,
    columns: {
      underlying_ticker_id: numbers.map(() => 1), expiration_date: Array.from(numbers, () => '2021-06-01'), strike_price: numbers.map((each) => (400 + each) * 10_000),
      option_type: Array.from(numbers, () => 'put'), symbol: Array.from(numbers, (each) => `SPY ${each}`), timestamp: numbers.map(() => Date.UTC(2021, 5, 1, 15)),
    },
  });
}

async function retentionOf(store: DeskStore, now: number): Promise<Retention> {
  const clock = { now: () => now };
  const server = await database.open();
  return new Retention({
    ...retentionPlan({ embedded: store.local, timeSeries: new FakeTimeSeries(), realtime: 'redis', recordingsGigabytes: 5, desk: { server: () => server, maintainsServer: () => true }, clock, monotonic: () => 0 }),
    runs: new RetentionRuns(store.local),
    clock,
    newId: () => crypto.randomUUID(),
    after: () => () => {},
    wait: () => Promise.resolve(),
  });
}

const removed = (retention: Retention) => retention.view().filter(({ data }) => data.startsWith('Option chains')).map(({ store, last }) => [store, last?.removed]);
const onServer = async () => Number((await postgres.server().run(database.url, 'SELECT count(*) FROM options_chains'))[0]?.['count']);
const here = async (store: DeskStore) => (await store.db.selectFrom('options_chains').select('id').execute()).length;

test('both the replica and the server let go, each of its own; the server takes new records of that date again', async () => {
  const store = await directory.open();
  await withTickers(store);
  await record(store);
  await store.relay.idle();
  expect(await onServer()).toBe(10);
  await (await retentionOf(store, NOW + 29 * DAY)).run();
  expect([await here(store), await onServer()]).toEqual([10, 10]);
  const later = await retentionOf(store, NOW + 32 * DAY);
  await later.run();
  expect(removed(later)).toEqual([['SQLite', 10], ['PostgreSQL', 10]]);
  expect([await here(store), await onServer(), store.relay.status().backlog]).toEqual([0, 0, 0]);
  await record(store);
  await store.relay.idle();
  expect([await here(store), await onServer(), store.relay.refused]).toEqual([10, 10, 0]);
});

test('what the server does not have yet stays here', async () => {
  const store = await directory.open({ access: { url: 'postgres://postgres@127.0.0.1:1/books', password: null } });
  await withTickers(store);
  await record(store);
  const retention = await retentionOf(store, NOW + 32 * DAY);
  await retention.run();
  expect(await here(store)).toBe(10);
  expect(retention.view().find(({ data, store: where }) => data.startsWith('Option chains') && where === 'SQLite')?.last?.detail).toContain('does not have yet stays');
});
