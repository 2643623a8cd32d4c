import type { DriftBound } from '../../../src-core/signals/signal.ts';
import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import { formatMoney, type Money } from '../../../src-core/money.ts';
import type { OrderTerms } from '../../../src-core/orders/order.ts';
import type { EpochMs } from '../../../src-core/time.ts';
import { formatTime } from '../../design/format.ts';
import { describeNet, unsignedPrice } from '../../design/order-words.ts';

/** The signal that a ticket acts on, and what keeps it alive. */
export interface TicketSignal {
  readonly id: string;
  readonly underlying: Underlying;
  /** "Correlation reversion". */
  readonly title: string;
  readonly generatedAt: EpochMs;
  readonly expiresAt: EpochMs;
  readonly bound: DriftBound;
  /** Why it is not good any more, a clause; null while it is. It never is again. */
  readonly expired: string | null;
}

/** What a signal is held against: each null where it is not known. */
export interface SignalWatch {
  /** Of the underlying. */
  readonly price: Money | null;
  /** Net debit per share that the package costs now across the spread. */
  readonly natural: Money | null;
  /** Time of the session. */
  readonly now: EpochMs | null;
}

/** Why the signal is not good any more, as a clause; null while nothing known says so. */
export function driftOf({ underlying, bound, expiresAt }: Pick<TicketSignal, 'underlying' | 'bound' | 'expiresAt'>, { price, natural, now }: SignalWatch): string | null {
  const { underlyingLow, underlyingHigh, highestNet } = bound;
  if (price !== null && price > underlyingHigh) return `${underlying} is at ${formatMoney(price)}, above ${formatMoney(underlyingHigh)}`;
  if (price !== null && price < underlyingLow) return `${underlying} is at ${formatMoney(price)}, below ${formatMoney(underlyingLow)}`;
  if (natural !== null && natural > highestNet) return `the package is at ${describeNet(natural)}, and was to be ${boundWords(highestNet)}`;
  if (now !== null && now >= expiresAt) return `it was good until ${clockOf(expiresAt)}`;
  return null;
}

/** "Good while QQQ is 547.80–549.10 and the package costs at most 0.85; until 11:31." */
export function goodWhile({ underlying, bound: { underlyingLow, underlyingHigh, highestNet }, expiresAt }: Pick<TicketSignal, 'underlying' | 'bound' | 'expiresAt'>): string {
  const costs = highestNet < 0 ? `pays at least ${unsignedPrice(highestNet)}` : `costs at most ${unsignedPrice(highestNet)}`;
  return `Good while ${underlying} is ${formatMoney(underlyingLow)}–${formatMoney(underlyingHigh)} and the package ${costs}; until ${clockOf(expiresAt)}.`;
}

/** "QQQ correlation reversion, 11:21": where the ticket is from. */
export function signalSource({ underlying, title, generatedAt }: Pick<TicketSignal, 'underlying' | 'title' | 'generatedAt'>): string {
  return `${underlying} ${title.charAt(0).toLowerCase()}${title.slice(1)}, ${clockOf(generatedAt)}`;
}

/** Why these terms are not the signal's, a clause; null where they are. */
export function signalProblem({ bound: { highestNet }, expired }: Pick<TicketSignal, 'bound' | 'expired'>, terms: OrderTerms): string | null {
  if (expired !== null) return `the signal has expired: ${expired}`;
  if (terms.type !== 'limit') return 'an order of a signal is a limit order; keep it as your own for another kind';
  return terms.limit > highestNet ? `the signal is worth ${boundWords(highestNet)}, not ${describeNet(terms.limit)}; keep it as your own order to give more` : null;
}

function boundWords(highestNet: Money): string {
  return `${describeNet(highestNet)} or better`;
}

/** "11:21", New York. */
export function clockOf(time: EpochMs): string {
  return formatTime(time).slice(0, 5);
}
