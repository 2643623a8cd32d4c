import { MONEY_SCALE } from '../money.ts';
import type { IsoDate } from '../time.ts';
import type { EquityPoint } from './equity-curve.ts';

/** A time below the highest equity so far, from the last day at that peak until it was reached again. */
export interface Drawdown {
  /** The last day at the peak; null where that was the period's start. */
  readonly peakDate: IsoDate | null;
  /** The first day of the lowest equity. */
  readonly troughDate: IsoDate;
  /** The first day at the peak again or above it; null while that has not come. */
  readonly recoveredDate: IsoDate | null;
  /** What the trough is below the peak, above 0: dollars, and as a share of the peak (null for a peak not above 0). */
  readonly depth: number;
  readonly depthShare: number | null;
  /** Session days from the peak to the recovery, or to the curve's end. */
  readonly length: number;
  /** Session days from the trough to the recovery; null while that has not come. */
  readonly recovery: number | null;
}

/** Every drawdown of the curve, oldest first; the last one may not be over. */
export function drawdowns(curve: readonly EquityPoint[]): Drawdown[] {
  const found: Drawdown[] = [];
  for (let i = 0; i < curve.length; ) {
    if (isPeak(curve[i] as EquityPoint)) {
      i += 1;
      continue;
    }
    const start = i;
    let trough = i;
    for (; i < curve.length && !isPeak(curve[i] as EquityPoint); i += 1) {
      if ((curve[i] as EquityPoint).drawdown < (curve[trough] as EquityPoint).drawdown) trough = i;
    }
    const { date, drawdown, drawdownShare } = curve[trough] as EquityPoint;
    const recovered = curve[i];
    found.push({
      peakDate: curve[start - 1]?.date ?? null,
      troughDate: date,
      recoveredDate: recovered?.date ?? null,
      depth: -drawdown,
      depthShare: drawdownShare === null ? null : -drawdownShare,
      length: (recovered === undefined ? i - 1 : i) - (start - 1),
      recovery: recovered === undefined ? null : i - trough,
    });
  }
  return found;
}

/** The one of most dollars, the first of equals; null without one. */
export function deepestDrawdown(found: readonly Drawdown[]): Drawdown | null {
  return found.reduce<Drawdown | null>((deepest, each) => (deepest === null || each.depth > deepest.depth ? each : deepest), null);
}

function isPeak({ drawdown }: EquityPoint): boolean {
  return Math.round(drawdown * MONEY_SCALE) >= 0;
}
