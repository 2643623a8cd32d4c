import type { ExpiryLeg, ExpiryView } from '../../../src-core/risk/measures.ts';
import { MINUTE } from '../../../src-core/time.ts';
import { ABSENT, formatPrice, formatSignedCount, formatTime } from '../../design/format.ts';

export interface Clock {
  readonly id: 'broker' | 'reference' | 'lastTrade' | 'exercise';
  readonly title: string;
  /** "16:00", or "15:30–15:45". */
  readonly at: string;
  readonly means: string;
  /** Milliseconds left, below 0 once it is over. */
  readonly left: number;
}

/** How long brokers take to close for all of their clients, from the cut-off on. */
const BROKERS_FOR = 15 * MINUTE;
/** Milliseconds before a moment from which its clock warns. */
export const SOON = 15 * MINUTE;

/** The moments of the day's end in their order, with what is left until each. */
export function clocksOf(view: Pick<ExpiryView, 'reference' | 'lastTrade' | 'brokerCutoff' | 'exerciseCutoff'>, now: number): readonly Clock[] {
  const clocks: readonly (Omit<Clock, 'at' | 'left'> & { readonly time: number })[] = [
    { id: 'broker', title: 'Broker cut-off', time: view.brokerCutoff, means: 'From then on brokers begin to close what an account may not be able to take' },
    { id: 'reference', title: 'Reference', time: view.reference, means: 'The price of that moment decides what is exercised by itself: 0.01 in the money or more' },
    { id: 'lastTrade', title: 'Last trade', time: view.lastTrade, means: 'Until then options can be traded' },
    { id: 'exercise', title: 'Exercise cut-off', time: view.exerciseCutoff, means: 'Until then holders may exercise or refuse: a short that closed out of the money can still be assigned' },
  ];
  return clocks
    .toSorted((left, right) => left.time - right.time)
    .map(({ time, ...clock }) => ({ ...clock, at: clock.id === 'broker' ? `${hour(time)}–${hour(time + BROKERS_FOR)}` : hour(time), left: time - now }));
}

function hour(time: number): string {
  return formatTime(time).slice(0, 5);
}

export interface ZoneWords {
  readonly mark: string;
  readonly word: string;
  readonly means: string;
}

/** What a leg's zone means for whoever holds it: a long is exercised, a short assigned. */
export function zoneWords({ zone, quantity }: Pick<ExpiryLeg, 'zone' | 'quantity'>): ZoneWords {
  switch (zone) {
    case 'exercise':
      return quantity > 0
        ? { mark: '●', word: 'exercise', means: 'In the money beyond the pin zone: exercised by itself' }
        : { mark: '●', word: 'assignment', means: 'In the money beyond the pin zone: assigned' };
    case 'lapse':
      return { mark: '○', word: 'lapse', means: 'Out of the money beyond the pin zone: lapses' };
    case 'pin':
      return { mark: '◆', word: 'pin', means: quantity > 0 ? 'So near the strike that either may come' : 'So near the strike that either may come, and its holder may decide until the exercise cut-off' };
    case 'unknown':
      return { mark: '?', word: 'unknown', means: 'Without a spot it cannot be told' };
  }
}

/** "3.16 in", "0.16 out", "0.00 at": dollars in or out of the money. */
export function distanceWords(moneyness: number | null): string {
  if (moneyness === null) return ABSENT;
  const size = formatPrice(Math.abs(moneyness));
  return `${size} ${size === '0.00' ? 'at' : moneyness > 0 ? 'in' : 'out'}`;
}

/** "+200", "0", "−300 … +100": the least and the most shares that may be left. */
export function shareRange(fewest: number, most: number): string {
  return fewest === most ? formatSignedCount(fewest) : `${formatSignedCount(fewest)} … ${formatSignedCount(most)}`;
}

/** The moves that any underlying has a figure for, ascending. */
export function movesOf(underlyings: ExpiryView['underlyings']): readonly number[] {
  return [...new Set(underlyings.flatMap(({ afterHours }) => afterHours.map(({ move }) => move)))].toSorted((left, right) => left - right);
}
