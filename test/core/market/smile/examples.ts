import fc from 'fast-check';
import { fitSmile, type FittedSmile } from '../../../../src-core/market/smile/fit-smile.ts';
import type { LognormalMixture } from '../../../../src-core/market/smile/lognormal-mixture.ts';
import type { SmilePoints } from '../../../../src-core/market/smile/smile-points.ts';
import { density } from '../../../../src-core/pricing/normal.ts';

export const HOUR = 1 / (365 * 24);

/** Points with the volatilities of a function of z, the moneyness in standard deviations; quoted a cent wide. */
export function pointsOf(
  forward: number,
  years: number,
  strikes: readonly number[],
  volatility: (z: number) => number,
): SmilePoints {
  const atTheMoney = volatility(0) * Math.sqrt(years);
  const volatilities = strikes.map((strike) => volatility(Math.log(strike / forward) / atTheMoney));
  const points: SmilePoints = {
    forward,
    years,
    count: strikes.length,
    strike: Float64Array.from(strikes),
    volatility: new Float64Array(strikes.length),
    error: new Float64Array(strikes.length),
    halfSpread: new Float64Array(strikes.length),
  };
  for (const [row, volatility] of volatilities.entries()) requote(points, row, volatility);
  return points;
}

/** Quotes one strike a cent wide at another volatility. */
export function requote(points: SmilePoints, row: number, volatility: number): void {
  const { forward, years } = points;
  const total = volatility * Math.sqrt(years);
  const d1 = Math.log(forward / (points.strike[row] ?? Number.NaN)) / total + total / 2;
  points.volatility[row] = volatility;
  points.halfSpread[row] = 0.005 / (forward * Math.sqrt(years) * density(d1));
  points.error[row] = points.halfSpread[row] ?? Number.NaN;
}

/** `count` strikes from `low` to `high` standard deviations. */
export function strikesAround(forward: number, total: number, count: number, low = -5, high = 4): number[] {
  return Array.from({ length: count }, (_, i) => forward * Math.exp(total * (low + ((high - low) * i) / (count - 1))));
}

/** A same-day smile: skewed to puts, with raised wings. */
export function sameDay(level: number): (z: number) => number {
  return (z) => level * (1 - 0.08 * z + 0.9 * (Math.sqrt(1 + 0.12 * z * z) - 1));
}

export function mustFit(points: SmilePoints, previous?: FittedSmile): FittedSmile {
  const fit = fitSmile(points, previous);
  if (!fit.ok) throw new Error(`not fitted: ${fit.reason}`);
  return fit;
}

/**
 * Integral of f(price)·density over all prices: each component's share by the trapezium rule in its own standard deviations,
 * which for a normal density is exact to rounding.
 */
export function integrate(mixture: LognormalMixture, f: (price: number) => number): number {
  let total = 0;
  for (const component of mixture.components) {
    const s = component.totalVolatility;
    const reach = 12 + s;
    for (let z = -reach; z <= reach; z += 0.05) {
      const price = component.forward * Math.exp(s * z - (s * s) / 2);
      const parts = mixture.components.reduce((sum, { weight, forward, totalVolatility }) => {
        const y = Math.log(price / forward) / totalVolatility + totalVolatility / 2;
        return sum + (weight * density(y)) / totalVolatility;
      }, 0);
      // The share of this component in the density there; it makes the integrand smooth on this component's own scale.
      const share = parts > 0 ? (component.weight * density(z)) / s / parts : 0;
      total += 0.05 * s * price * share * mixture.density(price) * f(price);
    }
  }
  return total;
}

export const noisyPoints = fc
  .record({
    forward: fc.double({ min: 20, max: 5000, noNaN: true }),
    level: fc.double({ min: 0.05, max: 1, noNaN: true }),
    logYears: fc.double({ min: Math.log(1 / (365 * 24 * 60)), max: Math.log(0.25), noNaN: true }),
    noise: fc.array(fc.double({ min: -0.5, max: 0.5, noNaN: true }), { minLength: 5, maxLength: 60 }),
    low: fc.double({ min: -8, max: -0.2, noNaN: true }),
    high: fc.double({ min: 0.2, max: 8, noNaN: true }),
  })
  .map(({ forward, level, logYears, noise, low, high }) => {
    const years = Math.exp(logYears);
    const total = level * Math.sqrt(years);
    const strikes = strikesAround(forward, total, noise.length, low, high);
    const points = pointsOf(forward, years, strikes, sameDay(level));
    for (const [i, part] of noise.entries()) {
      points.volatility[i] = (points.volatility[i] ?? Number.NaN) * (1 + part);
      points.error[i] = level * 0.01;
    }
    return points;
  });
