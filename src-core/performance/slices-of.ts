import { compareKeys, keysOf, titleOfKey } from './keys-of.ts';
import type { Dimension } from './slice.ts';
import type { TradeResult } from './trade-result.ts';

/** The trades of one key of a dimension, in the order they were given in. */
export interface TradeSlice {
  readonly key: string;
  readonly title: string;
  readonly results: readonly TradeResult[];
}

/** The trades by a dimension's keys, in the order of the keys. A trade with two tags is in two of them. */
export function slicesOf(results: readonly TradeResult[], dimension: Dimension): TradeSlice[] {
  const byKey = new Map<string, TradeResult[]>();
  for (const result of results) {
    for (const key of keysOf(result, dimension)) {
      const found = byKey.get(key);
      if (found === undefined) byKey.set(key, [result]);
      else found.push(result);
    }
  }
  const compare = compareKeys(dimension);
  return [...byKey]
    .sort(([left], [right]) => compare(left, right))
    .map(([key, found]) => ({ key, title: titleOfKey(dimension, key), results: found }));
}
