import { fromDollars } from '../../../src-core/money.ts';
import type { RiskMeasures, ScenarioGrid } from '../../../src-core/risk/measures.ts';
import { MINUTE } from '../../../src-core/time.ts';
import { formatPrice, formatSigned, formatSignedDollars, formatTime } from '../../design/format.ts';
import type { Cell } from './heat.ts';
import { aheadWords } from './risk-words.ts';

export type Scope = ScenarioGrid['scope'];

/** "+0.25", "0": a move in percent with the digits it needs. */
export function moveWords(move: number): string {
  const percent = move * 100;
  const decimals = Math.abs(percent - Math.round(percent)) < 1e-6 ? 0 : Math.abs(percent * 10 - Math.round(percent * 10)) < 1e-6 ? 1 : 2;
  return formatSigned(percent, decimals);
}

/** "+5", "0", "−2.5": points of volatility. */
export function pointsWords(points: number): string {
  return formatSigned(points, Number.isInteger(points) ? 0 : 1);
}

/** "now", or the time of day of a grid's moment. */
export function momentWords(grid: Pick<ScenarioGrid, 'time' | 'minutes'>, at: number): string {
  const minutes = grid.minutes[at] ?? 0;
  return minutes === 0 ? 'now' : formatTime(grid.time + minutes * MINUTE).slice(0, 5);
}

/** Where the spots are in a column: "SPY +1 % to 618.39, QQQ +1.24 % to 555.71". */
export function spotsWords(grid: Pick<ScenarioGrid, 'scope' | 'moves' | 'betas'>, column: number, underlyings: RiskMeasures['underlyings']): string {
  const move = grid.moves[column] ?? 0;
  return underlyings
    .filter(({ underlying }) => grid.scope === 'book' || grid.scope === underlying)
    .map(({ underlying, spot }) => {
      const own = move * (grid.betas[underlying] ?? 1);
      return `${underlying} ${moveWords(own)} %${spot === null ? '' : ` to ${formatPrice(spot * (1 + own))}`}`;
    })
    .join(', ');
}

/** A cell in words, its exact change first: "−$147.20: SPY +1 % to 618.39, volatility +2 points, at 15:22, in 1 h 43 min". */
export function cellSentence(grid: ScenarioGrid, at: number, cell: Cell, underlyings: RiskMeasures['underlyings']): { readonly value: number | null; readonly text: string } {
  const value = grid.results[at]?.[cell.row]?.[cell.column] ?? null;
  const minutes = grid.minutes[at] ?? 0;
  const when = minutes === 0 ? 'now' : `at ${momentWords(grid, at)}, in ${aheadWords(minutes)}`;
  return { value, text: `${spotsWords(grid, cell.column, underlyings)}, volatility ${pointsWords(grid.volatilities[cell.row] ?? 0)} points, ${when}` };
}

/** "−$1,204.56": a model's dollars to the cent. */
export function exactDollars(value: number | null): string {
  return formatSignedDollars(value === null || !Number.isFinite(value) ? null : fromDollars(value));
}

/** The least and the greatest change at one moment. */
export function extremes(grid: Pick<ScenarioGrid, 'results'>, at: number): { readonly worst: Cell | null; readonly best: Cell | null } {
  let worst: Cell | null = null;
  let best: Cell | null = null;
  const of = (cell: Cell): number => grid.results[at]?.[cell.row]?.[cell.column] ?? 0;
  (grid.results[at] ?? []).forEach((line, row) =>
    line.forEach((value, column) => {
      if (value === null) return;
      if (worst === null || value < of(worst)) worst = { row, column };
      if (best === null || value > of(best)) best = { row, column };
    }),
  );
  return { worst, best };
}
