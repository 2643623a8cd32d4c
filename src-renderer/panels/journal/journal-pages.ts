import type { JournalPage, JournalRow } from '../../../src-core/contract/journal.ts';
import type { Money } from '../../../src-core/money.ts';

/** Rows that are asked for at once. */
export const PAGE = 100;

export type ReadPage = (offset: number, limit: number, signal: AbortSignal) => Promise<JournalPage>;

/** A list of which only the pages that are looked at are read. `changed` hears that more is known. */
export class JournalPages {
  readonly #read: ReadPage;
  readonly #changed: () => void;
  readonly #pages = new Map<number, readonly JournalRow[]>();
  readonly #asked = new Set<number>();
  readonly #ending = new AbortController();
  #head: { readonly total: number; readonly net: Money } | null = null;
  #failure: string | null = null;

  constructor(read: ReadPage, changed: () => void) {
    this.#read = read;
    this.#changed = changed;
  }

  /** Packages that match and their net result; null before the first page. */
  get head(): { readonly total: number; readonly net: Money } | null {
    return this.#head;
  }

  /** Why the page that was asked for last is not there. */
  get failure(): string | null {
    return this.#failure;
  }

  /** null while its page is not there. */
  rowAt(index: number): JournalRow | null {
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE] ?? null;
  }

  /** Where a trade is among what was read; null where it is not. */
  placeOf(tradeId: string): number | null {
    for (const [page, rows] of this.#pages) {
      const at = rows.findIndex((row) => row.tradeId === tradeId);
      if (at >= 0) return page * PAGE + at;
    }
    return null;
  }

  /** Asks for the pages of these rows that were not asked for. */
  need(first: number, last: number): void {
    if (this.#ending.signal.aborted) return;
    for (let page = Math.max(0, Math.floor(first / PAGE)); page <= Math.floor(last / PAGE); page += 1) {
      if (this.#asked.has(page) || (this.#head !== null && page * PAGE >= Math.max(1, this.#head.total))) continue;
      this.#asked.add(page);
      void this.#readPage(page);
    }
  }

  /** Puts a row that was changed in place of what was read of it. */
  replace(changed: JournalRow): void {
    const at = this.placeOf(changed.tradeId);
    if (at === null) return;
    const page = Math.floor(at / PAGE);
    this.#pages.set(page, (this.#pages.get(page) ?? []).map((row) => (row.tradeId === changed.tradeId ? changed : row)));
    this.#changed();
  }

  /** Asks again for what failed. */
  again(first: number, last: number): void {
    this.#failure = null;
    for (const page of this.#asked) if (!this.#pages.has(page)) this.#asked.delete(page);
    this.need(first, last);
    this.#changed();
  }

  /** Gives up what is asked for. */
  end(): void {
    this.#ending.abort();
  }

  async #readPage(page: number): Promise<void> {
    const { signal } = this.#ending;
    try {
      const { total, net, rows } = await this.#read(page * PAGE, PAGE, signal);
      if (signal.aborted) return;
      this.#pages.set(page, rows);
      this.#head = { total, net };
      this.#failure = null;
    } catch (error) {
      if (signal.aborted) return;
      this.#failure = error instanceof Error ? error.message : String(error);
    }
    this.#changed();
  }
}
