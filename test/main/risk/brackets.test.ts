import { describe, expect, test } from 'vitest';
import { fromDollars, money } from '../../../src-core/money.ts';
import type { Order } from '../../../src-core/orders/order.ts';
import type { RiskLimits } from '../../../src-core/risk/limits.ts';
import { checkOrder } from '../../../src-main/risk/pre-trade.ts';
import { oppositeLegs } from '../../../src-core/orders/opposite-legs.ts';
import { limit, stop, TEN } from '../trading/trading-fixture.ts';
import { bookWith, effectOn, hold, order, riskContext, SPREAD, spreadQuotes, TRADE } from './risk-world.ts';

const quotes = spreadQuotes();
const BACK = oppositeLegs(SPREAD);

/** Ten spreads sold for 0.66, to be bought back at 0.20, or at the market from 1.50. */
function bracket(): { readonly entry: Order; readonly target: Order; readonly stop: Order } {
  const entry = order(SPREAD, limit(-0.66), { quantity: 10, tradeId: 'bracket' });
  const exit = { quantity: 10, tradeId: 'bracket', closing: true, released: 0, group: { id: entry.id, parent: entry.id } };
  return { entry, target: order(BACK, limit(0.2), exit), stop: order(BACK, stop(1.5), { ...exit, collar: fromDollars(2) }) };
}

/** At work, with so many packages released to it. */
const working = (asked: Order, released?: number): Order => ({ ...asked, state: 'ACCEPTED', ...(released === undefined ? {} : { released }) });

function codes(asked: Order, others: readonly Order[], limits: Partial<RiskLimits> = {}, held = false): readonly string[] {
  const book = bookWith(50_000);
  if (held) hold(book, quotes, SPREAD, 10, 'bracket');
  return checkOrder(asked, riskContext({ book, quotes, working: others, limits, now: TEN })).map(({ code }) => code);
}

describe('an entry with its exits', () => {
  test('is taken where it alone is taken, and denied where it alone is denied', () => {
    const { entry, target, stop: out } = bracket();
    const loss = effectOn(riskContext({ book: bookWith(50_000), quotes }), entry).packageLoss ?? money(0);
    const percent = (of: number): number => (100 * of) / fromDollars(50_000);
    for (const most of [0.9 * loss, 1.01 * loss]) {
      const limits = { max_loss_per_trade: percent(most), size_factor_normal: 1 };
      expect(codes(entry, [target, out], limits)).toEqual(codes(entry, [], limits));
    }
    expect(codes(entry, [target, out], { max_loss_per_trade: percent(0.9 * loss), size_factor_normal: 1 })).toEqual(['trade_loss']);
    for (const exit of [target, out]) expect(codes(exit, [entry, exit === target ? out : target])).toEqual([]);
  });

  test('puts nothing more at stake while the exits wait', () => {
    const { entry, target, stop: out } = bracket();
    const alone = effectOn(riskContext({ book: bookWith(50_000), quotes, working: [working(entry)] }), order(SPREAD, limit(-0.66))).before;
    const together = effectOn(riskContext({ book: bookWith(50_000), quotes, working: [working(entry), working(target), working(out)] }), order(SPREAD, limit(-0.66))).before;
    expect(together).toEqual(alone);
  });

  test('counts at what a stop may cost where that is more than the package can lose', () => {
    const { entry, stop: out } = bracket();
    const dear = { ...out, terms: stop(3.5), collar: fromDollars(4) };
    const effect = (exits: readonly Order[]) => effectOn(riskContext({ book: bookWith(50_000), quotes, working: exits }), entry);
    // Sold for 0.66 and bought back for 4.00, and the charges of both.
    expect(effect([dear]).packageLoss ?? 0).toBeGreaterThan(fromDollars(10 * 334));
    expect(effect([dear]).packageLoss ?? 0).toBeLessThan(fromDollars(10 * 334 + 60));
    expect(effect([out]).packageLoss).toBe(effect([]).packageLoss);
    // A change to it is looked at as the entry would be.
    const limits = { max_loss_per_trade: (100 * 3_000) / 50_000, size_factor_normal: 1 };
    const context = riskContext({ book: bookWith(50_000), quotes, working: [working(entry)], limits });
    const change = (terms: Order['terms'], collar: number) => checkOrder({ ...working(out), terms, collar: fromDollars(collar) }, { ...context, changing: working(out) }).map(({ code }) => code);
    expect(change(stop(3.5), 4)).toEqual(['trade_loss']);
    expect(change(stop(1.2), 1.7)).toEqual([]);
  });
});

describe('exits of what is held', () => {
  const { target, stop: out } = bracket();
  const resting = [working(target, 10), working(out, 10)];

  test('are one close, not two', () => {
    const book = bookWith(50_000);
    hold(book, quotes, SPREAD, 10, 'bracket');
    const measured = (others: readonly Order[]) => effectOn(riskContext({ book, quotes, working: others }), order(SPREAD, limit(-0.66), { tradeId: TRADE })).before;
    const [both, one, none] = [measured(resting), measured(resting.slice(1)), measured([])];
    expect(both.marginWithOrders).toBe(one.marginWithOrders);
    expect(both.worstCaseWithOrders).toBe(none.worstCaseWithOrders);
    expect(both.reserved).toBeLessThanOrEqual(one.reserved * 1.001);
    expect(both.underlyings.SPY.deltaRange).toEqual(one.underlyings.SPY.deltaRange);
  });

  test('may be changed beside each other, and leave nothing for another close', () => {
    const changed = { ...working(out, 10), terms: stop(1.4), collar: fromDollars(1.9) };
    expect(codes(changed, [working(target, 10)], {}, true)).toEqual([]);
    expect(codes(order(BACK, limit(0.3), { quantity: 1, tradeId: 'bracket', closing: true }), resting, {}, true)).toEqual(['more_than_held', 'more_than_held']);
    expect(codes(order(BACK, limit(0.3), { quantity: 10, tradeId: 'bracket', closing: true }), [], {}, true)).toEqual([]);
  });
});
