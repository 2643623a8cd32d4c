import { parseSymbol } from '../instruments/instrument.ts';
import type { Trade } from '../ledger/trade.ts';
import { type Money, money, negate } from '../money.ts';
import { signOf } from '../orders/net-price.ts';
import { payoffProfile } from '../strategies/payoff.ts';
import type { ExitAmount, ExitPlan } from './exits.ts';

/** What percentages of a plan are of, dollars of the whole trade as it was opened. */
export interface ExitBases {
  /** Debit paid, or credit received. */
  readonly target: Money;
  /** Debit paid, or the greatest loss at expiry of a credit; null where that has no bound. */
  readonly stop: Money | null;
}

export function exitBases({ legs, openCost, openedQuantity }: Pick<Trade, 'legs' | 'openCost' | 'openedQuantity'>): ExitBases {
  const target = money(Math.abs(openCost));
  if (openCost > 0) return { target, stop: target };
  const holdings = legs.map(({ symbol, side, ratio }) => ({ instrument: parseSymbol(symbol), quantity: signOf(side) * ratio * openedQuantity }));
  return { target, stop: payoffProfile(holdings, openCost).maximumLoss };
}

/** Results of the trade, in dollars, at which a plan acts; null where a part is absent or its base has no bound. */
export interface ExitLevels {
  readonly target: Money | null;
  /** Negative: a loss. */
  readonly stop: Money | null;
  /** Below the best result so far. */
  readonly trailing: Money | null;
}

export function exitLevels(plan: ExitPlan, bases: ExitBases): ExitLevels {
  const stop = amountOf(plan.stop, bases.stop);
  return {
    target: amountOf(plan.target, bases.target),
    stop: stop === null ? null : negate(stop),
    trailing: amountOf(plan.trailing, bases.stop),
  };
}

function amountOf(amount: ExitAmount | null, base: Money | null): Money | null {
  if (amount === null) return null;
  if (amount.unit === 'dollars') return amount.value;
  return base === null ? null : money(Math.round((base * amount.value) / 100));
}
