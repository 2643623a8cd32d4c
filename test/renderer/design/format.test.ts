import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromDollars, money } from '../../../src-core/money.ts';
import {
  formatCount,
  formatCountdown,
  formatDollars,
  formatPrice,
  formatProbability,
  formatSigned,
  formatSignedAmount,
  formatSignedDollars,
  formatTime,
} from '../../../src-renderer/design/format.ts';

describe('formatPrice', () => {
  it('writes decimals, a true minus and a dash for what is absent', () => {
    expect([612.27, -0.15, 0, null, Number.NaN].map((value) => formatPrice(value))).toEqual(['612.27', '−0.15', '0.00', '–', '–']);
    expect(formatPrice(612, 0)).toBe('612');
  });
  it('never writes a minus before zero', () => {
    expect(formatPrice(-0.004)).toBe('0.00');
    expect(formatSigned(-0.004)).toBe('0.00');
    expect(formatCount(-0.4)).toBe('0');
  });
});

it('never writes what is merely improbable as impossible, nor what is likely as certain', () => {
  expect([0, 0.0004, 0.0005, 0.613, 0.9994, 0.9996, 1, null].map(formatProbability)).toEqual(['0.0 %', '<0.1 %', '0.1 %', '61.3 %', '99.9 %', '>99.9 %', '100.0 %', '–']);
});

it('signs what is above and below zero', () => {
  expect([3.14, -0.44, 0, null].map((value) => formatSigned(value))).toEqual(['+3.14', '−0.44', '0.00', '–']);
});

it('groups counts', () => {
  expect([0, 999, 1000, 8412, -1_204_000, null].map(formatCount)).toEqual(['0', '999', '1,000', '8,412', '−1,204,000', '–']);
});

describe('dollars', () => {
  it('groups, signs and tells absence', () => {
    expect([1234.56, -224.76, 0, 1_000_000].map((value) => formatDollars(fromDollars(value)))).toEqual(['$1,234.56', '−$224.76', '$0.00', '$1,000,000.00']);
    expect([58, -12.4, 0].map((value) => formatSignedDollars(fromDollars(value)))).toEqual(['+$58.00', '−$12.40', '$0.00']);
    expect(formatSignedAmount(fromDollars(-1240.1))).toBe('−1,240.10');
    expect([formatDollars(null), formatSignedDollars(null), formatSignedAmount(null)]).toEqual(['–', '–', '–']);
  });
  it('gives no sign to what rounds to zero', () => {
    expect(formatSignedDollars(money(3))).toBe('$0.00');
    expect(formatSignedDollars(money(-3))).toBe('$0.00');
  });
  it('can be read back to the cent', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e11, max: 1e11 }), (cents) => {
        const text = formatSignedDollars(money(cents * 100)).replace('−', '-').replace(/[$,+]/g, '');
        expect(Math.round(Number(text) * 100)).toBe(cents);
      }),
    );
  });
});

describe('times', () => {
  it('are New York times of day, in summer and in winter', () => {
    expect(formatTime(Date.parse('2026-08-21T17:42:07Z'))).toBe('13:42:07');
    expect(formatTime(Date.parse('2026-12-21T17:42:07Z'))).toBe('12:42:07');
    expect(formatTime(Date.parse('2026-08-21T04:00:00Z'))).toBe('00:00:00');
    expect(formatTime(null)).toBe('–');
  });
  it('count down to zero and no further', () => {
    expect([8_273_000, 8_272_001, 59_000, 1, 0, -5, null].map(formatCountdown)).toEqual(['2:17:53', '2:17:53', '0:00:59', '0:00:01', '0:00:00', '0:00:00', '–']);
  });
});
