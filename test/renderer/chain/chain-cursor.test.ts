import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnTemplate, DEFAULT_COLUMNS, gridColumns } from '../../../src-renderer/panels/chain/chain-columns.ts';
import { moveCursor, sideOf, sideOfKey } from '../../../src-renderer/panels/chain/chain-cursor.ts';

const columns = gridColumns(DEFAULT_COLUMNS);

describe('gridColumns', () => {
  it('has bid and ask nearest to the strike and mirrors the rest', () => {
    expect(columns.map(({ field }) => field).join(' ')).toBe(
      'openInterest volume iv gamma delta bid ask strike bid ask delta gamma iv volume openInterest',
    );
    expect(columnTemplate(columns).match(/minmax/g)).toHaveLength(columns.length);
  });

  it('never loses bid and ask', () => {
    expect(gridColumns([]).map(({ field }) => field)).toEqual(['bid', 'ask', 'strike', 'bid', 'ask']);
  });
});

describe('the cell cursor', () => {
  const size = { rungs: 40, columns: columns.length, page: 20 };

  it('moves by cell and page, and to the ends of the row', () => {
    expect(moveCursor({ rung: 3, column: 5 }, 'ArrowDown', size)).toEqual({ rung: 4, column: 5 });
    expect(moveCursor({ rung: 3, column: 5 }, 'PageUp', size)).toEqual({ rung: 0, column: 5 });
    expect(moveCursor({ rung: 3, column: 5 }, 'End', size)).toEqual({ rung: 3, column: 14 });
    expect(moveCursor({ rung: 3, column: 5 }, 'x', size)).toBeNull();
  });

  it('never leaves the table', () => {
    const key = fc.constantFrom('ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'PageUp', 'PageDown', 'Home', 'End');
    fc.assert(
      fc.property(fc.array(key, { maxLength: 80 }), (keys) => {
        let cursor = { rung: 0, column: 0 };
        for (const pressed of keys) cursor = moveCursor(cursor, pressed, size) ?? cursor;
        expect(cursor.rung).toBeGreaterThanOrEqual(0);
        expect(cursor.rung).toBeLessThan(size.rungs);
        expect(cursor.column).toBeGreaterThanOrEqual(0);
        expect(cursor.column).toBeLessThan(size.columns);
      }),
    );
  });

  it('sells a bid, buys an ask, and takes nothing at a figure or the strike', () => {
    expect(columns.map((column) => sideOf(column))).toEqual([null, null, null, null, null, 'sell', 'buy', null, 'sell', 'buy', null, null, null, null, null]);
    expect(sideOfKey(' ', columns[5])).toBe('sell');
    expect(sideOfKey('Enter', columns[5])).toBeNull();
    expect(sideOfKey('b', columns[0])).toBe('buy');
    expect(sideOfKey('S', columns[0])).toBe('sell');
    expect(sideOfKey('b', columns[7])).toBeNull();
    expect(sideOfKey(' ', columns[0])).toBeNull();
  });
});
