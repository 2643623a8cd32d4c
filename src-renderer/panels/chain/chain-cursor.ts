import type { Side } from '../../../src-core/orders/order.ts';
import type { GridColumn } from './chain-columns.ts';

/** The cell the keys work on. */
export interface CellCursor {
  readonly rung: number;
  readonly column: number;
}

export interface GridSize {
  readonly rungs: number;
  readonly columns: number;
  /** Rungs in sight, by which page keys move. */
  readonly page: number;
}

/** Where a key takes the cursor; null for keys that do not move it. */
export function moveCursor(cursor: CellCursor, key: string, size: GridSize): CellCursor | null {
  const { rung, column } = cursor;
  const to = (nextRung: number, nextColumn: number): CellCursor => ({
    rung: Math.max(0, Math.min(size.rungs - 1, nextRung)),
    column: Math.max(0, Math.min(size.columns - 1, nextColumn)),
  });
  switch (key) {
    case 'ArrowUp':
      return to(rung - 1, column);
    case 'ArrowDown':
      return to(rung + 1, column);
    case 'ArrowLeft':
      return to(rung, column - 1);
    case 'ArrowRight':
      return to(rung, column + 1);
    case 'PageUp':
      return to(rung - size.page, column);
    case 'PageDown':
      return to(rung + size.page, column);
    case 'Home':
      return to(rung, 0);
    case 'End':
      return to(rung, size.columns - 1);
    default:
      return null;
  }
}

/** What taking a cell means: a bid is sold, an ask is bought. null for figures. */
export function sideOf(column: GridColumn | undefined): Side | null {
  switch (column?.field) {
    case 'bid':
    case 'bidSize':
      return 'sell';
    case 'ask':
    case 'askSize':
      return 'buy';
    default:
      return null;
  }
}

/** The side a key takes at a cell: b buys and s sells anywhere on a contract, space as a click would. */
export function sideOfKey(key: string, column: GridColumn | undefined): Side | null {
  if (!column || column.right === null) return null;
  switch (key.toLowerCase()) {
    case ' ':
      return sideOf(column);
    case 'b':
      return 'buy';
    case 's':
      return 'sell';
    default:
      return null;
  }
}
