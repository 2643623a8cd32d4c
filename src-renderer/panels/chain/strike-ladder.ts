import type { ChainLayout } from '../../../src-core/contract/schemas.ts';

/** One strike of the chain. */
export interface Rung {
  readonly strike: number;
  /** Rows of the chain, and the symbols there; -1 and "" where that side is not listed. */
  readonly call: number;
  readonly put: number;
  readonly callSymbol: string;
  readonly putSymbol: string;
}

/** The strikes of a chain, highest first. */
export function strikeLadder(layout: ChainLayout): readonly Rung[] {
  const rungs = new Map<number, { strike: number; call: number; put: number; callSymbol: string; putSymbol: string }>();
  layout.contracts.forEach(({ strike, right, symbol }, row) => {
    const rung = rungs.get(strike) ?? { strike, call: -1, put: -1, callSymbol: '', putSymbol: '' };
    if (right === 'call') {
      rung.call = row;
      rung.callSymbol = symbol;
    } else {
      rung.put = row;
      rung.putSymbol = symbol;
    }
    rungs.set(strike, rung);
  });
  return [...rungs.values()].sort((left, right) => right.strike - left.strike);
}

/** Index of the rung whose strike is nearest to `price`, the higher of two equally near; -1 in an empty ladder. */
export function nearestRung(ladder: readonly Rung[], price: number): number {
  let nearest = -1;
  let distance = Number.POSITIVE_INFINITY;
  ladder.forEach(({ strike }, index) => {
    const away = Math.abs(strike - price);
    if (away < distance) {
      nearest = index;
      distance = away;
    }
  });
  return nearest;
}
