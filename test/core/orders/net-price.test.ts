import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InstrumentSymbol } from '../../../src-core/instruments/instrument.ts';
import { QUOTE_STATUSES } from '../../../src-core/market/chain.ts';
import { isTradable } from '../../../src-core/market/quote-status.ts';
import type { Quote } from '../../../src-core/market/quote.ts';
import { money } from '../../../src-core/money.ts';
import { allocateLegs, crossingFraction, expectedNet, netOf, packageQuote, type PackageQuote } from '../../../src-core/orders/net-price.ts';
import type { OrderLeg } from '../../../src-core/orders/order.ts';
import { greatestCommonDivisor } from '../../../src-core/orders/ratio.ts';
import { leg, option, PUT_SPREAD, quote } from './examples.ts';

type Quotes = ReadonlyMap<InstrumentSymbol, Quote>;
const from = (quotes: Quotes) => (symbol: InstrumentSymbol) => quotes.get(symbol) ?? null;

const SPREAD_QUOTES: Quotes = new Map([
  [option(640, 'put'), quote(12_000, 12_400, { bidSize: 7, askSize: 30 })],
  [option(638, 'put'), quote(4_000, 4_200, { bidSize: 2, askSize: 9 })],
]);

function quoted(legs: readonly OrderLeg[], quotes: Quotes): PackageQuote {
  const { quote: found } = packageQuote(legs, from(quotes));
  if (!found) throw new Error('expected a quote');
  return found;
}

describe('packageQuote', () => {
  it('buys at the ask and sells at the bid', () => {
    expect(quoted(PUT_SPREAD, SPREAD_QUOTES)).toEqual({ natural: -7_800, opposite: -8_400, mid: -8_100, halfSpread: 300, size: 7 });
  });

  it('weighs price and size by ratio', () => {
    const backspread = [leg('sell', option(640, 'put')), leg('buy', option(638, 'put'), 2)];
    expect(quoted(backspread, SPREAD_QUOTES)).toMatchObject({ natural: -3_600, opposite: -4_400, size: 4 });
  });

  it('has the size of the legs that give one, and none when none does', () => {
    const quotes = new Map(SPREAD_QUOTES).set(option(638, 'put'), quote(4_000, 4_200, { askSize: Number.NaN }));
    expect(quoted(PUT_SPREAD, quotes).size).toBe(7);
    quotes.set(option(640, 'put'), quote(12_000, 12_400, { bidSize: Number.NaN }));
    expect(quoted(PUT_SPREAD, quotes).size).toBeNaN();
  });

  it('names the leg that keeps it from being quoted', () => {
    const symbol = option(638, 'put');
    const withLeg = (bad: Quote) => packageQuote(PUT_SPREAD, from(new Map(SPREAD_QUOTES).set(symbol, bad)));
    for (const status of QUOTE_STATUSES) {
      if (isTradable(status)) continue;
      expect(withLeg(quote(4_000, 4_200, { status }))).toEqual({ quote: null, problem: { symbol, reason: status } });
    }
    expect(withLeg(quote(null, 4_200))).toEqual({ quote: null, problem: { symbol, reason: 'absent' } });
    expect(packageQuote([leg('buy', option(1, 'call'))], from(SPREAD_QUOTES)).problem?.reason).toBe('unlisted');
    expect(withLeg(quote(4_000, 4_200, { status: 'below_intrinsic' })).quote).not.toBeNull();
  });
});

describe('expectedNet', () => {
  it('moves from the mid by the part of the half-spread, to the cent against the trader', () => {
    const spread = quoted(PUT_SPREAD, SPREAD_QUOTES);
    // -0.81 + 0.66 × 0.03 = -0.7902: a credit of 0.79.
    expect(expectedNet(spread, crossingFraction(2))).toBe(-7_900);
    expect(expectedNet(spread, 0)).toBe(-8_100);
    expect(expectedNet(spread, 1)).toBe(-7_800);
    // -0.81 + 0.4 × 0.03 = -0.798: not a credit of 0.80.
    expect(expectedNet(spread, 0.4)).toBe(-7_900);
    // 0.66 × 1.00 is a whole number of cents and stays one.
    expect(expectedNet({ natural: money(20_000), opposite: money(0), mid: money(10_000), halfSpread: money(10_000), size: 1 }, 0.66)).toBe(16_600);
    expect([1, 2, 3, 4].map(crossingFraction)).toEqual([0.75, 0.66, 0.61, 0.56]);
  });
});

/** One to four legs with quotes in cents, ratios up to `ratio`. */
function packages(ratio: number): fc.Arbitrary<{ legs: readonly OrderLeg[]; quotes: Quotes }> {
  const legArbitrary = fc.record({
    buy: fc.boolean(),
    ratio: fc.integer({ min: 1, max: ratio }),
    bid: fc.integer({ min: 0, max: 500 }),
    spread: fc.integer({ min: 1, max: 30 }),
  });
  return fc
    .array(legArbitrary, { minLength: 1, maxLength: 4 })
    .map((drawn) => {
      const divisor = greatestCommonDivisor(drawn.map((one) => one.ratio));
      const legs = drawn.map((one, index) => leg(one.buy ? 'buy' : 'sell', option(600 + index, 'call'), one.ratio / divisor));
      const quotes = new Map(legs.map(({ symbol }, index) => {
        const { bid, spread } = drawn[index] ?? { bid: 0, spread: 1 };
        return [symbol, quote(bid * 100, (bid + spread) * 100)] as const;
      }));
      return { legs, quotes };
    });
}

function netAt(legs: readonly OrderLeg[], prices: readonly number[]): number {
  return netOf(legs, (one) => money(prices[legs.indexOf(one)] ?? Number.NaN));
}

describe('any package', () => {
  it('has its mid between its two sides and the mirrored package the mirrored quote', () => {
    fc.assert(
      fc.property(packages(5), fc.double({ min: 0, max: 1, noNaN: true }), ({ legs, quotes }, fraction) => {
        const there = quoted(legs, quotes);
        const back = quoted(legs.map((one) => leg(one.side === 'buy' ? 'sell' : 'buy', one.symbol, one.ratio)), quotes);
        expect(back.natural).toBe(money(-there.opposite));
        expect(back.mid).toBe(money(-there.mid));
        expect(there.opposite).toBeLessThan(there.mid);
        expect(there.natural).toBe(there.mid + there.halfSpread);
        const expected = expectedNet(there, fraction);
        expect(expected % 100).toBe(expected < 0 ? -0 : 0);
        expect(expected).toBeGreaterThanOrEqual(there.mid);
        expect(expected).toBeLessThanOrEqual(there.natural);
      }),
      { numRuns: 500 },
    );
  });

  it('divides a net between its sides over its legs exactly, inside every bid and ask', () => {
    fc.assert(
      fc.property(packages(5), fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean(), ({ legs, quotes }, part, inCents) => {
        const { natural, opposite } = quoted(legs, quotes);
        const within = Math.round((opposite + part * (natural - opposite)) / (inCents ? 100 : 1)) * (inCents ? 100 : 1);
        const prices = allocateLegs(legs, money(within), from(quotes));
        expect(netAt(legs, prices)).toBe(money(within));
        // Ratios such as 2:3 cannot make a net of one ten-thousandth off a side.
        if (!inCents && Math.min(within - opposite, natural - within) < 20) return;
        legs.forEach(({ symbol }, index) => {
          expect(prices[index]).toBeGreaterThanOrEqual(quotes.get(symbol)?.bid ?? Number.NaN);
          expect(prices[index]).toBeLessThanOrEqual(quotes.get(symbol)?.ask ?? Number.NaN);
        });
      }),
      { numRuns: 2_000 },
    );
  });

  it('divides a net beyond its sides exactly, never below zero', () => {
    fc.assert(
      fc.property(packages(3), fc.integer({ min: -2_000, max: 2_000 }), ({ legs, quotes }, cents) => {
        const net = money(quoted(legs, quotes).mid + cents * 100);
        const sides = new Set(legs.map((one) => one.side));
        fc.pre(sides.size === 2 || (sides.has('buy') ? net >= 100 : net <= -100));
        const prices = allocateLegs(legs, net, from(quotes));
        expect(netAt(legs, prices)).toBe(net);
        for (const price of prices) expect(price).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('allocateLegs', () => {
  it('moves each leg by its own half-spread', () => {
    // A third of the way from -0.81 to -0.78: 0.0667 of 0.02 and 0.0333 of 0.01.
    expect(allocateLegs(PUT_SPREAD, money(-8_000), from(SPREAD_QUOTES))).toEqual([12_133, 4_133]);
    expect(allocateLegs(PUT_SPREAD, money(-7_800), from(SPREAD_QUOTES))).toEqual([12_000, 4_200]);
  });

  it('lets no rounding push a leg past its ask', () => {
    const legs = [600, 601, 602, 603].map((strike) => leg('buy', option(strike, 'call')));
    const quotes = new Map(legs.map(({ symbol }, index) => [symbol, quote(1_000, index < 3 ? 1_600 : 1_200)]));
    // Rounded, the parts 0.6, 0.6, 0.6 and 0.2 of the two missing units are three.
    const prices = allocateLegs(legs, money(5_998), from(quotes));
    expect(netAt(legs, prices)).toBe(5_998);
    expect(prices[3]).toBeLessThanOrEqual(1_200);
  });

  it('says when no prices can make the net', () => {
    const call = [leg('buy', option(640, 'put'))];
    expect(() => allocateLegs(call, money(-100), from(SPREAD_QUOTES))).toThrow('no leg prices of 0 or more add up to a net of -0.0100');
    expect(() => allocateLegs([leg('buy', option(1, 'call'))], money(100), from(SPREAD_QUOTES))).toThrow('no usable quote');
  });
});
