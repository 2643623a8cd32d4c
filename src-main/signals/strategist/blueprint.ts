import type { Right } from '../../../src-core/instruments/instrument.ts';
import type { Side } from '../../../src-core/orders/order.ts';
import type { Structure } from '../../../src-core/signals/candidate.ts';

export interface BlueprintLeg {
  readonly right: Right;
  /** Dollars. */
  readonly strike: number;
  readonly side: Side;
  readonly ratio: number;
}

/** A structure on listed strikes, without its prices. Legs ascend by strike, the put first where two are at one. */
export interface Blueprint {
  readonly structure: Structure;
  readonly legs: readonly BlueprintLeg[];
  /** How its strikes were chosen, in words. */
  readonly selection: string;
  /** It fits only if it gains where the price goes all the way up (1) or down (-1); null where that is not asked. */
  readonly gainsBeyond: 1 | -1 | null;
}

export function buy(right: Right, strike: number): BlueprintLeg {
  return { right, strike, side: 'buy', ratio: 1 };
}

export function sell(right: Right, strike: number, ratio = 1): BlueprintLeg {
  return { right, strike, side: 'sell', ratio };
}

export function blueprint(structure: Structure, selection: string, ...legs: readonly BlueprintLeg[]): Blueprint & { readonly gainsBeyond: null } {
  const ordered = legs.toSorted((left, right) => left.strike - right.strike || Number(left.right === 'call') - Number(right.right === 'call'));
  return { structure, legs: ordered, selection, gainsBeyond: null };
}

/** "605P / 2 × 607P / 608P": enough to tell two of one structure apart. */
export function strikesText(legs: readonly BlueprintLeg[]): string {
  return legs
    .map(({ strike, ratio, right }) => `${ratio === 1 ? '' : `${ratio} × `}${strike}${right === 'call' ? 'C' : 'P'}`)
    .join(' / ');
}

/** Without those whose legs another has before them. */
export function distinct(blueprints: readonly Blueprint[]): Blueprint[] {
  const seen = new Set<string>();
  return blueprints.filter(({ structure, legs }) => {
    const key = `${structure} ${strikesText(legs)}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
