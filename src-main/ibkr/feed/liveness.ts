import type { ExchangeSession } from '../../../src-core/calendar/exchange-calendar.ts';
import { type EpochMs, MINUTE, SECOND } from '../../../src-core/time.ts';
import { isSilent, type Listened } from './silence.ts';
import type { OptionSubscription, Subscription } from './subscription.ts';
import type { SubscriptionTable } from './subscription-table.ts';

/** Asked for anew after so long, then twice as long each time. */
const FIRST_RETRY_MS = 5 * SECOND;
const LONGEST_RETRY_MS = MINUTE;
/** A subscription that goes on for so long after it was asked for is one that lives, not one that only answered. */
const LIVES_MS = 2 * SECOND;
/** Once another session has given the data back, it comes by itself in so long, or is asked for. */
const GIVEN_BACK_MS = SECOND;

type Mutable<Value> = { -readonly [Key in keyof Value]: Value[Key] };

export interface LivenessParts {
  readonly table: SubscriptionTable;
  readonly session: ExchangeSession;
  /** Of an option's underlying, dollars; NaN where it is not known. */
  readonly priceOf: (option: OptionSubscription) => number;
  readonly onSilent: (subscription: Subscription, now: EpochMs) => void;
  /** It was silent, or its data was taken, and says something again. */
  readonly onBack: (subscription: Subscription, now: EpochMs) => void;
}

/** Judges each open subscription by itself, and asks for the silent ones anew, one a step at most. */
export class Liveness {
  readonly #parts: LivenessParts;
  readonly #listened: Mutable<Listened> = { kind: 'option', askedAt: 0, heardAt: 0, distance: 0, moved: 0, pairHeardAt: 0, isDelayed: false };
  /** When the broker's servers were last reached: silence counts from then. */
  #since: EpochMs = Number.NEGATIVE_INFINITY;
  /** Of those whose data another session takes: when one of them is tried next, how often that was in vain, and when one had data again. */
  #probeAt: EpochMs = Number.NEGATIVE_INFINITY;
  #probes = 0;
  #givenBackAt: EpochMs = Number.NaN;

  constructor(parts: LivenessParts) {
    this.#parts = parts;
  }

  /** Silence counts from now on. */
  restart(now: EpochMs): void {
    this.#since = now;
    this.#givenBackAt = Number.NaN;
  }

  /** Something of it was said. */
  hear(subscription: Subscription, now: EpochMs): void {
    subscription.heardAt = now;
    if (subscription.kind === 'option') subscription.spotAt = this.#parts.priceOf(subscription);
    if (subscription.attempts > 0 && now - subscription.askedAt >= LIVES_MS) subscription.attempts = 0;
    if (subscription.state === 'heard') return;
    const before = subscription.state;
    subscription.state = 'heard';
    if (before === 'competing' && Number.isNaN(this.#givenBackAt)) this.#givenBackAt = now;
    if (before !== 'asked') this.#parts.onBack(subscription, now);
  }

  /** Another session takes its data. Answers whether that is the first that it takes. */
  compete(subscription: Subscription, now: EpochMs): boolean {
    const isFirst = !this.isCompeting;
    subscription.state = 'competing';
    this.#givenBackAt = Number.NaN;
    if (!isFirst) return false;
    this.#probes = 1;
    this.#probeAt = now + retryAfter(0);
    return true;
  }

  /** Whether another session takes any of the data. */
  get isCompeting(): boolean {
    for (const { state } of this.#parts.table.open()) if (state === 'competing') return true;
    return false;
  }

  step(now: EpochMs): void {
    const { table, session, onSilent } = this.#parts;
    let due: Subscription | null = null;
    let competing: Subscription | null = null;
    for (const subscription of table.open()) {
      const { dataType, state } = subscription;
      // Frozen data does not move.
      const isJudged = (state === 'heard' || state === 'asked') && dataType !== 'frozen' && dataType !== 'delayed_frozen';
      if (isJudged && isSilent(this.#look(subscription), session, this.#since, now)) {
        subscription.state = 'silent';
        onSilent(subscription, now);
      }
      if (subscription.state === 'competing') competing ??= subscription;
      else if (subscription.state === 'silent' && now >= subscription.nextTry && (due === null || subscription.nextTry < due.nextTry)) due = subscription;
    }
    if (competing !== null) this.#probe(competing, now);
    if (due !== null) this.#renew(due, now);
  }

  /** One of those whose data is taken is tried until it has some; then those that did not come back by themselves are asked for anew. */
  #probe(competing: Subscription, now: EpochMs): void {
    if (now - this.#givenBackAt >= GIVEN_BACK_MS) {
      for (const subscription of [...this.#parts.table.open()]) {
        if (subscription.state !== 'competing') continue;
        this.#parts.table.cancel(subscription);
        subscription.state = 'idle';
        subscription.nextTry = now;
      }
      this.#givenBackAt = Number.NaN;
    } else if (Number.isNaN(this.#givenBackAt) && now >= this.#probeAt) {
      this.#probeAt = now + retryAfter(this.#probes);
      this.#probes += 1;
      this.#parts.table.cancel(competing);
      this.#parts.table.ask(competing, now);
    }
  }

  #renew(silent: Subscription, now: EpochMs): void {
    this.#parts.table.cancel(silent);
    silent.nextTry = now + retryAfter(silent.attempts);
    silent.attempts += 1;
    this.#parts.table.ask(silent, now);
  }

  #look(subscription: Subscription): Listened {
    const listened = this.#listened;
    listened.kind = subscription.kind;
    listened.askedAt = subscription.askedAt;
    listened.heardAt = subscription.heardAt;
    listened.isDelayed = subscription.dataType === 'delayed';
    if (subscription.kind !== 'option') return listened;
    const price = this.#parts.priceOf(subscription);
    listened.distance = Math.abs(subscription.strike / price - 1);
    listened.moved = Math.abs(price / subscription.spotAt - 1);
    listened.pairHeardAt = subscription.pair?.heardAt ?? Number.NaN;
    return listened;
  }
}

/** Milliseconds until it is asked for again, having been so `attempts` times in vain. */
export function retryAfter(attempts: number): number {
  return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempts);
}
