import { describe, expect, test } from 'vitest';
import type { EventTime } from '../../../../src-core/calendar/event-times.ts';
import { fromDollars, money, type Money } from '../../../../src-core/money.ts';
import { MINUTE } from '../../../../src-core/time.ts';
import type { RiskContext } from '../../../../src-main/risk/pre-trade.ts';
import { leg, limit, SHARES, TEN } from '../../trading/trading-fixture.ts';
import { bookWith, CALL, type ContextParts, CALL_SPREAD, denialOf, effectOn, HIGHER_CALL, hold, order, riskContext, SPREAD, SPREAD_BACK, spreadQuotes } from '../risk-world.ts';

const quotes = spreadQuotes();

function context(parts: Partial<ContextParts> = {}): RiskContext {
  return riskContext({ book: bookWith(1_000_000), quotes, ...parts, limits: { max_loss_per_trade: 4, size_factor_normal: 1, ...parts.limits } });
}

describe('contracts of an order', () => {
  const limits = { max_contracts_per_order: 12 };

  test('are those of its largest leg; 100 shares are one', () => {
    expect(denialOf('contracts', order(SPREAD, limit(-0.66), { quantity: 12 }), context({ limits }))).toBeUndefined();
    expect(denialOf('contracts', order(SPREAD, limit(-0.66), { quantity: 13 }), context({ limits }))).toEqual({ code: 'contracts', contracts: 13, most: 12 });
    const ratio = [leg(CALL, 'buy'), leg(HIGHER_CALL, 'sell', 3)];
    expect(denialOf('contracts', order(ratio, limit(0.1), { quantity: 4 }), context({ limits }))).toBeUndefined();
    expect(denialOf('contracts', order(ratio, limit(0.1), { quantity: 5 }), context({ limits }))).toMatchObject({ contracts: 15 });
    expect(denialOf('contracts', order([leg(SHARES, 'buy')], limit(640), { quantity: 1_200 }), context({ limits }))).toBeUndefined();
    expect(denialOf('contracts', order([leg(SHARES, 'buy')], limit(640), { quantity: 1_201 }), context({ limits }))).toMatchObject({ contracts: 12.01 });
  });

  test('are no matter to what closes', () => {
    expect(denialOf('contracts', order(SPREAD_BACK, limit(0.7), { quantity: 13, closing: true }), context({ limits }))).toBeUndefined();
  });
});

describe('the loss of one trade', () => {
  const asked = order(SPREAD, limit(-0.66), { quantity: 10 });
  const loss = effectOn(context(), asked).packageLoss ?? money(0);
  /** Of which so many percent are what the order may lose. */
  const equityOf = (percent: number): Money => money(Math.ceil((loss * 100) / percent));

  test('is the width less the credit and all fees, and exactly the limit passes', () => {
    expect(loss).toBeGreaterThan(fromDollars(10 * 234 + 13));
    expect(loss).toBeLessThan(fromDollars(10 * 234 + 30));
    expect(denialOf('trade_loss', asked, context({ equity: equityOf(4) }))).toBeUndefined();
    const denial = denialOf('trade_loss', asked, context({ equity: money(equityOf(4) - 100) }));
    expect(denial).toEqual({ code: 'trade_loss', loss, most: money(Math.floor((equityOf(4) - 100) * 0.04)), percent: 4, factor: 1 });
    expect(denialOf('trade_loss', asked, context({ equity: fromDollars(-1) }))).toMatchObject({ most: 0 });
  });

  test('may be as much as the regime’s factor allows; an unknown one counts as normal', () => {
    const limits = { size_factor_low: 1.2, size_factor_normal: 0.9, size_factor_high: 0.5, size_factor_extreme: 0.25 };
    for (const [regime, factor] of [['low', 1.2], ['normal', 0.9], ['high', 0.5], ['extreme', 0.25], [null, 0.9]] as const) {
      expect(denialOf('trade_loss', asked, context({ regime, limits, equity: money(equityOf(4 * factor) + 100) }))).toBeUndefined();
      expect(denialOf('trade_loss', asked, context({ regime, limits, equity: money(equityOf(4 * factor) - 100) }))).toMatchObject({ factor });
    }
  });

  test('is less on the day of an event until that is over', () => {
    const event: EventTime = { label: 'FOMC', time: '10:30', at: TEN + 30 * MINUTE, extraVariance: 1, halfLifeMinutes: 10 };
    const limits = { event_size_factor: 0.5, event_blackout_after: 5 };
    const on = (now: number, equity: Money): RiskContext => context({ events: [event], limits, now, equity });
    expect(denialOf('trade_loss', asked, on(TEN, equityOf(2)))).toBeUndefined();
    expect(denialOf('trade_loss', asked, on(TEN, money(equityOf(2) - 100)))).toMatchObject({ factor: 0.5 });
    expect(denialOf('trade_loss', asked, on(event.at + 5 * MINUTE - 1, equityOf(4)))).toBeDefined();
    expect(denialOf('trade_loss', asked, on(event.at + 5 * MINUTE, equityOf(4)))).toBeUndefined();
  });

  test('is no matter to what closes', () => {
    const book = bookWith(1_000_000);
    hold(book, quotes, SPREAD, 10);
    const closing = order(SPREAD_BACK, limit(0.7), { quantity: 10, closing: true });
    expect(denialOf('trade_loss', closing, context({ book, equity: money(1) }))).toBeUndefined();
  });
});

describe('a loss without bound', () => {
  const naked = order([leg(CALL, 'sell')], limit(-1));
  const closed = { allow_undefined_risk: 0, tail_move: 15 };

  test('is denied where it is not allowed, of the package even when the book would cover it', () => {
    expect(denialOf('undefined_risk', naked, context({ limits: closed }))).toEqual({ code: 'undefined_risk', of: 'package', underlying: 'SPY' });
    const book = bookWith(1_000_000);
    hold(book, quotes, [leg(HIGHER_CALL, 'buy')], 1, 'other');
    expect(denialOf('undefined_risk', naked, context({ book, limits: closed }))).toMatchObject({ of: 'package' });
    expect(denialOf('undefined_risk', order(CALL_SPREAD, limit(-0.66)), context({ limits: closed }))).toBeUndefined();
  });

  test('of the book is denied too: a cover that is sold', () => {
    const book = bookWith(1_000_000);
    hold(book, quotes, CALL_SPREAD, 1);
    const cover = order([leg(HIGHER_CALL, 'sell')], limit(-0.3), { closing: true });
    expect(denialOf('undefined_risk', cover, context({ book, limits: closed }))).toEqual({ code: 'undefined_risk', of: 'book', underlying: 'SPY' });
    const short = order([leg(CALL, 'buy')], limit(1.02), { closing: true });
    expect(denialOf('undefined_risk', short, context({ book, limits: closed }))).toBeUndefined();
  });

  test('counts as that of the tail move where it is allowed', () => {
    const allowed = { allow_undefined_risk: 1, tail_move: 10 };
    const loss = effectOn(context({ limits: allowed }), naked).packageLoss ?? money(0);
    // 640 and a tenth is 704: 59 above the strike, less the credit of 1.00.
    expect(loss).toBeGreaterThan(fromDollars(5_800));
    expect(loss).toBeLessThan(fromDollars(5_803));
    const equity = money(Math.ceil(loss * 25));
    expect(denialOf('trade_loss', naked, context({ equity, limits: allowed }))).toBeUndefined();
    expect(denialOf('trade_loss', naked, context({ equity: money(equity - 100), limits: allowed }))).toMatchObject({ loss });
  });
});
