import { type EpochMs, type IsoDate, MINUTE, SECOND } from '../../../src-core/time.ts';
import type { DayLockWitness } from '../day-lock-witness.ts';

export interface WitnessedLockParts {
  readonly witness: DayLockWitness;
  readonly date: IsoDate;
  readonly notice: (text: string) => void;
}

/** Of session time: after a failure, and after an answer that the day is not locked, which may be heard too early. */
const AGAIN_MS = 10 * SECOND;
const ASK_MS = MINUTE;

/** What the second witness says of one day. It is asked over and over, and told until it has heard. Nothing here rejects. */
export class WitnessedLock {
  readonly #parts: WitnessedLockParts;
  /** It has said so, or has heard it. */
  #isLocked = false;
  #isToBeTold = false;
  #isBusy = false;
  #hasFailed = false;
  #triedAt: EpochMs = Number.NEGATIVE_INFINITY;

  constructor(parts: WitnessedLockParts) {
    this.#parts = parts;
  }

  /** It knows the day as locked. */
  get isLocked(): boolean {
    return this.#isLocked;
  }

  async ask(): Promise<void> {
    const { date, witness } = this.#parts;
    await this.#try('asked whether the day is locked', async () => {
      if (await witness.read(date)) this.#isLocked = true;
    });
  }

  /** The day is locked. */
  tell(): void {
    this.#isToBeTold = true;
    void this.#tellNow();
  }

  /** After a moment of the session: asks, or tells, again. */
  step(now: EpochMs): void {
    if (this.#isLocked || this.#isBusy || now - this.#triedAt < (this.#hasFailed ? AGAIN_MS : ASK_MS)) return;
    this.#triedAt = now;
    void (this.#isToBeTold ? this.#tellNow() : this.ask());
  }

  async #tellNow(): Promise<void> {
    if (this.#isLocked) return;
    const { date, witness } = this.#parts;
    await this.#try('told that the day is locked', async () => {
      await witness.write(date);
      this.#isLocked = true;
    });
  }

  async #try(what: string, call: () => Promise<void>): Promise<void> {
    this.#isBusy = true;
    try {
      await call();
      this.#hasFailed = false;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (!this.#hasFailed) this.#parts.notice(`the second witness of a day's lock could not be ${what} (${why}); it is tried again`);
      this.#hasFailed = true;
    } finally {
      this.#isBusy = false;
    }
  }
}
