import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import { add, type Money } from '../../../src-core/money.ts';
import type { OrderExposure } from '../exposure.ts';
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

/** The worst case that rises: with everything in flight, or else of what is held once the order filled. */
function raisedLoss(underlying: Underlying, { before, after, held }: OrderExposure): { readonly before: Money | null; readonly after: Money | null } {
  const from = before.underlyings[underlying];
  const to = after.underlyings[underlying].worstCaseWithOrders;
  const inFlight = to === null || (from.worstCaseWithOrders !== null && to > from.worstCaseWithOrders);
  return inFlight ? { before: from.worstCaseWithOrders, after: to } : { before: from.worstCase, after: held.worstCase };
}
