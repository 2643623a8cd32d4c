import { createHash, randomBytes } from 'node:crypto';
import { type Clock, type EpochMs, MINUTE } from '../../../src-core/time.ts';

/** How long a link waits to be followed. */
export const CODE_LASTS = 5 * MINUTE;
/** Codes that may be open at once; one more ends the oldest. */
export const MOST_CODES = 20;

/** The codes of links that were given out: each good once, and for a short time. */
export class LinkCodes {
  readonly #clock: Clock;
  /** By SHA-256, so that a comparison says nothing of how much of a guess was right. Oldest first. */
  readonly #open = new Map<string, { readonly ends: EpochMs; readonly spent: () => void }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `spent` is called when it is. */
  create(spent: () => void = () => undefined): string {
    this.#endOld();
    const [oldest] = this.#open.keys();
    if (this.#open.size >= MOST_CODES && oldest !== undefined) this.#open.delete(oldest);
    const code = randomBytes(18).toString('base64url');
    this.#open.set(hashOf(code), { ends: this.#clock.now() + CODE_LASTS, spent });
    return code;
  }

  /** True once for each code that has not ended. */
  spend(code: string): boolean {
    this.#endOld();
    const hash = hashOf(code);
    const open = this.#open.get(hash);
    if (open === undefined) return false;
    this.#open.delete(hash);
    open.spent();
    return true;
  }

  #endOld(): void {
    const now = this.#clock.now();
    for (const [hash, { ends }] of this.#open) if (ends <= now) this.#open.delete(hash);
  }
}

function hashOf(code: string): string {
  return createHash('sha256').update(code).digest('hex');
}
