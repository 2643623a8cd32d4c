import { type Money, money } from '../../../src-core/money.ts';
import type { AnalysisSlot } from './analysis-store.ts';
import { type ListedQuotes, nearestIndex } from './listed-quotes.ts';
import { movedContract, type SpecLeg } from './structure-spec.ts';

type Moves = AnalysisSlot['moves'];

/** The moves with one leg at the listed strike nearest to a price in dollars; null where that changes nothing. */
export function movedTo(leg: SpecLeg, price: number, moves: Moves, quotes: ListedQuotes): Moves | null {
  const strikes = quotes.strikes(leg.contract.right);
  return withStrike(leg, strikes[nearestIndex(strikes, price * 10_000)], moves);
}

/** The moves with one leg so many listed strikes further up; null at the end of the list. */
export function movedBy(leg: SpecLeg, steps: number, moves: Moves, quotes: ListedQuotes): Moves | null {
  return withStrike(leg, stepped(leg, steps, moves, quotes), moves);
}

/** The moves with every leg so many listed strikes further up; null where one of them has none. */
export function allMovedBy(legs: readonly SpecLeg[], steps: number, moves: Moves, quotes: ListedQuotes): Moves | null {
  let next: Moves = moves;
  for (const leg of legs) {
    const strike = stepped(leg, steps, moves, quotes);
    if (strike === undefined) return null;
    next = withStrike(leg, strike, next) ?? next;
  }
  return next === moves ? null : next;
}

function stepped(leg: SpecLeg, steps: number, moves: Moves, quotes: ListedQuotes): Money | undefined {
  const strikes = quotes.strikes(leg.contract.right);
  const { strike } = movedContract(leg, moves);
  return strikes[nearestIndex(strikes, strike) + steps];
}

/** A leg back at its own strike is not moved any more. */
function withStrike(leg: SpecLeg, strike: Money | undefined, moves: Moves): Moves | null {
  if (strike === undefined || strike === movedContract(leg, moves).strike) return null;
  if (strike !== leg.contract.strike) return { ...moves, [leg.symbol]: money(strike) };
  const { [leg.symbol]: _, ...others } = moves;
  return others;
}
