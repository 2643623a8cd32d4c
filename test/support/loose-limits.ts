import { LIMITS, limitsFrom, type RiskLimits } from '../../src-core/risk/limits.ts';

/** Every limit where it lets most through: for tests of other rules than these. */
export const LOOSE_LIMITS: RiskLimits = limitsFrom((name) => {
  const { safer, lowest, highest, initial } = LIMITS[name];
  if (safer === 'neither') return initial;
  return safer === 'lower' ? highest : lowest;
});
