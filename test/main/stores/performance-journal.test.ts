import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newYorkTime } from '../../../src-core/calendar/exchange-calendar.ts';
import { symbolOf } from '../../../src-core/instruments/instrument.ts';
import { fillTransaction } from '../../../src-core/ledger/book.ts';
import { settlementTransactions } from '../../../src-core/ledger/expiry.ts';
import { Book, depositTransaction } from '../../../src-core/ledger/book.ts';
import { openTrade, tradeAfterExecution, tradeAfterSettlement } from '../../../src-core/ledger/trade-accounting.ts';
import type { Trade } from '../../../src-core/ledger/trade.ts';
import { fromDollars, money } from '../../../src-core/money.ts';
import { newOrder } from '../../../src-core/orders/new-order.ts';
import type { Execution, Order } from '../../../src-core/orders/order.ts';
import type { DailyResult } from '../../../src-core/performance/daily-result.ts';
import { METRIC_NAMES, type Metric } from '../../../src-core/performance/metric.ts';
import type { TradeCircumstances } from '../../../src-core/performance/trade-result.ts';
import { DAY, parseIsoDate } from '../../../src-core/time.ts';
import type { PerformanceJournal, PerformanceRow } from '../../../src-main/performance/performance-journal.ts';
import { ensureLocalProfile, type LocalProfile } from '../../../src-main/stores/relational/local-profile.ts';
import { nameUuid } from '../../../src-main/stores/relational/name-uuid.ts';
import { createPerformanceJournal } from '../../../src-main/stores/relational/performance/performance-journal.ts';
import type { RelationalStore } from '../../../src-main/stores/relational/relational-store.ts';
import { createSessionRepository } from '../../../src-main/stores/relational/session-repository.ts';
import { createTradingJournal } from '../../../src-main/stores/relational/trading/trading-journal.ts';
import type { JournalRecord } from '../../../src-main/trading/journal.ts';
import { describeStores, type TestStores } from './store-adapters.ts';

const DATE = parseIsoDate('2026-11-20');
const NOON = newYorkTime(DATE, '12:00');
const PUT = symbolOf({ kind: 'option', underlying: 'SPY', expiry: DATE, right: 'put', strike: fromDollars(600) });
const TRADE = nameUuid('a trade');

/** A put sold and left to expiry, 2 dollars in the money: its shares are held. */
function assigned(): { readonly records: readonly JournalRecord[]; readonly trade: Trade } {
  const book = new Book();
  const order: Order = {
    ...newOrder(
      { id: nameUuid('an order'), underlying: 'SPY', legs: [{ symbol: PUT, side: 'sell', ratio: 1 }], quantity: 1, terms: { type: 'market' }, timeInForce: 'DAY', source: 'manual' },
      { sequence: 1, tradeId: TRADE, closing: false, time: NOON },
    ),
    state: 'FILLED',
    filledQuantity: 1,
  };
  const net = fromDollars(-1.5);
  const execution: Execution = {
    id: `${order.id}:1`, time: NOON, packages: 1, net, legs: [{ symbol: PUT, side: 'sell', quantity: 1, price: fromDollars(1.5) }],
    evidence: { rule: 'marketable', seed: 1, optimistic: net, expected: net, pessimistic: net, quotes: [] },
  };
  const fill = fillTransaction(book, order, execution, [{ name: 'commission', kind: 'commission', amount: fromDollars(0.65) }, { name: 'orf', kind: 'fee', amount: money(281) }]);
  book.post(fill);
  const opened = tradeAfterExecution(openTrade(order, 'short put'), order, execution, fill, book.holdingsOf(TRADE));
  const [assignment] = settlementTransactions(book, DATE, () => fromDollars(598), NOON + 1_000);
  if (assignment === undefined) throw new Error('it is in the money');
  const trade = tradeAfterSettlement(opened, [assignment], NOON + 1_000);
  return {
    trade,
    records: [
      { kind: 'trade', trade },
      { kind: 'order', order },
      { kind: 'history', entry: { orderId: order.id, step: 1, time: NOON, state: 'FILLED', event: { type: 'filled', execution } } },
      { kind: 'transaction', transaction: depositTransaction('deposit:opening', NOON - DAY, fromDollars(25_000)) },
      { kind: 'transaction', transaction: fill },
      { kind: 'transaction', transaction: assignment },
    ],
  };
}

function day(more: Partial<DailyResult> = {}): DailyResult {
  return {
    date: DATE, underlying: null, realised: fromDollars(-50), unrealised: fromDollars(12.34), unrealisedAtEnd: fromDollars(12.34), commission: fromDollars(0.65), fees: money(281),
    net: fromDollars(-38.3381), trades: 2, winners: 1, losers: 1, state: 'open', ...more,
  };
}

function metrics(value: number | null): readonly Metric[] {
  return METRIC_NAMES.map((name) => ({ name, value, low: null, high: null, sample: 3, because: value === null ? 'too few' : null }));
}

describeStores('the performance journal', (newStores) => {
  let stores: TestStores;
  let store: RelationalStore;
  let profile: LocalProfile;
  let journal: PerformanceJournal;

  beforeEach(async () => {
    stores = await newStores();
    store = await stores.open();
    profile = await ensureLocalProfile(store, 'trader', randomUUID);
    journal = createPerformanceJournal(store, profile);
  });
  afterEach(() => stores.remove());

  const owned = (): Pick<PerformanceRow, 'account'> => ({ account: { id: profile.accountId, userId: profile.userId } });

  test('tells the accounts of whoever has the own one', async () => {
    const other = randomUUID();
    await store.commit([store.db.insertInto('trading_accounts').values({ id: other, user_id: profile.userId, account_number: 'A-1', account_type: 'live', broker: 'ibkr' }).compile()]);
    const [own, imported, ...more] = await journal.accounts();
    expect(own).toMatchObject({ id: profile.accountId, userId: profile.userId, number: profile.accountNumber, kind: 'paper' });
    expect(imported).toEqual({ id: other, userId: profile.userId, number: 'A-1', kind: 'live', broker: 'ibkr' });
    expect(more).toEqual([]);
  });

  test('tells a trade with what it cost to open, what it holds and what was said about it', async () => {
    const { records, trade } = assigned();
    await createTradingJournal(store, profile).write(records);
    await store.commit([store.db.insertInto('trade_tags').values([{ trade_id: TRADE, account_id: profile.accountId, tag: 'news' }, { trade_id: TRADE, account_id: profile.accountId, tag: 'late' }]).compile()]);
    const circumstances: TradeCircumstances = { tradeId: TRADE, spot: fromDollars(601.23), vix: 17.25, regime: 'normal', best: fromDollars(80), bestAt: NOON + 100, worst: fromDollars(-51.5), worstAt: NOON + 900 };
    await journal.write([{ ...owned(), id: 'c', kind: 'circumstances', circumstances }], NOON);
    const kept = { trade, bookedAt: NOON + 1_000, holds: true, openingCosts: money(6_781), signalType: null, tags: ['late', 'news'], imported: false, circumstances };
    expect(await journal.endedTrades(profile.accountId)).toEqual([TRADE]);
    expect(await journal.trades(profile.accountId, [TRADE, randomUUID()])).toEqual([kept]);
    expect(await journal.endedTrades(randomUUID())).toEqual([]);
    expect(await journal.circumstances([TRADE])).toEqual([circumstances]);
    const [books] = [await createTradingJournal(store, profile).tradeBooks(TRADE)];
    expect(books?.trade).toEqual(trade);
    expect(books?.transactions.map(({ cause }) => cause)).toEqual(['fill', 'assignment']);
    expect(await createTradingJournal(store, profile).tradeBooks(randomUUID())).toBeNull();
  });

  test('adds up what was booked in a while', async () => {
    await createTradingJournal(store, profile).write(assigned().records);
    expect(await journal.span(profile.accountId)).toEqual({ from: NOON - DAY, to: NOON + 1_000 });
    expect(await journal.span(randomUUID())).toBeNull();
    const sums = await journal.bookings(profile.accountId, newYorkTime(DATE, '00:00'), newYorkTime(DATE, '00:00') + DAY);
    expect(new Set(sums)).toEqual(
      new Set([
        // Sold for 150 and bought back for the 200 it was in the money.
        { underlying: 'SPY', account: 'realised', symbol: null, amount: fromDollars(50), quantity: 0 },
        { underlying: 'SPY', account: 'commission', symbol: null, amount: fromDollars(0.65), quantity: 0 },
        { underlying: 'SPY', account: 'fees', symbol: null, amount: money(281), quantity: 0 },
        { underlying: 'SPY', account: 'positions', symbol: 'SPY', amount: fromDollars(59_800), quantity: 100 },
      ]),
    );
    expect(await journal.bookings(profile.accountId, NOON - DAY, NOON - DAY + 1)).toEqual([{ underlying: null, account: 'capital', symbol: null, amount: fromDollars(-25_000), quantity: 0 }]);
    expect(await journal.deposits(profile.accountId)).toEqual([{ time: NOON - DAY, amount: fromDollars(25_000) }]);
    expect(await journal.lateBookings(profile.accountId)).toEqual([]);
    await createTradingJournal(store, profile).write([{ kind: 'transaction', transaction: { id: 'late', time: NOON, cause: 'fill', tradeId: TRADE, reason: 'charged late', entries: [] } }]);
    expect(await journal.lateBookings(profile.accountId)).toEqual([NOON]);
  });

  test('keeps a day once, as it was written last', async () => {
    const before = await journal.stamps(profile.accountId);
    const underlying = day({ underlying: 'QQQ', unrealised: null, unrealisedAtEnd: null, net: null });
    await journal.write([{ ...owned(), id: '1', kind: 'day', result: day({ trades: 9 }) }, { ...owned(), id: '2', kind: 'day', result: underlying }], NOON);
    await journal.write([{ ...owned(), id: '1', kind: 'day', result: day({ state: 'closed' }) }], NOON + 1);
    expect(await journal.days(profile.accountId)).toEqual([day({ state: 'closed' }), underlying]);
    expect((await journal.stamps(profile.accountId)).days).not.toBe(before.days);
    const row = await store.db.selectFrom('daily_pnl').select(['total_pnl', 'net_pnl']).where('ticker_id', 'is', null).executeTakeFirstOrThrow();
    expect(row).toEqual({ total_pnl: fromDollars(-37.66), net_pnl: fromDollars(-38.3381) });
  });

  test('keeps the figures of a period, those too great for the document’s columns in full beside them', async () => {
    const period = { from: parseIsoDate('2026-11-01'), to: parseIsoDate('2026-11-30') };
    await journal.write([{ ...owned(), id: 'm', kind: 'metrics', ...period, metrics: metrics(0.5) }], NOON);
    await journal.write([{ ...owned(), id: 'm', kind: 'metrics', ...period, metrics: metrics(123_456_789.25) }, { ...owned(), id: 'y', kind: 'metrics', from: parseIsoDate('2026-01-01'), to: parseIsoDate('2026-12-31'), metrics: metrics(null) }], NOON);
    const rows = await store.db.selectFrom('performance_metrics').selectAll().orderBy('period_start').execute();
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({ period_start: '2026-01-01', period_end: '2026-12-31', total_trades: null, win_rate: null });
    expect(rows[1]).toMatchObject({ period_start: period.from, period_end: period.to, total_return: null, win_rate: null, profit_factor: null, avg_win: fromDollars(123_456_789.25) });
    const kept: unknown = typeof rows[1]?.metrics === 'string' ? JSON.parse(rows[1].metrics) : rows[1]?.metrics;
    expect(kept).toEqual(metrics(123_456_789.25));
  });

  test('keeps balances and what open trades are worth, and leaves out what no column has a place for', async () => {
    await createTradingJournal(store, profile).write(assigned().records);
    await journal.write(
      [
        { ...owned(), id: 'b', kind: 'balances', balances: { buyingPower: fromDollars(1_000), netLiquidation: null, totalCash: fromDollars(-34_850.75) } },
        { ...owned(), id: 'u', kind: 'unrealised', tradeId: TRADE, amount: fromDollars(-20) },
        { ...owned(), id: 'd', kind: 'day', result: day({ realised: money(2e14) }) },
        { ...owned(), id: 'e', kind: 'day', result: day({ underlying: 'SPY', unrealised: money(2e14), unrealisedAtEnd: money(2e14), net: money(2e14) }) },
      ],
      NOON,
    );
    expect(await store.db.selectFrom('trading_accounts').select(['buying_power', 'net_liquidation', 'total_cash']).where('id', '=', profile.accountId).executeTakeFirst()).toEqual({
      buying_power: fromDollars(1_000), net_liquidation: null, total_cash: fromDollars(-34_850.75),
    });
    expect(await store.db.selectFrom('trades').select('unrealized_pnl').executeTakeFirst()).toEqual({ unrealized_pnl: fromDollars(-20) });
    expect(await journal.days(profile.accountId)).toEqual([day({ underlying: 'SPY', unrealised: null, unrealisedAtEnd: null, net: null })]);
  });

  test('tells how sessions closed, and which were made up', async () => {
    const session = { date: DATE, feed: { kind: 'simulated', detail: '' }, seed: 1, now: NOON, previousCloses: {}, closes: { SPY: fromDollars(598.5), VIX: fromDollars(17) }, referencePrices: {}, settledAt: null } as const;
    const sessions = createSessionRepository(store);
    await sessions.save({ ...session, id: randomUUID() });
    await sessions.save({ ...session, id: randomUUID(), feed: { kind: 'replay', detail: '' }, closes: {} });
    expect(await journal.closes()).toEqual([
      { date: DATE, simulated: true, prices: { SPY: fromDollars(598.5) } },
      { date: DATE, simulated: false, prices: {} },
    ]);
  });
});
