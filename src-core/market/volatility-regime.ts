/** Calmest first. */
export const VOLATILITY_REGIMES = ['low', 'normal', 'high', 'extreme'] as const;
export type VolatilityRegime = (typeof VOLATILITY_REGIMES)[number];

export interface RegimeRules {
  /** VIX from which the market is normal, high, extreme; ascending. */
  readonly from: readonly [normal: number, high: number, extreme: number];
  /** VIX points below a boundary at which a regime that was entered is left again. */
  readonly band: number;
  /** What sizes are multiplied by. */
  readonly factors: Readonly<Record<VolatilityRegime, number>>;
}

export const REGIME_RULES: RegimeRules = {
  from: [15, 25, 35],
  band: 0.5,
  factors: { low: 1.2, normal: 1, high: 0.7, extreme: 0.5 },
};

/**
 * The regime after the next VIX; `current` is null before the first. A boundary is crossed upwards at once and downwards
 * only a band below it: around a boundary the market counts as the wilder of the two, and never flips. An absent VIX
 * changes nothing.
 */
export function nextRegime(current: VolatilityRegime | null, vix: number, rules: RegimeRules = REGIME_RULES): VolatilityRegime | null {
  if (!(vix > 0)) return current;
  const level = levelOf(vix, rules.from);
  const before = current === null ? level : VOLATILITY_REGIMES.indexOf(current);
  const held = Math.min(before, levelOf(vix + rules.band, rules.from));
  return VOLATILITY_REGIMES[Math.max(level, held)] ?? current;
}

function levelOf(vix: number, from: RegimeRules['from']): number {
  return from.filter((boundary) => vix >= boundary).length;
}
