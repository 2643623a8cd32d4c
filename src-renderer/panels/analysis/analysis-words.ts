import type { VolatilitySource } from '../../../src-core/analysis/analysed-structure.ts';
import type { AnalysisView } from '../../../src-core/contract/analysis.ts';
import type { Right } from '../../../src-core/instruments/instrument.ts';
import { fromDollars, type Money } from '../../../src-core/money.ts';
import type { EpochMs } from '../../../src-core/time.ts';
import { ABSENT, formatCount, formatPrice, formatSigned, formatSignedDollars, formatTime, MINUS } from '../../design/format.ts';
import type { AnalysisFrame, DrawnStructure } from './analyse.ts';

/** "+2C", "−1P". */
export function legMark(quantity: number, right: Right): string {
  return `${quantity < 0 ? MINUS : '+'}${formatCount(Math.abs(quantity))}${right === 'call' ? 'C' : 'P'}`;
}

export const SOURCE_WORDS: Readonly<Record<VolatilitySource, string>> = {
  quote: 'its own quote',
  smile: 'by the smile',
  money: 'at the money’s',
  none: 'no volatility',
};

/** What the cost of a structure assumes. */
export function basisWords({ basis, spec }: Pick<DrawnStructure, 'basis' | 'spec'>): string {
  switch (basis) {
    case 'booked':
      return 'as booked, fees included';
    case 'moved':
      return 'as booked, the moved legs traded at their marks, fees included';
    case 'given':
      return spec.title === 'Ticket' ? 'at the ticket’s limit, fees included' : 'at the price it was quoted at, fees included';
    case 'expected_fill':
      return 'at the expected fill, fees included';
    case 'model':
      return 'a leg is not quoted: at marks and the model, fees included';
  }
}

/** "13:42", "now 13:42", "at the reference". */
export function timeWords({ isNow, time, market }: Pick<AnalysisFrame, 'isNow' | 'time' | 'market'>): string {
  if (isNow) return `now, ${minuteText(time)}`;
  return time >= market.view.reference ? `${minuteText(time)}, the reference` : minuteText(time);
}

export function minuteText(time: EpochMs): string {
  const text = formatTime(time);
  return text === ABSENT ? text : text.slice(0, 5);
}

/** "+3 points", "as they are". */
export function shiftWords(points: number): string {
  if (points === 0) return 'volatilities as they are';
  return `volatilities ${formatSigned(points, Number.isInteger(points) ? 0 : 1)} ${Math.abs(points) === 1 ? 'point' : 'points'}`;
}

export const STICKY_WORDS = 'Sticky strike: each leg keeps the volatility of its strike as the price moves, plus the points that are added to all.';

/** Where the distribution comes from, or why there is none. */
export function distributionWords({ distribution }: AnalysisView): string {
  if (distribution.state === 'known') {
    return distribution.source === 'smile' ? 'Probabilities are risk-neutral, by the smile.' : 'Probabilities are risk-neutral, lognormal at the money’s volatility: too few strikes are priced for a smile.';
  }
  switch (distribution.reason) {
    case 'no_chain':
      return 'No probabilities: no options of today yet.';
    case 'no_time_left':
      return 'No probabilities: the reference time has come.';
    case 'bad_input':
    case 'too_few_points':
      return 'No probabilities: too few strikes are priced.';
    case 'arbitrage':
      return 'No probabilities: no distribution goes through these quotes.';
  }
}

/** A float of dollars in cents; null and NaN are absent. */
export function resultWords(dollars: number | null): string {
  return dollars === null || !Number.isFinite(dollars) ? ABSENT : formatSignedDollars(fromDollars(dollars));
}

/** Null, which is unbounded, among what is known. */
export function extremeWords(amount: Money | null | undefined): string {
  if (amount === undefined) return ABSENT;
  return amount === null ? 'unbounded' : formatSignedDollars(amount);
}

export function pricesWords(prices: readonly number[] | undefined): string {
  if (prices === undefined) return ABSENT;
  return prices.length === 0 ? 'none' : prices.map((price) => formatPrice(price)).join(' · ');
}
