import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newYorkTime } from '../../../src-core/calendar/exchange-calendar.ts';
import { symbolOf } from '../../../src-core/instruments/instrument.ts';
import type { Trade } from '../../../src-core/ledger/trade.ts';
import { fromDollars, money, negate, ZERO } from '../../../src-core/money.ts';
import type { Order } from '../../../src-core/orders/order.ts';
import { parseIsoDate } from '../../../src-core/time.ts';
import type { ReportRecords } from '../../../src-main/performance/report/make-report.ts';
import { ensureLocalProfile, type LocalProfile } from '../../../src-main/stores/relational/local-profile.ts';
import { nameUuid } from '../../../src-main/stores/relational/name-uuid.ts';
import { createReportQueries } from '../../../src-main/stores/relational/performance/report-queries.ts';
import type { RelationalStore } from '../../../src-main/stores/relational/relational-store.ts';
import { createRiskJournal } from '../../../src-main/stores/relational/risk/risk-journal.ts';
import { createSessionRepository } from '../../../src-main/stores/relational/session-repository.ts';
import { createTradingJournal } from '../../../src-main/stores/relational/trading/trading-journal.ts';
import { describeStores, type TestStores } from './store-adapters.ts';

const DATE = parseIsoDate('2026-11-20');
const at = (clock: string, date = DATE): number => newYorkTime(date, clock);
const PUT = symbolOf({ kind: 'option', underlying: 'SPY', expiry: DATE, right: 'put', strike: money(6_000_000) });

describeStores('what a report reads', (newStores) => {
  let stores: TestStores;
  let store: RelationalStore;
  let profile: LocalProfile;
  let records: ReportRecords;

  beforeEach(async () => {
    stores = await newStores();
    store = await stores.open();
    profile = await ensureLocalProfile(store, 'trader', randomUUID);
    records = createReportQueries(store);
  });
  afterEach(() => stores.remove());

  function trade(name: string, openedAt: number, status: Trade['status'], closedAt?: number): Trade {
    return {
      id: nameUuid(name), underlying: 'SPY', strategy: 'long put', legs: [{ symbol: PUT, side: 'buy', ratio: 1 }], source: 'manual', status, openedAt, ...(closedAt === undefined ? {} : { closedAt }),
      openedQuantity: 1, closedQuantity: 0, openCost: ZERO, closeCost: ZERO, optimisticCost: ZERO, pessimisticCost: ZERO, realised: ZERO, commission: ZERO, fees: ZERO,
    };
  }

  function order(tradeId: string, sequence: number, createdAt: number, state: Order['state'], reason?: string): Order {
    return {
      id: nameUuid(`order ${sequence}`), underlying: 'SPY', legs: [{ symbol: PUT, side: 'buy', ratio: 1 }], quantity: 1, terms: { type: 'market' }, timeInForce: 'DAY', tradeId, source: 'manual', closing: false, state,
      triggered: false, filledQuantity: state === 'FILLED' ? 1 : 0, filledNetTotal: ZERO, createdAt, updatedAt: createdAt, sequence, ...(reason === undefined ? {} : { reason }),
    };
  }

  test('are the trades, orders, events and holdings of that date in New York, and no others', async () => {
    const [earlier, today, ended, refused, later] = [
      trade('earlier', at('12:00', parseIsoDate('2026-11-18')), 'settled', at('16:15', parseIsoDate('2026-11-18'))),
      trade('today', at('00:00'), 'open'),
      trade('ended', at('15:00', parseIsoDate('2026-11-19')), 'closed', at('23:59')),
      trade('refused', at('12:00'), 'rejected', at('12:00')),
      trade('later', at('00:00', parseIsoDate('2026-11-21')), 'open'),
    ];
    const shares = symbolOf({ kind: 'shares', underlying: 'SPY' });
    const booked = (name: string, time: number, symbol: typeof PUT, quantity: number, dollars: number) =>
      ({ kind: 'transaction', transaction: { id: name, time, cause: 'fill', tradeId: today.id, entries: [{ account: 'positions', amount: fromDollars(dollars), symbol, quantity, price: ZERO }, { account: 'cash', amount: negate(fromDollars(dollars)) }] } }) as const;
    await createTradingJournal(store, profile).write([
      ...[earlier, today, ended, refused, later].map((trade) => ({ kind: 'trade', trade }) as const),
      { kind: 'order', order: order(earlier.id, 1, at('12:00', parseIsoDate('2026-11-18')), 'FILLED') },
      { kind: 'order', order: order(today.id, 2, at('00:00'), 'FILLED') },
      { kind: 'order', order: order(refused.id, 3, at('12:00'), 'DENIED', 'day_loss: the day is locked') },
      booked('a', at('10:00'), PUT, 1, 100),
      booked('b', at('16:15'), PUT, -1, -100),
      booked('c', at('16:16'), shares, 100, 60_000),
      booked('d', at('10:00', parseIsoDate('2026-11-23')), shares, -100, -60_000),
    ]);
    await createRiskJournal(store, profile).writeEvents([
      { id: nameUuid('one'), time: at('13:00'), type: 'kill', severity: 'critical', description: 'the switch', value: 1, threshold: null, action: null, resolvedAt: null },
      { id: nameUuid('other'), time: at('13:00', parseIsoDate('2026-11-19')), type: 'kill', severity: 'critical', description: 'before', value: 1, threshold: null, action: null, resolvedAt: null },
    ]);
    expect(await records.tradeIds(profile.accountId, DATE)).toEqual([ended.id, today.id]);
    expect(await records.orders(profile.accountId, DATE)).toMatchObject([{ sequence: 2, state: 'FILLED', reason: null }, { sequence: 3, state: 'DENIED', reason: 'day_loss: the day is locked' }]);
    expect(await records.events(profile.accountId, DATE)).toMatchObject([{ description: 'the switch', value: 1 }]);
    expect(await records.held(profile.accountId, DATE)).toEqual([{ symbol: 'SPY', quantity: 100, cost: fromDollars(60_000) }]);
    expect(await records.held(profile.accountId, parseIsoDate('2026-11-23'))).toEqual([]);
    expect(await records.tradeIds(randomUUID(), DATE)).toEqual([]);
  });

  test('are the session’s prices and the range of its recorded minutes', async () => {
    expect(await records.session(DATE)).toBeNull();
    await createSessionRepository(store).save({
      id: randomUUID(), date: DATE, feed: { kind: 'simulated', detail: 'seed 7' }, seed: 7, now: at('16:15'), previousCloses: { SPY: fromDollars(609.13) }, closes: { SPY: fromDollars(612.27) }, referencePrices: { SPY: fromDollars(612.2) }, settledAt: at('16:16'),
    });
    const { id } = await store.db.selectFrom('tickers').select('id').where('symbol', '=', 'SPY').executeTakeFirstOrThrow();
    const dollars = (...prices: readonly number[]): Float64Array => Float64Array.from(prices, (price) => (Number.isNaN(price) ? Number.NaN : fromDollars(price)));
    await store.append('market_data_snapshots', {
      count: 4,
      columns: {
        ticker_id: new Float64Array(4).fill(id), timestamp: Float64Array.of(at('09:00'), at('09:30'), at('12:00'), at('15:59')),
        price: dollars(600, 609.6, 613, 612.27), bid: new Float64Array(4).fill(Number.NaN), ask: new Float64Array(4).fill(Number.NaN), volume: new Float64Array(4).fill(Number.NaN),
        open_price: dollars(Number.NaN, 609.53, 609.53, 609.53), high_price: dollars(Number.NaN, 609.6, 613.02, 613.02), low_price: dollars(Number.NaN, 609.5, 608.4, 608.4),
        previous_close: new Float64Array(4).fill(Number.NaN), change_amount: new Float64Array(4).fill(Number.NaN), change_percent: new Float64Array(4).fill(Number.NaN),
      },
    });
    const session = await records.session(DATE);
    expect(session).toMatchObject({ feed: { kind: 'simulated', detail: 'seed 7' }, settledAt: at('16:16') });
    expect(session?.prices.find(({ ticker }) => ticker === 'SPY')).toEqual({ ticker: 'SPY', previousClose: fromDollars(609.13), open: fromDollars(609.53), high: fromDollars(613.02), low: fromDollars(608.4), close: fromDollars(612.27), reference: fromDollars(612.2) });
    expect(session?.prices.find(({ ticker }) => ticker === 'VIX')).toEqual({ ticker: 'VIX', previousClose: null, open: null, high: null, low: null, close: null, reference: null });
  });
});
