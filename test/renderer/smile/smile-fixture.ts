import type { SmileView } from '../../../src-core/contract/schemas.ts';
import { parseIsoDate } from '../../../src-core/time.ts';

type Fitted = Extract<SmileView['fit'], { readonly state: 'fitted' }>;

/** A fitted smile around 612 with a logistic density of scale 2, quoted at the strikes given. */
export function smileView(strikes: readonly number[], changes: Partial<SmileView> = {}): SmileView {
  const fit: Fitted = {
    state: 'fitted',
    rms: 0.0031,
    rmsHalfSpreads: 0.2,
    withinSpread: 0.9,
    curve: Array.from({ length: 61 }, (_, index) => {
      const strike = 597 + index / 2;
      const below = 1 / (1 + Math.exp(-(strike - 612) / 2));
      return { strike, iv: 0.2 + 0.0004 * (strike - 612) ** 2, density: (below * (1 - below)) / 2, cumulative: below };
    }),
    move: { mean: 2.77, sigma: 3.63, interval68: { low: 608.7, high: 615.3 }, interval95: { low: 604.7, high: 619.3 } },
  };
  return {
    underlying: 'SPY',
    time: Date.parse('2026-11-20T16:00:00Z'),
    expiry: parseIsoDate('2026-11-20'),
    clockLabel: 'variance clock',
    forward: 612,
    points: strikes.map((strike) => ({ strike, iv: 0.2 + 0.0004 * (strike - 612) ** 2 + 0.001, halfSpread: 0.002, residual: 0.001, residualHalfSpreads: 0.5 })),
    fit,
    straddle: { mean: 2.8, sigma: 3.51, strikes: [612] },
    ...changes,
  };
}

export const strikesFrom = (low: number, high: number): readonly number[] => Array.from({ length: high - low + 1 }, (_, index) => low + index);
