import type { SmileView } from '../../../src-core/contract/schemas.ts';

export interface Range {
  readonly low: number;
  readonly high: number;
}

/** What the two plots show: strikes in dollars, volatilities with 1.00 for 100 %, density per dollar from 0. */
export interface SmileAxes {
  readonly strikes: Range;
  readonly volatilities: Range;
  readonly greatestDensity: number;
}

/** Standard deviations on either side of the forward that are drawn; what is quoted further out is in the table. */
const SIGMAS = 4;
/** An axis stays while what it shows fills at least this share of it. */
const LEAST_FILL = 0.6;
/** Room beyond what is shown, as a share of it. */
const STRIKE_ROOM = 0.03;
const VOLATILITY_ROOM = 0.06;
const DENSITY_ROOM = 0.1;
/** Half of a bid-ask bar that is wider, in proportion to its volatility, is cut off: it would press the rest together. */
const GREATEST_BAR = 0.1;
/** Rounding of the axes' ends: a dollar, and one point of volatility. */
const DOLLAR = 1;
const POINT = 0.01;

/** The axes of a view: those before it for as long as they do, so that a plot does not move with every quote. null without points. */
export function smileAxes(view: SmileView, before: SmileAxes | null): SmileAxes | null {
  const quoted = extent(view.points.map(({ strike }) => strike));
  if (quoted === null) return null;
  const strikes = steadyRange(before?.strikes ?? null, inSight(view, quoted), STRIKE_ROOM, DOLLAR);
  const isShown = ({ strike }: { readonly strike: number }): boolean => strike >= strikes.low && strike <= strikes.high;
  const curve = view.fit.state === 'fitted' ? view.fit.curve.filter(isShown) : [];
  const bars = view.points.filter(isShown).flatMap(({ iv, halfSpread }) => {
    const half = Math.min(halfSpread, GREATEST_BAR * iv);
    return [iv - half, iv + half];
  });
  const volatilities = extent([...bars, ...curve.map(({ iv }) => iv)]) ?? { low: 0, high: POINT };
  const greatest = Math.max(0, ...curve.map(({ density }) => density));
  return {
    strikes,
    volatilities: steadyRange(before?.volatilities ?? null, volatilities, VOLATILITY_ROOM, POINT),
    greatestDensity: steadyGreatest(before?.greatestDensity ?? 0, greatest),
  };
}

/** The range before while it holds what is wanted and is not much too wide; else what is wanted with room, rounded outwards to steps. */
export function steadyRange(before: Range | null, wanted: Range, room: number, step: number): Range {
  const width = wanted.high - wanted.low;
  if (before !== null && before.low <= wanted.low && before.high >= wanted.high && width >= LEAST_FILL * (before.high - before.low)) return before;
  const low = Math.floor((wanted.low - room * width) / step) * step;
  const high = Math.ceil((wanted.high + room * width) / step) * step;
  return { low: wanted.low >= 0 ? Math.max(0, low) : low, high: Math.max(high, low + step) };
}

function steadyGreatest(before: number, wanted: number): number {
  const room = wanted * (1 + DENSITY_ROOM);
  return before >= wanted && wanted >= LEAST_FILL * before ? before : room;
}

/** Strikes around the forward, as far as any are quoted. */
function inSight({ forward, fit, straddle }: SmileView, quoted: Range): Range {
  const sigma = fit.state === 'fitted' ? fit.move.sigma : straddle?.sigma;
  if (forward === null || sigma === undefined) return quoted;
  const low = Math.max(quoted.low, forward - SIGMAS * sigma);
  const high = Math.min(quoted.high, forward + SIGMAS * sigma);
  return low < high ? { low, high } : quoted;
}

function extent(values: readonly number[]): Range | null {
  return values.length === 0 ? null : { low: Math.min(...values), high: Math.max(...values) };
}

/** Where a value of the range stands between two pixels. */
export function pixelOf({ low, high }: Range, value: number, from: number, to: number): number {
  return from + ((value - low) / (high - low)) * (to - from);
}

/** The value at a pixel: the inverse of {@link pixelOf}. */
export function valueAt({ low, high }: Range, pixel: number, from: number, to: number): number {
  return low + ((pixel - from) / (to - from)) * (high - low);
}
