import { CURRENT_WINDOW } from '../../src-core/market/correlation.ts';
import { fisher } from '../../src-core/market/correlation-baseline.ts';
import { type MarketState, PAIR_NAMES, type PairState } from '../../src-core/signals/market-state.ts';
import type { BreakerReadings } from './breakers/readings.ts';

/** Looser than what is ordinary by so many of its deviations. */
const DEVIATIONS = 2;

/**
 * How closely the underlyings move together, as a breaker reads it: of two pairs at once, and against what is ordinary at
 * that time of day. One pair alone breaks often: in 57 sessions up to March 2026 the five-minute returns of QQQ and IWM
 * were correlated 0.3 or less over the whole day on five of them, and SPY with IWM on none.
 */
export function marketCorrelation(state: MarketState): BreakerReadings['correlation'] {
  const unknown = (missing: string) => ({ value: Number.NaN, missing, of: null, isOrdinary: true });
  if (state.minute <= CURRENT_WINDOW) return unknown(`there are no ${CURRENT_WINDOW} minute returns yet`);
  const pairs = PAIR_NAMES.flatMap((name) => {
    const pair = state.pairs[name];
    return pair.ok && pair.value.hour !== null ? [{ name, hour: pair.value.hour, isLoose: isLoose(pair.value.hour, pair.value.baseline) }] : [];
  });
  const loose = pairs.filter(({ isLoose }) => isLoose);
  const isOrdinary = loose.length < 2;
  const [lowest, second] = (isOrdinary ? pairs : loose).toSorted((left, right) => left.hour - right.hour);
  if (lowest !== undefined && second !== undefined) return { value: second.hour, missing: null, of: `${lowest.name} and ${second.name}`, isOrdinary };
  const reason = PAIR_NAMES.map((name) => state.pairs[name]).find((pair) => !pair.ok);
  return unknown(reason?.ok === false ? reason.reason : 'fewer than two pairs have a correlation now');
}

/** Where nothing is known to be ordinary the limit alone counts. */
function isLoose(hour: number, baseline: PairState['baseline']): boolean {
  if (!baseline.ok) return true;
  const { low, mean } = baseline.value;
  return fisher(hour) < fisher(mean) - DEVIATIONS * (fisher(mean) - fisher(low));
}
