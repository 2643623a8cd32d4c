import { toDollars } from '../../../src-core/money.ts';
import { formatPrice, formatSignedCount } from '../../design/format.ts';
import { pixelOf, type Range } from '../smile/smile-axes.ts';
import type { Size } from '../smile/use-size.ts';
import { priceTicks } from '../ticket/payoff-curve.ts';
import { type Analysis, type AnalysisFrame, type Curves, resultAt } from './analyse.ts';
import { legMark } from './analysis-words.ts';
import { type Box, DASHES, fillSide, type Ink, niceTicks, paintFoot, paintLevels, rule, strokeLine } from './plot-paint.ts';

const LEFT = 50;
const RIGHT = 16;
const TOP = 28;
/** Of the prices below the plot, and of the handles below those. */
const TICKS = 18;
const HANDLE_ROW = 15;
const HANDLE_ROWS = 2;
/** The density's share of the height. */
const DENSITY = 0.24;
const DENSITY_STEPS = 120;

export interface PayoffScene {
  readonly analysis: Analysis;
  /** Whose handles are shown. */
  readonly selected: string;
  /** The leg that the keys move, by symbol. */
  readonly leg: string | null;
  /** Dollars under the cursor; null without one. */
  readonly cursor: number | null;
}

export function payoffBox({ width, height }: Size): Box {
  return { left: LEFT, right: Math.max(LEFT + 40, width - RIGHT), top: TOP, foot: Math.max(TOP + 40, height - TICKS - HANDLE_ROW * HANDLE_ROWS) };
}

/** The tab of a strike that can be dragged. */
export interface Handle {
  readonly symbol: string;
  readonly strike: number;
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly isLong: boolean;
  readonly isMoved: boolean;
}

/** Strikes from which on their lines are fainter. */
const MANY = 8;
const CHARACTER = 6.1;
/** Share of the rows that tabs may fill before they say the side alone. */
const CROWDED = 0.55;

/** Below the prices, in two rows where they would lie over each other. */
export function handlesOf({ drawn }: Curves, { axis }: AnalysisFrame, size: Size, leg: string | null): readonly Handle[] {
  const box = payoffBox(size);
  const ends: number[] = Array.from({ length: HANDLE_ROWS }, () => Number.NEGATIVE_INFINITY);
  const isCrowded = drawn.legs.length * (4 * CHARACTER) > HANDLE_ROWS * (box.right - box.left) * CROWDED;
  return drawn.legs.flatMap(({ from, leg: { contract, quantity }, isMoved }): Handle[] => {
    const strike = toDollars(contract.strike);
    if (strike < axis.low || strike > axis.high) return [];
    const mark = legMark(quantity, contract.right);
    const text = (isCrowded && from.symbol !== leg ? mark.slice(0, 1) : mark) + (from.symbol === leg ? ` ${formatPrice(strike, Number.isInteger(strike) ? 0 : 1)}` : '');
    const width = text.length * CHARACTER + 7;
    const x = pixelOf(axis, strike, box.left, box.right);
    const free = ends.findIndex((end) => end <= x - width / 2);
    const row = free === -1 ? HANDLE_ROWS - 1 : free;
    ends[row] = x + width / 2 + 1;
    return [{ symbol: from.symbol, strike, text, x, y: box.foot + TICKS + row * HANDLE_ROW, width, isLong: quantity > 0, isMoved }];
  });
}

/** Pixels within which a strike's line is taken hold of. */
const REACH = 5;

/** The handle under a pixel: its tab, or its line in the plot; null of none. */
export function handleUnder(handles: readonly Handle[], box: Box, x: number, y: number): Handle | null {
  if (y > box.foot + TICKS - 4) {
    const over = handles.filter((handle) => Math.abs(handle.x - x) <= handle.width / 2 + 1 && y >= handle.y && y <= handle.y + HANDLE_ROW);
    return nearest(over, x);
  }
  return nearest(handles.filter((handle) => Math.abs(handle.x - x) <= REACH), x);
}

function nearest(handles: readonly Handle[], x: number): Handle | null {
  return handles.reduce<Handle | null>((best, handle) => (best === null || Math.abs(handle.x - x) < Math.abs(best.x - x) ? handle : best), null);
}

export function paintPayoff(context: CanvasRenderingContext2D, size: Size, ink: Ink, { analysis, selected, leg, cursor }: PayoffScene): void {
  const { frame, slots, sum, results } = analysis;
  const box = payoffBox(size);
  const scale = { x: frame.axis, y: results };
  const own = slots.find((slot) => slot.slot.letter === selected);
  const chosen = own?.state === 'drawn' ? own : null;
  paintDensity(context, frame, box, ink);
  paintLevels(context, results, { ticks: niceTicks(results, Math.floor((box.foot - box.top) / 30)), text: (value) => formatSignedCount(value) }, box, ink);
  paintFoot(context, frame.axis, { ticks: priceTicks(frame.axis.low, frame.axis.high, Math.max(2, Math.floor((box.right - box.left) / 46))), text: (price) => formatPrice(price, Number.isInteger(price) ? 0 : 2) }, box, ink);
  paintMove(context, frame, box, ink);
  context.save();
  context.beginPath();
  context.rect(box.left, box.top, box.right - box.left, box.foot - box.top);
  context.clip();
  if (chosen !== null) {
    fillSide(context, chosen.end.prices, chosen.end.results, scale, box, 'gain', ink.up);
    fillSide(context, chosen.end.prices, chosen.end.results, scale, box, 'loss', ink.down);
    paintStrikes(context, handlesOf(chosen, frame, size, leg), box, ink, leg);
  }
  const spotX = pixelOf(frame.axis, frame.spot, box.left, box.right);
  context.strokeStyle = ink.ink;
  context.globalAlpha = 0.6;
  context.setLineDash([2, 3]);
  context.lineWidth = 1;
  rule(context, spotX, box.top, spotX, box.foot);
  context.setLineDash([]);
  context.globalAlpha = 1;
  const lines = slots.flatMap((slot) => (slot.state === 'drawn' ? [{ name: slot.slot.letter as string, curves: slot as Curves }] : []));
  if (sum !== null) lines.push({ name: 'sum', curves: sum });
  for (const { name, curves } of lines) {
    const colour = ink.letters[name] ?? ink.ink;
    const dash = DASHES[name] ?? [];
    strokeLine(context, curves.end.prices, curves.end.results, scale, box, { colour, dash, width: 1, alpha: 0.75 });
    if (curves === chosen && !(frame.isNow && frame.shift === 0)) strokeLine(context, frame.prices, curves.now, scale, box, { colour: ink.dim, dash: [1, 2], width: 1.25 });
    strokeLine(context, frame.prices, curves.at, scale, box, { colour, dash, width: 2 });
  }
  context.restore();
  for (const { name, curves } of lines) paintLetter(context, name === 'sum' ? 'Σ' : name, ink.letters[name] ?? ink.ink, curves.at.at(-1) ?? Number.NaN, results, box, ink);
  if (chosen !== null) {
    paintBreakEvens(context, chosen, scale, box, ink);
    paintHandles(context, handlesOf(chosen, frame, size, leg), ink, leg);
  }
  context.fillStyle = ink.ink;
  context.font = ink.font;
  context.textAlign = 'center';
  context.textBaseline = 'bottom';
  context.fillText(`▲ ${formatPrice(frame.spot)}`, Math.min(box.right - 26, Math.max(box.left + 26, spotX)), box.foot - 2);
  if (cursor !== null) paintCursor(context, cursor, lines.map(({ name, curves }) => ({ colour: ink.letters[name] ?? ink.ink, result: resultAt(curves.at, frame, cursor) })), scale, box, ink);
}

/** The density of the price at the time looked at, or at the reference while that is now, with its middle 68 %. */
function paintDensity(context: CanvasRenderingContext2D, frame: AnalysisFrame, box: Box, ink: Ink): void {
  const { market, axis } = frame;
  const { distribution } = market.view;
  if (distribution.state === 'absent') return;
  const time = coneTime(frame);
  const values = Array.from({ length: DENSITY_STEPS + 1 }, (_, i) => market.densityAt(axis.low + ((axis.high - axis.low) * i) / DENSITY_STEPS, time));
  const greatest = Math.max(...values);
  if (!(greatest > 0)) return;
  const height = (box.foot - box.top) * DENSITY;
  const fillUnder = (): void => {
    context.beginPath();
    context.moveTo(box.left, box.foot);
    for (const [i, value] of values.entries()) context.lineTo(box.left + ((box.right - box.left) * i) / DENSITY_STEPS, box.foot - (value / greatest) * height);
    context.lineTo(box.right, box.foot);
    context.fill();
  };
  context.save();
  context.fillStyle = ink.accent;
  context.globalAlpha = 0.13;
  fillUnder();
  const { low, high } = distribution.move.interval68;
  const from = Math.max(box.left, pixelOf(axis, market.towardsForward(low, time), box.left, box.right));
  const to = Math.min(box.right, pixelOf(axis, market.towardsForward(high, time), box.left, box.right));
  context.beginPath();
  context.rect(from, box.top, Math.max(0, to - from), box.foot - box.top);
  context.clip();
  fillUnder();
  context.restore();
}

/** Of the cone and the density: where the price stands now is known. */
export function coneTime({ isNow, time, market }: AnalysisFrame): number {
  return isNow ? market.view.reference : time;
}

/** The middle 68 % and 95 % as two bars over the plot. */
function paintMove(context: CanvasRenderingContext2D, frame: AnalysisFrame, box: Box, ink: Ink): void {
  const { market, axis } = frame;
  const { distribution } = market.view;
  if (distribution.state === 'absent') return;
  const time = coneTime(frame);
  const bars = [
    { words: '95', y: 7, ...distribution.move.interval95 },
    { words: '68', y: 19, ...distribution.move.interval68 },
  ];
  context.font = ink.font;
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  for (const { words, y, low, high } of bars) {
    const from = Math.max(box.left, pixelOf(axis, market.towardsForward(low, time), box.left, box.right));
    const to = Math.min(box.right, pixelOf(axis, market.towardsForward(high, time), box.left, box.right));
    context.strokeStyle = ink.accent;
    context.lineWidth = words === '68' ? 3 : 1;
    rule(context, from, y, to, y);
    context.lineWidth = 1;
    rule(context, from, y - 3, from, y + 3);
    rule(context, to, y - 3, to, y + 3);
    context.fillStyle = ink.dim;
    context.fillText(`${words} %`, box.left - 5, y);
  }
}

function paintStrikes(context: CanvasRenderingContext2D, handles: readonly Handle[], box: Box, ink: Ink, leg: string | null): void {
  for (const { symbol, x, isLong } of handles) {
    context.strokeStyle = isLong ? ink.up : ink.down;
    context.globalAlpha = symbol === leg ? 0.9 : handles.length > MANY ? 0.22 : 0.4;
    context.lineWidth = 1;
    rule(context, Math.round(x) + 0.5, box.top, Math.round(x) + 0.5, box.foot);
  }
  context.globalAlpha = 1;
}

function paintHandles(context: CanvasRenderingContext2D, handles: readonly Handle[], ink: Ink, leg: string | null): void {
  context.font = ink.font;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  // The one that is held lies over the others.
  for (const { symbol, text, x, y, width, isLong, isMoved } of handles.toSorted((left, right) => Number(left.symbol === leg) - Number(right.symbol === leg))) {
    const colour = isLong ? ink.up : ink.down;
    context.fillStyle = symbol === leg ? ink.raised : ink.panel;
    context.strokeStyle = symbol === leg ? ink.ink : isMoved ? ink.warning : ink.faint;
    context.lineWidth = 1;
    context.beginPath();
    context.rect(Math.round(x - width / 2) + 0.5, y + 0.5, Math.round(width), HANDLE_ROW - 2);
    context.fill();
    context.stroke();
    context.fillStyle = colour;
    context.fillText(text, x, y + (HANDLE_ROW - 1) / 2);
  }
}

/** ◇ at the reference, ◆ at the time looked at; the price over the first. */
function paintBreakEvens(context: CanvasRenderingContext2D, { figures, breakEvens }: Curves, scale: { readonly x: Range; readonly y: Range }, box: Box, ink: Ink): void {
  const zero = pixelOf(scale.y, 0, box.foot, box.top);
  const isInside = (price: number): boolean => price > scale.x.low && price < scale.x.high;
  context.font = ink.font;
  context.textAlign = 'center';
  context.textBaseline = 'bottom';
  for (const price of breakEvens.at.filter(isInside)) diamond(context, pixelOf(scale.x, price, box.left, box.right), zero, 3, ink.ink, true);
  for (const price of (figures?.breakEvens ?? []).filter(isInside)) {
    const x = pixelOf(scale.x, price, box.left, box.right);
    diamond(context, x, zero, 4, ink.ink, false);
    context.fillStyle = ink.ink;
    context.fillText(formatPrice(price), Math.min(box.right - 18, Math.max(box.left + 18, x)), zero - 6);
  }
}

function diamond(context: CanvasRenderingContext2D, x: number, y: number, size: number, colour: string, isFull: boolean): void {
  context.beginPath();
  context.moveTo(x - size, y);
  context.lineTo(x, y - size);
  context.lineTo(x + size, y);
  context.lineTo(x, y + size);
  context.closePath();
  context.lineWidth = 1;
  if (isFull) {
    context.fillStyle = colour;
    context.fill();
  } else {
    context.strokeStyle = colour;
    context.stroke();
  }
}

function paintLetter(context: CanvasRenderingContext2D, letter: string, colour: string, result: number, results: Range, box: Box, ink: Ink): void {
  if (!Number.isFinite(result)) return;
  context.font = ink.font;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.fillStyle = colour;
  context.fillText(letter, box.right + 4, Math.min(box.foot - 5, Math.max(box.top + 5, pixelOf(results, result, box.foot, box.top))));
}

function paintCursor(context: CanvasRenderingContext2D, cursor: number, marks: readonly { readonly colour: string; readonly result: number }[], scale: { readonly x: Range; readonly y: Range }, box: Box, ink: Ink): void {
  const x = pixelOf(scale.x, cursor, box.left, box.right);
  context.strokeStyle = ink.ink;
  context.globalAlpha = 0.55;
  context.lineWidth = 1;
  rule(context, x, box.top, x, box.foot);
  context.globalAlpha = 1;
  for (const { colour, result } of marks) {
    if (!Number.isFinite(result)) continue;
    context.fillStyle = colour;
    context.beginPath();
    context.arc(x, pixelOf(scale.y, result, box.foot, box.top), 3, 0, 2 * Math.PI);
    context.fill();
  }
}
