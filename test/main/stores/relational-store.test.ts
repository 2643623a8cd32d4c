import { CompiledQuery } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseIsoDate } from '../../../src-core/time.ts';
import type { RelationalStore } from '../../../src-main/stores/relational/relational-store.ts';
import { describeStores, type TestStores } from './store-adapters.ts';

describeStores((newStores) => {
  let stores: TestStores;
  let store: RelationalStore;
  beforeEach(async () => {
    stores = await newStores();
    store = await stores.open();
  });
  afterEach(() => stores.remove());

  const set = (name: string, value = '1') => store.db.insertInto('system_config').values({ config_key: name, config_value: value }).compile();
  const keys = async () => (await store.db.selectFrom('system_config').select('config_key').orderBy('id').execute()).map(({ config_key }) => config_key);

  test('a commit is all or nothing, and the next goes on', async () => {
    const results = await Promise.allSettled([
      store.commit([set('a'), set('b')]),
      store.commit([set('c'), set('a')]),
      store.commit([set('d')]),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await keys()).toEqual(['a', 'b', 'd']);
  });

  test('commits are applied in the order they were asked for', async () => {
    const names = Array.from({ length: 30 }, (_, index) => `key ${index}`);
    await Promise.all(names.map((name) => store.commit([set(name)])));
    expect(await keys()).toEqual(names);
  });

  test('status tells of writing, of a failure, and of the next success', async () => {
    const { detail } = store.status();
    const writing = store.commit([set('a')]);
    expect(store.status().state).toBe('writing');
    await writing;
    expect(store.status()).toEqual({ state: 'ready', detail });
    await store.commit([CompiledQuery.raw('INSERT INTO nowhere DEFAULT VALUES')]).catch(() => undefined);
    expect(store.status()).toMatchObject({ state: 'failed', detail: expect.stringContaining('nowhere') });
    await store.commit([CompiledQuery.raw('DELETE FROM system_config')]);
    expect(store.status().state).toBe('ready');
  });

  test('nothing is written outside a commit, and NaN is not a value', async () => {
    const insert = store.db.insertInto('system_config').values({ config_key: 'a', config_value: '1' });
    await expect(insert.execute()).rejects.toThrow(/read-?only/);
    await expect(store.db.transaction().execute(async () => undefined)).rejects.toThrow('commit()');
    const query = store.db.insertInto('market_sessions').values({
      id: 'a', session_date: parseIsoDate('2026-11-20'), feed_kind: 'simulated', feed_detail: '', seed: Number.NaN, session_now: 0, previous_closes: '{}', closes: '{}', reference_prices: '{}',
    });
    await expect(store.commit([query.compile()])).rejects.toThrow('NaN');
    expect(await keys()).toEqual([]);
  });

  test('what refers to nothing is refused', async () => {
    const orphan = store.db.insertInto('fill_legs').values({ fill_id: 'none', leg_order: 1, symbol: 'SPY', action: 'buy', quantity: 1, price: 0 as never });
    await expect(store.commit([orphan.compile()])).rejects.toThrow(/foreign key/i);
  });

  test('closing lets commits finish, and a closed store refuses instead of waiting', async () => {
    const writing = store.commit([set('last')]);
    await Promise.all([store.close(), writing]);
    await expect(store.commit([CompiledQuery.raw('SELECT 1')])).rejects.toThrow('the database is closed');
    store = await stores.open();
    expect(await keys()).toEqual(['last']);
  });
});
