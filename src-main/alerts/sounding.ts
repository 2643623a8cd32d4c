import { type EpochMs, SECOND } from '../../src-core/time.ts';

const MOST = 5;
const WITHIN_MS = 10 * SECOND;

/** Lets at most five alerts sound within ten seconds of session time. */
export class Sounding {
  readonly #sounded: EpochMs[] = [];

  /** Whether one more may sound now; it is counted where it may. */
  take(now: EpochMs): boolean {
    while (this.#sounded.length > 0 && !this.#isRecent(this.#sounded[0], now)) this.#sounded.shift();
    if (this.#sounded.length >= MOST) return false;
    this.#sounded.push(now);
    return true;
  }

  #isRecent(time: EpochMs | undefined, now: EpochMs): boolean {
    return time !== undefined && now - time < WITHIN_MS && now >= time;
  }
}
