import type { Smile } from './smile.ts';

export type ArbitrageCheck =
  | { readonly ok: true }
  | {
      readonly ok: false;
      /** A negative density, a wing steeper than any distribution allows, or a volatility that is none. */
      readonly reason: 'butterfly' | 'steep_wing' | 'not_a_volatility';
      readonly strike: number;
    };

/** Strikes looked at: every quarter of a standard deviation up to eight, then on by a doubling each. */
const DEVIATIONS = 8;
const STEPS_A_DEVIATION = 4;
const FARTHEST_LOG_MONEYNESS = 30;
const DOUBLINGS = 40;
const ROUNDING = 1e-9;

/**
 * Whether the smile is free of static arbitrage. With w the total variance as a function of k = ln(K/F), the density has
 * the sign of g(k) = (1 − k·w'/2w)² − w'²/4·(1/w + 1/4) + w''/2, and calls go to zero only while the ends of the wings
 * are no steeper than 2: J. Gatheral and A. Jacquier, "Arbitrage-free SVI volatility surfaces", 2014, section 2; R. Lee,
 * "The moment formula for implied volatility at extreme strikes", 2004. Answers with the end of a wing that is too
 * steep, else with the strike nearest the money where it fails.
 */
export function checkArbitrage(smile: Smile): ArbitrageCheck {
  const { volatility } = smile.at(smile.forward);
  const deviation = volatility * Math.sqrt(smile.years);
  if (!(deviation > 0 && Number.isFinite(deviation))) return { ok: false, reason: 'not_a_volatility', strike: smile.forward };
  for (const side of [-1, 1]) {
    const strike = smile.forward * Math.exp(side * FARTHEST_LOG_MONEYNESS);
    if (side * totalVariance(smile, strike).first > 2) return { ok: false, reason: 'steep_wing', strike };
  }
  const inner = DEVIATIONS * STEPS_A_DEVIATION;
  for (let i = 0; i <= inner + DOUBLINGS; i += 1) {
    const k = deviation * (i <= inner ? i / STEPS_A_DEVIATION : DEVIATIONS * 2 ** (i - inner));
    if (k > FARTHEST_LOG_MONEYNESS) break;
    for (const side of i === 0 ? [1] : [-1, 1]) {
      const strike = smile.forward * Math.exp(side * k);
      const reason = violation(totalVariance(smile, strike), side * k);
      if (reason !== null) return { ok: false, reason, strike };
    }
  }
  return { ok: true };
}

/** Total variance and its derivatives by k. */
interface TotalVariance {
  readonly value: number;
  readonly first: number;
  readonly second: number;
}

function totalVariance(smile: Smile, strike: number): TotalVariance {
  const { years } = smile;
  const { volatility, slope, curvature } = smile.at(strike);
  return {
    value: volatility > 0 ? volatility * volatility * years : Number.NaN,
    first: 2 * volatility * slope * strike * years,
    second: 2 * years * strike * (strike * (slope * slope + volatility * curvature) + volatility * slope),
  };
}

function violation({ value, first, second }: TotalVariance, k: number): 'butterfly' | 'not_a_volatility' | null {
  if (!(value > 0 && Number.isFinite(value + first + second))) return 'not_a_volatility';
  const square = (1 - (k * first) / (2 * value)) ** 2;
  const descent = (first * first * (1 / value + 0.25)) / 4;
  const bend = second / 2;
  return square - descent + bend < -ROUNDING * (square + descent + Math.abs(bend)) ? 'butterfly' : null;
}
