import type { Clock, EpochMs } from '../../../../src-core/time.ts';
import type { Pacer } from '../../../../src-main/market-data/session-pump.ts';

interface Timer {
  readonly due: number;
  readonly place: number;
  readonly run: () => void;
}

/** Lets everything run that promises wait with: a write in memory, a command behind it, what is told of it. */
export function drained(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

/** Machine time that a test moves: the clock and the timers of one day. */
export class ManualTime implements Clock, Pacer {
  #now: EpochMs;
  #place = 0;
  /** In the order in which they are due. */
  readonly #timers: Timer[] = [];

  constructor(now: EpochMs) {
    this.#now = now;
  }

  now(): EpochMs {
    return this.#now;
  }

  after(delay: number, run: () => void): () => void {
    const timer = { due: this.#now + Math.max(0, delay), place: (this.#place += 1), run };
    const at = this.#timers.findIndex(({ due }) => due > timer.due);
    this.#timers.splice(at === -1 ? this.#timers.length : at, 0, timer);
    return () => {
      const found = this.#timers.indexOf(timer);
      if (found !== -1) this.#timers.splice(found, 1);
    };
  }

  /** No timer of a dead process comes any more. */
  forget(): void {
    this.#timers.length = 0;
  }

  /** Time goes on; each timer runs at its moment, and what it led to is done before the next moment. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    await drained();
    for (let [next] = this.#timers; next !== undefined && next.due <= end; [next] = this.#timers) {
      this.#now = Math.max(this.#now, next.due);
      while (this.#timers[0] !== undefined && this.#timers[0].due <= this.#now) this.#timers.shift()?.run();
      await drained();
    }
    this.#now = end;
  }
}
