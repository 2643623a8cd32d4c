import type { OptionContract, Underlying } from '../instruments/instrument.ts';
import { type Money, money, toDollars } from '../money.ts';
import type { Position } from '../risk/position-pricer.ts';
import type { Holding } from '../strategies/holding.ts';

/** Where a leg's volatility comes from: its own quote, the smile at its strike, or the money where there is no smile. */
export type VolatilitySource = 'quote' | 'smile' | 'money' | 'none';

/** A contract of a structure and what it is priced with. */
export interface AnalysedLeg {
  readonly contract: OptionContract;
  /** Signed contracts. */
  readonly quantity: number;
  /** Annual, on the session's clock; NaN where none is known. */
  readonly volatility: number;
  readonly source: VolatilitySource;
  /** Dollars per share that its quote is worth now; NaN leaves it to the model. */
  readonly mark: number;
}

/** Options of one underlying that expire with the session, and shares, with what was or would be paid for all of them. */
export interface AnalysedStructure {
  readonly underlying: Underlying;
  readonly legs: readonly AnalysedLeg[];
  /** Signed. */
  readonly shares: number;
  /** Dollars paid, fees included, negative when received. A result is a value less this. Null while it is not known. */
  readonly cost: Money | null;
}

/** As the pricer takes it. `spot` is where the quotes of the options have the underlying, dollars. */
export function positionOf({ underlying, legs, shares }: AnalysedStructure, spot: number): Position {
  return {
    underlying,
    spot,
    shares,
    legs: legs.map(({ contract, quantity, volatility, mark }) => ({ right: contract.right, strike: toDollars(contract.strike), units: quantity * 100, volatility, mark })),
  };
}

/** As payoffs and outlooks take it. */
export function holdingsOf({ underlying, legs, shares }: AnalysedStructure): readonly Holding[] {
  const options = legs.map(({ contract, quantity }): Holding => ({ instrument: contract, quantity }));
  return shares === 0 ? options : [...options, { instrument: { kind: 'shares', underlying }, quantity: shares }];
}

/** Several of one underlying as one: a contract that is in more than one of them once, and none that cancels out. */
export function together(underlying: Underlying, structures: readonly AnalysedStructure[]): AnalysedStructure {
  const legs = new Map<string, AnalysedLeg>();
  let shares = 0;
  let cost: number | null = 0;
  for (const structure of structures) {
    shares += structure.shares;
    cost = cost === null || structure.cost === null ? null : cost + structure.cost;
    for (const leg of structure.legs) {
      const key = `${leg.contract.right}${leg.contract.strike}`;
      legs.set(key, { ...leg, quantity: leg.quantity + (legs.get(key)?.quantity ?? 0) });
    }
  }
  return { underlying, legs: [...legs.values()].filter(({ quantity }) => quantity !== 0), shares, cost: cost === null ? null : money(cost) };
}
