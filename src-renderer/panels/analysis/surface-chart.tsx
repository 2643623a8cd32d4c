import { type PointerEvent, useCallback, useMemo, useState } from 'react';
import { resultSurface } from '../../../src-core/analysis/result-curves.ts';
import { type ChartColumn, ChartFrame, type ChartRow } from '../../design/chart-frame.tsx';
import { formatPrice, formatSigned } from '../../design/format.ts';
import type { Range } from '../smile/smile-axes.ts';
import { pixelOf, valueAt } from '../smile/smile-axes.ts';
import type { Size } from '../smile/use-size.ts';
import { priceTicks } from '../ticket/payoff-curve.ts';
import { type AnalysisFrame, type Curves } from './analyse.ts';
import { LEAST_SHIFT, MOST_SHIFT } from './analysis-store.ts';
import { resultWords, timeWords } from './analysis-words.ts';
import styles from './analysis.module.css';
import { CanvasPlot, type Paint } from './canvas-plot.tsx';
import { type Box, type Ink, paintFoot, rule } from './plot-paint.ts';

const PRICES = 61;
const SHIFTS = MOST_SHIFT - LEAST_SHIFT + 1;
const POINTS: readonly number[] = Array.from({ length: SHIFTS }, (_, i) => LEAST_SHIFT + i);
const VOLATILITIES: Range = { low: LEAST_SHIFT - 0.5, high: MOST_SHIFT + 0.5 };
const BOX = { left: 44, right: 12, top: 8, foot: 20 };
/** Pixels that a number needs. */
const CELL = { width: 58, height: 26 };

interface Surface {
  readonly prices: Float64Array;
  /** A row of shifts for each price. */
  readonly results: Float64Array;
  readonly greatest: number;
}

/** One structure's result over price and volatility at the time looked at. */
export function SurfaceChart({ frame, curves, title }: { readonly frame: AnalysisFrame; readonly curves: Curves; readonly title: string }) {
  const [cursor, setCursor] = useState<{ readonly price: number; readonly points: number } | null>(null);
  const surface = useMemo(() => surfaceOf(frame, curves), [frame, curves]);
  const paint = useCallback<Paint>((context, size, ink) => paintSurface(context, size, ink, frame, surface), [frame, surface]);
  const columns: ChartColumn[] = [
    { key: 'price', title: 'Price, $', format: (value) => formatPrice(Number(value)) },
    ...POINTS.filter((points) => points % 2 === 0).map((points) => ({ key: `v${points}`, title: `${formatSigned(points, 0)} pt`, format: (value: ChartRow[string] | undefined) => formatSigned(typeof value === 'number' ? value : null, 0) })),
  ];
  const rows = useMemo(
    () => Array.from(surface.prices, (price, i): ChartRow => ({ price, ...Object.fromEntries(POINTS.map((points, j) => [`v${points}`, surface.results[i * SHIFTS + j] ?? null])) })),
    [surface],
  );
  function onPointerMove(event: PointerEvent): void {
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
    const box = boxOf({ width, height });
    const price = valueAt(frame.axis, event.clientX - left, box.left, box.right);
    const points = Math.round(valueAt(VOLATILITIES, event.clientY - top, box.foot, box.top));
    setCursor(price < frame.axis.low || price > frame.axis.high || points < LEAST_SHIFT || points > MOST_SHIFT ? null : { price, points });
  }
  const read = cursor === null ? { price: frame.spot, points: Math.round(frame.shift * 100) } : cursor;
  const note = `${title}, ${timeWords(frame)}: ${formatPrice(read.price)} and ${formatSigned(read.points, 0)} points give ${resultWords(curves.pricer.valueAt(read.price, read.points / 100, frame.at) - curves.cost)}`;
  return (
    <ChartFrame title="Price and volatility" note={note} columns={columns} rows={rows} name={`${frame.market.view.underlying}-surface`} height="fill">
      <div className={styles.plot} data-testid="analysis-surface" onPointerMove={onPointerMove} onPointerLeave={() => setCursor(null)}>
        <CanvasPlot paint={paint} label="Result by price and points of volatility; the table has the values" />
      </div>
    </ChartFrame>
  );
}

function surfaceOf({ axis, at }: AnalysisFrame, { pricer, cost }: Curves): Surface {
  const prices = Float64Array.from({ length: PRICES }, (_, i) => axis.low + ((axis.high - axis.low) * i) / (PRICES - 1));
  const results = new Float64Array(PRICES * SHIFTS);
  resultSurface(pricer, prices, Float64Array.from(POINTS, (points) => points / 100), at, cost, results);
  let greatest = 0;
  for (const result of results) if (Math.abs(result) > greatest) greatest = Math.abs(result);
  return { prices, results, greatest };
}

function boxOf({ width, height }: Size): Box {
  return { left: BOX.left, right: Math.max(BOX.left + 40, width - BOX.right), top: BOX.top, foot: Math.max(BOX.top + 40, height - BOX.foot) };
}

/** Cells as strong as their result, a line where it turns, and numbers with their sign where there is room. */
function paintSurface(context: CanvasRenderingContext2D, size: Size, ink: Ink, { axis, spot, shift }: AnalysisFrame, { prices, results, greatest }: Surface): void {
  const box = boxOf(size);
  const width = (box.right - box.left) / (PRICES - 1);
  const height = (box.foot - box.top) / SHIFTS;
  const at = (i: number, j: number): number => results[i * SHIFTS + j] ?? Number.NaN;
  context.save();
  context.beginPath();
  context.rect(box.left, box.top, box.right - box.left, box.foot - box.top);
  context.clip();
  for (let i = 0; i < PRICES; i += 1) {
    // Whole pixels: cells that overlap would show as a grid.
    const x = Math.round(pixelOf(axis, prices[i] as number, box.left, box.right) - width / 2);
    const right = Math.round(pixelOf(axis, prices[i] as number, box.left, box.right) + width / 2);
    for (let j = 0; j < SHIFTS; j += 1) {
      const top = Math.round(box.foot - (j + 1) * height);
      const result = at(i, j);
      if (!(greatest > 0) || Number.isNaN(result)) continue;
      context.fillStyle = result >= 0 ? ink.up : ink.down;
      context.globalAlpha = 0.06 + 0.6 * Math.sqrt(Math.abs(result) / greatest);
      context.fillRect(x, top, right - x, Math.round(box.foot - j * height) - top);
    }
  }
  context.globalAlpha = 1;
  context.strokeStyle = ink.ink;
  context.lineWidth = 1.5;
  for (let i = 0; i < PRICES; i += 1) {
    const x = pixelOf(axis, prices[i] as number, box.left, box.right);
    for (let j = 0; j < SHIFTS; j += 1) {
      const y = box.foot - (j + 1) * height;
      if (i + 1 < PRICES && at(i, j) >= 0 !== at(i + 1, j) >= 0) rule(context, x + width / 2, y, x + width / 2, y + height);
      if (j + 1 < SHIFTS && at(i, j) >= 0 !== at(i, j + 1) >= 0) rule(context, x - width / 2, y, x + width / 2, y);
    }
  }
  paintNumbers(context, box, ink, at);
  context.restore();
  context.strokeStyle = ink.ink;
  context.setLineDash([2, 3]);
  context.lineWidth = 1;
  context.globalAlpha = 0.5;
  const spotX = pixelOf(axis, spot, box.left, box.right);
  rule(context, spotX, box.top, spotX, box.foot);
  const shiftY = pixelOf(VOLATILITIES, shift * 100, box.foot, box.top);
  rule(context, box.left, shiftY, box.right, shiftY);
  context.setLineDash([]);
  context.globalAlpha = 1;
  paintFoot(context, axis, { ticks: priceTicks(axis.low, axis.high, Math.max(2, Math.floor((box.right - box.left) / 50))), text: (price) => formatPrice(price, Number.isInteger(price) ? 0 : 1) }, box, ink);
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (let points = LEAST_SHIFT; points <= MOST_SHIFT; points += 5) context.fillText(`${formatSigned(points, 0)} pt`, box.left - 5, pixelOf(VOLATILITIES, points, box.foot, box.top));
}

function paintNumbers(context: CanvasRenderingContext2D, box: Box, ink: Ink, at: (i: number, j: number) => number): void {
  const columns = Math.max(1, Math.floor((box.right - box.left) / CELL.width));
  const every = Math.max(1, Math.ceil((SHIFTS * CELL.height) / (box.foot - box.top)));
  context.font = ink.font;
  context.fillStyle = ink.ink;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (let column = 0; column < columns; column += 1) {
    const place = (column + 0.5) / columns;
    const i = Math.round(place * (PRICES - 1));
    // Where nothing is added among them.
    for (let j = -LEAST_SHIFT % every; j < SHIFTS; j += every) {
      const result = at(i, j);
      if (!Number.isNaN(result)) context.fillText(formatSigned(result, 0), box.left + ((box.right - box.left) * i) / (PRICES - 1), box.foot - ((box.foot - box.top) * (j + 0.5)) / SHIFTS);
    }
  }
}
