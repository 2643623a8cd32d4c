import type { Underlying } from '../instruments/instrument.ts';
import { add, type Money, ZERO } from '../money.ts';
import type { Holding } from './holding.ts';
import { UnderlyingMargin } from './underlying-margin.ts';

export interface MarkedHolding extends Holding {
  /** Dollars per share; null where there is no usable quote. */
  readonly mark: Money | null;
}

/**
 * Dollars that must stay in the account for these holdings, on top of cash that premiums and proceeds have already
 * joined or left. Each underlying's are margined together, as {@link UnderlyingMargin} says.
 *
 * Without a spot a short option counts as at the money; without a mark, as worth what exercise would bring.
 * Throws RangeError for shares with neither mark nor spot, and for amounts that are not exact.
 */
export function marginRequirement(
  holdings: readonly MarkedHolding[],
  spotOf: (underlying: Underlying) => Money | null,
): Money {
  let total = ZERO;
  const margins = new Map<Underlying, UnderlyingMargin>();
  for (const { instrument, quantity, mark } of holdings) {
    const { underlying } = instrument;
    let margin = margins.get(underlying);
    if (margin === undefined) margins.set(underlying, (margin = new UnderlyingMargin(underlying)));
    margin.take(instrument, quantity, mark);
  }
  for (const [underlying, margin] of margins) total = add(total, margin.requirement(spotOf(underlying)));
  return total;
}
