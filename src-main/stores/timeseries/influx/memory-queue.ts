import type { EpochMs } from '../../../../src-core/time.ts';
import { DEEPEST_LEVEL, nextToThin, thin } from './thinning.ts';

export interface Batch {
  readonly sequence: number;
  readonly text: string;
  readonly points: number;
  /** The least and the greatest of its times. */
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly bytes: number;
  readonly level: number;
  readonly detailSpent: boolean;
}

/** Batches in memory, oldest first, within a bound: past it the oldest detail is thinned, as in the spool. */
export class MemoryQueue {
  readonly #maximumBytes: number;
  readonly #batches: Batch[] = [];
  #nextSequence = 0;
  #points = 0;
  #bytes = 0;
  #thinned = 0;

  constructor(maximumBytes: number) {
    this.#maximumBytes = maximumBytes;
  }

  get isEmpty(): boolean {
    return this.#batches.length === 0;
  }

  get points(): number {
    return this.#points;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Points given up since the start. */
  get thinned(): number {
    return this.#thinned;
  }

  add({ text, points, from, to }: Pick<Batch, 'text' | 'points' | 'from' | 'to'>): void {
    this.#batches.push({ sequence: this.#nextSequence++, text, points, from, to, bytes: text.length, level: 0, detailSpent: false });
    this.#count(points, text.length);
    this.#bound();
  }

  putBack(batch: Batch): void {
    this.#batches.unshift(batch);
    this.#count(batch.points, batch.bytes);
    this.#bound();
  }

  get first(): Batch | null {
    return this.#batches[0] ?? null;
  }

  takeFirst(): Batch | null {
    const batch = this.#batches.shift();
    if (batch === undefined) return null;
    this.#count(-batch.points, -batch.bytes);
    return batch;
  }

  #bound(): void {
    while (this.#bytes > this.#maximumBytes) {
      const next = nextToThin(this.#batches, this.#maximumBytes);
      if (next === null) return;
      const { piece, what } = next;
      const { text, points, detail } = thin(piece.text, piece.sequence >> piece.level, what);
      const left = { ...piece, text, points, bytes: text.length, level: piece.level + 1, detailSpent: detail === 0 };
      const index = this.#batches.indexOf(piece);
      const isGone = points === 0 || left.level > DEEPEST_LEVEL;
      if (isGone) this.#batches.splice(index, 1);
      else this.#batches[index] = left;
      const given = isGone ? piece.points : piece.points - points;
      this.#thinned += given;
      this.#count(-given, (isGone ? 0 : left.bytes) - piece.bytes);
    }
  }

  #count(points: number, bytes: number): void {
    this.#points += points;
    this.#bytes += bytes;
  }
}
