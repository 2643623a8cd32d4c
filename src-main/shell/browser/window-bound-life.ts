import { SECOND } from '../../../src-core/time.ts';

/** A page that is loaded anew, or whose browser is started again, is back by then. */
export const ALONE_FOR = 5 * SECOND;
/** How long the first window may take to come, though the browser that was started is gone: it may have handed it on. */
export const FIRST_WINDOW_WITHIN = 30 * SECOND;
/** How often it is looked whether what stood in the way is over. */
export const LOOK_AGAIN = 30 * SECOND;

export interface WindowBoundLifeParts {
  /** Calls `run` once after so many milliseconds; the result cancels it. */
  readonly after: (delay: number, run: () => void) => () => void;
  /** Why the program should not end now, sentences; null where it may. */
  readonly obstacle: () => string | null;
  readonly end: () => void;
  /** It goes on without a window; told once, until a window is there again. */
  readonly onStaying: (obstacle: string) => void;
}

/**
 * The life of a program that belongs to its windows: it ends when the last browser it started is gone and no window is
 * connected, unless something stands in the way; then it ends once that is over, and no window came back.
 */
export class WindowBoundLife {
  readonly #parts: WindowBoundLifeParts;
  #browsers = 0;
  #windows = 0;
  #hadWindow = false;
  /** No window came since one was expected. */
  #isExpecting = true;
  /** A browser was started for it; before, nothing ends it. */
  #isBound = false;
  #isTold = false;
  #isClosed = false;
  #cancel: (() => void) | null = null;

  constructor(parts: WindowBoundLifeParts) {
    this.#parts = parts;
  }

  /** Whether a window was ever connected. */
  get hadWindow(): boolean {
    return this.#hadWindow;
  }

  browserStarted(): void {
    this.#isBound = true;
    this.#browsers += 1;
    this.#look();
  }

  browserEnded(): void {
    this.#browsers -= 1;
    this.#look();
  }

  /** A window is on its way that somebody else opens. */
  windowExpected(): void {
    if (this.#browsers > 0 || this.#windows > 0) return;
    this.#forget();
    this.#isExpecting = true;
    this.#look();
  }

  /** How many windows are connected now. */
  windowsAre(count: number): void {
    this.#windows = count;
    if (count > 0) {
      this.#hadWindow = true;
      this.#isExpecting = false;
      this.#isTold = false;
    }
    this.#look();
  }

  /** Nothing ends it any more. */
  close(): void {
    this.#isClosed = true;
    this.#forget();
  }

  #look(): void {
    if (!this.#isBound) return;
    if (this.#isClosed || this.#browsers > 0 || this.#windows > 0) this.#forget();
    else this.#cancel ??= this.#parts.after(this.#isExpecting ? FIRST_WINDOW_WITHIN : ALONE_FOR, () => this.#leave());
  }

  #leave(): void {
    this.#cancel = null;
    const obstacle = this.#parts.obstacle();
    if (obstacle === null) {
      this.close();
      this.#parts.end();
      return;
    }
    this.#cancel = this.#parts.after(LOOK_AGAIN, () => this.#leave());
    if (this.#isTold) return;
    this.#isTold = true;
    this.#parts.onStaying(obstacle);
  }

  #forget(): void {
    this.#cancel?.();
    this.#cancel = null;
  }
}
