import type { Right } from '../../../src-core/instruments/instrument.ts';
import type { Chain } from '../../../src-core/market/chain.ts';
import { isTradable } from '../../../src-core/market/quote-status.ts';

/** An option that can be traded as it is quoted. */
export interface UsableStrike {
  /** Dollars. */
  readonly strike: number;
  /** Absolute; NaN where its mid has no volatility. */
  readonly delta: number;
}

/** One right's usable strikes of a chain, ascending. */
export class UsableStrikes {
  readonly right: Right;
  readonly all: readonly UsableStrike[];
  readonly #byStrike: ReadonlyMap<number, UsableStrike>;

  constructor(chain: Chain, right: Right) {
    const { bid, ask, delta } = chain.columns;
    const found: UsableStrike[] = [];
    for (const pair of chain.ladder) {
      const row = right === 'call' ? pair.call : pair.put;
      if (row < 0 || !isTradable(chain.statusAt(row))) continue;
      if ((bid[row] as number) > 0 && (ask[row] as number) > 0) found.push({ strike: pair.strike, delta: Math.abs(delta[row] as number) });
    }
    this.right = right;
    this.all = found;
    this.#byStrike = new Map(found.map((usable) => [usable.strike, usable]));
  }

  /** Those out of the money that have a delta, and so a volatility. */
  outOfTheMoney(forward: number): number {
    return this.all.filter(({ strike, delta }) => delta > 0 && (this.right === 'call' ? strike > forward : strike < forward)).length;
  }

  at(strike: number): UsableStrike | null {
    return this.#byStrike.get(strike) ?? null;
  }

  /** The one nearest to a price among those beyond `from` in a direction; the lower of two as near. */
  nearest(price: number, beyond?: { readonly from: number; readonly direction: 1 | -1 }): UsableStrike | null {
    let best: UsableStrike | null = null;
    let distance = Number.POSITIVE_INFINITY;
    for (const usable of this.all) {
      if (beyond !== undefined && !((usable.strike - beyond.from) * beyond.direction > 0)) continue;
      const own = Math.abs(usable.strike - price);
      if (own < distance) {
        best = usable;
        distance = own;
      }
    }
    return best;
  }

  /** The one with the nearest delta; null where none is within the tolerance. */
  byDelta(delta: number, tolerance: number): UsableStrike | null {
    let best: UsableStrike | null = null;
    let distance = tolerance;
    for (const usable of this.all) {
      const own = Math.abs(usable.delta - delta);
      if (own <= distance) {
        best = usable;
        distance = own;
      }
    }
    return best;
  }
}
