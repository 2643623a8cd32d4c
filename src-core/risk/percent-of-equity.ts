import { type Money, money, ZERO } from '../money.ts';

/** Percent (4 is 4 %) of an equity, rounded down to 1/10000 dollar; 0 of an equity below 0, and never more than Money holds. */
export function percentOfEquity(percent: number, equity: Money): Money {
  return equity <= 0 ? ZERO : money(Math.min(Number.MAX_SAFE_INTEGER, Math.floor((equity * percent) / 100)));
}
