import { multiplier, parseSymbol } from '../../../src-core/instruments/instrument.ts';
import type { Order } from '../../../src-core/orders/order.ts';
import { percentOfEquity } from '../../../src-core/risk/percent-of-equity.ts';
import { MINUTE } from '../../../src-core/time.ts';
import { regimeFactor } from '../regime-factor.ts';
import type { Check, EffectCheck, RiskContext } from '../risk-context.ts';

/** Units that 100 shares count as: what one contract is of. */
const SHARES = 100;

/** Contracts of an order's largest leg. What closes is held already. */
export const checkContracts: Check = (order, { limits }, found) => {
  if (order.closing) return;
  const contracts = order.quantity * largestLeg(order);
  const most = limits.max_contracts_per_order;
  if (contracts > most) found.push({ code: 'contracts', contracts, most });
};

/** The greatest loss of what is opened, by itself: nothing else of the book is looked at. */
export const checkTradeLoss: EffectCheck = (order, context, { packageLoss, required }, found) => {
  // Without a price there is no loss to reckon; the quotes have been spoken of.
  if (order.closing || required === null) return;
  if (packageLoss === null) {
    found.push({ code: 'undefined_risk', of: 'package', underlying: order.underlying });
    return;
  }
  const { limits, equity } = context;
  const percent = limits.max_loss_per_trade;
  const factor = sizeFactor(context);
  const most = percentOfEquity(percent * factor, equity);
  if (packageLoss > most) found.push({ code: 'trade_loss', loss: packageLoss, most, percent, factor });
};

/** The regime's factor, times that of an event that is still to come or not over. An unknown regime counts as a normal one. */
export function sizeFactor({ limits, regime, events, now }: Pick<RiskContext, 'limits' | 'regime' | 'events' | 'now'>): number {
  const factor = regimeFactor(regime ?? 'normal', limits);
  const isAhead = events.some(({ at }) => now < at + limits.event_blackout_after * MINUTE);
  return isAhead ? factor * limits.event_size_factor : factor;
}

function largestLeg({ legs }: Order): number {
  let most = 0;
  for (const { symbol, ratio } of legs) {
    const isShares = multiplier(parseSymbol(symbol)) === 1;
    most = Math.max(most, isShares ? ratio / SHARES : ratio);
  }
  return most;
}
