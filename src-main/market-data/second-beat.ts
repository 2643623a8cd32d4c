import { type EpochMs, SECOND } from '../../src-core/time.ts';
import type { Timed } from './session-pump.ts';

/**
 * The moments at which engines look that go by the time: each one at which the feed said something, and each whole second
 * of the session. A pump that is paced also stops in between, at moments that depend on the machine: nothing is decided there.
 */
export class SecondBeat implements Timed {
  #next: EpochMs;
  #isDue = false;

  constructor(from: EpochMs) {
    this.#next = secondAfter(from);
  }

  nextTime(): EpochMs {
    return this.#next;
  }

  advance(now: EpochMs): void {
    if (now < this.#next) return;
    this.#next = secondAfter(now);
    this.#isDue = true;
  }

  /** The feed said something at this moment. */
  heard(): void {
    this.#isDue = true;
  }

  /** Whether this moment is one of them; asked once a moment. */
  take(): boolean {
    const isDue = this.#isDue;
    this.#isDue = false;
    return isDue;
  }
}

function secondAfter(time: EpochMs): EpochMs {
  return (Math.floor(time / SECOND) + 1) * SECOND;
}
