import fc from 'fast-check';
import { type InstrumentSymbol, symbolOf, UNDERLYINGS, type Underlying } from '../../../src-core/instruments/instrument.ts';
import type { Trade } from '../../../src-core/ledger/trade.ts';
import type { LedgerTransaction } from '../../../src-core/ledger/transaction.ts';
import { money } from '../../../src-core/money.ts';
import { type Order, ORDER_STATES, type OrderEvent, type OrderLeg, TIMES_IN_FORCE } from '../../../src-core/orders/order.ts';
import { parseIsoDate } from '../../../src-core/time.ts';

const EXPIRY = parseIsoDate('2026-11-20');
const amount = fc.integer({ min: -9_000_000_000, max: 9_000_000_000 }).map(money);
const price = fc.integer({ min: 0, max: 9_000_000 }).map(money);
const time = fc.integer({ min: 1.7e12, max: 1.9e12 });
const count = fc.integer({ min: 1, max: 1_000 });
const text = fc.string({ unit: 'binary', maxLength: 40 }).filter((value) => !value.includes('\0') && value.isWellFormed());
const side = fc.constantFrom('buy', 'sell');
const source = fc.constantFrom('manual', 'automated');
const underlying = fc.constantFrom(...UNDERLYINGS);

function symbolsOf(root: Underlying): fc.Arbitrary<InstrumentSymbol> {
  return fc
    .record({ right: fc.constantFrom('call', 'put'), dollars: fc.integer({ min: 1, max: 999 }) })
    .map(({ right, dollars }) => symbolOf({ kind: 'option', underlying: root, expiry: EXPIRY, right, strike: money(dollars * 10_000) }));
}

function legsOf(root: Underlying): fc.Arbitrary<OrderLeg[]> {
  const leg = fc.record({ symbol: symbolsOf(root), side, ratio: fc.integer({ min: 1, max: 9 }) });
  return fc.uniqueArray(leg, { minLength: 1, maxLength: 4, selector: ({ symbol }) => symbol });
}

const terms = fc.oneof(
  fc.constant({ type: 'market' } as const),
  fc.record({ type: fc.constant('limit'), limit: amount }),
  fc.record({ type: fc.constant('stop'), stop: amount }),
  fc.record({ type: fc.constant('stop_limit'), stop: amount, limit: amount }),
);
const change = fc.record({ terms, quantity: count, collar: amount }, { requiredKeys: ['terms', 'quantity'] });
const quoted = fc.double({ min: 0, max: 1e6, noNaN: true });
const size = fc.option(count, { nil: null });

const execution = underlying.chain((root) =>
  fc.record({
    id: fc.uuid().map((id) => `${id}:1`),
    time,
    packages: count,
    net: amount,
    legs: legsOf(root).chain((legs) => fc.tuple(...legs.map(({ symbol, side: action }) => fc.record({ symbol: fc.constant(symbol), side: fc.constant(action), quantity: count, price })))),
    evidence: fc.record(
      {
        rule: fc.constantFrom('marketable', 'resting'),
        seed: fc.integer(),
        draw: fc.double({ min: 0, max: 1, noNaN: true }),
        threshold: fc.double({ min: 0, max: 1, noNaN: true }),
        optimistic: amount,
        expected: amount,
        pessimistic: amount,
        quotes: fc.array(
          fc.record({ symbol: symbolsOf(root), bid: quoted, ask: quoted, bidSize: size, askSize: size, time }),
          { maxLength: 4 },
        ),
      },
      { requiredKeys: ['rule', 'seed', 'optimistic', 'expected', 'pessimistic', 'quotes'] },
    ),
  }),
);

export const eventArbitrary: fc.Arbitrary<OrderEvent> = fc.oneof(
  fc.constantFrom<OrderEvent>({ type: 'submitted' }, { type: 'accepted' }, { type: 'triggered' }, { type: 'changed' }, { type: 'cancel_requested' }),
  fc.record({ type: fc.constantFrom('denied', 'rejected', 'change_rejected', 'cancel_rejected', 'canceled', 'expired'), reason: text }),
  fc.record({ type: fc.constant('change_requested'), change }),
  fc.record({ type: fc.constant('filled'), execution }),
);

export const orderArbitrary: fc.Arbitrary<Order> = underlying.chain((root) =>
  fc.record(
    {
      id: fc.uuid(),
      underlying: fc.constant(root),
      legs: legsOf(root),
      quantity: count,
      terms,
      timeInForce: fc.constantFrom(...TIMES_IN_FORCE),
      tradeId: fc.uuid(),
      source,
      purpose: fc.constantFrom('exit', 'flatten'),
      collar: amount,
      closing: fc.boolean(),
      state: fc.constantFrom(...ORDER_STATES),
      resume: fc.constantFrom(...ORDER_STATES),
      pendingChange: change,
      triggered: fc.boolean(),
      filledQuantity: fc.integer({ min: 0, max: 1_000 }),
      filledNetTotal: amount,
      createdAt: time,
      updatedAt: time,
      reason: text,
      sequence: count,
    },
    { requiredKeys: ['id', 'underlying', 'legs', 'quantity', 'terms', 'timeInForce', 'tradeId', 'source', 'closing', 'state', 'triggered', 'filledQuantity', 'filledNetTotal', 'createdAt', 'updatedAt', 'sequence'] },
  ),
);

export const tradeArbitrary: fc.Arbitrary<Trade> = underlying.chain((root) =>
  fc.record(
    {
      id: fc.uuid(),
      underlying: fc.constant(root),
      strategy: fc.constantFrom('iron condor', 'bull put spread', 'long call', 'custom'),
      legs: legsOf(root),
      source,
      status: fc.constantFrom('pending', 'open', 'closed', 'settled', 'cancelled', 'rejected', 'expired'),
      openedAt: time,
      closedAt: time,
      openedQuantity: fc.integer({ min: 0, max: 1_000 }),
      closedQuantity: fc.integer({ min: 0, max: 1_000 }),
      openCost: amount,
      closeCost: amount,
      optimisticCost: amount,
      pessimisticCost: amount,
      realised: amount,
      commission: amount,
      fees: amount,
    },
    { requiredKeys: ['id', 'underlying', 'strategy', 'legs', 'source', 'status', 'openedAt', 'openedQuantity', 'closedQuantity', 'openCost', 'closeCost', 'optimisticCost', 'pessimisticCost', 'realised', 'commission', 'fees'] },
  ),
);

export const transactionArbitrary: fc.Arbitrary<LedgerTransaction> = fc.record({
  id: fc.uuid().map((id) => `fill:${id}`),
  time,
  cause: fc.constantFrom('deposit', 'fill', 'exercise', 'assignment', 'lapse'),
  entries: fc.array(
    fc.record(
      {
        account: fc.constantFrom('cash', 'positions', 'realised', 'commission', 'fees', 'capital'),
        amount,
        symbol: symbolsOf('SPY'),
        quantity: fc.integer({ min: -10_000, max: 10_000 }),
        price,
      },
      { requiredKeys: ['account', 'amount'] },
    ),
    { maxLength: 8 },
  ),
});
