import { describe, expect, test } from 'vitest';
import type { QuoteSource } from '../../../../src-core/market/quote.ts';
import { fromDollars, money, type Money } from '../../../../src-core/money.ts';
import { LIMITS, type LimitName } from '../../../../src-core/risk/limits.ts';
import type { RiskContext } from '../../../../src-main/risk/pre-trade.ts';
import { LOOSE_LIMITS } from '../../../support/loose-limits.ts';
import { leg, limit } from '../../trading/trading-fixture.ts';
import { bookWith, CALL, CALL_SPREAD, type ContextParts, denialOf, effectOn, hold, LONG_PUT, order, riskContext, SHORT_PUT, SPREAD, SPREAD_BACK, spreadQuotes } from '../risk-world.ts';

const quotes = spreadQuotes();

function context(parts: Partial<ContextParts> = {}): RiskContext {
  return riskContext({ book: bookWith(1_000_000), quotes, equity: fromDollars(100_000_000), ...parts });
}

/** The least equity of which that percentage is so much. */
function equityFor(amount: Money, percent: number): Money {
  return money(Math.ceil((amount * 100) / percent));
}

describe('margin used', () => {
  const working = [order(SPREAD, limit(-0.66), { quantity: 2, tradeId: 'working' })];
  const asked = order(SPREAD, limit(-0.66), { quantity: 3, tradeId: 'asked' });
  const limits = { max_margin_use: 60 };

  test('is that of what is held, on order and of the order itself', () => {
    const book = bookWith(1_000_000);
    hold(book, quotes, SPREAD, 1, 'held');
    const margin = fromDollars(6 * 300);
    expect(denialOf('margin_use', asked, context({ book, working, limits, equity: equityFor(margin, 60) }))).toBeUndefined();
    const less = money(equityFor(margin, 60) - 10_000);
    expect(denialOf('margin_use', asked, context({ book, working, limits, equity: less }))).toEqual({
      code: 'margin_use',
      margin,
      most: money(Math.floor(less * 0.6)),
    });
    const back = order(SPREAD_BACK, limit(0.7), { closing: true, tradeId: 'held' });
    expect(denialOf('margin_use', back, context({ book, working, limits, equity: money(1) }))).toBeUndefined();
  });
});

describe('positions', () => {
  const book = bookWith(1_000_000);
  hold(book, quotes, SPREAD, 5, 'first');
  hold(book, quotes, SPREAD, 1, 'second');
  const working = [
    order(SPREAD, limit(-0.66), { tradeId: 'third' }),
    order(SPREAD, limit(-0.66), { tradeId: 'second' }),
    order(SPREAD_BACK, limit(0.7), { tradeId: 'first', closing: true }),
  ];
  const asked = order(SPREAD, limit(-0.66), { tradeId: 'fourth' });

  test('are trades held or on order, of an underlying and of all', () => {
    expect(denialOf('positions', asked, context({ book, working, limits: { max_positions_per_underlying: 4, max_positions: 4 } }))).toBeUndefined();
    expect(denialOf('positions', asked, context({ book, working, limits: { max_positions_per_underlying: 3 } }))).toEqual({ code: 'positions', of: 'SPY', positions: 4, most: 3 });
    expect(denialOf('positions', asked, context({ book, working, limits: { max_positions: 3 } }))).toEqual({ code: 'positions', of: 'book', positions: 4, most: 3 });
    const elsewhere = working.map((other) => ({ ...other, underlying: other.tradeId === 'third' ? ('QQQ' as const) : other.underlying }));
    expect(denialOf('positions', asked, context({ book, working: elsewhere, limits: { max_positions_per_underlying: 3 } }))).toBeUndefined();
  });

  test('are not made more by what adds to one, or reduces', () => {
    const limits = { max_positions_per_underlying: 1, max_positions: 1 };
    expect(denialOf('positions', order(SPREAD_BACK, limit(0.7), { tradeId: 'first', closing: true }), context({ book, limits }))).toBeUndefined();
    const more = order(SPREAD, limit(-0.66), { tradeId: 'first' });
    expect(denialOf('positions', more, context({ book, limits: { max_positions: 2 } }))).toBeUndefined();
  });
});

describe('Greeks of the book, whatever part of the orders fills', () => {
  const LIMITS_OF: readonly (readonly ['delta' | 'gamma' | 'vega', LimitName])[] = [['delta', 'max_delta'], ['gamma', 'max_gamma'], ['vega', 'max_vega']];
  const buy = order([leg(CALL, 'buy')], limit(1.02), { quantity: 4, tradeId: 'bought' });
  const sell = order([leg(CALL, 'sell')], limit(-1), { quantity: 4, tradeId: 'sold' });

  test.each(LIMITS_OF)('%s', (greek, name) => {
    const range = `${greek}Range` as const;
    const { after } = effectOn(context(), buy);
    const [, high] = after.underlyings.SPY[range];
    expect(high).toBeGreaterThan(0);
    const percent = LIMITS[name].initial;
    const limits = { [name]: percent };
    const enough = equityFor(money(Math.ceil(high * 10_000)), percent);
    const little = money(Math.floor(enough * 0.999));
    expect(denialOf('greek', buy, context({ limits, equity: enough }))).toBeUndefined();
    const denial = denialOf('greek', buy, context({ limits, equity: little }));
    expect(denial).toMatchObject({ greek, dollars: money(Math.ceil(high * 10_000)) });
    // What is sold may fill alone; what was bought before it is no cover.
    expect(denialOf('greek', sell, context({ limits, equity: little, working: [{ ...buy, quantity: 2 }] }))).toMatchObject({ greek, dollars: money(-Math.ceil(high * 10_000)) });
    // Outside already, but not further out by this one.
    expect(denialOf('greek', { ...sell, quantity: 1 }, context({ limits, equity: little, working: [{ ...buy, quantity: 8 }] }))).toBeUndefined();
  });

  test('that are not known exceed nothing', () => {
    const blind: QuoteSource = {
      quote: (symbol) => {
        const quote = quotes.quote(symbol);
        return quote === null ? null : { ...quote, delta: Number.NaN };
      },
    };
    expect(denialOf('greek', buy, context({ quotes: blind, limits: { max_delta: 1 }, equity: fromDollars(10_000) }))).toBeUndefined();
    expect(denialOf('greek', buy, context({ limits: { max_delta: 1 }, equity: fromDollars(10_000) }))).toBeDefined();
  });
});

describe('concentration', () => {
  const working = [order(SPREAD, limit(-0.66), { quantity: 2, tradeId: 'working' })];
  const asked = order(CALL_SPREAD, limit(-0.66), { quantity: 1, tradeId: 'asked' });

  test('is the worst case of one underlying with everything in flight', () => {
    const limits = { max_underlying_risk: 12 };
    const { before, after } = effectOn(context({ working, limits }), order(SPREAD, limit(-0.66), { tradeId: 'asked' }));
    const loss = after.underlyings.SPY.worstCaseWithOrders ?? money(0);
    expect(loss).toBeGreaterThan(before.underlyings.SPY.worstCaseWithOrders ?? 0);
    const more = order(SPREAD, limit(-0.66), { tradeId: 'asked' });
    expect(denialOf('underlying_risk', more, context({ working, limits, equity: equityFor(loss, 12) }))).toBeUndefined();
    expect(denialOf('underlying_risk', more, context({ working, limits, equity: money(equityFor(loss, 12) - 100) }))).toMatchObject({ underlying: 'SPY', loss });
    // The other wing loses where this one gains: it raises nothing but its own.
    expect(denialOf('underlying_risk', asked, context({ working, limits, equity: equityFor(loss, 12) }))).toBeUndefined();
  });

  test('is the short contracts of one strike and right', () => {
    const limits = { max_contracts_per_strike: 6 };
    const book = bookWith(1_000_000);
    hold(book, quotes, SPREAD, 3, 'held');
    expect(denialOf('strike_contracts', order(SPREAD, limit(-0.66)), context({ book, working, limits }))).toBeUndefined();
    expect(denialOf('strike_contracts', order(SPREAD, limit(-0.66), { quantity: 2 }), context({ book, working, limits }))).toEqual({
      code: 'strike_contracts',
      symbol: SHORT_PUT,
      contracts: 7,
      most: 6,
    });
    expect(denialOf('strike_contracts', order([leg(LONG_PUT, 'buy')], limit(0.32), { quantity: 9 }), context({ book, working, limits }))).toBeUndefined();
  });
});

test('what raises neither worst case nor margin is held up by no limit of the book', () => {
  const book = bookWith(1_000_000);
  hold(book, quotes, SPREAD, 5, 'held');
  const tightest = { ...LOOSE_LIMITS, max_positions: 1, max_positions_per_underlying: 1, max_margin_use: 1, max_delta: 1, max_gamma: 1, max_vega: 0.01, max_underlying_risk: 0.1, max_day_risk: 0.1, daily_loss_limit: 0.1 };
  const lost = { realised: fromDollars(-900), commission: fromDollars(5), fees: fromDollars(1) };
  const closing = order(SPREAD_BACK, limit(0.7), { quantity: 5, closing: true, tradeId: 'held' });
  const parts = { book, limits: tightest, equity: fromDollars(1_000), today: lost };
  for (const code of ['positions', 'margin_use', 'greek', 'underlying_risk', 'day_at_worst', 'day_loss', 'undefined_risk'] as const) {
    expect(denialOf(code, closing, context(parts)), code).toBeUndefined();
  }
  // The same package the other way is held up by most of them.
  const opening = order(SPREAD, limit(-0.66), { quantity: 5, tradeId: 'more' });
  for (const code of ['positions', 'margin_use', 'underlying_risk', 'day_at_worst', 'day_loss'] as const) {
    expect(denialOf(code, opening, context(parts)), code).toBeDefined();
  }
});
