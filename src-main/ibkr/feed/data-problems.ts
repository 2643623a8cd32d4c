import type { MarketDataView } from '../../../src-core/contract/broker.ts';
import type { EpochMs } from '../../../src-core/time.ts';
import type { FeedProblem } from '../../market-data/feed.ts';

/** Problems that a window is told of, and that a feed keeps. */
const SHOWN = 20;
const KEPT = 100;

/** What is wrong with the data now, by what it is wrong with, and what was wrong since the start. */
export class DataProblems {
  readonly #current = new Map<string, MarketDataView['problems'][number]>();
  readonly #kept: FeedProblem[] = [];
  #total = 0;
  /** Grows by one with each change. */
  version = 0;

  /** Says that something is wrong with the subject. `code` is the gateway's; 0 where it is not of a code. */
  tell(subject: string, problem: string, now: EpochMs, code = 0): void {
    const before = this.#current.get(subject);
    if (before?.problem === problem) return;
    this.#current.delete(subject);
    this.#current.set(subject, { subject, problem, since: now });
    this.#total += 1;
    this.version += 1;
    this.#kept.push({ file: 'ibkr', line: code, reason: `${subject}: ${problem}` });
    if (this.#kept.length > KEPT) this.#kept.shift();
  }

  /** It is well again. */
  end(subject: string): void {
    if (this.#current.delete(subject)) this.version += 1;
  }

  endAll(): void {
    if (this.#current.size > 0) this.version += 1;
    this.#current.clear();
  }

  /** The newest first. */
  current(): MarketDataView['problems'] {
    return [...this.#current.values()].reverse().slice(0, SHOWN);
  }

  kept(): { readonly kept: readonly FeedProblem[]; readonly total: number } {
    return { kept: [...this.#kept], total: this.#total };
  }
}
