/** Rows that are asked for at once. */
export const PAGE = 100;

/** `head` is what is known of the whole list: how many rows there are, at least. */
export interface RowsPage<Row, Head> {
  readonly rows: readonly Row[];
  readonly head: Head;
}
export type ReadRows<Row, Head> = (offset: number, limit: number, signal: AbortSignal) => Promise<RowsPage<Row, Head>>;

export interface PagedRowsParts<Row, Head> {
  readonly read: ReadRows<Row, Head>;
  /** Hears that more is known. */
  readonly changed: () => void;
  readonly idOf: (row: Row) => string;
}

/** A list of which only the pages that are looked at are read. */
export class PagedRows<Row, Head extends { readonly total: number }> {
  readonly #read: ReadRows<Row, Head>;
  readonly #changed: () => void;
  readonly #idOf: (row: Row) => string;
  readonly #pages = new Map<number, readonly Row[]>();
  readonly #asked = new Set<number>();
  readonly #ending = new AbortController();
  #head: Head | null = null;
  #failure: string | null = null;

  constructor({ read, changed, idOf }: PagedRowsParts<Row, Head>) {
    this.#read = read;
    this.#changed = changed;
    this.#idOf = idOf;
  }

  /** null before the first page. */
  get head(): Head | null {
    return this.#head;
  }

  /** Why the page that was asked for last is not there. */
  get failure(): string | null {
    return this.#failure;
  }

  /** null while its page is not there. */
  rowAt(index: number): Row | null {
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE] ?? null;
  }

  /** Where a row is among what was read; null where it is not. */
  placeOf(id: string): number | null {
    for (const [page, rows] of this.#pages) {
      const at = rows.findIndex((row) => this.#idOf(row) === id);
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
  replace(changed: Row): void {
    const id = this.#idOf(changed);
    const at = this.placeOf(id);
    if (at === null) return;
    const page = Math.floor(at / PAGE);
    this.#pages.set(page, (this.#pages.get(page) ?? []).map((row) => (this.#idOf(row) === id ? changed : row)));
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
      const { rows, head } = await this.#read(page * PAGE, PAGE, signal);
      if (signal.aborted) return;
      this.#pages.set(page, rows);
      this.#head = head;
      this.#failure = null;
    } catch (error) {
      if (signal.aborted) return;
      this.#failure = error instanceof Error ? error.message : String(error);
    }
    this.#changed();
  }
}
