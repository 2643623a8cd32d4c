import { density, distribution, millsRatio, millsSlope } from './normal.ts';

/**
 * The normalised out-of-the-money option: its undiscounted price in units of the lesser of forward and strike.
 * With z = |ln(forward / strike)| / s, s the total volatility (volatility times root of years) and t = s/2, it is
 * N(t - z) - exp(2zt)·N(-t - z). It grows with `s` from 0 to 1; calls and puts are the same function, and every
 * European price is this one plus what parity gives.
 */
export function normalisedPrice(z: number, s: number): number {
  const t = 0.5 * s;
  if (!(s > 0)) return 0;
  if (t - z > 1) return 1 - normalisedComplement(z, s);
  return density(z - t) * millsDifference(z, t);
}

/** 1 - normalisedPrice, without cancellation where the price is close to its maximum. */
export function normalisedComplement(z: number, s: number): number {
  const t = 0.5 * s;
  return distribution(z - t) + density(z - t) * millsRatio(z + t);
}

/** Beyond these the Taylor series is longer than it is worth, and the difference of the two ratios is exact enough. */
const SERIES_DISTANCE = 0.5;
const SERIES_PRODUCT = 1.5;
const SERIES_TERMS = 16;
/** 1 / (k(k + 1)) for k = 2, 4, 6 … */
const STEP_DOWN = Float64Array.from({ length: SERIES_TERMS }, (_, i) => 1 / ((2 * i + 2) * (2 * i + 3)));

/**
 * m(z - t) - m(z + t) of the Mills ratio m, for z >= 0, t > 0 and t - z below about 38: the normalised price over the
 * density at d1. Its product with the error of a logarithm of the price is that of the total volatility.
 */
export function millsDifference(z: number, t: number): number {
  if (t <= SERIES_DISTANCE && z * t <= SERIES_PRODUCT) return millsSeries(z, t);
  // m(-w) = 1/density(w) - m(w).
  return (z >= t ? millsRatio(z - t) : 1 / density(t - z) - millsRatio(t - z)) - millsRatio(z + t);
}

/** Taylor's series in t; the derivatives follow by c(k+1) = k·c(k-1) - z·c(k), c(k) being (-1)^k times the k-th. */
function millsSeries(z: number, t: number): number {
  const w = t * t;
  const ratio = millsRatio(z);
  // From the ratio alone the slope loses digits as z grows.
  let odd = z < 0.5 ? 1 - z * ratio : millsSlope(z);
  let even = ratio - z * odd;
  let power = 1;
  let sum = odd;
  for (let i = 0; i < SERIES_TERMS; i += 1) {
    const k = 2 * i + 2;
    odd = k * odd - z * even;
    even = (k + 1) * even - z * odd;
    power *= w * (STEP_DOWN[i] as number);
    const term = power * odd;
    sum += term;
    if (Math.abs(term) <= 1e-18 * sum) break;
  }
  return 2 * t * sum;
}
