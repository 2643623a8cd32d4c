import { describe, expect, it } from 'vitest';
import { FRAME_FIELDS, newFrame, readFrame } from '../../../src-core/contract/frame.ts';
import { chainLayoutSchema } from '../../../src-core/contract/schemas.ts';
import { ChainBook, fieldOffset } from '../../../src-renderer/connection/chain-frames.ts';

const symbols = ['SPY   261120C00612000', 'SPY   261120P00612000', 'SPY   261120C00613000'];

function layout(rows: number, layoutVersion = 1) {
  return chainLayoutSchema.parse({
    underlying: 'SPY',
    expiry: '2026-11-20',
    layoutVersion,
    clockLabel: 'flat clock',
    contracts: symbols.slice(0, rows).map((symbol, row) => ({ symbol, strike: row < 2 ? 612 : 613, right: row === 1 ? 'put' : 'call' })),
  });
}

function frameOf(layoutVersion: number, rows: readonly number[]) {
  const frame = newFrame(1, 1, 5_000, layoutVersion, rows.length);
  rows.forEach((row, index) => {
    frame.dirty[index] = row;
    frame.values.fill(row + 0.5, index * FRAME_FIELDS.length, (index + 1) * FRAME_FIELDS.length);
  });
  return readFrame(frame.buffer);
}

describe('ChainBook', () => {
  it('starts absent, takes the rows of a frame and says which are news', () => {
    const book = new ChainBook(layout(2));
    expect(book.value(0, fieldOffset('bid'))).toBeNaN();
    book.clean();
    expect(book.apply(frameOf(1, [1]))).toBe(true);
    expect([...book.dirty]).toEqual([0, 1]);
    expect(book.value(1, fieldOffset('rho'))).toBe(1.5);
    expect(book.value(0, fieldOffset('rho'))).toBeNaN();
    expect(book.time).toBe(5_000);
  });

  it('takes nothing from a frame of another layout', () => {
    const book = new ChainBook(layout(2));
    book.clean();
    expect(book.apply(frameOf(2, [0]))).toBe(false);
    expect([...book.dirty]).toEqual([0, 0]);
    expect(book.value(0, 0)).toBeNaN();
  });

  it('ignores rows beyond its layout', () => {
    const book = new ChainBook(layout(2));
    expect(book.apply(frameOf(1, [2]))).toBe(true);
    expect(book.value(2, 0)).toBeNaN();
  });

  it('keeps what it knew when contracts are added', () => {
    const before = new ChainBook(layout(2));
    before.apply(frameOf(1, [0, 1]));
    const after = new ChainBook(layout(3, 2), before);
    expect(after.value(1, 0)).toBe(1.5);
    expect(after.value(2, 0)).toBeNaN();
    expect([...after.dirty]).toEqual([1, 1, 1]);
  });
});
