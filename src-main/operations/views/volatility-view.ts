import { yearsToReference, YEAR } from '../../../src-core/calendar/expiry-clock.ts';
import type { SmileMoment, TermPoint, VolatilityView } from '../../../src-core/contract/volatility.ts';
import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import { chainStraddleMove } from '../../../src-core/market/expected-move.ts';
import type { PriceDistribution } from '../../../src-core/market/price-distribution.ts';
import { skewOf } from '../../../src-core/market/skew.ts';
import type { MixtureSmile } from '../../../src-core/market/smile/smile.ts';
import { decayedStraddle, straddleVolatility } from '../../../src-core/market/straddle-decay.ts';
import { DAY, type EpochMs, MINUTE } from '../../../src-core/time.ts';
import type { OpeningSmile } from '../../market-data/volatility-history.ts';
import type { VolatilityDesk } from '../../market-data/volatility-desk.ts';
import { figure } from './market-view.ts';

/** Points of a comparison of two smiles, and of a density. */
const CHANGE_POINTS = 61;
const DENSITY_POINTS = 121;
/** Standard deviations from the forward that a comparison shows at most. */
const MOST_SIGMAS = 3;
const PERCENTILES = [0.01, 0.05, 0.1, 0.16, 0.25, 0.5, 0.75, 0.84, 0.9, 0.95, 0.99] as const;
/** The part of the distribution that the curve shows. */
const TAIL = 0.001;
const VIX_DAYS = 30;
/** A smile of the open that is first seen so long after it is told of. */
const LATE_MS = 10 * MINUTE;
const SIGMA_TO_MEAN_MOVE = Math.sqrt(Math.PI / 2);

export function volatilityView({ parts }: VolatilityDesk, underlying: Underlying): VolatilityView {
  const { clock, history, market, session } = parts;
  const now = clock.now();
  const chain = market.chain(underlying);
  const fitted = market.smile(underlying);
  const current: OpeningSmile | null =
    fitted?.fit.ok === true
      ? { time: now, smile: fitted.fit.smile, low: fitted.points.strike[0] ?? Number.NaN, high: fitted.points.strike[fitted.points.count - 1] ?? Number.NaN }
      : null;
  const opening = history.opening(underlying);
  const straddle = chain === null || fitted === null ? null : chainStraddleMove(chain, market.discount(underlying));
  const mean = straddle?.ok === true ? straddle.move.meanMove : null;
  return {
    underlying,
    time: now,
    clockLabel: market.clock.label,
    open: session.open,
    reference: session.reference,
    now: momentOf(current),
    opening: momentOf(opening),
    note: noteOf(parts, current, opening, now),
    byStrike: current === null || opening === null ? [] : byStrike(current, opening),
    byMoneyness: current === null || opening === null ? [] : byMoneyness(current, opening),
    term: termOf(parts, underlying, straddle?.ok === true ? straddle.move : null, now),
    history: historyOf(parts, underlying, now),
    moveLeft: mean === null ? null : { mean, sigma: SIGMA_TO_MEAN_MOVE * mean },
    density: fitted === null ? null : densityOf(market.distribution(underlying)),
  };
}

type Parts = VolatilityDesk['parts'];

function momentOf(kept: OpeningSmile | null): SmileMoment | null {
  if (kept === null) return null;
  const { time, smile } = kept;
  const atm = smile.volatilityAt(smile.forward);
  return { time, forward: smile.forward, atm, sigma: smile.forward * atm * Math.sqrt(smile.years), skew: skewOf(smile) };
}

function noteOf({ market, session }: Parts, current: OpeningSmile | null, opening: OpeningSmile | null, now: EpochMs): string | null {
  if (current === null) {
    if (now >= session.reference) return 'The reference time has come: no volatility is left to read.';
    return 'No smile is fitted now: too few strikes have a volatility.';
  }
  if (opening === null) return now < session.open ? 'The session has not opened.' : 'No smile of the open was seen yet.';
  return opening.time - session.open > LATE_MS ? `The open was not seen: the first smile of the session that this terminal knows is later. Both are on the ${market.clock.label}.` : null;
}

function byStrike(current: OpeningSmile, opening: OpeningSmile): VolatilityView['byStrike'] {
  const low = Math.max(current.low, opening.low);
  const high = Math.min(current.high, opening.high);
  if (!(low < high)) return [];
  return along(low, high, CHANGE_POINTS).map((strike) => ({ strike, ...compared(current.smile.volatilityAt(strike), opening.smile.volatilityAt(strike)) }));
}

/** How many of its own standard deviations a strike is from the forward, by the volatility at the forward. */
function byMoneyness(current: OpeningSmile, opening: OpeningSmile): VolatilityView['byMoneyness'] {
  const scales = [current, opening].map(({ smile, low, high }) => {
    const sigma = smile.volatilityAt(smile.forward) * Math.sqrt(smile.years);
    return { low: Math.log(low / smile.forward) / sigma, high: Math.log(high / smile.forward) / sigma };
  });
  const low = Math.max(-MOST_SIGMAS, ...scales.map((scale) => scale.low));
  const high = Math.min(MOST_SIGMAS, ...scales.map((scale) => scale.high));
  if (!(low < high)) return [];
  return along(low, high, CHANGE_POINTS).map((sigmas) => ({ sigmas, ...compared(volatilityAway(current.smile, sigmas), volatilityAway(opening.smile, sigmas)) }));
}

function volatilityAway(smile: MixtureSmile, sigmas: number): number {
  const sigma = smile.volatilityAt(smile.forward) * Math.sqrt(smile.years);
  return smile.volatilityAt(smile.forward * Math.exp(sigmas * sigma));
}

function compared(now: number, opening: number) {
  return { now, opening, change: now - opening };
}

function termOf({ market, otherExpiries, session }: Parts, underlying: Underlying, move: { readonly meanMove: number; readonly forward: number } | null, now: EpochMs): VolatilityView['term'] {
  const points: TermPoint[] = [];
  const volatility = move === null ? Number.NaN : straddleVolatility(move.meanMove, move.forward, market.clock.yearsLeft(now));
  if (move !== null && !Number.isNaN(volatility)) {
    const days = (yearsToReference(session, now) * YEAR) / DAY;
    points.push({ kind: 'today', expiry: session.date, days, volatility, clockLabel: market.clock.label, time: now, straddle: move.meanMove });
  }
  const others = otherExpiries?.(underlying, now) ?? [];
  for (const { expiry, time, volatility: of, straddle } of others) {
    const days = (Date.parse(`${expiry}T00:00:00Z`) - Date.parse(`${session.date}T00:00:00Z`)) / DAY;
    points.push({ kind: 'expiry', expiry, days, volatility: of, clockLabel: 'calendar time', time, straddle });
  }
  const vix = market.tickerState('VIX');
  if (vix.last > 0) points.push({ kind: 'vix', expiry: null, days: VIX_DAYS, volatility: vix.last / 100, clockLabel: 'calendar time, 30 days of SPX', time: vix.time, straddle: null });
  const note = others.length > 0 ? null : 'This feed has no quotes of other expiries up to now: today’s point and VIX are all there is of the term.';
  return { points: points.sort((left, right) => left.days - right.days), note };
}

function historyOf({ history, market, session }: Parts, underlying: Underlying, now: EpochMs): VolatilityView['history'] {
  const { time, volatility, straddle, riskReversal, butterfly } = history.minutes(underlying);
  const count = Math.max(0, Math.min(time.length, Math.floor((now - session.open) / MINUTE) + 1));
  const first = straddle.findIndex((value) => !Number.isNaN(value));
  const column = (values: Float64Array): (number | null)[] => Array.from(values.subarray(0, count), (value) => figure(value));
  const yearsThen = market.clock.yearsLeft(time[first] ?? Number.NaN);
  const from = straddle[first] ?? Number.NaN;
  const decayed = Array.from({ length: count }, (_, minute) => {
    const at = time[minute] ?? Number.NaN;
    return first < 0 || minute < first ? null : figure(decayedStraddle(from, yearsThen, market.clock.yearsLeft(Number.isNaN(at) ? session.open + minute * MINUTE : at)));
  });
  const isLate = first >= 0 && first * MINUTE > LATE_MS;
  return {
    volatility: column(volatility),
    straddle: column(straddle),
    decayed,
    riskReversal: column(riskReversal),
    butterfly: column(butterfly),
    recovered: history.recovered,
    note: first < 0 ? 'Nothing was quoted at the money yet.' : isLate ? 'The minutes before the first one were not seen by this terminal.' : null,
  };
}

function densityOf(known: { readonly source: 'smile' | 'lognormal'; readonly distribution: PriceDistribution } | null): VolatilityView['density'] {
  if (known === null) return null;
  const { source, distribution } = known;
  const low = distribution.quantile(TAIL);
  const high = distribution.quantile(1 - TAIL);
  return {
    source,
    percentiles: PERCENTILES.map((probability) => ({ probability, price: distribution.quantile(probability) })),
    curve: low < high ? along(low, high, DENSITY_POINTS).map((price) => ({ price, density: distribution.density(price), below: distribution.cumulative(price) })) : [],
  };
}

function along(low: number, high: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => low + ((high - low) * index) / (count - 1));
}
