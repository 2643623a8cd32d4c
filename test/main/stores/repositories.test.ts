import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Chain } from '../../../src-core/market/chain.ts';
import { money } from '../../../src-core/money.ts';
import { parseIsoDate } from '../../../src-core/time.ts';
import { ensureLocalProfile } from '../../../src-main/stores/relational/local-profile.ts';
import { createMarketArchive } from '../../../src-main/stores/relational/market-archive.ts';
import { createMarketHistory } from '../../../src-main/stores/relational/market-history.ts';
import type { RelationalStore } from '../../../src-main/stores/relational/relational-store.ts';
import { createSessionRepository, type MarketSession } from '../../../src-main/stores/relational/session-repository.ts';
import { createSettingsRepository } from '../../../src-main/stores/relational/settings-repository.ts';
import { auditLogIn } from '../../support/audit-log.ts';
import { describeStores, type TestStores } from './store-adapters.ts';

const DATE = parseIsoDate('2026-11-20');

describeStores('the repositories', (newStores) => {
  let stores: TestStores;
  let store: RelationalStore;
  beforeEach(async () => {
    stores = await newStores();
    store = await stores.open();
  });
  afterEach(() => stores.remove());

  test('settings keep any JSON by name', async () => {
    const settings = createSettingsRepository(store);
    expect(await settings.get('workspace.layout')).toBeNull();
    const layout = { panels: ['chain', { width: 0.5 }], theme: 'dark', locked: false, none: null };
    await settings.set('workspace.layout', 'old');
    await settings.set('workspace.layout', layout);
    expect(await settings.get('workspace.layout')).toEqual(layout);
    expect(await settings.get('workspace')).toBeNull();
  });

  test('the newest session is the one begun last, whatever its date, with its newest state', async () => {
    const sessions = createSessionRepository(store);
    expect(await sessions.newest()).toBeNull();
    const live: MarketSession = {
      id: 'a', date: DATE, feed: { kind: 'simulated', detail: 'seed 1' }, seed: 1, now: 10, previousCloses: {}, closes: {}, referencePrices: {}, settledAt: null,
    };
    const replay: MarketSession = { ...live, id: 'b', date: parseIsoDate('2026-07-28'), feed: { kind: 'replay', detail: 'july' }, closes: { SPY: money(6_120_000) } };
    await sessions.save(live);
    await sessions.save(replay);
    const later: MarketSession = { ...replay, now: 20, referencePrices: { SPY: money(6_120_500), VIX: money(168_000) }, settledAt: 30 };
    await sessions.save(later);
    await sessions.save({ ...live, now: 40 });
    expect(await sessions.newest()).toEqual(later);
  });

  test('the local profile is made once', async () => {
    const first = await ensureLocalProfile(store, 'ada', randomUUID);
    expect(await ensureLocalProfile(store, 'ada', randomUUID)).toEqual(first);
    expect(await store.db.selectFrom('tickers').select('symbol').orderBy('id').execute()).toEqual(['SPY', 'QQQ', 'IWM', 'VIX'].map((symbol) => ({ symbol })));
    expect(await store.db.selectFrom('users').select(['id', 'username', 'role', 'is_active']).execute()).toEqual([
      { id: first.userId, username: 'ada', role: 'trader', is_active: expect.toSatisfy((active) => active === 1 || active === true) },
    ]);
    expect(await store.db.selectFrom('trading_accounts').select(['id', 'user_id', 'account_type']).execute()).toEqual([
      { id: first.accountId, user_id: first.userId, account_type: 'paper' },
    ]);
  });

  test('an audit entry says who did what to what', async () => {
    const { userId } = await ensureLocalProfile(store, 'ada', randomUUID);
    const entryId = randomUUID();
    const audit = await auditLogIn(store, { clock: { now: () => 77 }, newId: () => entryId });
    await audit.append({ userId, action: 'settings.set', resourceType: 'setting', resourceId: 'theme', oldValues: null, newValues: { theme: 'light' }, ipAddress: '127.0.0.1', userAgent: 'a browser' });
    const sum = expect.stringMatching(/^[\da-f]{64}$/);
    expect(await store.db.selectFrom('audit_logs').selectAll().execute()).toEqual([
      {
        id: entryId, user_id: userId, action: 'settings.set', resource_type: 'setting', resource_id: 'theme',
        old_values: null, new_values: expect.toSatisfy((text) => JSON.stringify(JSON.parse(text)) === '{"theme":"light"}'), ip_address: '127.0.0.1', user_agent: 'a browser', created_at: 77,
        chain: 'alpha', sequence: 1, previous_hash: '0'.repeat(64), hash: sum, seal: sum,
      },
    ]);
  });

  test('recordings are exact prices and rounded figures, absent where the market said nothing', async () => {
    const { tickerIds } = await ensureLocalProfile(store, 'ada', randomUUID);
    const archive = createMarketArchive(store, tickerIds);
    const nothing = Number.NaN;
    await archive.saveTickers([
      { ticker: 'QQQ', time: 60_000, last: 548.125, bid: 548.12, ask: 548.13, volume: 1_000, open: 540, high: 549, low: 539.5, previousClose: 545 },
      { ticker: 'VIX', time: 60_000, last: 16.8, bid: nothing, ask: nothing, volume: nothing, open: nothing, high: nothing, low: nothing, previousClose: nothing },
    ]);
    const stamps = { id: expect.any(Number), created_at: expect.any(Number) };
    expect(await store.db.selectFrom('market_data_snapshots').selectAll().execute()).toEqual([
      {
        ...stamps, ticker_id: tickerIds.QQQ, timestamp: 60_000, price: 5_481_250, bid: 5_481_200, ask: 5_481_300, volume: 1_000,
        open_price: 5_400_000, high_price: 5_490_000, low_price: 5_395_000, previous_close: 5_450_000, change_amount: 31_250, change_percent: 0.5734,
      },
      {
        ...stamps, ticker_id: tickerIds.VIX, timestamp: 60_000, price: 168_000, bid: null, ask: null, volume: null,
        open_price: null, high_price: null, low_price: null, previous_close: null, change_amount: null, change_percent: null,
      },
    ]);

    const chain = new Chain('SPY', DATE);
    chain.list(Array.from({ length: 600 }, (_, row) => ({ strike: 300 + row, right: 'put' as const })));
    chain.columns.bid[0] = 1.23;
    chain.columns.iv[0] = 0.123_456_78;
    chain.columns.theta[0] = -123.456_789_1;
    await archive.saveChain({ underlying: 'SPY', expiry: DATE, time: 300_000, count: chain.count, isCall: chain.isCall, strike: chain.strike, columns: chain.columns });
    const rows = await store.db.selectFrom('options_chains').selectAll().orderBy('id').execute();
    expect(rows).toHaveLength(600);
    expect(rows[0]).toEqual({
      ...stamps, underlying_ticker_id: tickerIds.SPY, expiration_date: DATE, strike_price: 3_000_000, option_type: 'put', symbol: 'SPY   261120P00300000',
      bid: 12_300, ask: null, last_price: null, volume: null, open_interest: null, implied_volatility: 0.123457, delta: null, gamma: null,
      theta: -123.456789, vega: null, rho: null, timestamp: 300_000,
    });
  });

  test('a ticker’s minutes come in their order, from the first moment asked for to before the last', async () => {
    const { tickerIds } = await ensureLocalProfile(store, 'ada', randomUUID);
    const at = (minute: number): number => Date.UTC(2026, 10, 30, 23, 58) + minute * 60_000;
    const recorded = [
      { ticker: 'SPY', minute: 3, price: 6_000_003, volume: 30 },
      { ticker: 'SPY', minute: 0, price: 6_000_000, volume: 0 },
      { ticker: 'QQQ', minute: 1, price: 5_000_001, volume: 10 },
      { ticker: 'SPY', minute: 1, price: 6_000_001, volume: Number.NaN },
      { ticker: 'SPY', minute: 2, price: 6_000_002, volume: 3_000_000_000 },
    ] as const;
    await store.append('market_data_snapshots', {
      count: recorded.length,
      columns: {
        ticker_id: Float64Array.from(recorded, ({ ticker }) => tickerIds[ticker]),
        timestamp: Float64Array.from(recorded, ({ minute }) => at(minute)),
        price: Float64Array.from(recorded, ({ price }) => price),
        volume: Float64Array.from(recorded, ({ volume }) => volume),
      },
    });
    const history = createMarketHistory(store, tickerIds);
    expect(await history.minutes('SPY', at(1), at(3))).toEqual([
      { time: at(1), price: 6_000_001, volume: null },
      { time: at(2), price: 6_000_002, volume: 3_000_000_000 },
    ]);
    expect(await history.minutes('IWM', at(0), at(9))).toEqual([]);
  });

  test('each contract keeps its own symbol when the chain grows, and when the day or the underlying is another', async () => {
    const { tickerIds } = await ensureLocalProfile(store, 'ada', randomUUID);
    const archive = createMarketArchive(store, tickerIds);
    const save = (chain: Chain, time: number) =>
      archive.saveChain({ underlying: chain.underlying, expiry: chain.expiry, time, count: chain.count, isCall: chain.isCall.slice(), strike: chain.strike.slice(), columns: chain.columns });
    const spy = new Chain('SPY', DATE);
    spy.list([{ strike: 300, right: 'put' }]);
    await save(spy, 1);
    spy.list([{ strike: 300, right: 'call' }, { strike: 301.5, right: 'put' }]);
    await save(spy, 2);
    const iwm = new Chain('IWM', DATE);
    iwm.list([{ strike: 300, right: 'put' }]);
    await save(iwm, 3);
    const next = new Chain('SPY', parseIsoDate('2026-11-23'));
    next.list([{ strike: 300, right: 'put' }]);
    await save(next, 4);
    const rows = await store.db.selectFrom('options_chains').select(['timestamp', 'symbol', 'option_type']).orderBy('id').execute();
    expect(rows.map(({ timestamp, symbol, option_type }) => `${timestamp} ${symbol} ${option_type}`)).toEqual([
      '1 SPY   261120P00300000 put',
      '2 SPY   261120P00300000 put',
      '2 SPY   261120C00300000 call',
      '2 SPY   261120P00301500 put',
      '3 IWM   261120P00300000 put',
      '4 SPY   261123P00300000 put',
    ]);
  });
});
