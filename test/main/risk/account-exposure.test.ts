import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { symbolOf } from '../../../src-core/instruments/instrument.ts';
import { Book, fillTransaction } from '../../../src-core/ledger/book.ts';
import { executionFees, NO_FEE_TOTALS, scheduleOn } from '../../../src-core/ledger/fees.ts';
import { fromDollars, type Money, money, subtract } from '../../../src-core/money.ts';
import { netOf } from '../../../src-core/orders/net-price.ts';
import type { Execution, Order, OrderLeg } from '../../../src-core/orders/order.ts';
import { AccountExposure, type AccountExposureParts } from '../../../src-main/risk/account-exposure.ts';
import { collarOf } from '../../../src-main/risk/price-collar.ts';
import { LOOSE_LIMITS } from '../../support/loose-limits.ts';
import { DATE, leg, limit, MARKET, option, SHARES, stop, TEN, TestQuotes } from '../trading/trading-fixture.ts';
import { bookWith, hold, order } from './risk-world.ts';

const LONG_PUT = option('put', 630);
const SHORT_PUT = option('put', 633);
const SPREAD = [leg(LONG_PUT, 'buy'), leg(SHORT_PUT, 'sell')];
const SPREAD_BACK = [leg(LONG_PUT, 'sell'), leg(SHORT_PUT, 'buy')];
const CALL = option('call', 650);
const FEES = scheduleOn(DATE);

let quotes: TestQuotes;
let book: Book;

beforeEach(() => {
  quotes = new TestQuotes();
  quotes.set(LONG_PUT, TEN, { bid: 0.3, ask: 0.32 });
  quotes.set(SHORT_PUT, TEN, { bid: 0.98, ask: 1.02 });
  quotes.set(CALL, TEN, { bid: 0.4, ask: 0.42 });
  quotes.set(SHARES, TEN, { bid: 640, ask: 640.02 });
  book = bookWith(10_000);
});

function exposure(working: readonly Order[] = [], parts: Partial<AccountExposureParts> = {}): AccountExposure {
  const made = new AccountExposure({ quotes, spotOf: () => fromDollars(640), fees: FEES, tailMove: () => null, collarOf: (asked) => asked.collar ?? null, ...parts });
  made.refresh({ book, working });
  return made;
}

function dollars(amount: Money | null): number | null {
  return amount === null ? null : amount / 10_000;
}

describe('the worst case', () => {
  test('of a spread held is its width less the credit; of one on order that and the fees, at most', () => {
    hold(book, quotes, SPREAD, 2);
    const asked = order(SPREAD, limit(-0.66), { quantity: 2 });
    const totals = exposure([asked]).totals();
    expect(dollars(totals.worstCase)).toBe(2 * (300 - 69));
    expect(totals.leastResultWithOrders).toBe(-(totals.worstCaseWithOrders ?? 0));
    expect(totals.underlyings.SPY.worstAt).toBe(0);
    const more = (totals.worstCaseWithOrders ?? 0) - (totals.worstCase ?? 0);
    expect(more).toBeGreaterThan(fromDollars(2 * (300 - 66 + 2 * 0.7)));
    // 4 x 0.65, clearing and regulation, and 0.0000206 of a strike of 633 for what is sold.
    expect(more).toBeLessThan(fromDollars(2 * (300 - 66 + 2 * 0.71 + 1.31)));
  });

  test('of a sure gain is nothing, and its least result that gain', () => {
    hold(book, quotes, [leg(CALL, 'buy')], 1);
    quotes.set(CALL, TEN, { bid: 1.4, ask: 1.42 });
    hold(book, quotes, [leg(option('call', 650), 'sell')], 1, 'other');
    expect(exposure().totals()).toMatchObject({ worstCase: 0, worstCaseWithOrders: 0, leastResultWithOrders: fromDollars(100) });
  });

  test('is not moved by quotes', () => {
    hold(book, quotes, SPREAD, 2);
    const made = exposure([order(SPREAD, limit(-0.66))]);
    const before = made.totals();
    quotes.set(SHORT_PUT, TEN, { bid: 2.5, ask: 2.6 });
    quotes.set(LONG_PUT, TEN, { bid: null, ask: null, status: 'absent' });
    made.refresh({ book, working: [order(SPREAD, limit(-0.66))] });
    expect(made.totals().worstCase).toBe(before.worstCase);
    expect(made.totals().worstCaseWithOrders).toBe(before.worstCaseWithOrders);
  });

  test('has no bound where a call is short, or within the tail move', () => {
    const naked = order([leg(CALL, 'sell')], limit(-0.4));
    expect(exposure([naked]).totals().worstCaseWithOrders).toBeNull();
    expect(exposure().effectOf(naked)).toMatchObject({ packageLoss: null, held: { worstCaseRises: true, marginRises: true } });
    const tail = exposure([naked], { tailMove: () => 0.15 }).totals().worstCaseWithOrders;
    expect(tail).toBeGreaterThan(fromDollars((640 * 1.15 - 650) * 100 - 40));
    expect(tail).toBeLessThan(fromDollars((640 * 1.15 - 650) * 100 - 40 + 1.1));
  });

  test('counts a market order at its collar, and is not known before it has one', () => {
    const asked = order([leg(LONG_PUT, 'buy')], MARKET);
    const known = exposure([{ ...asked, collar: fromDollars(0.5) }]).totals();
    expect(known.worstCaseWithOrders).toBeGreaterThan(fromDollars(51));
    expect(known.worstCaseWithOrders).toBeLessThan(fromDollars(51.1));
    const blind = exposure([asked]).totals();
    expect(blind).toMatchObject({ worstCaseWithOrders: null, reserved: book.cash, buyingPower: 0 });
    expect(exposure().effectOf(asked)).toMatchObject({ required: null, packageLoss: null, held: { worstCaseRises: true } });
    expect(exposure([{ ...order([leg(LONG_PUT, 'buy')], stop(0.4)), collar: fromDollars(0.9) }]).totals().worstCaseWithOrders).toBeGreaterThan(fromDollars(90));
  });

  test('counts a change that is not answered and the order before it, the worse of the two', () => {
    const asked = order(SPREAD, limit(-0.66), { quantity: 4 });
    const worst = (changed: Order): Money | null => exposure([changed]).totals().worstCaseWithOrders;
    const fewer = { ...asked, pendingChange: { terms: limit(-0.5), quantity: 2 } };
    expect(worst(fewer)).toBe(worst(asked));
    const more = { ...asked, pendingChange: { terms: limit(-0.5), quantity: 6 } };
    expect(worst(more)).toBe(worst({ ...asked, terms: limit(-0.5), quantity: 6 }));
    expect(exposure([more]).totals().reserved).toBe(exposure([{ ...asked, terms: limit(-0.5), quantity: 6 }]).totals().reserved);
    // Three of the four may fill at 0.66 before the order becomes one of six at 0.70: the credit of these is 4 cents less.
    const better = { ...asked, pendingChange: { terms: limit(-0.7), quantity: 6 } };
    expect(worst(better)).toBe((worst({ ...asked, terms: limit(-0.7), quantity: 6 }) ?? 0) + fromDollars(3 * 4));
  });

  test('counts nothing paid for what is only sold, however wide its collar is', () => {
    hold(book, quotes, [leg(LONG_PUT, 'buy')], 2);
    const sold = { ...order([leg(LONG_PUT, 'sell')], MARKET, { closing: true }), collar: fromDollars(0.2) };
    const { worstCase, worstCaseWithOrders } = exposure([sold]).totals();
    // Its fees alone, an order's least.
    expect((worstCaseWithOrders ?? 0) - (worstCase ?? 0)).toBeLessThan(fromDollars(2.5));
    expect(collarOf(sold, quotes, LOOSE_LIMITS)).toBe(0);
  });
});

describe('an order', () => {
  test('that closes raises neither margin nor worst case, one that opens raises both', () => {
    hold(book, quotes, SPREAD, 2);
    const made = exposure();
    expect(made.effectOf(order(SPREAD_BACK, limit(0.7), { quantity: 2, closing: true })).held).toMatchObject({ marginRises: false, worstCaseRises: false });
    expect(made.effectOf(order(SPREAD, limit(-0.66))).held).toMatchObject({ marginRises: true, worstCaseRises: true });
    // The short alone brought back frees margin; the long alone sold takes a hedge away.
    expect(made.effectOf(order([leg(SHORT_PUT, 'buy')], limit(1.02), { closing: true })).held).toMatchObject({ marginRises: false });
    expect(made.effectOf(order([leg(LONG_PUT, 'sell')], limit(-0.3), { closing: true })).held).toMatchObject({ marginRises: true, worstCaseRises: true });
  });

  test('that would free margin with another still in flight is judged with it unfilled too', () => {
    const hedge = order([leg(LONG_PUT, 'buy')], limit(0.32));
    const short = order([leg(SHORT_PUT, 'sell')], limit(-0.98));
    expect(exposure([hedge]).effectOf(short).held.marginRises).toBe(true);
    expect(exposure([hedge]).effectOf(short).required).toBe(exposure().effectOf(short).required);
  });

  test('is covered by nothing of another order: two that one long would cover need what the second needs without it', () => {
    hold(book, quotes, [leg(LONG_PUT, 'buy')], 1);
    const short = (tradeId: string): Order => order([leg(option('put', 633), 'sell')], limit(-0.98), { tradeId });
    const more = order([leg(LONG_PUT, 'buy')], limit(0.32), { tradeId: 'more' });
    const { marginChange, after, before } = exposure([more, short('first')]).effectOf(short('second'));
    // Alone it is covered by the long that is held; beside the first by that of an order, which may not fill.
    expect(marginChange).toBe(fromDollars(300));
    expect(after.marginWithOrders - before.marginWithOrders).toBeGreaterThan(fromDollars(8_000));
  });

  test('raises what is lost where it lessens a sure gain that pays for losses elsewhere', () => {
    hold(book, quotes, [leg(SHORT_PUT, 'buy')], 1);
    quotes.set(LONG_PUT, TEN, { bid: 2.9, ask: 3 });
    hold(book, quotes, [leg(LONG_PUT, 'sell')], 1, 'other');
    // Bought for 1.00 and sold for 2.95: 195 at least. Giving it back for 1.00 leaves less than QQQ can lose.
    const back = order([leg(SHORT_PUT, 'sell'), leg(LONG_PUT, 'buy')], limit(1), { closing: true });
    expect(exposure().effectOf(back).held.worstCaseRises).toBe(false);
    const qqq = symbolOf({ kind: 'option', underlying: 'QQQ', expiry: DATE, right: 'call', strike: fromDollars(560) });
    const elsewhere = order([leg(qqq, 'buy')], limit(3), { underlying: 'QQQ' });
    expect(exposure([elsewhere]).effectOf(back).held).toMatchObject({ worstCaseRises: true, worstCase: 0 });
  });

  test('of shares without any price is margined at what it would pay', () => {
    quotes.set(SHARES, TEN, { bid: null, ask: null, status: 'absent' });
    const asked = order([leg(SHARES, 'buy')], limit(600), { quantity: 10 });
    const { marginChange } = exposure([], { spotOf: () => null }).effectOf(asked);
    expect(marginChange).toBeGreaterThanOrEqual(fromDollars(3_000));
    expect(marginChange).toBeLessThan(fromDollars(3_001));
  });

  test('leaves the underlyings it is not of alone, by identity', () => {
    const { before, after } = exposure().effectOf(order(SPREAD, limit(-0.66)));
    expect(after.underlyings.QQQ).toBe(before.underlyings.QQQ);
    expect(after.underlyings.SPY).not.toBe(before.underlyings.SPY);
  });
});

describe('Greeks and shorts', () => {
  test('are in dollars, and range over what orders may add on either side', () => {
    hold(book, quotes, [leg(CALL, 'buy')], 3);
    const buying = order([leg(LONG_PUT, 'buy')], limit(0.32), { quantity: 2 });
    const selling = order([leg(SHORT_PUT, 'sell')], limit(-0.98));
    const { SPY, QQQ } = exposure([buying, selling]).totals().underlyings;
    // Every option of the fixture has a delta of 0.5, a gamma of 0.05 and a vega of 0.1.
    expect(SPY.delta).toBeCloseTo(3 * 100 * 0.5 * 640, 6);
    expect(SPY.gamma).toBeCloseTo(3 * 100 * 0.05 * 640 * 640 * 0.01, 6);
    expect(SPY.vega).toBeCloseTo(3 * 100 * 0.1, 6);
    expect(SPY.deltaRange).toEqual([expect.closeTo(2 * 100 * 0.5 * 640, 6), expect.closeTo(5 * 100 * 0.5 * 640, 6)]);
    expect(SPY.vegaRange).toEqual([expect.closeTo(20, 6), expect.closeTo(50, 6)]);
    expect([...SPY.shorts]).toEqual([[SHORT_PUT, 1]]);
    expect(QQQ).toMatchObject({ delta: 0, deltaRange: [0, 0], margin: 0, worstCase: 0, worstAt: null });
  });

  test('are not known without a quote, and count shares one for one', () => {
    hold(book, quotes, [leg(SHARES, 'buy')], 100);
    expect(exposure().totals().underlyings.SPY).toMatchObject({ delta: 64_000, gamma: 0, vega: 0 });
    hold(book, quotes, [leg(CALL, 'buy')], 1);
    quotes = new TestQuotes();
    expect(exposure().totals().underlyings.SPY.delta).toBeNaN();
  });
});

describe('whatever is held and in flight', () => {
  const STRIKES = [630, 633, 636, 640, 644, 650];
  const symbols = STRIKES.flatMap((strike) => [option('call', strike), option('put', strike)]);
  const anyLeg = fc
    .record({ symbol: fc.constantFrom(...symbols), side: fc.constantFrom('buy' as const, 'sell' as const), ratio: fc.integer({ min: 1, max: 2 }) })
    .map(({ symbol, side, ratio }) => leg(symbol, side, ratio));
  const legs = fc.uniqueArray(anyLeg, { minLength: 1, maxLength: 3, selector: ({ symbol }) => symbol });
  const anyOrder = fc
    .record({ legs, net: fc.integer({ min: -400, max: 400 }), quantity: fc.integer({ min: 1, max: 6 }), filled: fc.integer({ min: 0, max: 2 }) })
    .map(({ legs: of, net, quantity, filled }) => order(of, { type: 'limit', limit: money(net * 100) }, { quantity: quantity + filled, filledQuantity: filled }));
  const positions = fc.array(fc.tuple(legs, fc.integer({ min: 1, max: 5 })), { maxLength: 5 });

  function quoteAll(): void {
    symbols.forEach((symbol, index) => quotes.set(symbol, TEN, { bid: 0.5 + index / 10, ask: 0.6 + index / 10 }));
  }

  function heldBook(held: readonly (readonly [readonly OrderLeg[], number])[]): Book {
    const filled = bookWith(500_000);
    for (const [index, [of, packages]] of held.entries()) hold(filled, quotes, of, packages, `held ${index}`);
    return filled;
  }

  test('what an order would do is what is there once it is in flight, and a refresh is as good as a new look', () => {
    quoteAll();
    const reused = exposure();
    fc.assert(
      fc.property(positions, fc.array(anyOrder, { maxLength: 3 }), anyOrder, (held, working, asked) => {
        book = heldBook(held);
        const inSequence = [...working, { ...asked, sequence: 1_000_000 }];
        reused.refresh({ book, working });
        expect(reused.totals()).toEqual(exposure(working).totals());
        const { after, before } = reused.effectOf(asked);
        expect(before).toEqual(reused.totals());
        expect(after).toEqual(exposure(inSequence).totals());
        reused.refresh({ book, working: inSequence });
        expect(reused.totals()).toEqual(after);
      }),
      { numRuns: 300 },
    );
  });

  test('a fill, in part or whole, at the limit or better, never makes what is booked and the worst case together worse', () => {
    quoteAll();
    const fill = fc.record({ packages: fc.integer({ min: 1, max: 4 }), better: fc.integer({ min: 0, max: 30 }), prices: fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 3, maxLength: 3 }) });
    fc.assert(
      fc.property(positions, fc.array(anyOrder, { maxLength: 2 }), legs, fc.array(fill, { minLength: 1, maxLength: 3 }), (held, others, of, fills) => {
        book = heldBook(held);
        // The order's limit is the dearest of its fills; the prices of the legs may be any.
        const nets = fills.map(({ prices }) => netOf(of, (one) => money((prices[of.indexOf(one)] ?? 0) * 100)));
        const quantity = fills.reduce((sum, { packages }) => sum + packages, 0);
        let asked = order(of, { type: 'limit', limit: money(Math.max(...nets) + (fills[0]?.better ?? 0) * 100) }, { quantity, tradeId: 'asked' });
        const atWorst = (working: readonly Order[]): number => {
          const { realised, commission, fees } = book.totals;
          const least = exposure(working).totals().leastResultWithOrders;
          return least === null ? Number.POSITIVE_INFINITY : commission + fees - realised - least;
        };
        let before = atWorst([...others, asked]);
        const executed: Execution['legs'][number][] = [];
        for (const [index, { packages, prices }] of fills.entries()) {
          const legsFilled = of.map(({ symbol, side, ratio }, at) => ({ symbol, side, quantity: ratio * packages, price: money((prices[at] ?? 0) * 100) }));
          const net = nets[index] ?? money(0);
          const evidence = { rule: 'marketable', seed: 1, optimistic: net, expected: net, pessimistic: net, quotes: [] } as const;
          const execution: Execution = { id: `${asked.id}:${asked.filledQuantity + 1}`, time: TEN, packages, net, legs: legsFilled, evidence };
          const { lines } = executionFees(FEES, legsFilled, { ...NO_FEE_TOTALS, legs: executed });
          book.post(fillTransaction(book, asked, execution, lines));
          executed.push(...legsFilled);
          asked = { ...asked, filledQuantity: asked.filledQuantity + packages };
          const after = atWorst(asked.filledQuantity === quantity ? others : [...others, asked]);
          expect(after).toBeLessThanOrEqual(before);
          before = after;
        }
      }),
      { numRuns: 500 },
    );
  });
});

test('buying power is what cash leaves after margin and what is in flight', () => {
  hold(book, quotes, SPREAD, 2);
  const asked = order(SPREAD, limit(-0.66));
  const { margin, reserved, buyingPower } = exposure([asked]).totals();
  expect(margin).toBe(fromDollars(600));
  expect(buyingPower).toBe(subtract(book.cash, money(margin + reserved)));
  const { required, available } = exposure().effectOf(asked);
  expect(required).toBe(reserved);
  expect(available).toBe(exposure().totals().buyingPower);
});

test('cannot be asked before it was refreshed', () => {
  const made = new AccountExposure({ quotes, spotOf: () => null, fees: FEES, tailMove: () => null, collarOf: () => null });
  expect(() => made.totals()).toThrow(/refresh/);
});
