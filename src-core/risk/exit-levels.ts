import { parseSymbol } from '../instruments/instrument.ts';
import type { Trade } from '../ledger/trade.ts';
import { add, type Money, money, negate, subtract } from '../money.ts';
import { signOf } from '../orders/net-price.ts';
import { payoffProfile } from '../strategies/payoff.ts';
import type { ExitAmount, ExitBases, ExitPlan } from './exits.ts';

type OpenedTrade = Pick<Trade, 'legs' | 'openCost' | 'openedQuantity' | 'commission' | 'fees'>;

/** What percentages of a trade's exits are of, and what it can come to at all. */
export function exitBases({ legs, openCost, openedQuantity, commission, fees }: OpenedTrade): ExitBases {
  const opened = openCost > 0 ? 'debit' : openCost < 0 ? 'credit' : 'even';
  const holdings = legs.map(({ symbol, side, ratio }) => ({ instrument: parseSymbol(symbol), quantity: signOf(side) * ratio * openedQuantity }));
  const expiries = new Set(holdings.map(({ instrument }) => (instrument.kind === 'option' ? instrument.expiry : null)));
  expiries.delete(null);
  // Legs that do not expire together have no result at expiry.
  const { maximumGain, maximumLoss } = expiries.size > 1 ? { maximumGain: null, maximumLoss: null } : payoffProfile(holdings, openCost);
  const paid = add(commission, fees);
  return {
    opened,
    target: opened === 'even' ? null : money(Math.abs(openCost)),
    stop: opened === 'debit' ? openCost : maximumLoss !== null && maximumLoss > 0 ? maximumLoss : null,
    mostGain: maximumGain === null ? null : subtract(maximumGain, paid),
    mostLoss: maximumLoss === null ? null : add(maximumLoss, paid),
  };
}

/** Results of the trade, in dollars, at which a plan acts; null where a part is absent or its base is not known. */
export interface ExitLevels {
  readonly target: Money | null;
  /** Negative: a loss. */
  readonly stop: Money | null;
  /** Below the best result so far. */
  readonly trailing: Money | null;
}

export function exitLevels(plan: Pick<ExitPlan, 'target' | 'stop' | 'trailing'>, bases: Pick<ExitBases, 'target' | 'stop'>): ExitLevels {
  const stop = amountOf(plan.stop, bases.stop);
  return {
    target: amountOf(plan.target, bases.target),
    stop: stop === null ? null : negate(stop),
    trailing: amountOf(plan.trailing, bases.stop),
  };
}

/** An amount of a plan in dollars; null where it is absent, or a part of what is not known. */
export function amountOf(amount: ExitAmount | null, base: Money | null): Money | null {
  if (amount === null) return null;
  if (amount.unit === 'dollars') return amount.value;
  return base === null ? null : money(Math.round((base * amount.value) / 100));
}
