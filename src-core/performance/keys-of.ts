import { UNDERLYINGS } from '../instruments/instrument.ts';
import { VOLATILITY_REGIMES } from '../market/volatility-regime.ts';
import { entryTime, halfHourTitle } from './entry-time.ts';
import { type Dimension, DIMENSIONS, type Slice } from './slice.ts';
import type { TradeResult } from './trade-result.ts';

/** Keys of trades that have none of their own. */
const UNKNOWN_REGIME = 'unknown';
const NO_SIGNAL = 'none';
const NO_TAG = 'untagged';

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/**
 * What a trade is counted under: the structure's name; SPY, QQQ or IWM; the half-hour of its entry in New York by its start
 * ("09:30"); the weekday of its entry ("1" Monday to "5" Friday); the VIX regime at its entry or "unknown"; the detector of
 * its signal or "none"; each of its tags or "untagged"; "manual" or "automated". One key, but for tags.
 */
export function keysOf(result: TradeResult, dimension: Dimension): readonly string[] {
  return dimension === 'tag' ? (result.tags.length > 0 ? result.tags : [NO_TAG]) : [keyOf(result, dimension)];
}

function keyOf(result: TradeResult, dimension: Exclude<Dimension, 'tag'>): string {
  switch (dimension) {
    case 'strategy':
      return result.strategy;
    case 'underlying':
      return result.underlying;
    case 'hour':
      return entryTime(result.openedAt).halfHour;
    case 'weekday':
      return entryTime(result.openedAt).weekday;
    case 'regime':
      return result.regime ?? UNKNOWN_REGIME;
    case 'signal':
      return result.signalType ?? NO_SIGNAL;
    case 'source':
      return result.source;
  }
}

/** Whether the trade has, of each dimension that the slice names, one of its keys. */
export function inSlice(result: TradeResult, slice: Slice): boolean {
  for (const dimension of DIMENSIONS) {
    const wanted = slice[dimension];
    if (wanted === undefined) continue;
    if (dimension === 'tag' ? !keysOf(result, dimension).some((key) => wanted.includes(key)) : !wanted.includes(keyOf(result, dimension))) return false;
  }
  return true;
}

/** A key for people: "Iron condor", "09:30–10:00", "Monday", "Opening range". A tag is as it was written. */
export function titleOfKey(dimension: Dimension, key: string): string {
  switch (dimension) {
    case 'underlying':
      return key;
    case 'hour':
      return halfHourTitle(key);
    case 'weekday':
      return WEEKDAYS[Number(key) - 1] ?? key;
    case 'signal':
      return key === NO_SIGNAL ? 'No signal' : words(key);
    case 'tag':
      return key === NO_TAG ? 'No tag' : key;
    case 'source':
      return key === 'manual' ? 'By hand' : key === 'automated' ? 'By rule' : key;
    case 'strategy':
    case 'regime':
      return words(key);
  }
}

/** The order in which keys of a dimension are shown: that of the market or the clock, otherwise by the alphabet; none comes last. */
export function compareKeys(dimension: Dimension): (left: string, right: string) => number {
  const order = orderOf(dimension);
  return (left, right) => order.indexOf(left) - order.indexOf(right) || last(left) - last(right) || (left < right ? -1 : Number(left > right));

  function last(key: string): number {
    return Number((dimension === 'signal' && key === NO_SIGNAL) || (dimension === 'tag' && key === NO_TAG));
  }
}

/** Keys with a place of their own; hours and weekdays are in order as they are written. */
function orderOf(dimension: Dimension): readonly string[] {
  switch (dimension) {
    case 'underlying':
      return UNDERLYINGS;
    case 'regime':
      return [...VOLATILITY_REGIMES, UNKNOWN_REGIME];
    case 'source':
      return ['manual', 'automated'];
    default:
      return [];
  }
}

/** "opening_range" is "Opening range". */
function words(key: string): string {
  const text = key.replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
