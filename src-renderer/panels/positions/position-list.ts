import type { PackageView } from '../../../src-core/contract/schemas.ts';
import { add, type Money, ZERO } from '../../../src-core/money.ts';

/** What is held now, and what came to its end today; each newest first. */
export interface PositionList {
  readonly held: readonly PackageView[];
  readonly ended: readonly PackageView[];
}

/** Orders that came to nothing are no positions. */
export function positionList(packages: readonly PackageView[]): PositionList {
  const isHeld = ({ status }: PackageView): boolean => status === 'open' || status === 'pending';
  return {
    held: packages.filter((trade) => isHeld(trade) && trade.legs.length > 0).toSorted(newestFirst),
    ended: packages.filter((trade) => trade.status === 'closed' || trade.status === 'settled').toSorted(newestFirst),
  };
}

function newestFirst(left: PackageView, right: PackageView): number {
  return (right.closedAt ?? right.openedAt) - (left.closedAt ?? left.openedAt) || left.tradeId.localeCompare(right.tradeId);
}

export interface PositionTotals {
  readonly delta: number | null;
  readonly gamma: number | null;
  readonly theta: number | null;
  readonly vega: number | null;
  readonly optimistic: Money | null;
  readonly expected: Money | null;
  readonly pessimistic: Money | null;
  readonly margin: Money;
}

/** Sums over the packages; a sum with an absent part is absent. */
export function positionTotals(packages: readonly PackageView[]): PositionTotals {
  return {
    delta: sum(packages.map((trade) => trade.greeks.delta)),
    gamma: sum(packages.map((trade) => trade.greeks.gamma)),
    theta: sum(packages.map((trade) => trade.greeks.theta)),
    vega: sum(packages.map((trade) => trade.greeks.vega)),
    optimistic: total(packages.map((trade) => trade.profit.optimistic)),
    expected: total(packages.map((trade) => trade.profit.expected)),
    pessimistic: total(packages.map((trade) => trade.profit.pessimistic)),
    margin: add(ZERO, ...packages.map((trade) => trade.margin)),
  };
}

function sum(parts: readonly (number | null)[]): number | null {
  return parts.reduce((whole, part) => (whole === null || part === null ? null : whole + part), 0);
}

function total(parts: readonly (Money | null)[]): Money | null {
  return parts.reduce<Money | null>((whole, part) => (whole === null || part === null ? null : add(whole, part)), ZERO);
}
