import { expect, test } from 'vitest';
import type { Outlook } from '../../../../src-core/signals/evidence.ts';
import type { MarketState, PairState, UnderlyingState } from '../../../../src-core/signals/market-state.ts';
import type { BoundedDetector } from '../../../../src-main/signals/detectors/bounded-detector.ts';
import { DETECTORS } from '../../../../src-main/signals/detectors/index.ts';
import { EVIDENT_IN, EVIDENT_STATES } from '../../../support/evident-states.ts';
import { marketState, type Part } from '../../../support/market-states.ts';

/** A figure that is moved from within its bound to just beyond it, in a state that is evidence otherwise. */
interface Move {
  readonly of: string;
  readonly outlook: Outlook;
  readonly figure: string;
  readonly to: (value: number) => Part<MarketState>;
  readonly within: number;
  readonly beyond: number;
}

const qqq = (value: Part<UnderlyingState>): Part<MarketState> => ({ underlyings: { QQQ: { value } } });
const pair = (value: Part<PairState>): Part<MarketState> => ({ pairs: { SPY_QQQ: { value } } });
const third = (gapZ: number): Part<MarketState> => ({ pairs: { QQQ_IWM: { value: { gapZ } }, SPY_IWM: { value: { gapZ: 0 } } } });
const move = (of: string, outlook: Outlook, figure: string, within: number, beyond: number, to: Move['to']): Move => ({ of, outlook, figure, to, within, beyond });
/** Minutes and all that follows from them; what options ask for stays. */
const at = (minute: number): Part<MarketState> => ({ minute, underlyings: { QQQ: { value: { openingRange: { high: 521, low: 519 } } } } });
const vix = (slope: number): Part<MarketState> => ({ regime: { value: { slope: slope * 16.4 } } });
const event = (minutesUntil: number): Part<MarketState> => ({ events: [{ label: 'CPI', at: marketState().time, minutesUntil, extraVariance: 0.3 }] });

const MOVES: readonly Move[] = [
  move('correlation_divergence', 'up', 'gap now', 2.76, 2.74, (gapZ) => pair({ gapZ, gap: gapZ * 0.0014, gapZExtreme: 1 })),
  move('correlation_divergence', 'up', 'gap closed since its greatest', 3.29, 3.31, (gapZExtreme) => pair({ gapZExtreme })),
  move('correlation_divergence', 'up', 'gap gained in the last 5 minutes', 0.0006, 0.0003, (m5) => qqq({ returns: { m5 } })),
  move('correlation_divergence', 'up', '20-minute correlation against its baseline', -1.26, -1.24, (z) => pair({ z })),
  move('correlation_divergence', 'up', 'minutes since the open', 45, 44, at),
  move('correlation_reversion', 'down', 'greatest gap of the last 15 minutes', 2.51, 2.49, (gapZExtreme) => pair({ gapZExtreme, gapZ: 2, gap: 0.0028 })),
  move('correlation_reversion', 'down', 'gap now', 1.26, 1.24, (gapZ) => pair({ gapZ, gap: gapZ * 0.0014 })),
  move('correlation_reversion', 'down', 'gap closed since its greatest', 2.79, 2.81, (gapZ) => pair({ gapZ, gap: gapZ * 0.0014 })),
  move('correlation_reversion', 'down', 'gap gained in the last 5 minutes', -0.0006, -0.0001, (m5) => qqq({ returns: { m5 } })),
  move('correlation_reversion', 'down', '20-minute correlation against its baseline', -1.11, -1.09, (z) => pair({ z })),
  move('correlation_reversion', 'down', 'odds that it went and not its partner', -1.3, -1.1, third),
  move('correlation_reversion', 'down', 'minutes to the reference', 345, 346, at),
  move('momentum', 'up', 'size of the move of the last 60 minutes', 2, 1.99, (m60) => qqq({ momentum: { m60 } })),
  move('momentum', 'up', 'move of the last 30 minutes, the same way', 1, 0.99, (m30) => qqq({ momentum: { m30 } })),
  move('momentum', 'up', 'move of the last 15 minutes, the same way', 0.5, -0.5, (m15) => qqq({ momentum: { m15 } })),
  move('momentum', 'up', 'minutes since the open', 60, 59, at),
  move('volatility_expansion', 'wild', 'variance of the last 30 minutes against what options ask for', 0.426, 0.424, (realised30) => qqq({ variance: { realised30 } })),
  move('volatility_expansion', 'wild', 'volatility of the last 30 minutes over that since the open', 0.391, 0.392, (realised) => qqq({ variance: { realised } })),
  move('volatility_expansion', 'wild', 'implied volatility over that of 15 minutes ago', 0.302, 0.301, (implied15) => qqq({ variance: { implied15 } })),
  move('volatility_expansion', 'wild', 'VIX, change an hour', -0.09, -0.11, vix),
  move('volatility_contraction', 'calm', 'variance of the last 30 minutes against what options ask for', 0.218, 0.224, (realised30) => qqq({ variance: { realised30 } })),
  move('volatility_contraction', 'calm', 'range so far over what options asked for', 1, 1.01, (rangeRatio) => qqq({ rangeRatio })),
  move('volatility_contraction', 'calm', 'implied volatility over that of 15 minutes ago', 0.329, 0.331, (implied15) => qqq({ variance: { implied15 } })),
  move('volatility_contraction', 'calm', 'VIX, change an hour', 0.09, 0.11, vix),
  move('volatility_contraction', 'calm', 'known events still to come', -5, 5, event),
  move('variance_premium', 'calm', 'variance since the open against what options ask for', 130, 110, (returns) => qqq({ variance: { returns } })),
  move('variance_premium', 'calm', 'variance options ask for over what came', 0.28, 0.2815, (realised) => qqq({ variance: { realised, returns: 389 } })),
  move('variance_premium', 'calm', 'variance of the last 30 minutes over what options ask for', 0.319, 0.321, (realised30) => qqq({ variance: { realised30 } })),
  move('variance_premium', 'calm', 'known events still to come', -5, 5, event),
  move('variance_premium', 'wild', 'variance of the last 30 minutes over what options ask for', 0.321, 0.319, (realised30) => qqq({ variance: { realised30 } })),
  move('pin', 'calm', 'interest at the heaviest strike over its neighbours’, weighted by gamma', 0.57, 0.56, (concentration) => qqq({ gamma: { value: { concentration } } })),
  move('pin', 'calm', 'distance to the heaviest strike', 520.79, 520.81, (price) => qqq({ price, gamma: { value: { concentration: 0.8 } } })),
  move('pin', 'calm', 'size of the move of the last 30 minutes', -1, -1.01, (m30) => qqq({ momentum: { m30 } })),
  move('pin', 'calm', 'minutes to the reference', 240, 239, (minute) => ({ minute, underlyings: { QQQ: { value: { gamma: { value: { concentration: 0.8 } } } } } })),
  move('opening_range', 'up', 'way beyond the first 30 minutes’ range', 521.37, 521.34, (price) => qqq({ price })),
  move('opening_range', 'up', 'way beyond the range over its height', 522.5, 522.51, (price) => qqq({ price })),
  move('opening_range', 'up', 'volume of the last 15 minutes over what is ordinary', 1.5, 1.49, (volumeRatio) => qqq({ volumeRatio, momentum: { m15: 0.8 } })),
  move('opening_range', 'up', 'move of the last 15 minutes, the same way', 1.15, 0.49, (m15) => qqq({ momentum: { m15 } })),
  move('opening_range', 'up', 'minutes since the open', 135, 136, at),
  move('event_day', 'wild', 'variance that options lack for the events to come', 0.286, 0.287, (implied) => qqq({ variance: { implied } })),
  move('event_day', 'calm', 'variance of the last 30 minutes against what options ask for', 0.258, 0.26, (realised30) => qqq({ variance: { realised30 } })),
  move('event_day', 'calm', 'minutes since the last event', -30, -29, event),
  move('event_day', 'calm', 'size of the move of the last 15 minutes', 1, 1.01, (m15) => qqq({ momentum: { m15 } })),
];

test.each(MOVES.map((each) => [`${each.of}, ${each.outlook}: ${each.figure}`, each] as const))('%s', (_, { of, outlook, figure, to, within, beyond }) => {
  const detector = DETECTORS.find(({ id }) => id === of);
  const base = EVIDENT_STATES.find((each) => each.detector === of && each.outlook === outlook);
  if (detector === undefined || base === undefined) throw new Error(`no ${of}, ${outlook}`);
  const detect = (value: number) => detector.detect(marketState(base.overrides, to(value)), EVIDENT_IN);
  expect(detect(within)).toMatchObject({ kind: 'evidence', evidence: { outlook } });
  const quiet = detect(beyond);
  expect(quiet.kind).toBe('quiet');
  // And it is that figure which is beyond its bound.
  if (quiet.kind === 'quiet') expect(beyondBound(detector, quiet.figures)).toContain(figure);
});

/** Names of the figures that no bound of that name and value lets through. */
function beyondBound(detector: BoundedDetector, figures: readonly { readonly name: string; readonly value: number; readonly bound: number | null }[]): string[] {
  return figures
    .filter(({ name, value, bound }) => detector.bounds.some((each) => each.name === name && each.value === bound && !(each.side === 'at least' ? value >= each.value : value <= each.value)))
    .map(({ name }) => name);
}
