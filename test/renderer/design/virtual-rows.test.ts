import { expect, test } from 'vitest';
import { placeAfter, rowsInSight } from '../../../src-renderer/design/virtual-rows.ts';

test('of a long list the rows in sight are drawn, with a few beyond', () => {
  expect(rowsInSight(20_000, 0, 420, 21)).toEqual({ first: 0, last: 28 });
  expect(rowsInSight(20_000, 210_000, 420, 21)).toEqual({ first: 9_992, last: 10_028 });
  expect(rowsInSight(20_000, 420_000, 420, 21).last).toBe(19_999);
  const { first, last } = rowsInSight(0, 0, 420, 21);
  expect(last).toBeLessThan(first);
});

test('keys go by rows, by pages and to the ends, and stay within the list', () => {
  expect(['ArrowDown', 'ArrowUp', 'PageDown', 'Home', 'End'].map((key) => placeAfter(key, 10, 100, 15))).toEqual([11, 9, 25, 0, 99]);
  expect(placeAfter('ArrowDown', null, 100, 15)).toBe(0);
  expect(placeAfter('ArrowUp', null, 100, 15)).toBe(99);
  expect(placeAfter('PageDown', 99, 100, 15)).toBe(99);
  expect(placeAfter('x', 10, 100, 15)).toBeNull();
  expect(placeAfter('ArrowDown', null, 0, 15)).toBeNull();
});
