import { describe, expect, test } from 'vitest';
import { fromDollars } from '../../../../src-core/money.ts';
import type { TradingStateName } from '../../../../src-core/risk/trading-state.ts';
import { checkOrder, type RiskContext } from '../../../../src-main/risk/pre-trade.ts';
import { RiskGate } from '../../../../src-main/risk/risk-gate.ts';
import { leg, limit, MARKET, TestClock } from '../../trading/trading-fixture.ts';
import { bookWith, CALL_SPREAD, type ContextParts, denialOf, hold, LONG_PUT, order, riskContext, SHORT_PUT, SPREAD, SPREAD_BACK, spreadQuotes } from '../risk-world.ts';

const quotes = spreadQuotes();
const book = bookWith(1_000_000);
hold(book, quotes, SPREAD, 2, 'held');

function context(state: TradingStateName, parts: Partial<ContextParts> = {}): RiskContext {
  return riskContext({ book, quotes, stateOf: () => ({ state, because: 'a test says so' }), ...parts });
}

const opening = order(SPREAD, limit(-0.66), { tradeId: 'new' });
const closing = order(SPREAD_BACK, limit(0.7), { closing: true, tradeId: 'held', quantity: 2 });

describe('HALTED', () => {
  test('takes a flattening plan and nothing else, whatever else speaks against it', () => {
    for (const asked of [opening, closing, { ...closing, purpose: 'exit' as const }, { ...opening, quantity: 100_000 }]) {
      expect(checkOrder(asked, context('HALTED'))).toEqual([{ code: 'halted', because: 'a test says so' }]);
    }
    expect(checkOrder({ ...closing, purpose: 'flatten' }, context('HALTED'))).toEqual([]);
  });
});

describe('REDUCING', () => {
  test('takes what raises neither the greatest loss nor the margin', () => {
    expect(checkOrder(closing, context('REDUCING'))).toEqual([]);
    expect(checkOrder({ ...closing, purpose: 'exit' }, context('REDUCING'))).toEqual([]);
    const before = denialOf('reducing', opening, context('REDUCING'));
    expect(before).toMatchObject({ of: 'loss', because: 'a test says so' });
    expect(before?.after ?? 0).toBeGreaterThan(before?.before ?? Number.POSITIVE_INFINITY);
    const codes = checkOrder(opening, context('REDUCING')).flatMap((denial) => (denial.code === 'reducing' ? [denial.of] : []));
    expect(codes).toEqual(['loss', 'margin']);
    expect(denialOf('reducing', opening, context('ACTIVE'))).toBeUndefined();
  });

  test('is judged by the payoff, not by what an order is called', () => {
    // The cover is sold: it closes, and leaves more to lose.
    const cover = order([leg(LONG_PUT, 'sell')], limit(-0.3), { closing: true, tradeId: 'held', quantity: 2 });
    expect(denialOf('reducing', cover, context('REDUCING'))).toMatchObject({ of: 'loss' });
    const short = order([leg(SHORT_PUT, 'buy')], limit(1.02), { closing: true, tradeId: 'held', quantity: 2 });
    expect(denialOf('reducing', short, context('REDUCING'))).toBeUndefined();
    // The other side opens and brings a credit, but loses where the first does not gain as much.
    const other = order(CALL_SPREAD, limit(-0.66), { tradeId: 'new' });
    expect(denialOf('reducing', other, context('REDUCING'))).toBeUndefined();
    // Fewer are covered in the end, or paid for at more than could be lost.
    expect(denialOf('reducing', order(SPREAD_BACK, limit(3.5), { closing: true, tradeId: 'held', quantity: 2 }), context('REDUCING'))).toMatchObject({ of: 'loss' });
  });

  test('lets every step of a flattening plan through', () => {
    const dear = order(SPREAD_BACK, limit(3.5), { closing: true, tradeId: 'held', quantity: 2, purpose: 'flatten' });
    expect(denialOf('reducing', dear, context('REDUCING'))).toBeUndefined();
  });
});

describe('the gate', () => {
  function gateIn(state: () => TradingStateName): RiskGate {
    const plain = context('ACTIVE');
    return new RiskGate({
      ...plain,
      clock: new TestClock(plain.now),
      limits: () => plain.limits,
      account: () => ({ book, working: [opening, closing] }),
      equity: () => plain.equity,
      today: () => plain.today,
      recent: () => plain.recent,
      regime: () => plain.regime,
      dayTrades: () => 0,
      stateOf: (underlying) => ({ state: underlying === 'SPY' ? state() : 'ACTIVE', because: 'a test says so' }),
      extra: ({ signalId }) => (signalId === undefined ? [] : [{ code: 'signal_gone', reason: 'it was dismissed' }]),
    });
  }

  test('looks at the state once more when the intent is on disk', () => {
    let state: TradingStateName = 'ACTIVE';
    const gate = gateIn(() => state);
    expect(gate.lastCheck(opening)).toBeNull();
    state = 'REDUCING';
    expect(gate.lastCheck(opening)).toMatchObject({ code: 'reducing' });
    expect(gate.lastCheck(closing)).toBeNull();
    state = 'HALTED';
    expect(gate.lastCheck(closing)).toMatchObject({ code: 'halted' });
    expect(gate.lastCheck({ ...closing, purpose: 'flatten' })).toBeNull();
    expect(gate.lastCheck({ ...opening, underlying: 'QQQ' })).toBeNull();
  });

  test('adds what others have to say, and previews with the same context', () => {
    const gate = gateIn(() => 'ACTIVE');
    expect(gate.check({ ...opening, signalId: 'signal' }, { book, working: [] })).toEqual([{ code: 'signal_gone', reason: 'it was dismissed' }]);
    expect(gate.context()).toMatchObject({ working: [opening, closing], equity: fromDollars(1_000_000) });
  });

  test('knows what a market or a stop order may pay', () => {
    const gate = gateIn(() => 'ACTIVE');
    const { limits } = context('ACTIVE');
    const natural = fromDollars(1.02 - 0.3);
    expect(gate.collarOf({ legs: SPREAD_BACK, terms: MARKET })).toBe(natural + fromDollars(limits.price_collar_least));
    expect(gate.collarOf({ legs: SPREAD_BACK, terms: limit(1) })).toBeNull();
  });
});
