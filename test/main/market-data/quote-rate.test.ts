import { expect, test } from 'vitest';
import { QuoteRate } from '../../../src-main/market-data/quote-rate.ts';

test('is nothing before two measurements, and nears a steady rate within a few seconds', () => {
  let count = 1_000_000;
  const rate = new QuoteRate(() => count);
  rate.measure(0);
  expect(rate.perSecond).toBe(0);
  for (let real = 250; real <= 12_000; real += 250) {
    count += 125;
    rate.measure(real);
  }
  expect(rate.perSecond).toBeGreaterThan(495);
  expect(rate.perSecond).toBeLessThanOrEqual(500);
  for (let real = 12_250; real <= 26_000; real += 250) rate.measure(real);
  expect(rate.perSecond).toBeLessThan(1);
});

test('does not depend on how often it is measured, and ignores a measurement of no time', () => {
  const after = (step: number): number => {
    let count = 0;
    const rate = new QuoteRate(() => count);
    for (let real = 0; real <= 3_000; real += step) {
      count = real;
      rate.measure(real);
    }
    rate.measure(3_000);
    return rate.perSecond;
  };
  expect(after(100)).toBeCloseTo(after(500), 6);
});
