import type { PriceDistribution } from '../../../src-core/market/price-distribution.ts';
import { toDollars } from '../../../src-core/money.ts';
import type { Outlook } from '../../../src-core/signals/evidence.ts';
import type { Holding } from '../../../src-core/strategies/holding.ts';

/** What evidence says is wrong with a distribution: which way it is to be tilted, and about which price. */
export interface Lean {
  readonly outlook: Outlook;
  /** Dollars: what the price is drawn to or spread from; null for the forward. */
  readonly attraction: number | null;
}

/** The tilt that gains are measured at. They are nearly in proportion below it. */
const STEP = 0.1;
const SHARES = 100;

/**
 * How wrong the market must be in the way that evidence says for options to make up `dollars`: for a direction by how many
 * sigmas the whole distribution must be moved that way, for calm or wild by what part its widths must be smaller or greater. Infinity where
 * such a tilt gains nothing. This is what tells structures of one outlook apart: costs that are small beside what is at risk are no
 * use where what is known gains even less.
 */
export function breakEvenTilt(holdings: readonly Holding[], dollars: number, distribution: PriceDistribution, lean: Lean): number {
  if (!(dollars > 0)) return 0;
  const gain = gainOf(holdings, distribution, lean);
  return gain > 0 ? (STEP * dollars) / gain : Number.POSITIVE_INFINITY;
}

/**
 * Of a tilt of one step, dollars. A price S that is moved to c + k·(S - c) + d makes a call worth k·C(c + (K - d - c)/k), where C are the
 * distribution's own: exact, whatever the distribution.
 */
function gainOf(holdings: readonly Holding[], distribution: PriceDistribution, { outlook, attraction }: Lean): number {
  const { forward } = distribution;
  const sigma = Math.sqrt(distribution.variance);
  const move = outlook === 'up' ? STEP * sigma : outlook === 'down' ? -STEP * sigma : 0;
  const scale = outlook === 'calm' ? 1 - STEP : outlook === 'wild' ? 1 + STEP : 1;
  const centre = attraction ?? forward;
  const mean = centre + scale * (forward - centre) + move;
  let gain = 0;
  for (const { instrument, quantity } of holdings) {
    if (instrument.kind === 'shares') {
      gain += quantity * (mean - forward);
      continue;
    }
    const strike = toDollars(instrument.strike);
    const call = scale * distribution.call(centre + (strike - move - centre) / scale) - distribution.call(strike);
    gain += SHARES * quantity * (instrument.right === 'call' ? call : call - (mean - forward));
  }
  return gain;
}
