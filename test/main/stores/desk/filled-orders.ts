import { symbolOf } from '../../../../src-core/instruments/instrument.ts';
import type { Trade } from '../../../../src-core/ledger/trade.ts';
import { money, negate, ZERO } from '../../../../src-core/money.ts';
import type { Execution, Order } from '../../../../src-core/orders/order.ts';
import { parseIsoDate } from '../../../../src-core/time.ts';
import { ensureDeskProfile } from '../../../../src-main/stores/relational/desk/desk-profile.ts';
import { nameUuid } from '../../../../src-main/stores/relational/name-uuid.ts';
import type { RelationalStore } from '../../../../src-main/stores/relational/relational-store.ts';
import { createSessionRepository } from '../../../../src-main/stores/relational/session-repository.ts';
import { createTradingJournal } from '../../../../src-main/stores/relational/trading/trading-journal.ts';
import type { JournalRecord, TradingJournal } from '../../../../src-main/trading/journal.ts';
import { NUMBER, OWNER } from './desk-directory.ts';

const DATE = parseIsoDate('2026-11-20');
const SYMBOL = symbolOf({ kind: 'option', underlying: 'SPY', expiry: DATE, right: 'put', strike: money(6_000_000) });
const START = Date.UTC(2026, 10, 20, 15);

/** The desk's account at a store, with a session begun. */
export async function deskJournal(store: RelationalStore, username = 'ada'): Promise<TradingJournal> {
  const profile = await ensureDeskProfile(store, { owner: OWNER, accountNumber: NUMBER, username });
  await createSessionRepository(store).save({
    id: 'session', date: DATE, feed: { kind: 'simulated', detail: 'seed 1' }, seed: 1, now: START, previousCloses: {}, closes: {}, referencePrices: {}, settledAt: null,
  });
  return createTradingJournal(store, profile);
}

/** The records of order `number`: sent, filled and booked. Each is one write, as the order manager makes them. */
export function filledOrder(number: number): readonly (readonly JournalRecord[])[] {
  const id = nameUuid(`order ${number}`);
  const time = START + 1_000 * number;
  const price = money(10_000 + (number % 50) * 100);
  const trade: Trade = {
    id: nameUuid(`trade ${number}`), underlying: 'SPY', strategy: 'long put', legs: [{ symbol: SYMBOL, side: 'buy', ratio: 1 }], source: 'manual', status: 'pending',
    openedAt: time, openedQuantity: 0, closedQuantity: 0, openCost: ZERO, closeCost: ZERO, optimisticCost: ZERO, pessimisticCost: ZERO, realised: ZERO, commission: ZERO, fees: ZERO,
  };
  const order: Order = {
    id, underlying: 'SPY', legs: trade.legs, quantity: 2, terms: { type: 'limit', limit: price }, timeInForce: 'DAY', tradeId: trade.id, source: 'manual', closing: false,
    state: 'SUBMITTED', triggered: false, filledQuantity: 0, filledNetTotal: ZERO, createdAt: time, updatedAt: time, sequence: number,
  };
  const execution: Execution = {
    id: `${id}:1`, time: time + 100, packages: 2, net: price, legs: [{ symbol: SYMBOL, side: 'buy', quantity: 2, price }],
    evidence: { rule: 'marketable', seed: 1, optimistic: price, expected: price, pessimistic: price, quotes: [{ symbol: SYMBOL, bid: 1.01, ask: 1.03, bidSize: 10, askSize: null, time }] },
  };
  const filled: Order = { ...order, state: 'FILLED', filledQuantity: 2, filledNetTotal: money(2 * price), updatedAt: time + 100 };
  const cost = money(200 * price);
  return [
    [{ kind: 'trade', trade }, { kind: 'order', order }, { kind: 'history', entry: { orderId: id, step: 1, time, state: 'SUBMITTED', event: { type: 'submitted' } } }],
    [
      { kind: 'order', order: filled },
      { kind: 'history', entry: { orderId: id, step: 2, time: time + 100, state: 'FILLED', event: { type: 'filled', execution } } },
      { kind: 'trade', trade: { ...trade, status: 'open', openedQuantity: 2, openCost: cost, optimisticCost: cost, pessimisticCost: cost } },
      {
        kind: 'transaction',
        transaction: {
          id: `fill:${execution.id}`, time: time + 100, cause: 'fill', tradeId: trade.id,
          entries: [{ account: 'positions', amount: cost, symbol: SYMBOL, quantity: 200, price }, { account: 'cash', amount: negate(cost) }],
        },
      },
    ],
  ];
}

/** Writes orders `from` to `to` whole, one after the other. */
export async function trade(journal: TradingJournal, from: number, to: number): Promise<void> {
  for (let number = from; number <= to; number += 1) for (const records of filledOrder(number)) await journal.write(records);
}
