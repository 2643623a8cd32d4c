import { CompiledQuery } from 'kysely';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parseIsoDate } from '../../../src-core/time.ts';
import type { RelationalStore, RowColumns } from '../../../src-main/stores/relational/relational-store.ts';
import { describeStores, type TestStores } from './store-adapters.ts';

describeStores('the relational store', (newStores) => {
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
    // A desk's store writes of itself as well, while it hands on what was committed.
    await vi.waitFor(() => expect(store.status()).toEqual({ state: 'ready', detail }));
    await store.commit([CompiledQuery.raw('INSERT INTO nowhere DEFAULT VALUES')]).catch(() => undefined);
    expect(store.status()).toMatchObject({ state: 'failed', detail: expect.stringContaining('nowhere') });
    await store.commit([CompiledQuery.raw('DELETE FROM system_config')]);
    await vi.waitFor(() => expect(store.status().state).toBe('ready'));
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

  const EXPIRY = parseIsoDate('2026-11-20');
  const chainRows = (strikes: readonly number[], columns: RowColumns['columns'] = {}): RowColumns => ({
    count: strikes.length,
    columns: {
      underlying_ticker_id: new Float64Array(strikes.length).fill(1),
      expiration_date: strikes.map(() => EXPIRY),
      strike_price: Float64Array.from(strikes),
      option_type: strikes.map(() => 'call'),
      symbol: strikes.map((strike) => `strike ${strike}`),
      timestamp: new Float64Array(strikes.length).fill(1_795_185_000_123),
      ...columns,
    },
  });
  const addTicker = () => store.commit([store.db.insertInto('tickers').values({ id: 1, symbol: 'SPY', name: 'SPDR', exchange: 'ARCA' }).compile()]);
  const strikes = async () => (await store.db.selectFrom('options_chains').select('strike_price').orderBy('id').execute()).map(({ strike_price }) => Number(strike_price));

  test('appended records come back exact, absent where NaN was, at the ends of every column', async () => {
    await addTicker();
    const none = Number.NaN;
    await store.append('options_chains', chainRows([1, 100_000_000, 9_999_999_999], {
      symbol: ['plain', 'Ünïcödé €', 'tab\tline\nback\\slash'],
      option_type: ['call', 'put', 'call'],
      bid: Float64Array.of(0, 1, -99_999_999),
      ask: Float64Array.of(none, 10_000, 12_345_678),
      volume: Float64Array.of(none, 0, 2_147_483_647),
      implied_volatility: Float64Array.of(none, 0, 0.000001),
      theta: Float64Array.of(-123.456789, 999_999.999999, -0.5),
      delta: Float64Array.of(1, -1, 0.1),
    }));
    const rows = await store.db
      .selectFrom('options_chains')
      .select(['expiration_date', 'strike_price', 'option_type', 'symbol', 'bid', 'ask', 'volume', 'open_interest', 'implied_volatility', 'theta', 'delta', 'timestamp'])
      .orderBy('id')
      .execute();
    const same = { expiration_date: EXPIRY, open_interest: 0, timestamp: 1_795_185_000_123 };
    expect(rows).toEqual([
      { ...same, strike_price: 1, option_type: 'call', symbol: 'plain', bid: 0, ask: null, volume: null, implied_volatility: null, theta: -123.456789, delta: 1 },
      { ...same, strike_price: 100_000_000, option_type: 'put', symbol: 'Ünïcödé €', bid: 1, ask: 10_000, volume: 0, implied_volatility: 0, theta: 999_999.999999, delta: -1 },
      { ...same, strike_price: 9_999_999_999, option_type: 'call', symbol: 'tab\tline\nback\\slash', bid: -99_999_999, ask: 12_345_678, volume: 2_147_483_647, implied_volatility: 0.000001, theta: -0.5, delta: 0.1 },
    ]);
  });

  test('what was appended can be read by its columns as any other row', async () => {
    await addTicker();
    const times = Float64Array.from({ length: 5_000 }, (_, row) => 1_795_185_000_000 + row * 60_000);
    await store.append('market_data_snapshots', {
      count: times.length,
      columns: {
        ticker_id: new Float64Array(times.length).fill(1), timestamp: times, price: times.map((_, row) => 6_000_000 + row), volume: times.map((_, row) => row * 3_000_000_000),
        change_percent: times.map((_, row) => row / 10_000),
      },
    });
    const rows = await store.db.selectFrom('market_data_snapshots').select(['timestamp', 'price', 'volume', 'change_percent']).orderBy('timestamp').execute();
    expect(rows).toEqual(Array.from(times, (timestamp, row) => ({ timestamp, price: 6_000_000 + row, volume: row * 3_000_000_000, change_percent: row / 10_000 })));
  });

  test('appends keep their place among commits, and one that fails is undone whole', async () => {
    await addTicker();
    const results = await Promise.allSettled([
      store.append('options_chains', chainRows([1, 2])),
      store.commit([store.db.deleteFrom('options_chains').where('strike_price', '=', 1 as never).compile()]),
      store.append('options_chains', chainRows([3, 4], { option_type: ['call', 'neither'] })),
      store.append('options_chains', chainRows([1, 5])),
      store.append('options_chains', chainRows([])),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    expect(await strikes()).toEqual([2, 1, 5]);
    expect(store.status().state).toBe('ready');
  });

  const unfit: readonly (readonly [string, RowColumns['columns'], string])[] = [
    ['half a ten-thousandth', { bid: Float64Array.of(0.5) }, '0.5 cannot be stored in bid: it is no whole number of 1/10000 dollar'],
    ['infinity', { delta: Float64Array.of(Number.NEGATIVE_INFINITY) }, '-Infinity cannot be stored in delta'],
    ['a count beyond its column', { volume: Float64Array.of(2 ** 31) }, '2147483648 cannot be stored in volume'],
    ['no date', { expiration_date: ['2026-02-30x'] }, '"2026-02-30x" cannot be stored in expiration_date'],
    ['text for a number', { bid: ['1'] }, 'options_chains.bid is numbers'],
    ['an unknown column', { price: Float64Array.of(1) }, 'options_chains has no column price'],
    ['too few values', { bid: Float64Array.of() }, 'options_chains.bid has 0 values for 1 rows'],
  ];
  test.each(unfit)('%s is refused before anything is written', async (_, columns, message) => {
    await addTicker();
    await expect(store.append('options_chains', chainRows([1], columns))).rejects.toThrow(message);
    await store.append('options_chains', chainRows([7]));
    expect(await strikes()).toEqual([7]);
  });

  test('a snapshot is of one moment between two commits', async () => {
    const keysQuery = store.db.selectFrom('system_config').select('config_key').compile();
    const countQuery = store.db.selectFrom('system_config').select(({ fn }) => fn.countAll<number>().as('count')).compile();
    const commits = Promise.all(Array.from({ length: 40 }, (_, index) => store.commit([set(`a ${index}`), set(`b ${index}`)])));
    for (let round = 0; round < 20; round += 1) {
      const [before, counted, after] = await store.snapshot([keysQuery, countQuery, keysQuery]);
      expect(after).toEqual(before);
      expect(counted).toEqual([{ count: before?.length }]);
      expect((before?.length ?? 1) % 2).toBe(0);
    }
    await commits;
    const [all] = await store.snapshot([keysQuery]);
    expect(all).toHaveLength(80);
    await expect(store.snapshot([set('written')])).rejects.toThrow(/read-?only/);
    await expect(store.snapshot([CompiledQuery.raw('SELECT 1 FROM nowhere')])).rejects.toThrow('nowhere');
    expect(await store.snapshot([])).toEqual([]);
  });

  test('closing lets commits finish, and a closed store refuses instead of waiting', async () => {
    const writing = store.commit([set('last')]);
    await Promise.all([store.close(), writing]);
    await expect(store.commit([CompiledQuery.raw('SELECT 1')])).rejects.toThrow('the database is closed');
    store = await stores.open();
    expect(await keys()).toEqual(['last']);
  });
});
