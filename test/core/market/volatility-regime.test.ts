import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextRegime, REGIME_RULES, VOLATILITY_REGIMES, type VolatilityRegime } from '../../../src-core/market/volatility-regime.ts';

const walk = (vix: readonly number[]) => vix.map(((regime: VolatilityRegime | null) => (value: number) => (regime = nextRegime(regime, value)))(null));

test('the first VIX decides by the boundaries alone', () => {
  expect([14.99, 15, 24.99, 25, 34.99, 35].map((vix) => nextRegime(null, vix))).toEqual(['low', 'normal', 'normal', 'high', 'high', 'extreme']);
  expect(nextRegime(null, Number.NaN)).toBeNull();
});

test('a boundary is crossed upwards at once and downwards only a band below it', () => {
  expect(walk([24.9, 25, 24.9, 24.51, Number.NaN, 24.49, 24.9, 25])).toEqual(['normal', 'high', 'high', 'high', 'high', 'normal', 'normal', 'high']);
  expect(walk([40, 14.8, 14.4])).toEqual(['extreme', 'normal', 'low']);
});

test('a VIX within the band of a boundary flips a regime once at most, and never to a calmer one than it is', () => {
  const around = fc.constantFrom(...REGIME_RULES.from).chain((boundary) => fc.array(fc.double({ min: boundary - REGIME_RULES.band, max: boundary + 5, noNaN: true }), { minLength: 1 }));
  fc.assert(
    fc.property(around, (vix) => {
      const regimes = walk(vix);
      const changes = regimes.filter((regime, index) => index > 0 && regime !== regimes[index - 1]).length;
      expect(changes).toBeLessThanOrEqual(1);
      regimes.forEach((regime, index) => {
        const plain = nextRegime(null, vix[index] ?? Number.NaN);
        expect(VOLATILITY_REGIMES.indexOf(regime ?? 'low')).toBeGreaterThanOrEqual(VOLATILITY_REGIMES.indexOf(plain ?? 'low'));
      });
    }),
  );
});

test('wilder markets have smaller sizes', () => {
  expect(VOLATILITY_REGIMES.map((regime) => REGIME_RULES.factors[regime])).toEqual([1.2, 1, 0.7, 0.5]);
});
