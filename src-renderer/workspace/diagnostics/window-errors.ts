import type { WindowError } from '../../../src-core/contract/app.ts';
import { ContractFailure } from '../../../src-core/contract/messages.ts';

/** Reports in so much time, at most; further ones are dropped: a window that fails in a loop must not make it worse. */
const MOST_REPORTS = 5;
const WITHIN_MS = 60_000;
/** Of one and the same error, so often is a report sent. */
const SAME_AGAIN_MS = 10_000;
const MOST_MESSAGE = 2_000;
const MOST_STACK = 20_000;
const MOST_PANEL = 60;

/** Chromium's own word for a layout that took one frame more. */
const HARMLESS = /^ResizeObserver loop/;

/** Errors that a window met, on their way to the core's crash reports. What cannot be sent waits, a few at most. */
export class WindowErrors {
  readonly #now: () => number;
  #send: ((error: WindowError) => Promise<unknown>) | null = null;
  #sentAt: number[] = [];
  readonly #lastOf = new Map<string, number>();
  readonly #waiting: WindowError[] = [];
  #isSending = false;

  /** `now`: milliseconds, monotonic. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** `panel` is its title; null where it was met outside of one. */
  tell(error: unknown, panel: string | null = null, components = ''): void {
    const told = windowErrorOf(error, panel, components);
    if (told === null || !this.#mayReport(told)) return;
    this.#waiting.push(told);
    if (this.#waiting.length > MOST_REPORTS) this.#waiting.shift();
    this.flush();
  }

  /** Errors are sent by it from now on; what it rejects with is nobody's matter. */
  sendBy(send: (error: WindowError) => Promise<unknown>): void {
    this.#send = send;
    this.flush();
  }

  /** Sends what waits; to be called when the core can be reached again. */
  flush(): void {
    const [next] = this.#waiting;
    if (next === undefined || this.#send === null || this.#isSending) return;
    this.#isSending = true;
    this.#send(next).then(
      () => {
        this.#isSending = false;
        const at = this.#waiting.indexOf(next);
        if (at !== -1) this.#waiting.splice(at, 1);
        this.flush();
      },
      () => {
        // It waits for the next connection: an error of the reporting is not reported.
        this.#isSending = false;
      },
    );
  }

  #mayReport({ message, panel }: WindowError): boolean {
    const now = this.#now();
    const kind = `${panel ?? ''}\n${message}`;
    this.#sentAt = this.#sentAt.filter((time) => now - time < WITHIN_MS);
    const last = this.#lastOf.get(kind);
    if (this.#sentAt.length >= MOST_REPORTS || (last !== undefined && now - last < SAME_AGAIN_MS)) return false;
    this.#sentAt.push(now);
    if (this.#lastOf.size > 50) this.#lastOf.clear();
    this.#lastOf.set(kind, now);
    return true;
  }
}

/** null for what is no failure of the window. */
export function windowErrorOf(error: unknown, panel: string | null, components: string): WindowError | null {
  // The core's answers that nobody took: it said why, and it is well.
  if (error instanceof ContractFailure) return null;
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  if (HARMLESS.test(error instanceof Error ? error.message : message)) return null;
  const stack = [error instanceof Error ? (error.stack ?? '') : '', components === '' ? '' : `Components:${components}`].filter((part) => part !== '').join('\n');
  return { message: message.slice(0, MOST_MESSAGE), stack: stack.slice(0, MOST_STACK), panel: panel === null ? null : panel.slice(0, MOST_PANEL) };
}

/** This window's. */
export const windowErrors = new WindowErrors(() => performance.now());

/** Reports what nobody caught, and returns the function that ends it. */
export function watchWindowErrors(window: Pick<Window, 'addEventListener' | 'removeEventListener'>, errors: Pick<WindowErrors, 'tell'>): () => void {
  const failed = ({ error, message }: ErrorEvent): void => errors.tell(error ?? message);
  const rejected = ({ reason }: PromiseRejectionEvent): void => errors.tell(reason);
  window.addEventListener('error', failed);
  window.addEventListener('unhandledrejection', rejected);
  return () => {
    window.removeEventListener('error', failed);
    window.removeEventListener('unhandledrejection', rejected);
  };
}
