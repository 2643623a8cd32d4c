import { density, distribution, tailRatio } from './normal.ts';

/**
 * The normalised out-of-the-money option: its undiscounted price in units of the lesser of forward and strike.
 * `x` is -|ln(forward / strike)|, `s` the total volatility (volatility times root of years). The price grows with `s`
 * from 0 to 1; calls and puts are the same function, and every European price is this one plus what parity gives.
 *
 * Below, d1 = x/s + s/2 and d2 = x/s - s/2.
 */
export function normalisedPrice(x: number, s: number): number {
  if (s <= 0) return 0;
  const d1 = x / s + s / 2;
  // The density underflows here.
  if (d1 < -40) return 0;
  // Far above the forward's own tail the scaled form would overflow, and loses nothing by being left.
  if (d1 > 2) return 1 - normalisedComplement(x, s);
  return density(d1) * tailDifference(x / s, s / 2);
}

/** 1 - normalisedPrice, without cancellation where the price is close to its maximum. */
export function normalisedComplement(x: number, s: number): number {
  const d1 = x / s + s / 2;
  return distribution(-d1) + density(d1) * tailRatio(x / s - s / 2);
}

/**
 * tailRatio(h + t) - tailRatio(h - t) for h <= 0 <= t: the normalised price over density(d1).
 * For small t, where the two are nearly equal, the Taylor series in t; with Y = tailRatio its derivatives follow
 * Y' = 1 + h·Y and Y(k+1) = h·Y(k) + k·Y(k-1) (as in P. Jäckel, "Let's be rational", 2015, region II).
 */
export function tailDifference(h: number, t: number): number {
  if (t > 0.1) return tailRatio(h + t) - tailRatio(h - t);
  let even = tailRatio(h);
  let odd = 1 + h * even;
  let power = t;
  let sum = odd * t;
  for (let k = 1; k < 13; k += 2) {
    even = h * odd + k * even;
    odd = h * even + (k + 1) * odd;
    power *= (t * t) / ((k + 1) * (k + 2));
    const term = odd * power;
    sum += term;
    if (Math.abs(term) <= 1e-17 * sum) break;
  }
  return 2 * sum;
}
