import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { symbolOf } from '../../../src-core/instruments/instrument.ts';
import type { Trade } from '../../../src-core/ledger/trade.ts';
import { money, ZERO } from '../../../src-core/money.ts';
import type { Execution, Order } from '../../../src-core/orders/order.ts';
import { parseIsoDate } from '../../../src-core/time.ts';
import { ensureLocalProfile, type LocalProfile } from '../../../src-main/stores/relational/local-profile.ts';
import type { RelationalStore } from '../../../src-main/stores/relational/relational-store.ts';
import { createSessionRepository, type MarketSession } from '../../../src-main/stores/relational/session-repository.ts';
import { createSignalJournal } from '../../../src-main/stores/relational/signals/signal-journal.ts';
import { createTradingJournal } from '../../../src-main/stores/relational/trading/trading-journal.ts';
import type { JournalRecord, TradingJournal } from '../../../src-main/trading/journal.ts';
import { signal, signalRecord } from '../../support/signal-records.ts';
import { describeStores, type TestStores } from './store-adapters.ts';
import { eventArbitrary, orderArbitrary, tradeArbitrary, transactionArbitrary } from './trading-records.ts';

const DATE = parseIsoDate('2026-11-20');
const [SOLD, BOUGHT] = [600, 598].map((dollars) => symbolOf({ kind: 'option', underlying: 'SPY', expiry: DATE, right: 'put', strike: money(dollars * 10_000) }));
if (SOLD === undefined || BOUGHT === undefined) throw new Error('two symbols were made');

const trade: Trade = {
  id: '0193a000-0000-7000-8000-000000000001',
  underlying: 'SPY',
  strategy: 'bull put spread',
  legs: [
    { symbol: SOLD, side: 'sell', ratio: 1 },
    { symbol: BOUGHT, side: 'buy', ratio: 2 },
  ],
  source: 'manual',
  status: 'pending',
  openedAt: 1_000,
  openedQuantity: 0,
  closedQuantity: 0,
  openCost: ZERO,
  closeCost: ZERO,
  optimisticCost: ZERO,
  pessimisticCost: ZERO,
  realised: ZERO,
  commission: ZERO,
  fees: ZERO,
};

const order: Order = {
  id: '0193a000-0000-7000-8000-000000000002',
  underlying: 'SPY',
  legs: trade.legs,
  quantity: 3,
  terms: { type: 'limit', limit: money(-2_000) },
  timeInForce: 'DAY',
  tradeId: trade.id,
  source: 'manual',
  closing: false,
  state: 'SUBMITTED',
  triggered: false,
  filledQuantity: 0,
  filledNetTotal: ZERO,
  createdAt: 1_000,
  updatedAt: 1_001,
  sequence: 1,
};

function execution(id: string, packages: number, sold: number, bought: number): Execution {
  const net = money(2 * bought - sold);
  return {
    id,
    time: 2_000,
    packages,
    net,
    legs: [
      { symbol: SOLD as never, side: 'sell', quantity: packages, price: money(sold) },
      { symbol: BOUGHT as never, side: 'buy', quantity: 2 * packages, price: money(bought) },
    ],
    evidence: { rule: 'marketable', seed: 1, optimistic: net, expected: net, pessimistic: net, quotes: [] },
  };
}

const session: MarketSession = {
  id: 'first',
  date: DATE,
  feed: { kind: 'simulated', detail: 'seed 1' },
  seed: 1,
  now: 900,
  previousCloses: {},
  closes: {},
  referencePrices: {},
  settledAt: null,
};

describeStores('the trading journal', (newStores) => {
  let stores: TestStores;
  let store: RelationalStore;
  let profile: LocalProfile;
  let journal: TradingJournal;

  beforeEach(async () => {
    stores = await newStores();
    store = await stores.open();
    profile = await ensureLocalProfile(store, 'trader', randomUUID);
    journal = createTradingJournal(store, profile);
  });
  afterEach(() => stores.remove());

  describe('round trip', () => {
    test('an order, its history, a trade and a transaction come back as they were written', async () => {
      const record = fc.record({
        order: orderArbitrary,
        events: fc.array(eventArbitrary, { maxLength: 4 }),
        trade: tradeArbitrary,
        transaction: transactionArbitrary,
      });
      let sequence = 0;
      const seen = new Set<string>();
      await fc.assert(
        fc.asyncProperty(record, async (written) => {
          const executions = written.events.flatMap((event) => (event.type === 'filled' ? [event.execution.id] : []));
          fc.pre(new Set(executions).size === executions.length && executions.every((id) => !seen.has(id)));
          for (const id of executions) seen.add(id);
          sequence += 1;
          const sent: Order = { ...written.order, tradeId: written.trade.id, sequence };
          const history = written.events.map((event, index) => ({ orderId: sent.id, step: index + 1, time: index, event, state: sent.state }));
          const transaction = { ...written.transaction, tradeId: written.trade.id };
          await journal.write([
            { kind: 'order', order: sent },
            ...history.map((entry): JournalRecord => ({ kind: 'history', entry })),
            { kind: 'transaction', transaction },
            { kind: 'trade', trade: written.trade },
          ]);
          const read = await journal.load();
          expect(read.orders.find(({ id }) => id === sent.id)).toEqual(sent);
          expect(read.history.filter(({ orderId }) => orderId === sent.id)).toEqual(history);
          expect(read.trades.find(({ id }) => id === written.trade.id)).toEqual(written.trade);
          expect(read.transactions.at(-1)).toEqual(transaction);
          expect(read.lastSequence).toBe(sequence);
        }),
        { numRuns: 60 },
      );
    });

    test('a newer snapshot replaces the last one, fields that went away included', async () => {
      const first: Order = { ...order, state: 'PENDING_UPDATE', resume: 'ACCEPTED', pendingChange: { terms: { type: 'market' }, quantity: 2 }, reason: 'asked' };
      const second: Order = { ...order, state: 'ACCEPTED', terms: { type: 'market' }, quantity: 2, filledQuantity: 1, updatedAt: 1_500 };
      const closed: Trade = { ...trade, status: 'open', openedQuantity: 1, openCost: money(-600_000) };
      await journal.write([{ kind: 'trade', trade: { ...trade, closedAt: 5 } }, { kind: 'order', order: first }]);
      await journal.write([{ kind: 'trade', trade: closed }, { kind: 'order', order: second }]);
      const read = await journal.load();
      expect(read.orders).toEqual([second]);
      expect(read.trades).toEqual([closed]);
    });

    test('an order and its trade keep the signal that they act on, over a restart', async () => {
      const made = signal(1);
      await createSessionRepository(store).save(session);
      await createSignalJournal(store, profile, profile.tickerIds).write([signalRecord(made)], { id: session.id, date: session.date });
      const acting = [{ kind: 'trade', trade: { ...trade, signalId: made.id } }, { kind: 'order', order: { ...order, signalId: made.id } }] as const;
      await journal.write(acting);
      await store.close();
      store = await stores.open();
      const again = createTradingJournal(store, profile);
      expect(await again.load()).toMatchObject({ orders: [acting[1].order], trades: [acting[0].trade] });
      const row = await store.db.selectFrom('trades').innerJoin('signals', 'signals.id', 'trades.signal_id').select(['trades.id', 'signals.strategy_type']).executeTakeFirst();
      expect(row).toEqual({ id: trade.id, strategy_type: 'bull put spread' });
    });

    test('the same transaction is booked once, transactions in the order of booking', async () => {
      const deposit = { id: 'z', time: 5, cause: 'deposit', entries: [{ account: 'cash', amount: money(10) }, { account: 'capital', amount: money(-10) }] } as const;
      await journal.write([{ kind: 'transaction', transaction: deposit }]);
      await journal.write([{ kind: 'transaction', transaction: { ...deposit, id: 'a' } }, { kind: 'transaction', transaction: deposit }]);
      expect((await journal.load()).transactions).toEqual([deposit, { ...deposit, id: 'a' }]);
    });
  });

  describe('what one write does', () => {
    test('is all or nothing', async () => {
      await journal.write([{ kind: 'trade', trade }, { kind: 'order', order }]);
      const entry = { orderId: order.id, step: 1, time: 1_001, event: { type: 'submitted' }, state: 'SUBMITTED' } as const;
      const accepted: Order = { ...order, state: 'ACCEPTED' };
      await expect(
        journal.write([{ kind: 'order', order: accepted }, { kind: 'history', entry }, { kind: 'history', entry: { ...entry, orderId: 'unknown' } }]),
      ).rejects.toThrow(/foreign key/i);
      expect(await journal.load()).toMatchObject({ orders: [{ state: 'SUBMITTED' }], history: [] });
    });

    test('refuses an order whose trade is not in the books', async () => {
      await expect(journal.write([{ kind: 'order', order }])).rejects.toThrow(/foreign key/i);
    });

    test('nothing to write is nothing', async () => {
      await journal.write([]);
      expect(await journal.load()).toEqual({ orders: [], history: [], trades: [], transactions: [], lastSequence: 0 });
    });
  });

  describe('the document’s tables', () => {
    test('follow an order from its intent through two fills', async () => {
      await journal.write([{ kind: 'order', order }, { kind: 'trade', trade }]);
      const legRows = () => store.db.selectFrom('trade_legs').selectAll().orderBy('leg_order').execute();
      expect(await legRows()).toMatchObject([
        { action: 'sell', option_symbol: SOLD, quantity: 3, remaining_quantity: 3, status: 'pending', avg_fill_price: null },
        { action: 'buy', option_symbol: BOUGHT, quantity: 6, remaining_quantity: 6, status: 'pending', avg_fill_price: null },
      ]);
      const fills = [execution('fill-1', 1, 5_000, 1_500), execution('fill-2', 2, 5_003, 1_501)];
      for (const [index, fill] of fills.entries()) {
        const filledQuantity = index === 0 ? 1 : 3;
        const state = index === 0 ? 'PARTIALLY_FILLED' : 'FILLED';
        const updatedAt = 2_000 + index;
        await journal.write([
          { kind: 'order', order: { ...order, state, filledQuantity, updatedAt } },
          { kind: 'history', entry: { orderId: order.id, step: index + 1, time: updatedAt, event: { type: 'filled', execution: fill }, state } },
          { kind: 'trade', trade: { ...trade, status: 'open', openedQuantity: filledQuantity, openCost: money(-600_000), commission: money(13_000) } },
        ]);
      }
      expect(await legRows()).toMatchObject([
        { quantity: 3, filled_quantity: 3, remaining_quantity: 0, status: 'filled', avg_fill_price: 5_002 },
        { quantity: 6, filled_quantity: 6, remaining_quantity: 0, status: 'filled', avg_fill_price: 1_501 },
      ]);
      const orders = await store.db.selectFrom('orders').selectAll().orderBy('action', 'desc').execute();
      expect(orders).toMatchObject([
        { action: 'sell', quantity: 3, status: 'filled', filled_quantity: 3, avg_fill_price: 5_002, submitted_at: 1_001, filled_at: 2_001, limit_price: null, package_id: order.id },
        { action: 'buy', quantity: 6, status: 'filled', filled_quantity: 6, avg_fill_price: 1_501, submitted_at: 1_001, filled_at: 2_001, limit_price: null, package_id: order.id },
      ]);
      expect(await store.db.selectFrom('trades').selectAll().executeTakeFirst()).toMatchObject({
        status: 'open', total_cost: 0, total_proceeds: 600_000, commission: 13_000, ticker_id: profile.tickerIds.SPY, updated_at: 2_001,
      });
      const kept = await store.db.selectFrom('fill_legs').innerJoin('fills', 'fills.id', 'fill_legs.fill_id').selectAll().orderBy('fill_id').orderBy('leg_order').execute();
      expect(kept.map(({ fill_id, symbol, quantity, price }) => [fill_id, symbol, quantity, price])).toEqual(
        fills.flatMap((fill) => fill.legs.map((leg) => [fill.id, leg.symbol, leg.quantity, leg.price])),
      );
    });

    test('a single sold leg has the price it asks for, and shares left by expiry get a leg of their own', async () => {
      const shares = symbolOf({ kind: 'shares', underlying: 'SPY' });
      const closing: Order = { ...order, closing: true, legs: [{ symbol: shares, side: 'sell', ratio: 1 }], quantity: 100, terms: { type: 'stop_limit', stop: money(-6_000_000), limit: money(-5_990_000) } };
      await journal.write([{ kind: 'trade', trade }, { kind: 'order', order: closing }]);
      await journal.write([{ kind: 'order', order: { ...closing, state: 'CANCELED', updatedAt: 3_000, reason: 'asked' } }]);
      expect(await store.db.selectFrom('trade_legs').selectAll().where('option_symbol', '=', shares).execute()).toMatchObject([{ action: 'buy', quantity: 100, leg_order: 5 }]);
      expect(await store.db.selectFrom('orders').selectAll().execute()).toMatchObject([
        { action: 'sell', limit_price: 5_990_000, stop_price: 6_000_000, status: 'cancelled', submitted_at: 1_001, cancelled_at: 3_000, error_message: 'asked' },
      ]);
    });
  });

  describe('loading', () => {
    test('brings what is alive and all of the newest session, and leaves the rest', async () => {
      const sessions = createSessionRepository(store);
      const id = (number: number) => `0193a000-0000-7000-8000-0000000001${String(number).padStart(2, '0')}`;
      const tradeNamed = (number: number, status: Trade['status']): JournalRecord => ({ kind: 'trade', trade: { ...trade, id: id(number), status, openedAt: number } });
      const orderNamed = (number: number, state: Order['state']): JournalRecord => ({ kind: 'order', order: { ...order, id: id(number), tradeId: id(number), state, sequence: number } });
      const step = (number: number): JournalRecord => ({ kind: 'history', entry: { orderId: id(number), step: 1, time: 1, event: { type: 'submitted' }, state: 'SUBMITTED' } });
      await sessions.save(session);
      await journal.write([
        tradeNamed(1, 'closed'), orderNamed(1, 'FILLED'), step(1),
        tradeNamed(2, 'open'), orderNamed(2, 'FILLED'), step(2),
        tradeNamed(3, 'pending'), orderNamed(3, 'ACCEPTED'), step(3),
        tradeNamed(4, 'settled'),
        tradeNamed(5, 'settled'),
        ...[[4, 100], [5, 0]].map(([number = 0, left = 0]): JournalRecord => ({
          kind: 'transaction',
          transaction: {
            id: `assignment ${number}`, time: 1, cause: 'assignment', tradeId: id(number),
            entries: [100, left - 100].map((quantity) => ({ account: 'positions', amount: ZERO, symbol: SOLD, quantity })),
          },
        })),
      ]);
      await sessions.save({ ...session, id: 'second' });
      await journal.write([tradeNamed(6, 'closed'), orderNamed(6, 'FILLED'), step(6)]);
      const read = await journal.load();
      expect(read.orders.map(({ sequence }) => sequence)).toEqual([3, 6]);
      expect(read.history.map(({ orderId }) => orderId)).toEqual([id(3), id(6)]);
      expect(read.trades.map((each) => each.id)).toEqual([2, 3, 4, 6].map(id));
      expect(read.transactions.map((each) => each.id)).toEqual(['assignment 4', 'assignment 5']);
      expect(read.lastSequence).toBe(6);
    });

    test('settlement is marked on the newest session, in the same write and once', async () => {
      const sessions = createSessionRepository(store);
      await sessions.save(session);
      await journal.write([{ kind: 'settled', date: parseIsoDate('2026-11-19'), time: 1 }]);
      expect((await sessions.newest())?.settledAt).toBeNull();
      await journal.write([{ kind: 'settled', date: DATE, time: 7_000 }]);
      await sessions.markSettled(DATE, 8_000);
      expect(await sessions.newest()).toEqual({ ...session, settledAt: 7_000 });
    });
  });
});
