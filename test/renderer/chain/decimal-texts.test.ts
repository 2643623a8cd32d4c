import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPrice } from '../../../src-renderer/design/format.ts';
import { DecimalTexts } from '../../../src-renderer/panels/chain/decimal-texts.ts';

const text = (texts: DecimalTexts, value: number): string => texts.text(texts.units(value));

describe('DecimalTexts', () => {
  it('writes what is absent as such, and no minus before zero', () => {
    const cents = new DecimalTexts(2);
    expect(text(cents, Number.NaN)).toBe('–');
    expect(text(cents, -0.001)).toBe('0.00');
    expect(text(cents, -0.15)).toBe('−0.15');
    expect(text(cents, 1.005)).toBe('1.01');
    expect(text(cents, 17_540.25)).toBe('17540.25');
  });

  it('agrees with the formatter for every price in cents, the second time too', () => {
    const cents = new DecimalTexts(2);
    fc.assert(
      fc.property(fc.integer({ min: -5_000_000, max: 5_000_000 }), (count) => {
        expect(text(cents, count / 100)).toBe(formatPrice(count / 100, 2));
        expect(text(cents, count / 100)).toBe(formatPrice(count / 100, 2));
      }),
    );
  });

  it('has equal units exactly where the texts are equal', () => {
    const thousandths = new DecimalTexts(3);
    const value = fc.double({ min: -50, max: 50, noNaN: true });
    fc.assert(
      fc.property(value, value, (left, right) => {
        expect(thousandths.units(left) === thousandths.units(right)).toBe(text(thousandths, left) === text(thousandths, right));
      }),
    );
  });
});
