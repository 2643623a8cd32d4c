import { type MarketState, type RegimeState } from '../../../src-core/signals/market-state.ts';
import { neededMeasure, neededPositive, needed } from './bounded-detector.ts';

export interface VixTrend extends Pick<RegimeState, 'vix' | 'type'> {
  /** Change an hour over the last 30 minutes, as a share of the level. */
  readonly slope: number;
}

/** Views of volatility are held against VIX; where it is missing there is none. Throws Unknown. */
export function vixTrend(state: MarketState): VixTrend {
  const { vix, type, slope } = neededMeasure(state.regime);
  const level = neededPositive(vix, 'VIX: there is no level');
  return { vix: level, type, slope: needed(slope, 'VIX: its trend over the last 30 minutes is not known') / level };
}

/** Known events between now and the reference. */
export function eventsAhead({ events, minutesLeft }: MarketState): MarketState['events'] {
  return events.filter(({ minutesUntil }) => minutesUntil > 0 && minutesUntil < minutesLeft);
}
