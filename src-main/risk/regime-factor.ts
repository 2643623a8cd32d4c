import type { VolatilityRegime } from '../../src-core/market/volatility-regime.ts';
import type { LimitName, RiskLimits } from '../../src-core/risk/limits.ts';

const FACTOR_OF = {
  low: 'size_factor_low',
  normal: 'size_factor_normal',
  high: 'size_factor_high',
  extreme: 'size_factor_extreme',
} as const satisfies Record<VolatilityRegime, LimitName>;

/** What sizes are multiplied by in a regime. */
export function regimeFactor(regime: VolatilityRegime, limits: RiskLimits): number {
  return limits[FACTOR_OF[regime]];
}
