import type { Underlying } from '../../src-core/instruments/instrument.ts';
import { type ChainExposure, chainExposure } from '../../src-core/market/gamma-exposure.ts';
import { type GammaLevel, gammaLevels } from '../../src-core/market/gamma-levels.ts';
import { gammaBook, type GammaProfile, gammaProfile } from '../../src-core/market/gamma-profile.ts';
import type { EpochMs } from '../../src-core/time.ts';
import type { Market } from './market.ts';

export type GammaMarket = Pick<Market, 'atm' | 'chain' | 'clock' | 'discount'>;

export interface GammaReading {
  /** Where the underlying stands by its options, dollars. */
  readonly spot: number;
  readonly exposure: ChainExposure;
  readonly profile: GammaProfile;
  readonly levels: readonly GammaLevel[];
}

export type GammaReadingResult = { readonly ok: true; readonly value: GammaReading } | { readonly ok: false; readonly spot: number; readonly reason: string };

/** The gamma exposure of a same-day chain as it is priced now, its profile and its levels. */
export function readGamma(market: GammaMarket, underlying: Underlying, now: EpochMs): GammaReadingResult {
  const chain = market.chain(underlying);
  if (chain === null) return { ok: false, spot: Number.NaN, reason: 'no same-day chain is listed' };
  const spot = chain.forward * market.discount(underlying);
  const years = market.clock.yearsLeft(now);
  if (!(years > 0)) return { ok: false, spot, reason: 'the reference time has come: what is left of an option has no gamma' };
  const sigma = market.atm(underlying)?.sigmaLeft ?? Number.NaN;
  const exposure = chainExposure(chain, spot, sigma);
  if (!exposure.ok) return { ok: false, spot, reason: exposure.reason };
  const profile = gammaProfile(gammaBook(chain, years), spot, sigma);
  return { ok: true, value: { spot, exposure: exposure.value, profile, levels: gammaLevels(exposure.value.strikes, profile.flips[0] ?? null) } };
}
