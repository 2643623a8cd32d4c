import type { Underlying } from '../../src-core/instruments/instrument.ts';
import type { Outlook } from '../../src-core/signals/evidence.ts';
import type { MarketState } from '../../src-core/signals/market-state.ts';
import { marketState, type Part } from './market-states.ts';

/** A made state in which one detector finds its effect in QQQ. */
export interface EvidentState {
  readonly detector: string;
  readonly outlook: Outlook;
  readonly overrides: Part<MarketState>;
}

export const EVIDENT_IN: Underlying = 'QQQ';

/** QQQ ran ahead: of SPY by so many sigma, of IWM too, while SPY and IWM are ordinary together. */
function ahead(gapZ: number, extreme: number, m5: number): Part<MarketState> {
  return {
    pairs: {
      SPY_QQQ: { value: { short: 0.61, z: -2.4, gap: 0.0042 * (gapZ / extreme), gapZ, gapZExtreme: extreme } },
      QQQ_IWM: { value: { gap: -0.004, gapZ: -1.6, gapZExtreme: 1.8 } },
      SPY_IWM: { value: { gapZ: 0.2 } },
    },
    underlyings: { QQQ: { value: { returns: { m5 } } } },
  };
}

/** Of a session's ordinary variance. */
const EXTRA = 0.9;
/** 14:00. */
const EVENT_MINUTE = 270;

/** An event at 14:00 of a session whose clock holds it, and what QQQ options ask for where 30 % came so far. */
function event(minute: number, implied: number): Part<MarketState> {
  const { varianceLeft } = marketState({ minute });
  return {
    minute,
    varianceLeft: (varianceLeft + (minute < EVENT_MINUTE ? EXTRA : EXTRA / 3)) / (1 + EXTRA),
    underlyings: { QQQ: { value: { variance: { implied, realised: 0.3, realised30: 0.22, returns: minute } } } },
    events: [{ label: 'FOMC', at: marketState({ minute: EVENT_MINUTE }).time, minutesUntil: EVENT_MINUTE - minute, extraVariance: EXTRA }],
  };
}

/** One for each outlook of each detector. */
export const EVIDENT_STATES: readonly EvidentState[] = [
  { detector: 'correlation_divergence', outlook: 'up', overrides: ahead(3.1, 3.1, 0.0012) },
  { detector: 'correlation_reversion', outlook: 'down', overrides: ahead(2.5, 3.1, -0.0008) },
  { detector: 'momentum', outlook: 'up', overrides: { underlyings: { QQQ: { value: { momentum: { m60: 2.4, m30: 1.6, m15: 0.9 }, returns: { m60: 0.0071 } } } } } },
  { detector: 'volatility_expansion', outlook: 'wild', overrides: { underlyings: { QQQ: { value: { variance: { realised30: 0.45 } } } } } },
  { detector: 'volatility_contraction', outlook: 'calm', overrides: { underlyings: { QQQ: { value: { variance: { realised30: 0.2 }, rangeRatio: 0.8 } } } } },
  {
    detector: 'variance_premium',
    outlook: 'calm',
    overrides: { minute: 210, underlyings: { QQQ: { value: { variance: { realised: 0.26, realised30: 0.25, implied: 0.32, impliedAtOpen: 0.325 } } } } },
  },
  {
    detector: 'variance_premium',
    outlook: 'wild',
    overrides: { minute: 210, underlyings: { QQQ: { value: { variance: { realised: 0.42, realised30: 0.4, implied: 0.32, impliedAtOpen: 0.325 } } } } },
  },
  { detector: 'pin', outlook: 'calm', overrides: { minute: 300, underlyings: { QQQ: { value: { price: 520.3, gamma: { value: { concentration: 0.62 } } } } } } },
  {
    detector: 'opening_range',
    outlook: 'up',
    overrides: { minute: 50, underlyings: { QQQ: { value: { price: 521.5, openingRange: { high: 521, low: 519 }, momentum: { m15: 1.4 } } } } },
  },
  { detector: 'event_day', outlook: 'wild', overrides: event(220, 0.26) },
  { detector: 'event_day', outlook: 'calm', overrides: event(310, 0.3) },
];
