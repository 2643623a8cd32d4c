import type { BreakerView } from '../../../src-core/contract/risk.ts';
import { BREAKERS, type Trip } from '../../../src-core/risk/trading-state.ts';
import type { BreakerMoment } from './breaker-rules.ts';
import type { BreakerWatch } from './breaker-watch.ts';

/** How a breaker stands that measures something; `moment` is the newest, null before the first. */
export function watchView(watch: BreakerWatch, trip: Trip | null, moment: BreakerMoment | null, confirmSeconds: number): BreakerView {
  const { breaker, rule, underlying, value, threshold } = watch;
  const since = watch.confirmingSince;
  const isKnown = !Number.isNaN(value);
  const missing = moment === null ? 'nothing was read yet' : rule.missing(moment, underlying);
  const text = trip !== null ? trip.text : since !== null ? `acts once it has held for ${confirmSeconds} s` : isKnown ? null : missing;
  return {
    breaker,
    title: BREAKERS[breaker].title,
    level: BREAKERS[breaker].level,
    underlying,
    value: isKnown ? value : null,
    threshold: Number.isNaN(threshold) ? null : threshold,
    unit: rule.unit,
    state: trip !== null ? 'tripped' : since !== null ? 'confirming' : 'quiet',
    since: trip?.time ?? since,
    text,
  };
}

/** How a breaker stands that a person moves. */
export function handView(breaker: 'kill' | 'by_hand', trip: Trip | null): BreakerView {
  const { title, level } = BREAKERS[breaker];
  const common = { breaker, title, level, underlying: null, value: null, threshold: null, unit: 'none' } as const;
  return trip === null ? { ...common, state: 'quiet', since: null, text: null } : { ...common, state: 'tripped', since: trip.time, text: trip.text };
}
