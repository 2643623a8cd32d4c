import curve from '../../resources/variance-curve.json' with { type: 'json' };
import type { ExpiryClock } from '../../src-core/calendar/expiry-clock.ts';
import { type ExchangeSession, sessionOn } from '../../src-core/calendar/exchange-calendar.ts';
import { varianceClock, varianceCurveSchema } from '../../src-core/calendar/variance-clock.ts';
import { type Underlying, UNDERLYINGS } from '../../src-core/instruments/instrument.ts';
import { correlationOf, merged, momentsOf, NO_PAIRS } from '../../src-core/market/co-moments.ts';
import { ReturnGap } from '../../src-core/market/return-gap.ts';
import { CORRELATION_PAIRS, type CorrelationPair, type MarketState, PAIR_NAMES, type PairState, type UnderlyingState } from '../../src-core/signals/market-state.ts';
import { MINUTE, parseIsoDate } from '../../src-core/time.ts';
import { MartingalePath } from '../../src-main/market-data/martingale-path.ts';
import type { ScenarioName } from '../../src-main/market-data/market-scenario.ts';
import { PricePath, type SimulatedPath } from '../../src-main/market-data/price-path.ts';
import { hash32 } from '../../src-main/market-data/random.ts';
import { ORDINARY_DATE } from './market-states.ts';

/** Ordinary short correlations and the deviation of their Fisher transform, over days of the simulated market. */
const USUAL: Readonly<Record<CorrelationPair, number>> = { SPY_QQQ: 0.95, SPY_IWM: 0.85, QQQ_IWM: 0.76 };
const FISHER_DEVIATION = 0.26;
const LAST_CLOSE = parseIsoDate('2026-05-12');
const WINDOW = 180;

const PREVIOUS_CLOSES = { SPY: 600, QQQ: 520, IWM: 210, VIX: 16.8 };

/** An ordinary day of a simulated market. */
export function simulatedStates(scenario: ScenarioName, seed: number): MarketState[] {
  const session = sessionOn(ORDINARY_DATE);
  if (session === null) throw new Error(`${ORDINARY_DATE} has no session`);
  const clock = varianceClock(session, varianceCurveSchema.parse(curve), []);
  const path =
    scenario === 'usual'
      ? new PricePath(seed, session, PREVIOUS_CLOSES)
      : new MartingalePath({ seed, session, previousCloses: PREVIOUS_CLOSES, scenario: { name: scenario }, stepMs: 5_000, clock });
  return statesOf(path, session, clock, seed);
}

/**
 * The states of a simulated session, minute by minute, by the plainest sums over its minute closes: slow, and with nothing
 * in common with the streaming tracker but the definitions. Chains are taken as whole, open interest as simulated.
 */
export function statesOf(path: SimulatedPath, session: ExchangeSession, clock: ExpiryClock, seed: number): MarketState[] {
  const minutes = (session.reference - session.open) / MINUTE;
  const stepAt = (minute: number): number => Math.min(path.steps - 1, Math.round((minute * MINUTE) / path.stepMs));
  const years = Array.from({ length: minutes + 1 }, (_, i) => clock.yearsLeft(session.open + i * MINUTE));
  const yearsAt = (i: number): number => years[i] ?? 0;
  const series = (underlying: Underlying): Series => {
    const price = Array.from({ length: minutes + 1 }, (_, i) => path.underlyings[underlying].price[stepAt(i)] ?? Number.NaN);
    const implied = price.map((each, i) => path.deviation(underlying, stepAt(i)) / each / Math.sqrt(Math.max(yearsAt(i), 1e-12)));
    const returns = price.map((each, i) => (i === 0 ? 0 : Math.log(each / (price[i - 1] ?? Number.NaN))));
    return { price, implied, returns };
  };
  const all = { SPY: series('SPY'), QQQ: series('QQQ'), IWM: series('IWM') };
  const vix = Array.from({ length: minutes + 1 }, (_, i) => path.vix[stepAt(i)] ?? Number.NaN);
  const gaps: Record<CorrelationPair, number[]> = { SPY_QQQ: [], SPY_IWM: [], QQQ_IWM: [] };
  const gapsOf = { SPY_QQQ: new ReturnGap(), SPY_IWM: new ReturnGap(), QQQ_IWM: new ReturnGap() };

  return Array.from({ length: minutes - 1 }, (_, i): MarketState => {
    const minute = i + 1;
    for (const name of PAIR_NAMES) {
      const [first, second] = CORRELATION_PAIRS[name];
      gapsOf[name].minute(all[first].price[minute] ?? Number.NaN, all[second].price[minute] ?? Number.NaN, yearsAt(i) - yearsAt(minute));
    }
    const pair = (name: CorrelationPair): MarketState['pairs'][CorrelationPair] => ({ ok: true, value: pairState(name, all, minute, gapsOf[name], gaps[name]) });
    const underlying = (name: Underlying): MarketState['underlyings'][Underlying] => ({ ok: true, value: underlyingState(all[name], minute, yearsAt, hash32(seed, UNDERLYINGS.indexOf(name), 7)) });
    return {
      time: session.open + minute * MINUTE,
      date: session.date,
      minute,
      minutesLeft: minutes - minute,
      varianceLeft: yearsAt(minute) / yearsAt(0),
      regime: { ok: true, value: { type: 'normal', factor: 1, vix: vix[minute] ?? Number.NaN, change: null, slope: minute < 30 ? null : slopeOf(vix.slice(minute - 30, minute + 1)) * 60, percentile: null, days: 0 } },
      pairs: { SPY_QQQ: pair('SPY_QQQ'), SPY_IWM: pair('SPY_IWM'), QQQ_IWM: pair('QQQ_IWM') },
      underlyings: { SPY: underlying('SPY'), QQQ: underlying('QQQ'), IWM: underlying('IWM') },
      events: [],
    };
  });
}

interface Series {
  readonly price: readonly number[];
  readonly implied: readonly number[];
  /** At the minute they end with. */
  readonly returns: readonly number[];
}

function underlyingState({ price, implied, returns }: Series, minute: number, yearsAt: (minute: number) => number, seed: number): UnderlyingState {
  const at = (values: readonly number[], i: number): number => values[i] ?? Number.NaN;
  const now = at(price, minute);
  const back = (span: number): number | null => (minute < span ? null : Math.log(now / at(price, minute - span)));
  const momentum = (span: number): number | null =>
    minute < span ? null : Math.log(now / at(price, minute - span)) / at(implied, minute - span) / Math.sqrt(yearsAt(minute - span) - yearsAt(minute));
  const realised = (span: number): number | null =>
    minute < span ? null : Math.sqrt(returns.slice(minute - span + 1, minute + 1).reduce((sum, each) => sum + each * each, 0) / (yearsAt(minute - span) - yearsAt(minute)));
  const sofar = price.slice(0, minute + 1);
  const [high, low] = [Math.max(...sofar), Math.min(...sofar)];
  const opening = price.slice(0, 31);
  const sigma = now * at(implied, minute) * Math.sqrt(yearsAt(minute));
  const sigmaAtOpen = at(price, 0) * at(implied, 0) * Math.sqrt(yearsAt(0));
  // Mean range of a Brownian motion: sqrt(8/pi) of its deviation.
  const rangeAsked = at(price, 0) * at(implied, 0) * Math.sqrt((yearsAt(0) - yearsAt(minute)) * (8 / Math.PI));
  const centre = Math.round(now);
  const strikes = Array.from({ length: 41 }, (_, i) => centre - 20 + i).map((strike) => {
    const roundness = strike % 10 === 0 ? 6 : strike % 5 === 0 ? 2.8 : 1;
    const interest = roundness * (0.3 + hash32(seed, strike, 0) * (1.4 / 4_294_967_296)) * Math.exp((-45 * Math.abs(strike - at(price, 0))) / at(price, 0));
    return { strike, calls: interest, puts: interest, openInterest: interest, gamma: interest * Math.exp(-0.5 * ((strike - now) / sigma) ** 2) };
  });
  const gross = strikes.reduce((sum, each) => sum + each.gamma, 0);
  const heaviest = strikes.toSorted((left, right) => right.gamma - left.gamma).slice(0, 8);
  return {
    price: now,
    previousClose: null,
    open: at(price, 0),
    high,
    low,
    returns: { m5: back(5), m15: back(15), m30: back(30), m60: back(60) },
    momentum: { m15: momentum(15), m30: momentum(30), m60: momentum(60) },
    volumeRatio: 1,
    openingRange: minute < 30 ? null : { high: Math.max(...opening), low: Math.min(...opening) },
    rangeRatio: (high - low) / rangeAsked,
    variance: {
      realised: realised(minute),
      realised30: realised(30),
      implied: at(implied, minute),
      impliedAtOpen: at(implied, 0),
      implied15: minute < 15 ? null : at(implied, minute - 15),
      returns: minute,
    },
    expectedMove: { mean: sigma * 0.798, sigma, low: now - sigma, high: now + sigma, source: 'lognormal', sigmaAtOpen, used: (now - at(price, 0)) / sigmaAtOpen },
    gamma: { ok: true, value: { callsLessPuts: 0, putsLessCalls: 0, gross, heaviest: heaviest.map(({ strike, calls, puts, openInterest }) => ({ strike, calls, puts, openInterest })), concentration: (heaviest[0]?.gamma ?? 0) / gross, asOf: LAST_CLOSE, ageDays: 1 } },
    chain: { forward: now, atmStrike: centre, atmIv: at(implied, minute), contracts: 120, usable: 110, stale: 0, calls: 55, puts: 55 },
  };
}

function pairState(name: CorrelationPair, all: Readonly<Record<Underlying, Series>>, minute: number, gapOf: ReturnGap, gaps: number[]): PairState {
  const [first, second] = CORRELATION_PAIRS[name];
  const window = (values: readonly number[], span: number): readonly number[] => values.slice(Math.max(1, minute - span + 1), minute + 1);
  const over = (span: number) => {
    const ys = window(all[second].returns, span);
    return window(all[first].returns, span).reduce((sum, x, i) => merged(sum, momentsOf(x, ys[i] ?? Number.NaN)), NO_PAIRS);
  };
  const correlation = (span: number): number | null => (minute < span ? null : correlationOf(over(span)));
  const short = correlation(20);
  const mean = USUAL[name];
  const { gap, z: gapZ } = gapOf.value ?? { gap: null, z: null };
  if (gapZ !== null) gaps.push(Math.abs(gapZ));
  return {
    short,
    hour: correlation(Math.min(60, Math.max(20, minute))),
    long: correlation(WINDOW),
    rolling7d: mean,
    rolling30d: mean,
    baseline: { ok: true, value: { mean, low: Math.tanh(Math.atanh(mean) - FISHER_DEVIATION), high: Math.tanh(Math.atanh(mean) + FISHER_DEVIATION), days: 30, source: 'recorded' } },
    z: short === null ? null : (Math.atanh(Math.min(0.9999, short)) - Math.atanh(mean)) / FISHER_DEVIATION,
    gap,
    gapZ,
    gapZExtreme: gaps.length === 0 ? null : Math.max(...gaps.slice(-15)),
  };
}

/** A step, by least squares. */
function slopeOf(values: readonly number[]): number {
  const mean = (values.length - 1) / 2;
  const squares = values.reduce((sum, _, i) => sum + (i - mean) ** 2, 0);
  return values.reduce((sum, value, i) => sum + (i - mean) * value, 0) / squares;
}
