import type { SmileView } from '../../../src-core/contract/schemas.ts';
import { ABSENT, formatPrice, formatProbability, formatSigned } from '../../design/format.ts';

type Curve = readonly { readonly strike: number; readonly density: number; readonly cumulative: number }[];

/** What is known at one quoted strike. Volatilities with 1.00 for 100 %; null where no smile was fitted. */
export interface SmileReading {
  readonly strike: number;
  readonly iv: number;
  /** Half the bid-ask spread. */
  readonly halfSpread: number;
  readonly fitted: number | null;
  /** Quoted less fitted. */
  readonly residual: number | null;
  readonly halfSpreads: number | null;
  /** Probability that the price at the reference time is at or below the strike. */
  readonly below: number | null;
}

/** Each quoted strike, lowest first. */
export function smileReadings({ points, fit }: SmileView): readonly SmileReading[] {
  const curve = fit.state === 'fitted' ? fit.curve : [];
  return points.map(({ strike, iv, halfSpread, residual, residualHalfSpreads }) => ({
    strike,
    iv,
    halfSpread,
    fitted: residual === null ? null : iv - residual,
    residual,
    halfSpreads: residualHalfSpreads,
    below: cumulativeAt(curve, strike),
  }));
}

/** The probability at or below a price between two points of the curve, by the cubic through both with the density for its slope; null beyond its ends. */
export function cumulativeAt(curve: Curve, price: number): number | null {
  const between = around(curve, price);
  if (between === null) return null;
  const { left, right } = between;
  const width = right.strike - left.strike;
  const t = width > 0 ? (price - left.strike) / width : 0;
  const value =
    left.cumulative * (1 + 2 * t) * (1 - t) ** 2 +
    right.cumulative * t * t * (3 - 2 * t) +
    width * t * (1 - t) * (left.density * (1 - t) - right.density * t);
  return Math.min(right.cumulative, Math.max(left.cumulative, value));
}

/** The density at a price on the line between two points of the curve; null beyond its ends. */
export function densityAt(curve: Curve, price: number): number | null {
  const between = around(curve, price);
  if (between === null) return null;
  const { left, right } = between;
  const width = right.strike - left.strike;
  return width > 0 ? left.density + ((price - left.strike) / width) * (right.density - left.density) : left.density;
}

/** The points of the curve on either side of a price. */
function around(curve: Curve, price: number) {
  const next = curve.findIndex(({ strike }) => strike >= price);
  const right = curve[next];
  if (right === undefined) return null;
  const left = curve[next - 1] ?? (right.strike === price ? right : undefined);
  return left === undefined ? null : { left, right };
}

/** Index of the strike nearest to a price, the higher of two equally near; -1 without any. Strikes are lowest first. */
export function nearestStrike(strikes: readonly { readonly strike: number }[], price: number): number {
  let nearest = -1;
  strikes.forEach(({ strike }, index) => {
    const best = strikes[nearest];
    if (best === undefined || Math.abs(strike - price) <= Math.abs(best.strike - price)) nearest = index;
  });
  return nearest;
}

/** Where a key takes the cursor among so many strikes; null for keys that do not move it. */
export function moveAlong(key: string, at: number, count: number): number | null {
  const to = (index: number): number => Math.max(0, Math.min(count - 1, index));
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return to(at - 1);
    case 'ArrowRight':
    case 'ArrowUp':
      return to(at + 1);
    case 'PageDown':
      return to(at - 5);
    case 'PageUp':
      return to(at + 5);
    case 'Home':
      return to(0);
    case 'End':
      return to(count - 1);
    default:
      return null;
  }
}

/** How a quote stands to the smile: a fit beyond the quote's own bid or ask is rich or cheap. */
export type Standing = 'rich' | 'cheap' | 'within';
export const STANDING_MARKS: Readonly<Record<Standing, string>> = { rich: '▲', cheap: '▼', within: '' };

/** null where the strike was not fitted. */
export function standingOf({ halfSpreads }: Pick<SmileReading, 'halfSpreads'>): Standing | null {
  if (halfSpreads === null) return null;
  return halfSpreads > 1 ? 'rich' : halfSpreads < -1 ? 'cheap' : 'within';
}

/** "35.68": a volatility in percent. */
export function percentPoints(volatility: number | null): string {
  return formatPrice(volatility === null ? null : volatility * 100);
}

/** "−0.02": a difference of volatilities in points of a percent. */
export function signedPoints(volatility: number | null): string {
  return formatSigned(volatility === null ? null : volatility * 100);
}

/** A strike without idle zeros: "612", "612.5". */
export function strikeWords(strike: number): string {
  return formatPrice(strike, 3).replace(/\.?0+$/, '');
}

/** The reading in one sentence, for those who hear it. */
export function readingWords(reading: SmileReading): string {
  const { strike, iv, halfSpread, fitted, residual, halfSpreads, below } = reading;
  const standing = standingOf(reading);
  const parts = [`Strike ${strikeWords(strike)}`, `quoted ${percentPoints(iv)} percent, give or take ${percentPoints(halfSpread)}`];
  if (residual !== null && standing !== null) {
    const side = standing === 'within' ? 'within its bid and ask' : standing;
    parts.push(`fitted ${percentPoints(fitted)}`, `residual ${signedPoints(residual)} points, ${formatSigned(halfSpreads)} half-spreads, ${side}`);
  }
  if (below !== null) parts.push(`probability below ${formatProbability(below)}, above ${formatProbability(1 - below)}`);
  return parts.filter((part) => !part.includes(ABSENT)).join('; ');
}
