import type { StrikeExposure } from './gamma-exposure.ts';

/**
 * Levels that a session's open interest names. The flip is where the net exposure changes its sign: the same price in both
 * conventions, which differ in the sign alone.
 */
export const GAMMA_LEVEL_KINDS = ['call_wall', 'put_wall', 'heaviest', 'flip'] as const;
export type GammaLevelKind = (typeof GAMMA_LEVEL_KINDS)[number];

export interface GammaLevel {
  readonly kind: GammaLevelKind;
  /** Dollars. */
  readonly price: number;
}

/** The strikes with the greatest exposure of calls, of puts and of both, and the nearest flip; what there is of them. */
export function gammaLevels(strikes: readonly StrikeExposure[], flip: number | null): readonly GammaLevel[] {
  const levels: (GammaLevel | null)[] = [
    strikeLevel('call_wall', strikes, ({ calls }) => calls),
    strikeLevel('put_wall', strikes, ({ puts }) => puts),
    strikeLevel('heaviest', strikes, ({ calls, puts }) => calls + puts),
    flip === null ? null : { kind: 'flip', price: flip },
  ];
  return levels.filter((level) => level !== null);
}

function strikeLevel(kind: GammaLevelKind, strikes: readonly StrikeExposure[], of: (strike: StrikeExposure) => number): GammaLevel | null {
  let most: StrikeExposure | null = null;
  for (const strike of strikes) if (of(strike) > (most === null ? 0 : of(most))) most = strike;
  return most === null ? null : { kind, price: most.strike };
}
