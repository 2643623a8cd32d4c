import type { Chain } from '../../src-core/market/chain.ts';

/** The rows of a chain that changed since one watcher last took them: a bit a row, so a slow watcher costs no memory. */
export class DirtyRows {
  readonly #chainOf: () => Chain | null;
  readonly #onClose: (rows: DirtyRows) => void;
  #bits = new Uint32Array(0);
  #size = 0;
  /** Row at which the next take begins, so that rows beyond a full take are not starved. */
  #cursor = 0;

  constructor(chainOf: () => Chain | null, onClose: (rows: DirtyRows) => void) {
    this.#chainOf = chainOf;
    this.#onClose = onClose;
    this.markAll();
  }

  /** Rows waiting. */
  get size(): number {
    return this.#size;
  }

  /** The chain's; 0 before anything is listed. When it moved, the watcher reads the layout before it takes. */
  get layoutVersion(): number {
    return this.#chainOf()?.layoutVersion ?? 0;
  }

  mark(row: number): void {
    const word = row >>> 5;
    if (word >= this.#bits.length) this.#grow(word + 1);
    const before = this.#bits[word] as number;
    const after = (before | (1 << (row & 31))) >>> 0;
    if (after === before) return;
    this.#bits[word] = after;
    this.#size += 1;
  }

  /** Every row: for a watcher that has to begin afresh. */
  markAll(): void {
    const count = this.#chainOf()?.count ?? 0;
    for (let row = 0; row < count; row += 1) this.mark(row);
  }

  /** Moves up to `maxRows` waiting rows into `out` and answers how many. */
  take(maxRows: number, out: Uint16Array): number {
    const limit = Math.min(maxRows, out.length, this.#size);
    const words = this.#bits.length;
    let taken = 0;
    let at = this.#cursor >>> 5;
    let mask = (-1 << (this.#cursor & 31)) >>> 0;
    while (taken < limit) {
      let word = ((this.#bits[at] as number) & mask) >>> 0;
      while (word !== 0 && taken < limit) {
        const lowest = (word & -word) >>> 0;
        word = (word ^ lowest) >>> 0;
        this.#bits[at] = ((this.#bits[at] as number) ^ lowest) >>> 0;
        const row = at * 32 + 31 - Math.clz32(lowest);
        out[taken] = row;
        taken += 1;
        this.#cursor = row + 1;
      }
      mask = 0xffff_ffff;
      at = (at + 1) % words;
    }
    if (this.#cursor >= words * 32) this.#cursor = 0;
    this.#size -= taken;
    return taken;
  }

  close(): void {
    this.#onClose(this);
  }

  #grow(words: number): void {
    const larger = new Uint32Array(Math.max(words, this.#bits.length * 2));
    larger.set(this.#bits);
    this.#bits = larger;
  }
}
