import { type KeyboardEvent, type MouseEvent, useMemo } from 'react';
import type { ScenarioGrid } from '../../../src-core/risk/measures.ts';
import { useSize } from '../smile/use-size.ts';
import { type Cell, cellAfter, greatestChange, heatColour, shownColumns, zeroIndex } from './heat.ts';
import { cellWords } from './risk-words.ts';
import { moveWords, pointsWords } from './scenario-words.ts';
import styles from './scenario.module.css';

export interface HeatMapProps {
  readonly grid: ScenarioGrid;
  /** Which of its moments. */
  readonly at: number;
  readonly crosshair: Cell | null;
  readonly setCrosshair: (cell: Cell | null) => void;
  /** Goes to an earlier or a later moment. */
  readonly stepTime: (by: -1 | 1) => void;
}

/** Changes of value at one moment: moves of the spot across, volatility down from the highest. */
export function HeatMap({ grid, at, crosshair, setCrosshair, stepTime }: HeatMapProps) {
  const [size, measure] = useSize();
  const { moves, volatilities, results } = grid;
  const columns = useMemo(() => shownColumns(moves, size?.width ?? 700), [moves, size?.width]);
  const rows = useMemo(() => volatilities.map((_, row) => row).toReversed(), [volatilities]);
  const most = useMemo(() => greatestChange(results), [results]);
  const unmoved: Cell = { row: zeroIndex(volatilities), column: zeroIndex(moves) };

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'PageUp' || event.key === 'PageDown') {
      event.preventDefault();
      stepTime(event.key === 'PageUp' ? -1 : 1);
      return;
    }
    const next = cellAfter(event.key, crosshair, unmoved, rows, columns);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    setCrosshair(next);
  }

  function onMouseMove(event: MouseEvent): void {
    const cell = event.target instanceof Element ? event.target.closest('td') : null;
    if (cell?.dataset['row'] === undefined) return;
    setCrosshair({ row: Number(cell.dataset['row']), column: Number(cell.dataset['column']) });
  }

  return (
    <div ref={measure} className={styles.map} tabIndex={0} role="group" aria-label="Scenario grid: arrow keys move the crosshair, Page Up and Page Down the time" data-testid="scenario-map" onKeyDown={onKeyDown} onMouseMove={onMouseMove} onMouseLeave={() => setCrosshair(null)}>
      <table aria-label="Change of value by move of the spot and by volatility">
        <colgroup>
          <col className={styles.names} />
        </colgroup>
        <thead>
          <tr>
            <td className={styles.corner}>vol · spot %</td>
            {columns.map((column) => (
              <th key={column} scope="col" data-unmoved={column === unmoved.column} data-crossed={crosshair?.column === column}>
                {moveWords(moves[column] ?? 0)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row}>
              <th scope="row" data-unmoved={row === unmoved.row} data-crossed={crosshair?.row === row}>
                {pointsWords(volatilities[row] ?? 0)}
              </th>
              {columns.map((column) => {
                const value = results[at]?.[row]?.[column] ?? null;
                const isCrossed = crosshair?.row === row && crosshair.column === column;
                return (
                  <td
                    key={column}
                    data-row={row}
                    data-column={column}
                    data-direction={value === null || Math.round(value) === 0 ? 'flat' : value > 0 ? 'up' : 'down'}
                    data-unmoved={row === unmoved.row && column === unmoved.column}
                    data-crossed={isCrossed}
                    style={{ backgroundColor: heatColour(value, most) }}
                  >
                    {cellWords(value)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
