import { toDollars } from '../../../src-core/money.ts';
import { formatPrice, formatSigned, formatSignedCount } from '../../design/format.ts';
import { pixelOf, type Range } from '../smile/smile-axes.ts';
import type { Size } from '../smile/use-size.ts';
import { priceTicks } from '../ticket/payoff-curve.ts';
import type { Analysis } from './analyse.ts';
import { minuteText } from './analysis-words.ts';
import { type ConeColumns, drawnCurves, GREEK_PLOTS, type GreekPlotData, greekRange } from './greek-series.ts';
import { type AxisWords, type Box, DASHES, type Ink, niceTicks, paintFoot, paintLevels, rule, strokeLine } from './plot-paint.ts';

const LEFT = 48;
const RIGHT = 20;
const HEAD = 16;
const FOOT = 18;
/** Width that a plot needs to stand beside another. */
const BESIDE = 250;
const MOST_BESIDE = 3;
const HOUR = 3_600_000;

/** The boxes of so many plots, row by row. */
export function plotBoxes({ width, height }: Size, count: number): readonly Box[] {
  const room = Math.max(1, Math.min(count, MOST_BESIDE, Math.floor(width / BESIDE)));
  // No row is much emptier than the others.
  const columns = Math.ceil(count / Math.ceil(count / room));
  const rows = Math.ceil(count / columns);
  return Array.from({ length: count }, (_, i) => {
    const left = ((i % columns) * width) / columns;
    const top = (Math.floor(i / columns) * height) / rows;
    return { left: left + LEFT, right: left + width / columns - RIGHT, top: top + HEAD, foot: top + height / rows - FOOT };
  });
}

export interface GreekScene {
  readonly analysis: Analysis;
  readonly data: GreekPlotData;
  /** `day` has the result as its first plot and the cone as its last. */
  readonly axis: 'price' | 'day';
  readonly cone: ConeColumns | null;
}

export function paintGreeks(context: CanvasRenderingContext2D, size: Size, ink: Ink, { analysis, data, axis, cone }: GreekScene): void {
  const { frame } = analysis;
  const { xs, series } = data;
  const plots = axis === 'day' ? GREEK_PLOTS : GREEK_PLOTS.slice(1);
  const boxes = plotBoxes(size, plots.length + (axis === 'day' ? 1 : 0));
  const x: Range = { low: xs[0] ?? 0, high: xs.at(-1) ?? 1 };
  const feet = (box: Box): AxisWords =>
    axis === 'price'
      ? { ticks: priceTicks(x.low, x.high, Math.max(2, Math.floor((box.right - box.left) / 50))), text: (price) => formatPrice(price, Number.isInteger(price) ? 0 : 1) }
      : { ticks: timeTicks(x, Math.max(2, Math.floor((box.right - box.left) / 54))), text: minuteText };
  const mark = axis === 'price' ? frame.spot : frame.time;
  for (const [i, { key, title, unit }] of plots.entries()) {
    const box = boxes[i];
    if (box === undefined) continue;
    const y = greekRange(series, key);
    paintHead(context, `${title}, ${unit}`, box, ink);
    paintLevels(context, y, { ticks: niceTicks(y, Math.max(2, Math.floor((box.foot - box.top) / 28))), text: (value) => levelText(value, y) }, box, ink);
    paintFoot(context, x, feet(box), box, ink);
    paintMark(context, mark, x, box, ink);
    within(context, box, () => {
      for (const { name, columns } of series) strokeLine(context, xs, columns[key], { x, y }, box, { colour: ink.letters[name] ?? ink.ink, dash: DASHES[name] ?? [], width: 1.6 });
    });
  }
  const last = boxes.at(-1);
  if (axis === 'day' && last !== undefined) paintCone(context, analysis, xs, cone, x, feet(last), last, ink);
}

/** The price's cone, with the strikes and break-evens of what is drawn. */
function paintCone(context: CanvasRenderingContext2D, analysis: Analysis, xs: Float64Array, cone: ConeColumns | null, x: Range, feet: AxisWords, box: Box, ink: Ink): void {
  const { frame } = analysis;
  paintHead(context, cone === null ? 'Price, $: no distribution' : 'Price, $: 68 and 95 %, break-evens at the reference', box, ink);
  const y = frame.axis;
  paintLevels(context, y, { ticks: priceTicks(y.low, y.high, Math.max(2, Math.floor((box.foot - box.top) / 28))), text: (price) => formatPrice(price, Number.isInteger(price) ? 0 : 1) }, box, ink);
  paintFoot(context, x, feet, box, ink);
  paintMark(context, frame.time, x, box, ink);
  within(context, box, () => {
    if (cone !== null) {
      for (const [low, high] of [[cone.low95, cone.high95], [cone.low68, cone.high68]] as const) band(context, xs, low, high, x, y, box, ink.accent);
    }
    context.lineWidth = 1;
    for (const { name, curves } of drawnCurves(analysis)) {
      context.strokeStyle = ink.letters[name] ?? ink.ink;
      context.setLineDash([...(DASHES[name] ?? [])]);
      for (const price of curves.figures?.breakEvens ?? []) rule(context, box.left, pixelOf(y, price, box.foot, box.top), box.right, pixelOf(y, price, box.foot, box.top));
      context.setLineDash([]);
      context.globalAlpha = 0.5;
      for (const { leg } of curves.drawn.legs) {
        const at = pixelOf(y, toDollars(leg.contract.strike), box.foot, box.top);
        context.strokeStyle = leg.quantity > 0 ? ink.up : ink.down;
        rule(context, box.right - 8, at, box.right, at);
      }
      context.globalAlpha = 1;
    }
    context.fillStyle = ink.ink;
    context.beginPath();
    context.arc(box.left, pixelOf(y, frame.spot, box.foot, box.top), 3, 0, 2 * Math.PI);
    context.fill();
  });
}

function band(context: CanvasRenderingContext2D, xs: Float64Array, low: Float64Array, high: Float64Array, x: Range, y: Range, box: Box, colour: string): void {
  context.beginPath();
  for (let i = 0; i < xs.length; i += 1) context.lineTo(pixelOf(x, xs[i] as number, box.left, box.right), pixelOf(y, high[i] as number, box.foot, box.top));
  for (let i = xs.length - 1; i >= 0; i -= 1) context.lineTo(pixelOf(x, xs[i] as number, box.left, box.right), pixelOf(y, low[i] as number, box.foot, box.top));
  context.closePath();
  context.fillStyle = colour;
  context.globalAlpha = 0.15;
  context.fill();
  context.globalAlpha = 1;
}

function paintHead(context: CanvasRenderingContext2D, words: string, box: Box, ink: Ink): void {
  context.font = ink.font;
  context.fillStyle = ink.dim;
  context.textAlign = 'left';
  context.textBaseline = 'bottom';
  context.fillText(words, box.left, box.top - 4, box.right - box.left);
}

function paintMark(context: CanvasRenderingContext2D, at: number, x: Range, box: Box, ink: Ink): void {
  const pixel = pixelOf(x, at, box.left, box.right);
  if (pixel < box.left || pixel > box.right) return;
  context.strokeStyle = ink.ink;
  context.globalAlpha = 0.6;
  context.setLineDash([2, 3]);
  rule(context, pixel, box.top, pixel, box.foot);
  context.setLineDash([]);
  context.globalAlpha = 1;
}

function within(context: CanvasRenderingContext2D, box: Box, paint: () => void): void {
  context.save();
  context.beginPath();
  context.rect(box.left, box.top, box.right - box.left, box.foot - box.top);
  context.clip();
  paint();
  context.restore();
}

function levelText(value: number, { low, high }: Range): string {
  const width = high - low;
  return width >= 8 ? formatSignedCount(value) : formatSigned(value, width >= 0.8 ? 1 : 2);
}

/** Half hours or hours. */
function timeTicks({ low, high }: Range, most: number): readonly number[] {
  const step = [HOUR / 12, HOUR / 6, HOUR / 4, HOUR / 2, HOUR, 2 * HOUR].find((size) => (high - low) / size <= most) ?? 2 * HOUR;
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.max(0, Math.floor(high / step) - first + 1) }, (_, index) => (first + index) * step);
}
