import type { BreakerView, Gauge } from '../../../src-core/contract/risk.ts';
import { type Money, toDollars } from '../../../src-core/money.ts';
import { ABSENT, formatCount, formatPrice, formatSigned, formatSignedCount, MINUS } from '../../design/format.ts';

/** Share of a limit from which a gauge warns, and from which it is over. */
const WARNS_FROM = 0.75;

export type GaugeTone = 'good' | 'near' | 'over' | 'unknown';

/** "$1,204", "−$87": whole dollars of what is held, owed or bounded. */
export function wholeDollars(dollars: number | null): string {
  if (dollars === null || !Number.isFinite(dollars)) return ABSENT;
  const text = formatCount(Math.abs(dollars));
  return `${dollars < 0 && text !== '0' ? MINUS : ''}$${text}`;
}

/** "+$1,204", "−$87", "$0": whole dollars won or lost. */
export function signedDollars(dollars: number | null): string {
  const text = wholeDollars(dollars);
  return dollars !== null && Math.round(dollars) > 0 ? `+${text}` : text;
}

export function wholeMoney(amount: Money | null): string {
  return wholeDollars(amount === null ? null : toDollars(amount));
}

/** A number of a limit in its unit. */
export function gaugeAmount(unit: Gauge['unit'], value: number | null): string {
  return unit === 'dollars' ? wholeDollars(value) : formatCount(value);
}

/** How full a gauge is: `share` of the limit, null where that is not known. */
export function gaugeFill({ used, most }: Pick<Gauge, 'used' | 'most'>): { readonly share: number | null; readonly tone: GaugeTone } {
  if (used === null) return { share: null, tone: 'unknown' };
  if (most <= 0) return used > 0 ? { share: 1, tone: 'over' } : { share: 0, tone: 'good' };
  const share = Math.max(0, used / most);
  return { share, tone: share >= 1 ? 'over' : share >= WARNS_FROM ? 'near' : 'good' };
}

/** "82 %"; a started percent before the limit does not count, so that 100 % is the limit. */
export function percentWords(share: number | null): string {
  return share === null ? ABSENT : `${formatCount(Math.floor(share * 100 + 1e-9))} %`;
}

/** A breaker's number. Losses are shown as results: a loss is below zero. */
export function readingWords(unit: BreakerView['unit'], value: number | null): string {
  if (value === null) return ABSENT;
  switch (unit) {
    case 'dollars':
      return signedDollars(-value);
    case 'count':
      return formatCount(value);
    case 'seconds':
      return `${formatPrice(value, value < 10 ? 1 : 0)} s`;
    case 'points':
    case 'correlation':
      return formatPrice(value);
    case 'factor':
      return `${formatPrice(value)}×`;
    case 'none':
      return ABSENT;
  }
}

/** What trips a breaker: "≤ −$2,000", "≥ 35.00"; "by hand" where nothing is compared. */
export function thresholdWords({ unit, threshold }: Pick<BreakerView, 'unit' | 'threshold'>): string {
  if (unit === 'none') return 'by hand';
  if (threshold === null) return ABSENT;
  return `${unit === 'correlation' || unit === 'dollars' ? '≤' : '≥'} ${readingWords(unit, threshold)}`;
}

/** A number for a narrow cell, its sign included: "+87", "−1.2k", "+34k", "0"; null is absent. */
export function cellWords(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return ABSENT;
  const size = Math.abs(value);
  if (size < 999.5) return formatSignedCount(value);
  if (size < 9_950) return `${formatSigned(value / 1_000, 1)}k`;
  if (size < 999_500) return `${formatSigned(value / 1_000, 0)}k`;
  return `${formatSigned(value / 1_000_000, 1)}M`;
}

/** Minutes ahead: "60 min", "2 h 18 min". */
export function aheadWords(minutes: number): string {
  const whole = Math.round(minutes);
  if (whole < 100) return `${whole} min`;
  return `${Math.floor(whole / 60)} h ${whole % 60} min`;
}
