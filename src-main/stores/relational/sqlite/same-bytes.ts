import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const PIECE_BYTES = 1 << 20;

/** Whether two files hold the same, read piece by piece. */
export function haveSameBytes(one: string, other: string): boolean {
  const [left, right] = [openSync(one, 'r'), openSync(other, 'r')];
  try {
    const { size } = fstatSync(left);
    if (size !== fstatSync(right).size) return false;
    const [a, b] = [Buffer.alloc(PIECE_BYTES), Buffer.alloc(PIECE_BYTES)];
    for (let from = 0; from < size; from += PIECE_BYTES) {
      const length = readSync(left, a, 0, PIECE_BYTES, from);
      if (readSync(right, b, 0, PIECE_BYTES, from) !== length || a.compare(b, 0, length, 0, length) !== 0) return false;
    }
    return true;
  } finally {
    closeSync(left);
    closeSync(right);
  }
}
