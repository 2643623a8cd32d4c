import { CHAIN_FIELDS } from '../market/chain.ts';
import type { EpochMs } from '../time.ts';

const HEADER_BYTES = 32;
/** What a frame says of a row: the chain's columns and the code of its quote status. */
export const FRAME_FIELDS = [...CHAIN_FIELDS, 'status'] as const;
export type FrameField = (typeof FRAME_FIELDS)[number];

const FIELD_COUNT = FRAME_FIELDS.length;
const ROW_BYTES = 8 * FIELD_COUNT + 2;
const MAXIMUM_BYTES = 65_536;

/** Rows that fit a frame below 64 KB; the rest of a larger change travels in the next frame. */
export const FRAME_ROWS = Math.floor((MAXIMUM_BYTES - 1 - HEADER_BYTES) / ROW_BYTES);

/**
 * The dirty rows of one chain, as one ArrayBuffer, little-endian:
 * uint32 subscription, uint32 seq, float64 time, uint32 layoutVersion, uint32 row count, 8 bytes reserved,
 * then row count × FRAME_FIELDS float64 values row by row, then row count uint16 row numbers.
 */
export interface Frame {
  readonly subscription: number;
  /** From 1, one more with each frame of the subscription. */
  readonly seq: number;
  readonly time: EpochMs;
  readonly layoutVersion: number;
  readonly dirty: Uint16Array;
  /** dirty.length rows of FRAME_FIELDS values. */
  readonly values: Float64Array;
}

/** Allocates a frame whose `dirty` and `values` views are to be filled in place. `rows` is at most FRAME_ROWS. */
export function newFrame(
  subscription: number,
  seq: number,
  time: EpochMs,
  layoutVersion: number,
  rows: number,
): { readonly buffer: ArrayBuffer; readonly dirty: Uint16Array; readonly values: Float64Array } {
  if (rows > FRAME_ROWS) throw new RangeError(`a frame holds at most ${FRAME_ROWS} rows, got ${rows}`);
  const buffer = new ArrayBuffer(HEADER_BYTES + rows * ROW_BYTES);
  const header = new DataView(buffer, 0, HEADER_BYTES);
  header.setUint32(0, subscription, true);
  header.setUint32(4, seq, true);
  header.setFloat64(8, time, true);
  header.setUint32(16, layoutVersion, true);
  header.setUint32(20, rows, true);
  return { buffer, ...views(buffer, rows) };
}

/** Views into the buffer, nothing copied. Throws RangeError when the length does not match the header. */
export function readFrame(buffer: ArrayBuffer): Frame {
  if (buffer.byteLength < HEADER_BYTES) throw new RangeError(`a frame has at least ${HEADER_BYTES} bytes, got ${buffer.byteLength}`);
  const header = new DataView(buffer, 0, HEADER_BYTES);
  const rows = header.getUint32(20, true);
  const expected = HEADER_BYTES + rows * ROW_BYTES;
  if (buffer.byteLength !== expected) throw new RangeError(`a frame of ${rows} rows has ${expected} bytes, got ${buffer.byteLength}`);
  return {
    subscription: header.getUint32(0, true),
    seq: header.getUint32(4, true),
    time: header.getFloat64(8, true),
    layoutVersion: header.getUint32(16, true),
    ...views(buffer, rows),
  };
}

function views(buffer: ArrayBuffer, rows: number): { readonly dirty: Uint16Array; readonly values: Float64Array } {
  return {
    values: new Float64Array(buffer, HEADER_BYTES, rows * FIELD_COUNT),
    dirty: new Uint16Array(buffer, HEADER_BYTES + rows * FIELD_COUNT * 8, rows),
  };
}
