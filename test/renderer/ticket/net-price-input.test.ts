import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CENT, fromDollars, money } from '../../../src-core/money.ts';
import { netPriceOf, parseNetPrice, roundNet, sideOf, stepNet } from '../../../src-renderer/panels/ticket/net-price-input.ts';

const cents = fc.integer({ min: -999_999, max: 999_999 }).map((count) => money(count * CENT));

describe('a typed net price', () => {
  it('is a net debit on the side it stands on', () => {
    expect(parseNetPrice('0.78', 'credit')).toEqual({ net: fromDollars(-0.78) });
    expect(parseNetPrice(' 1.2 ', 'debit')).toEqual({ net: fromDollars(1.2) });
    expect(parseNetPrice('.5', 'debit')).toEqual({ net: fromDollars(0.5) });
    expect(parseNetPrice('0.780', 'debit')).toEqual({ net: fromDollars(0.78) });
  });
  it('may name its side, which then wins', () => {
    expect(parseNetPrice('0.78c', 'debit')).toEqual({ net: fromDollars(-0.78) });
    expect(parseNetPrice('0.78 Debit', 'credit')).toEqual({ net: fromDollars(0.78) });
  });
  it.each(['', 'abc', '-0.78', '−0.78', '1,20', '0.785', '1e3', '12345678'])('refuses %j with words', (text) => {
    const parsed = parseNetPrice(text, 'debit');
    expect('problem' in parsed && parsed.problem.length > 10).toBe(true);
  });
  it('comes back as it was shown', () => {
    fc.assert(
      fc.property(cents, fc.constantFrom('debit' as const, 'credit' as const), (net, whenEven) => {
        const { text, side } = netPriceOf(net, whenEven);
        expect(text).not.toMatch(/[-−]/);
        expect(parseNetPrice(text, side)).toEqual({ net });
      }),
    );
  });
});

describe('stepping', () => {
  it('makes the number shown larger on either side, and goes through zero to the other', () => {
    expect(stepNet(fromDollars(-0.78), 1)).toBe(fromDollars(-0.79));
    expect(stepNet(fromDollars(1.2), 1)).toBe(fromDollars(1.21));
    expect(stepNet(fromDollars(0), -1, 'credit')).toBe(fromDollars(0.01));
    expect(sideOf(fromDollars(0), 'credit')).toBe('credit');
  });
  it('up and down are inverse', () => {
    fc.assert(
      fc.property(cents, (net) => {
        const side = sideOf(net);
        const up = stepNet(net, 1, side);
        expect(stepNet(up, -1, side)).toBe(net);
      }),
    );
  });
});

it('rounds to the nearest cent, a tie to the better price', () => {
  expect(roundNet(fromDollars(1.205))).toBe(fromDollars(1.2));
  expect(roundNet(fromDollars(-0.785))).toBe(fromDollars(-0.79));
  expect(roundNet(fromDollars(-0.7543))).toBe(fromDollars(-0.75));
});
