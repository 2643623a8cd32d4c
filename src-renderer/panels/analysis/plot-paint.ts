import { pixelOf, type Range } from '../smile/smile-axes.ts';

/** The theme's colours, as a canvas takes them. */
export interface Ink {
  readonly panel: string;
  readonly line: string;
  readonly ink: string;
  readonly dim: string;
  readonly faint: string;
  readonly accent: string;
  readonly up: string;
  readonly down: string;
  readonly warning: string;
  readonly raised: string;
  /** Of the structures, by letter. */
  readonly letters: Readonly<Record<string, string>>;
  readonly font: string;
}

/** Pixels. */
export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly foot: number;
}

/** How a structure's lines are told apart without colour. */
export const DASHES: Readonly<Record<string, readonly number[]>> = { A: [], B: [7, 3], C: [2, 3], D: [8, 3, 2, 3], sum: [1, 2] };

export interface LineStyle {
  readonly colour: string;
  readonly width: number;
  readonly dash: readonly number[];
  readonly alpha?: number;
}

/** A line through columns of equal length, broken where a value is absent. */
export function strokeLine(context: CanvasRenderingContext2D, xs: Float64Array, ys: Float64Array, scale: { readonly x: Range; readonly y: Range }, box: Box, style: LineStyle): void {
  context.beginPath();
  let isDown = false;
  for (let i = 0; i < xs.length; i += 1) {
    const value = ys[i] as number;
    if (!Number.isFinite(value)) {
      isDown = false;
      continue;
    }
    const x = pixelOf(scale.x, xs[i] as number, box.left, box.right);
    const y = pixelOf(scale.y, value, box.foot, box.top);
    if (isDown) context.lineTo(x, y);
    else context.moveTo(x, y);
    isDown = true;
  }
  context.strokeStyle = style.colour;
  context.lineWidth = style.width;
  context.globalAlpha = style.alpha ?? 1;
  context.setLineDash([...style.dash]);
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = 1;
}

/** Fills between a line and a level, above it or below it alone. */
export function fillSide(context: CanvasRenderingContext2D, xs: Float64Array, ys: Float64Array, scale: { readonly x: Range; readonly y: Range }, box: Box, side: 'gain' | 'loss', colour: string): void {
  const zero = pixelOf(scale.y, 0, box.foot, box.top);
  context.save();
  context.beginPath();
  if (side === 'gain') context.rect(box.left, box.top, box.right - box.left, Math.max(0, zero - box.top));
  else context.rect(box.left, zero, box.right - box.left, Math.max(0, box.foot - zero));
  context.clip();
  context.beginPath();
  context.moveTo(pixelOf(scale.x, xs[0] ?? 0, box.left, box.right), zero);
  for (let i = 0; i < xs.length; i += 1) context.lineTo(pixelOf(scale.x, xs[i] as number, box.left, box.right), pixelOf(scale.y, ys[i] as number, box.foot, box.top));
  context.lineTo(pixelOf(scale.x, xs.at(-1) ?? 0, box.left, box.right), zero);
  context.closePath();
  context.fillStyle = colour;
  context.globalAlpha = 0.13;
  context.fill();
  context.restore();
}

export interface AxisWords {
  readonly ticks: readonly number[];
  readonly text: (value: number) => string;
}

/** Rules and numbers on the left; zero stands out. */
export function paintLevels(context: CanvasRenderingContext2D, range: Range, { ticks, text }: AxisWords, box: Box, ink: Ink): void {
  context.font = ink.font;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  context.lineWidth = 1;
  for (const tick of ticks) {
    const y = Math.round(pixelOf(range, tick, box.foot, box.top)) + 0.5;
    context.strokeStyle = tick === 0 ? ink.faint : ink.line;
    rule(context, box.left, y, box.right, y);
    context.fillStyle = ink.dim;
    context.fillText(text(tick), box.left - 5, y);
  }
}

/** Numbers below, with a small mark over each. */
export function paintFoot(context: CanvasRenderingContext2D, range: Range, { ticks, text }: AxisWords, box: Box, ink: Ink): void {
  context.font = ink.font;
  context.textAlign = 'center';
  context.textBaseline = 'top';
  context.lineWidth = 1;
  context.strokeStyle = ink.faint;
  rule(context, box.left, box.foot + 0.5, box.right, box.foot + 0.5);
  for (const tick of ticks) {
    const x = Math.round(pixelOf(range, tick, box.left, box.right)) + 0.5;
    rule(context, x, box.foot, x, box.foot + 3);
    context.fillStyle = ink.dim;
    context.fillText(text(tick), x, box.foot + 5);
  }
}

export function rule(context: CanvasRenderingContext2D, fromX: number, fromY: number, toX: number, toY: number): void {
  context.beginPath();
  context.moveTo(fromX, fromY);
  context.lineTo(toX, toY);
  context.stroke();
}

/** Round values within the range, zero among them where it is inside; at most so many. */
export function niceTicks({ low, high }: Range, most: number): readonly number[] {
  const width = high - low;
  if (!(width > 0) || !Number.isFinite(width)) return [];
  const rough = width / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => (first + index) * step);
}
