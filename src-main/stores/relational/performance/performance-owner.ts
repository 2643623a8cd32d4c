import { type Money, MONEY_SCALE } from '../../../../src-core/money.ts';

/** Whose rows they are. */
export interface Owner {
  readonly id: string;
  readonly userId: string;
}

/** The amount; null where it is not below `most` dollars either way, as its column has no place for it then. */
export function within(amount: Money | null, most: number): Money | null {
  return amount === null || !(Math.abs(amount) < most * MONEY_SCALE) ? null : amount;
}
