import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import { add, type Money, money } from '../../../src-core/money.ts';
import type { ExposureTotals, OrderExposure } from '../exposure.ts';
import type { Check, EffectCheck } from '../risk-context.ts';

/** HALTED takes nothing but a flattening plan. */
export const checkHalted: Check = (order, { stateOf }, found) => {
  if (order.purpose === 'flatten') return;
  const { state, because } = stateOf(order.underlying);
  if (state === 'HALTED') found.push({ code: 'halted', because });
};

/** REDUCING takes what raises neither the greatest loss nor the margin, and every step of a flattening plan. */
export const checkReducing: EffectCheck = (order, { stateOf }, effect, found) => {
  if (order.purpose === 'flatten' || reduces(effect)) return;
  const { state, because } = stateOf(order.underlying);
  if (state !== 'REDUCING') return;
  const { before, after, held } = effect;
  if (held.worstCaseRises) {
    const rises = raisedLoss(order.underlying, effect);
    found.push({ code: 'reducing', of: 'loss', ...rises, because });
  }
  if (!held.marginRises) return;
  const inFlight = after.marginWithOrders > before.marginWithOrders;
  const numbers = inFlight
    ? { before: before.marginWithOrders, after: after.marginWithOrders }
    : { before: before.margin, after: add(before.margin, effect.marginChange) };
  found.push({ code: 'reducing', of: 'margin', ...numbers, because });
};

/** Whether an order raises neither the margin nor the worst case, at once or with everything in flight. */
export function reduces({ held }: OrderExposure): boolean {
  return !held.marginRises && !held.worstCaseRises;
}

interface Rise {
  readonly before: Money | null;
  readonly after: Money | null;
}

/** The loss that rises: with everything in flight, of what is held once the order filled, or of all underlyings together. */
function raisedLoss(underlying: Underlying, { before, after, held }: OrderExposure): Rise {
  const from = before.underlyings[underlying];
  const inFlight: Rise = { before: from.worstCaseWithOrders, after: after.underlyings[underlying].worstCaseWithOrders };
  const filled: Rise = { before: from.worstCase, after: held.worstCase };
  const together: Rise = { before: lossOf(before), after: lossOf(after) };
  return [inFlight, filled].find((rise) => rise.after === null || (rise.before !== null && rise.after > rise.before)) ?? together;
}

function lossOf({ leastResultWithOrders }: Pick<ExposureTotals, 'leastResultWithOrders'>): Money | null {
  return leastResultWithOrders === null ? null : money(Math.max(0, -leastResultWithOrders));
}
