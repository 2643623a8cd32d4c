import type { Money } from '../../src-core/money.ts';
import type { PaperEvidence, OrderTerms } from '../../src-core/orders/order.ts';

/** A package's prices as the model sees them: net debits per share. */
export interface PackagePrices {
  readonly mid: Money;
  /** What a patient customer pays on average: part of the half-spread above the mid. */
  readonly expected: Money;
  readonly natural: Money;
}

/** The net to fill at and what decided it. */
export type FillDecision = { readonly net: Money } & Pick<PaperEvidence, 'rule' | 'draw' | 'threshold'>;

/** Chance of a fill, an evaluation, of a limit exactly at the mid. */
const CHANCE_AT_MID = 0.01;

/**
 * Whether an order whose stop (if any) was triggered fills now.
 * Market, or a limit at the expected net or above: fills at the expected net, never above the limit.
 * A limit from the mid up to the expected net: fills at its limit with a chance that grows with the cube of the way there.
 * A limit below the mid rests.
 */
export function decideFill(terms: OrderTerms, prices: PackagePrices, draw: () => number): FillDecision | null {
  const { mid, expected } = prices;
  if (terms.type === 'market' || terms.type === 'stop' || terms.limit >= expected) return { net: expected, rule: 'marketable' };
  if (terms.limit < mid) return null;
  const threshold = CHANCE_AT_MID + (1 - CHANCE_AT_MID) * ((terms.limit - mid) / (expected - mid)) ** 3;
  const drawn = draw();
  return drawn < threshold ? { net: terms.limit, rule: 'resting', draw: drawn, threshold } : null;
}
