/** Percent of the direction's colour that the greatest change has in its cell; ink stays readable on it. */
const DEEPEST = 44;
/** Pixels that a cell's number needs. */
const CELL = 33;
/** Of the column that names the rows. */
export const ROW_NAME = 38;

/** How deep a cell's colour is, in percent; small changes are raised so that they can be seen. */
export function heatShare(value: number | null, most: number): number {
  if (value === null || most <= 0 || Math.round(value) === 0) return 0;
  return Math.round(DEEPEST * Math.sqrt(Math.min(1, Math.abs(value) / most)));
}

/** A cell's ground: up and down by their colours, as deep as the change is great; undefined where nothing changes. */
export function heatColour(value: number | null, most: number): string | undefined {
  const share = heatShare(value, most);
  return value === null || share === 0 ? undefined : `color-mix(in srgb, var(${value > 0 ? '--up' : '--down'}) ${share}%, var(--panel))`;
}

/** The greatest change in any cell, up or down. */
export function greatestChange(results: readonly (readonly (readonly (number | null)[])[])[]): number {
  return Math.max(0, ...results.flat(2).map((value) => Math.abs(value ?? 0)));
}

/** The index of what leaves things as they are: the value nearest zero. */
export function zeroIndex(values: readonly number[]): number {
  return values.reduce((best, value, index) => (Math.abs(value) < Math.abs(values[best] ?? Number.POSITIVE_INFINITY) ? index : best), 0);
}

/** The columns that have room in so many pixels: all, or every so manyth from the unmoved one. */
export function shownColumns(values: readonly number[], width: number): readonly number[] {
  const zero = zeroIndex(values);
  const room = Math.max(3, Math.floor((width - ROW_NAME) / CELL));
  for (let stride = 1; ; stride += 1) {
    const shown = values.flatMap((_, index) => ((index - zero) % stride === 0 ? [index] : []));
    if (shown.length <= room || stride >= values.length) return shown;
  }
}

export interface Cell {
  readonly row: number;
  readonly column: number;
}

/** Where a key takes the crosshair among the shown rows and columns (their indexes, in the order drawn); undefined for other keys. */
export function cellAfter(key: string, cell: Cell | null, unmoved: Cell, rows: readonly number[], columns: readonly number[]): Cell | null | undefined {
  const step = (indexes: readonly number[], index: number, by: number): number => indexes[Math.min(indexes.length - 1, Math.max(0, indexes.indexOf(index) + by))] ?? index;
  switch (key) {
    case 'ArrowLeft':
      return cell === null ? unmoved : { ...cell, column: step(columns, cell.column, -1) };
    case 'ArrowRight':
      return cell === null ? unmoved : { ...cell, column: step(columns, cell.column, 1) };
    case 'ArrowUp':
      return cell === null ? unmoved : { ...cell, row: step(rows, cell.row, -1) };
    case 'ArrowDown':
      return cell === null ? unmoved : { ...cell, row: step(rows, cell.row, 1) };
    case 'Home':
      return unmoved;
    case 'Escape':
      return cell === null ? undefined : null;
    default:
      return undefined;
  }
}
