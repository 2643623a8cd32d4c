import { newYorkClock } from '../../../src-core/calendar/clock-text.ts';
import type { ExchangeSession } from '../../../src-core/calendar/exchange-calendar.ts';
import { formatMoney, type Money, subtract, toDollars } from '../../../src-core/money.ts';
import type { ExitLevels } from '../../../src-core/risk/exit-levels.ts';
import type { ExitPlan, ExitReason } from '../../../src-core/risk/exits.ts';
import type { RiskLimits } from '../../../src-core/risk/limits.ts';
import { type EpochMs, MINUTE, SECOND } from '../../../src-core/time.ts';
import type { ClosingReading } from './closing-result.ts';
import { ConfirmedBest, ConfirmedFall } from './confirmation.ts';

/** What is to be acted on, and why with its numbers. */
export interface DueExit {
  readonly reason: Exclude<ExitReason, 'target'>;
  readonly text: string;
  readonly value: number | null;
  readonly threshold: number | null;
}

/** When the parts of a plan act that do not rest with the broker. */
export class ExitConditions {
  readonly #stop = new ConfirmedFall();
  readonly #trailing = new ConfirmedFall();
  #best: ConfirmedBest;

  constructor(best: Money | null) {
    this.#best = new ConfirmedBest(best);
  }

  /** The best result that has held, since there is a trailing stop; null before. */
  get best(): Money | null {
    return this.#best.best;
  }

  /** What holds and is not confirmed yet, or cannot be acted on. */
  get confirming(): { readonly reason: 'stop' | 'trailing'; readonly since: EpochMs } | null {
    if (this.#stop.since !== null) return { reason: 'stop', since: this.#stop.since };
    return this.#trailing.since === null ? null : { reason: 'trailing', since: this.#trailing.since };
  }

  /** A trailing stop that is set, or set anew, trails from then on. */
  planChanged(isTrailingOther: boolean): void {
    this.#stop.clear();
    this.#trailing.clear();
    if (isTrailingOther) this.#best = new ConfirmedBest(null);
  }

  holdingsChanged(): void {
    this.#stop.holdingsChanged();
    this.#trailing.holdingsChanged();
    this.#best.holdingsChanged();
  }

  /** Takes the reading of this moment, null where there is none. */
  due(now: EpochMs, { stop, trailing }: ExitLevels, reading: ClosingReading | null, end: ClosingTime | null, confirmSeconds: number): DueExit | null {
    const needed = confirmSeconds * SECOND;
    const isStopped = stop !== null && this.#stop.take(now, reading, stop, needed);
    if (trailing !== null) this.#best.take(now, reading, needed);
    const { best } = this;
    const least = trailing === null || best === null ? null : subtract(best, trailing);
    const isTrailed = least !== null && this.#trailing.take(now, reading, least, needed);
    if (isStopped && reading !== null) return { reason: 'stop', text: `${heldBelow(reading.result, stop)} for ${confirmSeconds} s`, value: toDollars(reading.result), threshold: toDollars(stop) };
    if (isTrailed && reading !== null && best !== null) {
      return { reason: 'trailing', text: `${heldBelow(reading.result, least)} for ${confirmSeconds} s, after a best of ${formatMoney(best)}`, value: toDollars(reading.result), threshold: toDollars(least) };
    }
    if (end === null || now < end.time) return null;
    return { reason: end.reason, text: `it was to be closed at ${newYorkClock(end.time)}`, value: null, threshold: null };
  }
}

function heldBelow(result: Money, level: Money): string {
  return `a result of ${formatMoney(result)} held at or below ${formatMoney(level)}`;
}

export interface ClosingTime {
  readonly time: EpochMs;
  readonly reason: 'time' | 'end';
}

/** The plan's own end, or the account's; null where it is left to expire. */
export function closingTime({ at, minutesBeforeEnd }: Pick<ExitPlan, 'at' | 'minutesBeforeEnd'>, { lastTrade }: Pick<ExchangeSession, 'lastTrade'>, { auto_close_minutes }: Pick<RiskLimits, 'auto_close_minutes'>): ClosingTime | null {
  const minutes = minutesBeforeEnd ?? auto_close_minutes;
  const end = minutes > 0 ? lastTrade - minutes * MINUTE : null;
  if (at !== null && (end === null || at <= end)) return { time: at, reason: 'time' };
  return end === null ? null : { time: end, reason: 'end' };
}
