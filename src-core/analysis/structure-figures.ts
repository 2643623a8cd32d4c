import type { PriceDistribution } from '../market/price-distribution.ts';
import { fromDollars, type Money } from '../money.ts';
import { payoffProfile } from '../strategies/payoff.ts';
import { type ExpiryOutlook, expiryOutlook } from '../strategies/probability.ts';
import { type AnalysedStructure, holdingsOf } from './analysed-structure.ts';

/** What a structure can come to at the reference time, exactly. */
export interface StructureFigures {
  /** Null where unbounded. */
  readonly maximumGain: Money | null;
  /** A positive number is a loss; null where unbounded. */
  readonly maximumLoss: Money | null;
  readonly breakEvens: readonly number[];
  /** Risk-neutral; null where the distribution is not known. */
  readonly outlook: ExpiryOutlook | null;
}

/** Null for a structure of nothing, or whose cost is not known. */
export function structureFigures(structure: AnalysedStructure, spot: number, distribution: PriceDistribution | null): StructureFigures | null {
  const holdings = holdingsOf(structure);
  if (holdings.length === 0 || structure.cost === null) return null;
  const { maximumGain, maximumLoss, breakEvens } = payoffProfile(holdings, structure.cost, fromDollars(spot));
  return { maximumGain, maximumLoss, breakEvens, outlook: distribution === null ? null : expiryOutlook(holdings, structure.cost, distribution) };
}
