import { fromDollars } from '../../../src-core/money.ts';
import type { ModelLeg } from './model-order.ts';

/**
 * Prices of the legs, none below 0, whose sum of signs × ratios × prices is exactly the net of buying one package.
 * They begin at `wished` (dollars, rounded to cents) and move as little as that needs. Throws RangeError where no
 * prices could give that net.
 */
export function legPrices(legs: readonly ModelLeg[], wished: readonly number[], net: number): readonly number[] {
  const prices = wished.map((price) => Math.max(0, Math.round(price * 100) * 100));
  let missing: number = fromDollars(net);
  legs.forEach(({ sign, ratio }, at) => (missing -= sign * ratio * (prices[at] ?? 0)));
  const order = legs.map((_, at) => at).sort((a, b) => (legs[a]?.ratio ?? 1) - (legs[b]?.ratio ?? 1));
  for (const at of order) {
    const leg = legs[at];
    const price = prices[at];
    if (missing === 0 || leg === undefined || price === undefined) continue;
    const change = Math.max(-price, Math.trunc(missing / leg.ratio) * leg.sign);
    prices[at] = price + change;
    missing -= change * leg.sign * leg.ratio;
  }
  if (missing !== 0) throw new RangeError(`the legs cannot have prices that give a net of ${net}`);
  return prices.map((price) => price / 10_000);
}
