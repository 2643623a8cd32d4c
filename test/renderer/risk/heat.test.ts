import { describe, expect, it } from 'vitest';
import { cellAfter, greatestChange, heatShare, shownColumns, zeroIndex } from '../../../src-renderer/panels/risk/heat.ts';
import { cellSentence, extremes, moveWords } from '../../../src-renderer/panels/risk/scenario-words.ts';
import { HELD } from '../../support/panels/risk-views.ts';
import { scenarioGrid } from '../../support/panels/scenario-grids.ts';

const grid = scenarioGrid('book');
const columns = grid.moves.map((_, index) => index);
const rows = grid.volatilities.map((_, index) => index).toReversed();
const unmoved = { row: zeroIndex(grid.volatilities), column: zeroIndex(grid.moves) };

describe('the heat of a cell', () => {
  it('grows with the change and not with its sign; nothing has none', () => {
    expect([0, 0.4, null].map((value) => heatShare(value, 500))).toEqual([0, 0, 0]);
    expect(heatShare(-120, 500)).toBe(heatShare(120, 500));
    expect(heatShare(20, 500)).toBeGreaterThan(0);
    expect(heatShare(500, 500)).toBe(44);
    expect(heatShare(900, 500)).toBe(44);
    expect(heatShare(1, 0)).toBe(0);
  });

  it('is measured by all moments together, so that the slider does not rescale it', () => {
    expect(greatestChange([[[1, -4]], [[null, 3]]])).toBe(4);
    expect(greatestChange([])).toBe(0);
  });
});

describe('a narrow grid', () => {
  it('leaves out columns evenly, never the unmoved one', () => {
    expect(shownColumns(grid.moves, 900)).toEqual(columns);
    for (const width of [720, 500, 360, 200, 80]) {
      const shown = shownColumns(grid.moves, width);
      expect(shown).toContain(unmoved.column);
      expect(shown.length).toBeLessThan(22);
      expect(new Set(shown.slice(1).map((column, index) => column - (shown[index] ?? 0))).size).toBeLessThanOrEqual(1);
    }
    expect(shownColumns(grid.moves, 420)).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20]);
  });
});

describe('the crosshair', () => {
  it('begins where nothing moves and stays within what is shown', () => {
    expect(cellAfter('ArrowUp', null, unmoved, rows, columns)).toEqual(unmoved);
    expect(cellAfter('ArrowUp', unmoved, unmoved, rows, columns)).toEqual({ ...unmoved, row: unmoved.row + 1 });
    expect(cellAfter('ArrowDown', { row: 0, column: 3 }, unmoved, rows, columns)).toEqual({ row: 0, column: 3 });
    expect(cellAfter('ArrowRight', unmoved, unmoved, rows, [0, 5, 10, 15, 20])).toEqual({ ...unmoved, column: 15 });
    expect(cellAfter('Home', { row: 0, column: 3 }, unmoved, rows, columns)).toEqual(unmoved);
    expect(cellAfter('Escape', unmoved, unmoved, rows, columns)).toBeNull();
    expect(cellAfter('Escape', null, unmoved, rows, columns)).toBeUndefined();
  });

  it('reads each underlying by its part of the move', () => {
    const cell = { row: 6, column: 14 };
    expect(cellSentence(grid, 2, cell, HELD.underlyings)).toEqual({
      value: grid.results[2]?.[6]?.[14],
      text: 'SPY +1 % to 618.39, QQQ +1.24 % to 555.71, IWM +1.11 % to 233.73, volatility +2 points, at 14:51, in 69 min',
    });
    expect(cellSentence(scenarioGrid('IWM'), 0, unmoved, HELD.underlyings).text).toBe('IWM 0 % to 231.16, volatility 0 points, now');
    expect([0.0025, -0.02, 0.005].map(moveWords)).toEqual(['+0.25', '−2', '+0.5']);
  });

  it('finds the worst and the best, past what is absent', () => {
    expect(extremes({ results: [[[null, -4, 2], [9, null, -7]]] }, 0)).toEqual({ worst: { row: 1, column: 2 }, best: { row: 1, column: 0 } });
    expect(extremes({ results: [[[null]]] }, 0)).toEqual({ worst: null, best: null });
  });
});
