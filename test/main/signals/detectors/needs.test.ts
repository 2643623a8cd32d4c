import { expect, test } from 'vitest';
import type { Outlook } from '../../../../src-core/signals/evidence.ts';
import type { MarketState, PairState, UnderlyingState } from '../../../../src-core/signals/market-state.ts';
import { DETECTORS } from '../../../../src-main/signals/detectors/index.ts';
import { EVIDENT_IN, EVIDENT_STATES } from '../../../support/evident-states.ts';
import { marketState, type Part } from '../../../support/market-states.ts';

const qqq = (value: Part<UnderlyingState>): Part<MarketState> => ({ underlyings: { QQQ: { value } } });
const pair = (value: Part<PairState>): Part<MarketState> => ({ pairs: { SPY_QQQ: { value } } });
const NO_VIX: Part<MarketState> = { regime: { ok: false, reason: 'VIX is missing since 10:31' } };
const unknown = (what: string): string => `QQQ: ${what}`;

type Need = readonly [detector: string, outlook: Outlook, taken: Part<MarketState>, reason: string];

const runaways = (['correlation_divergence', 'correlation_reversion'] as const).flatMap((id): Need[] => {
  const outlook = id === 'correlation_divergence' ? 'up' : 'down';
  const gap = 'SPY and QQQ: how far QQQ stands from what SPY explains is not known: 30 whole minutes and a slope are needed';
  return [
    [id, outlook, { pairs: { SPY_QQQ: { ok: false, reason: 'SPY and QQQ share no minute since 11:02' } } }, 'SPY and QQQ share no minute since 11:02'],
    [id, outlook, { pairs: { SPY_IWM: { ok: false, reason: 'IWM: no price since 11:02' } } }, 'IWM: no price since 11:02'],
    [id, outlook, { underlyings: { SPY: { ok: false, reason: 'SPY: no price since 11:02' } } }, 'SPY: no price since 11:02'],
    [id, outlook, pair({ gapZ: null }), gap],
    [id, outlook, pair({ gapZExtreme: null }), gap],
    [id, outlook, pair({ baseline: { ok: false, reason: 'SPY and QQQ: 3 days are no baseline of 11:20' } }), 'SPY and QQQ: 3 days are no baseline of 11:20'],
    [id, outlook, pair({ z: null }), 'QQQ and SPY: their correlation against its baseline is not known'],
    [id, outlook, qqq({ returns: { m5: null } }), unknown('its return over the last 5 minutes is not known: a minute is missing')],
    [id, outlook, { underlyings: { SPY: { value: { variance: { implied: null } } } } }, 'SPY: the volatility implied by its same-day options is not known'],
  ];
});

const volatilities = ([['volatility_expansion', 'wild'], ['volatility_contraction', 'calm'], ['variance_premium', 'calm'], ['variance_premium', 'wild']] as const).flatMap(([id, outlook]): Need[] => [
  [id, outlook, NO_VIX, 'VIX is missing since 10:31'],
  [id, outlook, { regime: { value: { slope: null } } }, 'VIX: its trend over the last 30 minutes is not known'],
  [id, outlook, qqq({ variance: { realised: null } }), unknown('the volatility since the open is not known: returns are missing')],
  [id, outlook, qqq({ variance: { realised30: null } }), unknown('the volatility of the last 30 minutes is not known: returns are missing')],
  [id, outlook, qqq({ variance: { implied: null } }), unknown('the volatility implied by its same-day options is not known')],
]);

const NEEDS: readonly Need[] = [
  ...runaways,
  ...volatilities,
  ...([60, 30, 15] as const).map((minutes): Need => [
    'momentum',
    'up',
    qqq({ momentum: { [`m${minutes}`]: null } }),
    unknown(`its move over the last ${minutes} minutes against what options asked for is not known: a minute or a volatility is missing`),
  ]),
  ['volatility_contraction', 'calm', qqq({ rangeRatio: null }), unknown('its range against what options asked for is not known')],
  ['variance_premium', 'calm', qqq({ variance: { impliedAtOpen: null } }), unknown('the volatility implied at the open is not known')],
  ['variance_premium', 'calm', qqq({ variance: { returns: 62 } }), unknown('only 62 minute returns since the open, 90 are needed')],
  ['pin', 'calm', NO_VIX, 'VIX is missing since 10:31'],
  ['pin', 'calm', qqq({ gamma: { ok: false, reason: 'QQQ: no open interest' } }), unknown('no open interest')],
  ['pin', 'calm', qqq({ gamma: { value: { ageDays: 5 } } }), unknown('the open interest is of 2026-05-12, 5 days old; at most 4 are of use')],
  ['pin', 'calm', qqq({ gamma: { value: { heaviest: [{ strike: 520, calls: 1, puts: 1, openInterest: 1 }] } } }), unknown('fewer than two strikes have gamma')],
  ['pin', 'calm', qqq({ expectedMove: null }), unknown('its expected move is not known')],
  ['opening_range', 'up', qqq({ openingRange: null }), unknown('the range of the first 30 minutes is not known: minutes of them are missing')],
  ['opening_range', 'up', qqq({ expectedMove: null }), unknown('its expected move is not known')],
  ['opening_range', 'up', qqq({ momentum: { m15: 0.8 }, volumeRatio: null }), unknown('its push of 0.8 sigma alone is too weak, and its ordinary volume at 10:20 is not known')],
  ['event_day', 'wild', NO_VIX, 'VIX is missing since 10:31'],
  ['event_day', 'wild', qqq({ variance: { returns: 59 } }), unknown('only 59 minute returns since the open, 60 are needed to tell its ordinary pace')],
  ['event_day', 'wild', { varianceLeft: 170 / 390 }, 'FOMC: the session’s clock does not hold its variance, so what options hold for it cannot be told'],
  ['event_day', 'calm', NO_VIX, 'VIX is missing since 10:31'],
  ['event_day', 'calm', qqq({ variance: { realised30: null } }), unknown('the volatility of the last 30 minutes is not known: returns are missing')],
];

test.each(NEEDS.map((need) => [`${need[0]}, ${need[1]}: ${need[3]}`, need] as const))('%s', (_, [id, outlook, taken, reason]) => {
  const base = EVIDENT_STATES.find((each) => each.detector === id && each.outlook === outlook);
  expect(DETECTORS.find((each) => each.id === id)?.detect(marketState(base?.overrides ?? {}, taken), EVIDENT_IN)).toEqual({ kind: 'abstained', reason });
});

test('a break of the opening range with a push needs no volume', () => {
  const [base] = EVIDENT_STATES.filter(({ detector }) => detector === 'opening_range');
  expect(DETECTORS.find(({ id }) => id === 'opening_range')?.detect(marketState(base?.overrides ?? {}, qqq({ volumeRatio: null })), EVIDENT_IN).kind).toBe('evidence');
});

test('what a type does not look at may be missing: a move needs no VIX', () => {
  const [base] = EVIDENT_STATES.filter(({ detector }) => detector === 'momentum');
  expect(DETECTORS.find(({ id }) => id === 'momentum')?.detect(marketState(base?.overrides ?? {}, NO_VIX), EVIDENT_IN).kind).toBe('evidence');
});
