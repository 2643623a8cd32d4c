import type { ChainLayout } from '../../src-core/contract/schemas.ts';
import { type Frame, FRAME_FIELDS, type FrameField } from '../../src-core/contract/frame.ts';

const FIELD_COUNT = FRAME_FIELDS.length;

/** Where a field stands in a row of values. */
export function fieldOffset(field: FrameField): number {
  return FRAME_FIELDS.indexOf(field);
}

/** The window's copy of one chain: rows of FRAME_FIELDS values as the frames bring them, and which rows are news. */
export class ChainBook {
  readonly layout: ChainLayout;
  /** Row by row; NaN where absent. */
  readonly values: Float64Array;
  /** 1 for rows that changed since {@link clean}. */
  readonly dirty: Uint8Array;
  /** Time of the newest frame; NaN before the first. */
  time = Number.NaN;

  /** `earlier` is the same chain before contracts were added; rows keep their numbers. */
  constructor(layout: ChainLayout, earlier?: ChainBook) {
    const rows = layout.contracts.length;
    this.layout = layout;
    this.values = new Float64Array(rows * FIELD_COUNT).fill(Number.NaN);
    this.dirty = new Uint8Array(rows).fill(1);
    if (earlier && isSameChain(earlier.layout, layout)) {
      this.values.set(earlier.values.subarray(0, this.values.length));
      this.time = earlier.time;
    }
  }

  value(row: number, offset: number): number {
    return this.values[row * FIELD_COUNT + offset] ?? Number.NaN;
  }

  /** Takes a frame in. Answers false, and takes nothing, when the frame is of another layout. */
  apply(frame: Frame): boolean {
    if (frame.layoutVersion !== this.layout.layoutVersion) return false;
    const { dirty, values } = frame;
    const rows = this.dirty.length;
    for (let i = 0; i < dirty.length; i += 1) {
      const row = dirty[i] as number;
      if (row >= rows) continue;
      const from = i * FIELD_COUNT;
      const to = row * FIELD_COUNT;
      for (let field = 0; field < FIELD_COUNT; field += 1) this.values[to + field] = values[from + field] as number;
      this.dirty[row] = 1;
    }
    this.time = frame.time;
    return true;
  }

  clean(): void {
    this.dirty.fill(0);
  }
}

function isSameChain(left: ChainLayout, right: ChainLayout): boolean {
  return left.underlying === right.underlying && left.expiry === right.expiry;
}
