import { distribution } from '../pricing/normal.ts';
import type { Smile } from './smile/smile.ts';

/** A strike of the smile by its delta. */
export interface DeltaStrike {
  /** Dollars. */
  readonly strike: number;
  /** Annualised, 1.00 = 100 %. */
  readonly volatility: number;
}

/** How one expiry's smile leans and bends; volatilities are annualised on its clock, 1.00 = 100 %. */
export interface Skew {
  /** At the forward. */
  readonly atm: number;
  readonly call25: DeltaStrike;
  readonly put25: DeltaStrike;
  /** Call less put: negative where downside costs more. */
  readonly riskReversal: number;
  /** Mean of both less the one at the money: how much the wings cost. */
  readonly butterfly: number;
  /** Change of volatility at the forward for a strike 1 % higher. */
  readonly slopePerPercent: number;
  /** Change of volatility at the forward for a strike higher by one standard deviation of what is left of the move. */
  readonly slopePerSigma: number;
}

const DELTA = 0.25;
/** Standard deviations at the money within which a strike of a quarter delta is looked for. */
const REACH = 8;
const STEPS = 80;

/**
 * By forward deltas of the smile itself: the call's is N(d1) = 0.25 and the put's N(d1) - 1 = -0.25, each at the
 * volatility of its own strike. null where the smile reaches neither within eight standard deviations.
 */
export function skewOf(smile: Smile): Skew | null {
  const { forward, years } = smile;
  const { volatility: atm, slope } = smile.at(forward);
  const sigma = atm * Math.sqrt(years);
  if (!(sigma > 0 && Number.isFinite(sigma))) return null;
  const call25 = strikeOfCallDelta(smile, sigma, DELTA);
  const put25 = strikeOfCallDelta(smile, sigma, 1 - DELTA);
  if (call25 === null || put25 === null) return null;
  const perLog = slope * forward;
  return {
    atm,
    call25,
    put25,
    riskReversal: call25.volatility - put25.volatility,
    butterfly: (call25.volatility + put25.volatility) / 2 - atm,
    slopePerPercent: perLog * Math.log(1.01),
    slopePerSigma: perLog * sigma,
  };
}

/** The strike whose call has this forward delta, by bisection: the delta falls from 1 to 0 along the strikes. */
function strikeOfCallDelta(smile: Smile, sigma: number, delta: number): DeltaStrike | null {
  const { forward, years } = smile;
  const strikeAt = (x: number): number => forward * Math.exp(x * sigma);
  const deltaAt = (x: number): number => {
    const total = smile.at(strikeAt(x)).volatility * Math.sqrt(years);
    return distribution((-x * sigma) / total + total / 2);
  };
  let low = -REACH;
  let high = REACH;
  if (!(deltaAt(low) > delta && deltaAt(high) < delta)) return null;
  for (let step = 0; step < STEPS && high - low > 1e-12; step += 1) {
    const middle = (low + high) / 2;
    if (deltaAt(middle) > delta) low = middle;
    else high = middle;
  }
  const strike = strikeAt((low + high) / 2);
  return { strike, volatility: smile.at(strike).volatility };
}
