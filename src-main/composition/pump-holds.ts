import type { SessionPump } from '../market-data/session-pump.ts';

/** Why session time stands although nobody paused it. */
export type Hold = 'ban' | 'sleep';

/** Holds the session for any of several reasons, and lets it go on once the last of them is over, if it went on before. */
export class PumpHolds {
  readonly #pump: Pick<SessionPump, 'paused' | 'pause' | 'resume'>;
  readonly #holds = new Set<Hold>();
  #goesOn: boolean;

  /** `goesOn`: it is to begin by itself; `held`: for these reasons it does not yet. */
  constructor(pump: Pick<SessionPump, 'paused' | 'pause' | 'resume'>, goesOn: boolean, held: readonly Hold[]) {
    this.#pump = pump;
    this.#goesOn = goesOn;
    for (const hold of held) this.#holds.add(hold);
    if (goesOn && this.#holds.size === 0) pump.resume();
  }

  hold(why: Hold): void {
    if (this.#holds.size === 0) {
      this.#goesOn = !this.#pump.paused;
      void this.#pump.pause();
    }
    this.#holds.add(why);
  }

  release(why: Hold): void {
    if (this.#holds.delete(why) && this.#holds.size === 0 && this.#goesOn) this.#pump.resume();
  }
}
