import { normalQuantile } from '../market/normal-quantile.ts';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The middle of a normal distribution, in its deviations, that holds 95 %: 1.96. */
export const NORMAL_95 = normalQuantile(0.975);

/**
 * The interval of a share, 0 to 1, seen in so many independent trials (a fraction where fewer are independent than there
 * are): Wilson's, which is never outside 0 to 1 and is right at the ends, where the plain one has no width. `deviations` is
 * how wide: 1.96 for 95 %. E. B. Wilson, JASA 22 (1927). Throws RangeError for a share or a number of trials that cannot be.
 */
export function wilsonInterval(share: number, trials: number, deviations: number = NORMAL_95): Interval {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`share must be 0 to 1, got ${share}`);
  if (!(trials > 0)) throw new RangeError(`trials must be more than 0, got ${trials}`);
  const pull = (deviations * deviations) / trials;
  const centre = (share + pull / 2) / (1 + pull);
  const half = (Math.sqrt(pull) * Math.sqrt(share * (1 - share) + pull / 4)) / (1 + pull);
  return { low: Math.max(0, Math.min(share, centre - half)), high: Math.min(1, Math.max(share, centre + half)) };
}
