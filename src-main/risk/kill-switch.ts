import type { FlattenPlan, KillResult } from '../../src-core/contract/risk.ts';

export interface KillSwitchParts {
  /** Sets the trading state to HALTED in memory before it returns. */
  readonly halt: () => void;
  /** No exit sends anything from here on. */
  readonly stopExits: () => void;
  /** Ends a flattening that runs: its orders are cancelled with all others. */
  readonly stopFlattening: () => void;
  /** Tells the broker to cancel all that works; the number of orders. */
  readonly cancelAll: () => number;
  /** What flattening the whole book would do. */
  readonly plan: () => FlattenPlan;
  /** Begins to flatten the whole book, once the cancellations came back. */
  readonly flatten: () => void;
  /** Whether the account's parameter says to flatten at once. */
  readonly flattens: () => boolean;
  /** Real milliseconds, monotonic. */
  readonly realNow: () => number;
  /** Told what of it failed, as a sentence. */
  readonly notice: (text: string) => void;
}

/**
 * One act that stops trading. Everything up to the last cancellation sent happens before `kill` returns, needs neither
 * the queue of commands, the disk, a quote nor the session's clock, and each part is done whatever became of the others.
 */
export class KillSwitch {
  readonly #parts: KillSwitchParts;

  constructor(parts: KillSwitchParts) {
    this.#parts = parts;
  }

  /** Halts, cancels, and flattens where that is asked for here or by the account's parameter. Never throws. */
  kill({ flatten }: { readonly flatten: boolean }): KillResult {
    const { realNow } = this.#parts;
    const began = realNow();
    this.#try('trading could not be halted', () => this.#parts.halt());
    this.#try('exits could not be stopped', () => this.#parts.stopExits());
    this.#try('the flattening could not be stopped', () => this.#parts.stopFlattening());
    const cancelled = this.#try('working orders could not be cancelled', () => this.#parts.cancelAll()) ?? 0;
    const milliseconds = realNow() - began;
    const plan = this.#try('the flattening could not be planned', () => this.#parts.plan());
    const runs = flatten || (this.#try('whether to flatten could not be read', () => this.#parts.flattens()) ?? false);
    if (runs) this.#try('the flattening could not be begun', () => this.#parts.flatten());
    return { cancelled, milliseconds, plan };
  }

  #try<Result>(what: string, part: () => Result): Result | null {
    try {
      return part();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      try {
        this.#parts.notice(`kill switch: ${what}: ${why}`);
      } catch {
        // Nobody can be told, and the next part still counts.
      }
      return null;
    }
  }
}
