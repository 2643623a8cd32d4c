import { multiplier, type Right } from '../instruments/instrument.ts';
import type { Holding } from './holding.ts';
import { breakpoints, payoff } from './payoff.ts';

/**
 * The part of a package that can lose at expiry: signed units for each of its holdings, in their order. Nothing of a
 * package that is never worth less than nothing, all of one that is never worth more; of any other, each short that no
 * long of the package covers whole, with the nearest long that bounds it. What is left out is never worth less than
 * nothing: without it, a book needs at least the margin that it needs with it. Shares count whole.
 */
export function losingPart(holdings: readonly Holding[]): readonly number[] {
  const all = holdings.map(({ quantity }) => quantity);
  if (holdings.some(({ instrument }) => instrument.kind === 'shares')) return all;
  const { least, most } = extremes(holdings);
  if (least >= 0) return all.map(() => 0);
  if (most <= 0) return all;
  const part = all.map(() => 0);
  pair(holdings, 'call', part);
  pair(holdings, 'put', part);
  return part;
}

/** Of the payoff; without bound where it rises or falls without end. */
function extremes(holdings: readonly Holding[]): { readonly least: number; readonly most: number } {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const price of breakpoints(holdings)) {
    const value = payoff(holdings, price);
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  let slope = 0;
  for (const { instrument, quantity } of holdings) if (instrument.kind === 'option' && instrument.right === 'call') slope += quantity * multiplier(instrument);
  return { least: slope < 0 ? Number.NEGATIVE_INFINITY : least, most: slope > 0 ? Number.POSITIVE_INFINITY : most };
}

function pair(holdings: readonly Holding[], right: Right, part: number[]): void {
  const sign = right === 'call' ? 1 : -1;
  const options = holdings
    .flatMap(({ instrument, quantity }, index) => (instrument.kind === 'option' && instrument.right === right ? [{ index, depth: sign * instrument.strike, left: quantity }] : []))
    .sort((one, other) => one.depth - other.depth);
  const take = (short: (typeof options)[number], long: (typeof options)[number] | undefined): number => {
    const taken = Math.min(-short.left, long?.left ?? -short.left);
    short.left += taken;
    if (long !== undefined) long.left -= taken;
    return taken;
  };
  for (const short of options) {
    for (const long of options.toReversed()) if (short.left < 0 && long.left > 0 && long.depth <= short.depth) take(short, long);
  }
  for (const short of options) {
    for (const long of options) {
      if (short.left >= 0 || long.left <= 0) continue;
      const taken = take(short, long);
      part[short.index] = (part[short.index] ?? 0) - taken;
      part[long.index] = (part[long.index] ?? 0) + taken;
    }
    if (short.left < 0) part[short.index] = (part[short.index] ?? 0) - take(short, undefined);
  }
}
