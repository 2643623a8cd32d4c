/** One option contract that could be given a line. */
export interface PlannedOption {
  readonly strike: number;
  readonly right: 'call' | 'put';
}

/** Two options of one strike; null where that one is not listed, or the gateway refused it. */
export interface PlannedPair<Option extends PlannedOption> {
  readonly strike: number;
  readonly call: Option | null;
  readonly put: Option | null;
}

export interface PlannedChain<Option extends PlannedOption> {
  /** Ascending strikes. */
  readonly pairs: readonly PlannedPair<Option>[];
  /** The price that strikes are near to or far from; NaN where it is not known: none of the chain is planned but what is needed. */
  readonly centre: number;
}

/** Share of the distance between two strikes by which a price must leave its centre before another is taken: it must not go to and fro. */
const LEAVE_SHARE = 0.75;

/**
 * Which options get the lines there are, the first first: those that are needed (held or ordered), then call and put of
 * the strikes nearest to the money, one pair of each chain in turn. A pair that does not fit is left out whole.
 */
export function planLines<Option extends PlannedOption>(chains: readonly PlannedChain<Option>[], needed: readonly Option[], lines: number): ReadonlySet<Option> {
  const planned = new Set<Option>();
  for (const option of needed) {
    if (planned.size >= lines) return planned;
    planned.add(option);
  }
  const outward = chains.filter(({ centre }) => centre > 0).map(({ pairs, centre }) => pairs.toSorted((left, right) => Math.abs(left.strike - centre) - Math.abs(right.strike - centre)));
  const longest = Math.max(0, ...outward.map((pairs) => pairs.length));
  for (let rank = 0; rank < longest; rank += 1) {
    for (const pairs of outward) {
      const pair = pairs[rank];
      if (pair === undefined) continue;
      const fresh = [pair.call, pair.put].filter((option) => option !== null).filter((option) => !planned.has(option));
      if (planned.size + fresh.length > lines) return planned;
      for (const option of fresh) planned.add(option);
    }
  }
  return planned;
}

/** Where the lines are centred from now on: the price, once it has left the former centre by most of a strike. */
export function centreOf(former: number, price: number, pairs: readonly { readonly strike: number }[]): number {
  if (!(price > 0)) return former;
  if (!(former > 0)) return price;
  return Math.abs(price - former) > LEAVE_SHARE * stepAround(price, pairs) ? price : former;
}

/** Dollars between the strikes on either side of the price; 1 where there are not two. */
function stepAround(price: number, pairs: readonly { readonly strike: number }[]): number {
  const above = pairs.findIndex(({ strike }) => strike > price);
  const high = pairs[above < 1 ? pairs.length - 1 : above]?.strike;
  const low = pairs[above < 1 ? pairs.length - 2 : above - 1]?.strike;
  return high === undefined || low === undefined || !(high > low) ? 1 : high - low;
}
