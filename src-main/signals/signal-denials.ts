import { newYorkClock } from '../../src-core/calendar/clock-text.ts';
import type { Money } from '../../src-core/money.ts';
import type { Order, OrderLeg, OrderTerms } from '../../src-core/orders/order.ts';
import type { SignalRecord } from '../../src-core/signals/signal.ts';
import type { EpochMs } from '../../src-core/time.ts';
import type { Denial } from '../risk/denial.ts';
import { driftOf } from './drift-bound.ts';
import { recommendedOf } from './signal-views.ts';

/** What is known where an order acts on a signal. */
export interface ActedOn {
  readonly record: SignalRecord;
  /** The order that was sent for it already; null without one. */
  readonly orderId: string | null;
  readonly price: Money | null;
  /** Net debit per share that its package costs; null where a leg has no usable quote. */
  readonly natural: Money | null;
  readonly now: EpochMs;
}

/** What speaks against sending an opening order because of the signal it acts on. */
export function signalDenials(order: Pick<Order, 'legs' | 'terms'>, { record, orderId, price, natural, now }: ActedOn): readonly Denial[] {
  const { signal, status } = record;
  if ((orderId ?? record.orderId) !== null) return [{ code: 'signal_gone', reason: 'an order of it was sent already' }];
  if (status !== 'active') return [{ code: 'signal_gone', reason: `it is ${status}: ${record.reason ?? 'no reason is known'}` }];
  if (record.settlement !== null) return [{ code: 'signal_gone', reason: 'its package has been settled' }];
  if (now >= signal.expiresAt) return [{ code: 'signal_gone', reason: `it was good until ${newYorkClock(signal.expiresAt)}` }];
  const { legs } = recommendedOf(signal);
  if (!samePackage(order.legs, legs)) return [{ code: 'signal_mismatch', ordered: packageText(order.legs), recommended: packageText(legs) }];
  return [...driftDenials({ record, price, natural }), ...termsDenials(order.terms, signal.bound.highestNet)];
}

function driftDenials({ record: { signal }, price, natural }: Pick<ActedOn, 'record' | 'price' | 'natural'>): readonly Denial[] {
  const drift = driftOf(signal.bound, { underlying: signal.underlying, price, natural });
  if (drift === null) return [];
  if (drift.kind === 'net') return [{ code: 'signal_price', of: 'package', net: drift.net, highest: drift.highest }];
  const { underlying, low, high } = drift;
  return [{ code: 'signal_drifted', underlying, price: drift.price, low, high }];
}

/** An order that waits may not pay later what the signal is not worth now. */
function termsDenials(terms: OrderTerms, highest: Money): readonly Denial[] {
  const prices = [...('stop' in terms ? [terms.stop] : []), ...('limit' in terms ? [terms.limit] : [])];
  return prices.filter((net) => net > highest).map((net) => ({ code: 'signal_price', of: 'order', net, highest }));
}

function samePackage(left: readonly OrderLeg[], right: readonly OrderLeg[]): boolean {
  return packageText(left) === packageText(right);
}

/** "sell 1 SPY   260821P00605000, buy 1 SPY   260821P00600000", whatever the order of its legs. */
function packageText(legs: readonly OrderLeg[]): string {
  return legs
    .map(({ symbol, side, ratio }) => `${side} ${ratio} ${symbol}`)
    .sort()
    .join(', ');
}
