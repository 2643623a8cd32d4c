import type { ExchangeSession } from '../../../src-core/calendar/exchange-calendar.ts';
import type { ExpiryClock } from '../../../src-core/calendar/expiry-clock.ts';
import { type EpochMs, MINUTE } from '../../../src-core/time.ts';

/** Sessions open at 09:30. */
const OPEN_MINUTE = 9 * 60 + 30;

/** The minutes of a session from the open to the reference, counted from 0, and what the clock says at their ends. */
export class SessionMinutes {
  readonly session: ExchangeSession;
  readonly count: number;
  /** Years on the clock of the volatilities that go by in each minute. */
  readonly years: Float64Array;
  /** Those left to the reference after so many finished minutes. */
  readonly #left: Float64Array;

  constructor(session: ExchangeSession, clock: ExpiryClock) {
    this.session = session;
    this.count = Math.round((session.reference - session.open) / MINUTE);
    this.#left = Float64Array.from({ length: this.count + 1 }, (_, finished) => clock.yearsLeft(this.closeAfter(finished)));
    this.years = Float64Array.from({ length: this.count }, (_, minute) => this.yearsBetween(minute, minute + 1));
  }

  closeAfter(finished: number): EpochMs {
    return this.session.open + finished * MINUTE;
  }

  yearsLeft(finished: number): number {
    return this.#left[finished] ?? Number.NaN;
  }

  yearsBetween(from: number, to: number): number {
    return this.yearsLeft(from) - this.yearsLeft(to);
  }

  /** New York's clock after so many finished minutes: "10:35". */
  textAfter(finished: number): string {
    const minute = OPEN_MINUTE + finished;
    return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  }
}

/** A figure of a state: null where it is not a number. */
export function figure(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** "1 minute", "7 minutes". */
export function minutesText(count: number): string {
  return count === 1 ? '1 minute' : `${count} minutes`;
}
