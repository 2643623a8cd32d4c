/** Milliseconds between two reports that a person is there. */
export const REPORT_EVERY = 30_000;
/** Milliseconds before a lock from which it is said. */
export const WARN_FOR = 30_000;
/** Milliseconds after which a report that failed is made again. */
const AGAIN_AFTER = 5_000;
/** Milliseconds past its time after which a lock is no longer spoken of: the core looks each five seconds, and another window of the session may be in use. */
const OVERDUE = 7_000;

/**
 * When a person was last at the window, as the core was told. Reports are at most one each half minute; what happens
 * between two is told with the next, so that the core never knows of less than there was. Times are the machine's.
 */
export class Presence {
  readonly #report: () => Promise<unknown>;
  /** The core counts from here. */
  #told: number;
  #tried = -Infinity;
  #isUntold = false;

  constructor(report: () => Promise<unknown>, now: number) {
    this.#report = report;
    this.#told = now;
  }

  /** A key, the pointer or the wheel, here. */
  touched(now: number): void {
    this.#isUntold = true;
    this.tick(now);
  }

  /** Another window of the same person has reported. */
  heard(now: number): void {
    this.#told = Math.max(this.#told, now);
  }

  /** Tells what is not told yet, once it is time. Called each second. */
  tick(now: number): void {
    if (!this.#isUntold || now - this.#told < REPORT_EVERY || now - this.#tried < AGAIN_AFTER) return;
    this.#tried = now;
    this.#isUntold = false;
    this.#report().then(
      () => (this.#told = Math.max(this.#told, now)),
      () => (this.#isUntold = true),
    );
  }

  /** Milliseconds to the lock where that is soon, and nobody has been there; null else. */
  warning(now: number, minutes: number): number | null {
    if (this.#isUntold) return null;
    const left = this.#told + minutes * 60_000 - now;
    return left > WARN_FOR || left < -OVERDUE ? null : Math.max(0, left);
  }
}
