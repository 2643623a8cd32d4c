import type { Notice } from '../../src-core/contract/schemas.ts';
import type { Clock } from '../../src-core/time.ts';
import { KeyedSource } from './stream-taps.ts';

/** Notices kept for windows that open later. */
const KEPT = 100;

/** What the core tells whoever is watching, newest last. */
export class Notices {
  readonly #clock: Clock;
  readonly #notices = new Map<string, Notice>();
  #count = 0;
  readonly source = new KeyedSource<Notice>(
    () => this.#notices.keys(),
    (key) => this.#notices.get(key) ?? null,
  );

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  tell(level: Notice['level'], text: string): void {
    this.#count += 1;
    const key = String(this.#count);
    this.#notices.set(key, { id: this.#count, time: this.#clock.now(), level, text });
    if (this.#notices.size > KEPT) this.#notices.delete(String(this.#count - KEPT));
    this.source.mark(key);
  }

  /** All that are kept, oldest first. */
  all(): readonly Notice[] {
    return [...this.#notices.values()];
  }
}
