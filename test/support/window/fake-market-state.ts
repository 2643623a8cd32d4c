import { fakeSpot, OPEN } from './fake-session.ts';
import type { CorrelationHistory, MarketStateView } from '../../../src-core/contract/signals.ts';
import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import type { CorrelationPair, MarketState, PairState, UnderlyingState } from '../../../src-core/signals/market-state.ts';
import type { Detection } from '../../../src-core/signals/evidence.ts';
import { DAY, MINUTE, parseIsoDate } from '../../../src-core/time.ts';

const DATE = parseIsoDate('2026-11-20');
const REFERENCE = OPEN + 390 * MINUTE;

function pair(short: number, mean: number, z: number, gapZ: number): { readonly ok: true; readonly value: PairState } {
  return {
    ok: true,
    value: {
      short,
      hour: (short + mean) / 2,
      long: mean - 0.02,
      rolling7d: mean + 0.01,
      rolling30d: mean - 0.03,
      baseline: { ok: true, value: { mean, low: mean - 0.12, high: mean + 0.07, days: 18, source: 'recorded' } },
      z,
      gap: -0.0018,
      gapZ,
      gapZExtreme: Math.abs(gapZ) + 0.4,
    },
  };
}

function underlying(ticker: Underlying, price: number, used: number, momentum: number): UnderlyingState {
  const sigma = price * 0.0067;
  return {
    price,
    previousClose: price * 0.995,
    open: price * 0.9962,
    high: price * 1.0016,
    low: price * 0.9953,
    returns: { m5: 0.0004, m15: 0.0009, m30: 0.0016, m60: ticker === 'IWM' ? null : 0.0031 },
    momentum: { m15: momentum * 0.8, m30: momentum, m60: ticker === 'IWM' ? null : momentum * 1.1 },
    volumeRatio: ticker === 'IWM' ? null : 1.34,
    openingRange: { high: price * 0.9981, low: price * 0.9957 },
    rangeRatio: 0.82,
    variance: { realised: 0.118, realised30: 0.104, implied: 0.131, impliedAtOpen: 0.149, implied15: 0.133, returns: 251 },
    expectedMove: { mean: sigma * 0.5, sigma: sigma * 0.62, low: price - sigma * 0.6, high: price + sigma * 0.59, source: ticker === 'IWM' ? 'lognormal' : 'smile', sigmaAtOpen: sigma, used },
    gamma:
      ticker === 'QQQ'
        ? { ok: false, reason: 'No open interest of the same-day chain is known: the feed has not sent it yet.' }
        : {
            ok: true,
            value: {
              callsLessPuts: ticker === 'SPY' ? 1.84e9 : -2.1e8,
              putsLessCalls: ticker === 'SPY' ? -1.84e9 : 2.1e8,
              gross: ticker === 'SPY' ? 6.2e9 : 9.4e8,
              heaviest: [{ strike: Math.round(price), calls: 9e8, puts: 4e8, openInterest: 18_204 }],
              concentration: 0.21,
              asOf: parseIsoDate('2026-11-19'),
              ageDays: 1,
            },
          },
    chain: { forward: price + 0.04, atmStrike: Math.round(price), atmIv: 0.131, contracts: 120, usable: 112, stale: 3, calls: 57, puts: 55 },
  };
}

export function fakeMarketState(minute: number): MarketState {
  return {
    time: OPEN + minute * MINUTE,
    date: DATE,
    minute,
    minutesLeft: 390 - minute,
    varianceLeft: 0.38,
    regime: { ok: true, value: { type: 'normal', factor: 1, vix: 16.84, change: -0.61, slope: -0.22, percentile: 0.42, days: 252 } },
    pairs: { SPY_QQQ: pair(0.61, 0.9, -2.9, -2.4), SPY_IWM: pair(0.74, 0.78, -0.4, 0.6), QQQ_IWM: { ok: false, reason: '4 of the last 20 minutes of IWM are missing.' } },
    underlyings: { SPY: { ok: true, value: underlying('SPY', fakeSpot('SPY', 0), 0.61, 0.9) }, QQQ: { ok: true, value: underlying('QQQ', fakeSpot('QQQ', 0), 0.84, -1.7) }, IWM: { ok: true, value: underlying('IWM', fakeSpot('IWM', 0), 0.22, 0.1) } },
    events: [{ label: 'FOMC', at: OPEN + 270 * MINUTE, minutesUntil: 270 - minute, extraVariance: 0.6 }],
  };
}

const quiet = (name: string, value: number, bound: number): Detection => ({ kind: 'quiet', figures: [{ name, value, unit: 'sigma', bound }] });
const abstained = (reason: string): Detection => ({ kind: 'abstained', reason });
const found = (detector: string, underlying: Underlying, outlook: 'up' | 'down' | 'calm' | 'wild', strength: number, reason: string): Detection => ({
  kind: 'evidence',
  evidence: { detector, underlying, outlook, attraction: null, strength, reason, figures: [{ name: 'Gap', value: strength, unit: 'sigma', bound: 2 }] },
});

/** What the market state's stream plays: an afternoon, or with `minute` null the minutes before the first bar. */
export function fakeMarketStateView(minute: number | null): MarketStateView {
  const length = minute ?? 0;
  const series = (value: (at: number) => number | null): (number | null)[] => Array.from({ length }, (_, at) => (at % 97 === 40 ? null : value(at)));
  const price = (ticker: Underlying, spot: number) => series((at) => spot * (0.9955 + (0.0045 * at) / length + 0.0006 * Math.sin(at / 9 + ticker.length)));
  const after = (from: number) => (value: (at: number) => number) => series((at) => (at < from ? null : value(at)));
  const none = { SPY: [], QQQ: [], IWM: [] };
  const cone = (spot: number) =>
    Array.from({ length: 21 }, (_, step) => {
      const wide = spot * 0.0042 * Math.sqrt(step / 20);
      return { time: OPEN + (length + ((390 - length) * step) / 20) * MINUTE, low95: spot - 2 * wide, low68: spot - wide, high68: spot + wide, high95: spot + 1.9 * wide };
    });
  const spots = { SPY: fakeSpot('SPY', 0), QQQ: fakeSpot('QQQ', 0), IWM: fakeSpot('IWM', 0) };
  const all = ['SPY', 'QQQ', 'IWM'] as const;
  const three = (detector: string, title: string, detections: readonly [Detection, Detection, Detection]) => all.map((underlying, at) => ({ detector, title, underlying, detection: detections[at] ?? detections[0] }));
  const waiting = abstained('The first bar is not closed yet.');
  return {
    state: minute === null ? null : fakeMarketState(minute),
    reason: minute === null ? 'The first minute bar closes at 09:31.' : null,
    detections:
      minute === null
        ? [...three('correlation_reversion', 'Correlation reversion', [waiting, waiting, waiting]), ...three('pin', 'Pin near a heavy strike', [waiting, waiting, waiting])]
        : [
            ...three('correlation_reversion', 'Correlation reversion', [
              quiet('Gap', 0.8, 2),
              found('correlation_reversion', 'QQQ', 'up', 2.4, 'QQQ is 0.18 % behind what SPY explains (−2.4σ of the gap), and their correlation fell to 0.61 from an ordinary 0.90.'),
              abstained('4 of the last 20 minutes of IWM are missing.'),
            ]),
            ...three('momentum_continuation', 'Momentum continuation', [quiet('Momentum 30 min', 0.9, 1.5), quiet('Momentum 30 min', -1.7, 2), quiet('Momentum 30 min', 0.1, 1.5)]),
            ...three('volatility_expansion', 'Volatility expansion', [quiet('Realised 30 min', -0.4, 2), quiet('Realised 30 min', 0.3, 2), quiet('Realised 30 min', 0.1, 2)]),
            ...three('premium', 'Implied against realised premium', [
              found('premium', 'SPY', 'calm', 2.1, 'Options on SPY ask for 13.1 % a year where 11.8 % was realised since the open on the variance clock.'),
              quiet('Premium', 0.9, 2),
              abstained('4 of the last 20 minutes of IWM are missing.'),
            ]),
            ...three('pin', 'Pin near a heavy strike', [quiet('Concentration', 0.9, 2), abstained('No open interest of the same-day chain is known: the feed has not sent it yet.'), quiet('Concentration', 0.3, 2)]),
            ...three('event_day', 'Event day', [quiet('Minutes to FOMC', 18, 30), quiet('Minutes to FOMC', 18, 30), quiet('Minutes to FOMC', 18, 30)]),
          ],
    open: OPEN,
    reference: REFERENCE,
    history: {
      correlation: {
        SPY_QQQ: after(20)((at) => 0.9 - (at > 180 ? 0.27 * Math.min(1, (at - 180) / 60) : 0) + 0.05 * Math.sin(at / 7)),
        SPY_IWM: after(20)((at) => 0.76 + 0.06 * Math.sin(at / 11)),
        QQQ_IWM: after(20)((at) => 0.7 + 0.07 * Math.sin(at / 8)),
      },
      baseline: { SPY_QQQ: series((at) => 0.9 - 0.00006 * at), SPY_IWM: series(() => 0.78), QQQ_IWM: series(() => 0.72) },
      price: { SPY: price('SPY', spots.SPY), QQQ: price('QQQ', spots.QQQ), IWM: price('IWM', spots.IWM) },
      implied: { SPY: series((at) => 0.149 - 0.00007 * at), QQQ: series((at) => 0.182 - 0.00008 * at), IWM: series((at) => 0.2 - 0.00005 * at) },
      realised: { SPY: after(10)((at) => 0.118 + 0.02 * Math.sin(at / 40)), QQQ: after(10)((at) => 0.15 + 0.02 * Math.sin(at / 35)), IWM: after(10)((at) => 0.19 + 0.02 * Math.sin(at / 30)) },
      vix: series((at) => 17.4 - 0.002 * at),
    },
    cones: minute === null ? none : { SPY: cone(spots.SPY), QQQ: cone(spots.QQQ), IWM: [] },
    clockLabel: 'variance clock · FOMC 14:00',
  };
}

export function fakeCorrelations(name: CorrelationPair, range: string): CorrelationHistory {
  const days = range === '30d' ? 21 : 5;
  const level = name === 'SPY_QQQ' ? 0.9 : name === 'SPY_IWM' ? 0.78 : 0.72;
  const eachDay = Math.floor(600 / days);
  const points = Array.from({ length: days * eachDay }, (_, at) => {
    const day = Math.floor(at / eachDay);
    const time = OPEN - (days - day) * 1.4 * DAY + ((at % eachDay) * 390 * MINUTE) / eachDay;
    return { time, correlation: at % 131 === 77 ? null : level + 0.06 * Math.sin(at / 17) - (day === 2 ? 0.2 * Math.sin(((at % eachDay) / eachDay) * Math.PI) : 0) };
  });
  return { points, note: range === '30d' ? 'Recorded on 21 of the last 30 days; the others were no sessions.' : null };
}
