import { minuteSlope, shareBelow } from '../../../src-core/market/minute-trend.ts';
import type { Measure, RegimeState } from '../../../src-core/signals/market-state.ts';
import type { RegimeView } from '../../market-data/market-measures.ts';
import { figure, minutesText } from './session-minutes.ts';

/** Minutes of the slope. */
const SLOPE_MINUTES = 30;
/** Minutes after which the last VIX says nothing of now: it comes every 15 seconds. */
const MOST_AGE = 5;
/** Days a percentile needs. */
const LEAST_DAYS = 20;

/** The volatility regime at the end of a minute; `closes` are those of former days. */
export function regimeState(
  vix: { readonly minutes: Float64Array; readonly previousClose: number },
  regime: RegimeView | null,
  closes: readonly number[],
  minute: number,
): Measure<RegimeState> {
  let known = minute;
  while (known >= 0 && Number.isNaN(vix.minutes[known] ?? Number.NaN)) known -= 1;
  if (known < 0 || regime === null) return { ok: false, reason: 'no VIX was heard of today' };
  if (minute - known >= MOST_AGE) return { ok: false, reason: `no VIX was heard of for ${minutesText(minute - known)}` };
  const now = vix.minutes[known] as number;
  return {
    ok: true,
    value: {
      type: regime.type,
      factor: regime.factor,
      vix: now,
      change: figure(now - vix.previousClose),
      slope: figure(60 * minuteSlope(vix.minutes, minute, SLOPE_MINUTES)),
      percentile: figure(shareBelow(closes, now, LEAST_DAYS)),
      days: closes.length,
    },
  };
}
