import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  CENT,
  formatMoney,
  fromDollars,
  money,
  negate,
  parseMoney,
  roundToTick,
  subtract,
  times,
  toDollars,
} from '../../src-core/money.ts';

const amounts = fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 }).map(money);

describe('money', () => {
  it('takes whole ten-thousandths and nothing else', () => {
    expect(money(12_345)).toBe(12_345);
    expect(Object.is(money(-0), 0)).toBe(true);
    for (const wrong of [0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER + 1]) {
      expect(() => money(wrong)).toThrow(RangeError);
    }
    expect(() => add(money(Number.MAX_SAFE_INTEGER), money(1))).toThrow(RangeError);
    expect(() => times(money(1), 0.5)).toThrow(RangeError);
  });

  it('rounds dollars to the nearest ten-thousandth, halves away from zero', () => {
    expect(fromDollars(1.00005)).toBe(10_001);
    expect(fromDollars(-1.00005)).toBe(-10_001);
    expect(fromDollars(1.00004)).toBe(10_000);
    expect(fromDollars(0.1 + 0.2)).toBe(3_000);
    expect(Object.is(fromDollars(-0.00001), 0)).toBe(true);
    expect(() => fromDollars(Number.NaN)).toThrow(RangeError);
  });

  it('rounds to a tick, halves away from zero', () => {
    expect([14_949, 14_950, -14_949, -14_950, 0].map((units) => roundToTick(money(units), CENT))).toEqual([
      14_900, 15_000, -14_900, -15_000, 0,
    ]);
    expect(roundToTick(money(17_500), money(500))).toBe(17_500);
  });

  it('reads decimals of at most four places', () => {
    expect(['12', '-0.5', ' 1.2345 ', '-0', '0.0001', '007.10'].map(parseMoney)).toEqual([120_000, -5_000, 12_345, 0, 1, 71_000]);
    for (const wrong of ['', '.5', '1.', '1.23456', '1e3', '+1', '1,000', '$1', '--1', '99999999999999999', 'NaN']) {
      expect(() => parseMoney(wrong), wrong).toThrow(RangeError);
    }
  });

  it('writes plain decimals', () => {
    expect(formatMoney(money(12_345))).toBe('1.23');
    expect(formatMoney(money(12_350))).toBe('1.24');
    expect(formatMoney(money(-12_350))).toBe('-1.24');
    expect(formatMoney(money(-12_345), 4)).toBe('-1.2345');
    expect(formatMoney(money(12_345), 3)).toBe('1.235');
    expect(formatMoney(money(-49))).toBe('0.00');
    expect(formatMoney(money(99_999))).toBe('10.00');
    expect(formatMoney(money(10_000_000_000))).toBe('1000000.00');
  });

  it('reads what it writes', () => {
    fc.assert(
      fc.property(amounts, (amount) => {
        expect(parseMoney(formatMoney(amount, 4))).toBe(amount);
        expect(fromDollars(toDollars(amount))).toBe(amount);
      }),
    );
  });

  it('adds exactly', () => {
    fc.assert(
      fc.property(fc.array(amounts, { maxLength: 20 }), amounts, (list, amount) => {
        const exact = list.reduce((sum, each) => sum + BigInt(each), 0n);
        expect(BigInt(add(...list))).toBe(exact);
        expect(subtract(add(...list, amount), amount)).toBe(add(...list));
        expect(add(amount, negate(amount))).toBe(0);
        expect(times(amount, 3)).toBe(add(amount, amount, amount));
      }),
    );
  });

  it('rounds to the nearest tick', () => {
    fc.assert(
      fc.property(amounts, fc.constantFrom(1, 100, 500, 2_500), (amount, tick) => {
        const rounded = roundToTick(amount, money(tick));
        expect(Math.abs(rounded % tick)).toBe(0);
        expect(Math.abs(rounded - amount) * 2).toBeLessThanOrEqual(tick);
        expect(roundToTick(negate(amount), money(tick))).toBe(negate(rounded));
      }),
    );
  });
});
