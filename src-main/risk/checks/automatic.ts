import { MINUTE } from '../../../src-core/time.ts';
import type { Order } from '../../../src-core/orders/order.ts';
import { regimeFactor } from '../regime-factor.ts';
import type { Check } from '../risk-context.ts';

/** Below this factor a regime is wild: a rule then asks for more. An unknown regime counts as wild. */
const CALM_FACTOR = 0.8;
const ADDED_PERCENT = 5;
/** Sums of decimals miss them by less. */
const ROUNDING = 1e-9;

/** A rule may act on a signal only where its confidence has a record behind it, and is high enough. */
export const checkConfidence: Check = (order, { limits, regime, confidenceOf }, found) => {
  if (!opensByRule(order) || order.signalId === undefined) return;
  const confidence = confidenceOf(order.signalId);
  if (confidence === null || !confidence.calibrated) {
    found.push({ code: 'uncalibrated', signalId: order.signalId });
    return;
  }
  const isWild = regime === null || regimeFactor(regime, limits) < CALM_FACTOR;
  const least = (limits.confidence_threshold + (isWild ? ADDED_PERCENT : 0)) / 100;
  const { probability } = confidence;
  if (!(probability >= least - ROUNDING)) found.push({ code: 'confidence', probability, least });
};

/** Around an event nothing is opened by rule. */
export const checkEvents: Check = (order, { limits, events, now }, found) => {
  if (!opensByRule(order)) return;
  for (const { label, at } of events) {
    const side = now < at ? 'before' : 'after';
    const minutes = side === 'before' ? limits.event_blackout_before : limits.event_blackout_after;
    if (Math.abs(now - at) < minutes * MINUTE) found.push({ code: 'event_blackout', event: label, at, now, side, minutes });
  }
};

function opensByRule(order: Order): boolean {
  return order.source === 'automated' && !order.closing;
}
