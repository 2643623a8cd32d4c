export interface WriteBehindParts<Row> {
  /** Names the rows in sentences: "risk events". */
  readonly what: string;
  readonly write: (rows: readonly Row[]) => Promise<void>;
  /** Rows kept in memory while they can not be written, at most. */
  readonly most: number;
  /** Rows given up first where there is no room. */
  readonly expendable: (row: Row) => boolean;
  /** Rows in one write; 200 where nothing is said. */
  readonly batch?: number;
  readonly notice: (text: string) => void;
  /** The store takes rows again; `dropped` were given up meanwhile. */
  readonly caughtUp?: (dropped: number) => void;
}

const BATCH = 200;

/**
 * Writes rows in the background: in the order they came, those of one moment together, a row that changed before it was
 * written once. What a write fails for stays here until `retry` succeeds.
 */
export class WriteBehind<Row extends { readonly id: string }> {
  readonly #parts: WriteBehindParts<Row>;
  readonly #waiting = new Map<string, Row>();
  #running: Promise<void> | null = null;
  #failing = false;
  #dropped = 0;

  constructor(parts: WriteBehindParts<Row>) {
    this.#parts = parts;
  }

  /** Not written yet, oldest first. */
  get waiting(): readonly Row[] {
    return [...this.#waiting.values()];
  }

  /** The newest write failed. */
  get failing(): boolean {
    return this.#failing;
  }

  put(row: Row): void {
    this.#waiting.set(row.id, row);
    if (this.#waiting.size > this.#parts.most) this.#drop();
    if (!this.#failing) this.#start();
  }

  /** Gives up a row that waits: it is written no more, but for a write under way. */
  forget(id: string): void {
    this.#waiting.delete(id);
  }

  /** Tries again what failed to be written; nothing where a write is under way or nothing waits. */
  retry(): void {
    if (this.#waiting.size > 0) this.#start();
  }

  /** Resolves when all was written, or when a write failed; null while nothing is being written. Never rejects. */
  pending(): Promise<void> | null {
    return this.#running;
  }

  #start(): void {
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
  }

  async #run(): Promise<void> {
    // What else is said at this moment goes into the same write.
    await Promise.resolve();
    while (this.#waiting.size > 0) {
      const batch = [...this.#waiting.values()].slice(0, this.#parts.batch ?? BATCH);
      try {
        await this.#parts.write(batch);
      } catch (error) {
        this.#failed(error);
        return;
      }
      for (const row of batch) if (this.#waiting.get(row.id) === row) this.#waiting.delete(row.id);
      if (this.#failing && this.#waiting.size === 0) this.#recovered();
    }
  }

  #failed(error: unknown): void {
    if (this.#failing) return;
    this.#failing = true;
    const why = error instanceof Error ? error.message : String(error);
    this.#parts.notice(`${this.#parts.what} can not be kept for now (${this.#waiting.size} wait in memory): ${why}`);
  }

  #recovered(): void {
    this.#failing = false;
    const dropped = this.#dropped;
    this.#dropped = 0;
    const lost = dropped === 0 ? 'none was lost' : `${dropped} had to be given up, there was no room for more than ${this.#parts.most}`;
    this.#parts.notice(`${this.#parts.what} are kept again: ${lost}`);
    this.#parts.caughtUp?.(dropped);
  }

  #drop(): void {
    let first: string | null = null;
    for (const [id, row] of this.#waiting) {
      first ??= id;
      if (!this.#parts.expendable(row)) continue;
      first = id;
      break;
    }
    if (first === null) return;
    this.#waiting.delete(first);
    this.#dropped += 1;
  }
}
