import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import type { MarketState, UnderlyingState } from '../../../src-core/signals/market-state.ts';
import { atLeast, atMost, boundedDetector, needed, neededPositive, type Sight, toReference, Unknown } from './bounded-detector.ts';
import { clockText, sigmaText, volatilityText } from './figure-words.ts';
import { varianceDeviation } from './variance-deviation.ts';
import { eventsAhead, vixTrend } from './vix-trend.ts';

/** Fewer returns do not tell what an ordinary session of this day's pace is. */
const LEAST_RETURNS = 60;
/** Minute returns of the window after the event. */
const RETURNS = 30;

/** A clock on which variance goes by as minutes do knows of no event. */
const FLAT_TOLERANCE = 1e-9;

type EventState = MarketState['events'][number];

const BOUNDS = {
  known: atLeast('known events near by', 'count', 1),
  soon: atMost('minutes to the next event', 'minutes', 90),
  /** What options hold for the events ahead is short of the table's figure by more than the pace of the day is uncertain by. */
  short: atLeast('variance that options lack for the events to come', 'sigma', 1),
  /** Most of the burst is over: its extra variance halves in some 5 to 15 minutes. */
  past: atLeast('minutes since the last event', 'minutes', 30),
  recent: atMost('minutes since the last event', 'minutes', 90),
  /** The half-hour since then is calmer than options still ask for. */
  calmer: atMost('variance of the last 30 minutes against what options ask for', 'sigma', -1),
  drift: atMost('size of the move of the last 15 minutes', 'sigma', 1),
  vix: atMost('VIX, change an hour', 'percent', 0.1),
};

export const eventDay = boundedDetector({
  id: 'event_day',
  title: 'Event day',
  what: 'Within 90 minutes before a known event options hold less extra variance for it than such events brought: the bet is on a larger move. From 30 minutes after the last one options still ask for more than comes: the bet is on calm. Needs the events of the day, 60 minute returns, the implied volatility and VIX.',
  outlooks: ['wild', 'calm'],
  hours: [toReference('at least', 20)],
  bounds: BOUNDS,
  look: (state, underlying, own) => {
    const ahead = eventsAhead(state).toSorted((left, right) => left.minutesUntil - right.minutesUntil);
    const [next] = ahead;
    if (next !== undefined) return before(state, underlying, own, next, ahead);
    const last = state.events.filter(({ minutesUntil }) => isOfSession(state, minutesUntil)).toSorted((left, right) => right.minutesUntil - left.minutesUntil)[0];
    return last === undefined ? { looks: [[BOUNDS.known, 0]], found: nothing } : after(state, underlying, own, last);
  },
});

function nothing(): never {
  throw new Unknown('no event is known');
}

function before(state: MarketState, underlying: Underlying, { variance }: UnderlyingState, next: EventState, ahead: readonly EventState[]): Sight {
  const soon = next.minutesUntil;
  if (soon > BOUNDS.soon.value) return { looks: [[BOUNDS.soon, soon]], found: nothing };
  const { vix } = vixTrend(state);
  if (variance.returns < LEAST_RETURNS) {
    throw new Unknown(`${underlying}: only ${variance.returns} minute returns since the open, ${LEAST_RETURNS} are needed to tell its ordinary pace`);
  }
  const realised = neededPositive(variance.realised, `${underlying}: the volatility since the open is not known: returns are missing`);
  const implied = neededPositive(variance.implied, `${underlying}: the volatility implied by its same-day options is not known`);
  // In ordinary sessions' variance at this day's pace: what is left of the clock, its part that is no event's, and what options ask for.
  const usual = ahead.reduce((sum, { extraVariance }) => sum + extraVariance, 0);
  const whole = 1 + state.events.filter(({ minutesUntil }) => isOfSession(state, minutesUntil)).reduce((sum, { extraVariance }) => sum + extraVariance, 0);
  const left = state.varianceLeft * whole;
  if (Math.abs(state.varianceLeft - state.minutesLeft / (state.minute + state.minutesLeft)) < FLAT_TOLERANCE || left < usual) {
    throw new Unknown(`${next.label}: the session’s clock does not hold its variance, so what options hold for it cannot be told`);
  }
  const asked = left * (implied / realised) ** 2;
  const held = asked - (left - usual);
  // The day's pace is known to a relative deviation of sqrt(2/returns), and what is asked for is told in it.
  const short = (usual - held) / (asked * Math.sqrt(2 / variance.returns));
  return {
    looks: [
      [BOUNDS.soon, soon],
      [BOUNDS.short, short],
    ],
    besides: [
      { name: 'variance options hold for the events, in ordinary sessions', value: held, unit: 'ratio', bound: usual },
      { name: 'implied volatility', value: implied, unit: 'volatility', bound: null },
      { name: 'volatility since the open', value: realised, unit: 'volatility', bound: null },
    ],
    found: () => ({
      outlook: 'wild',
      strength: short,
      reason: `${next.label} is at ${clockText(next.at)}, in ${Math.round(soon)} minutes, and ${underlying} options hold ${held.toFixed(2)} of an ordinary session’s variance for what is to come, where ${usual.toFixed(2)} is usual (${sigmaText(short)} short): they ask for ${volatilityText(implied)} where ${volatilityText(realised)} came so far; VIX is at ${vix.toFixed(1)}.`,
    }),
  };
}

function after(state: MarketState, underlying: Underlying, { variance, momentum }: UnderlyingState, last: EventState): Sight {
  const since = -last.minutesUntil;
  if (since < BOUNDS.past.value || since > BOUNDS.recent.value) {
    return { looks: [[BOUNDS.past, since], [BOUNDS.recent, since]], found: nothing };
  }
  const { vix, slope } = vixTrend(state);
  const recent = needed(variance.realised30, `${underlying}: the volatility of the last 30 minutes is not known: returns are missing`);
  const implied = neededPositive(variance.implied, `${underlying}: the volatility implied by its same-day options is not known`);
  const quarter = needed(momentum.m15, `${underlying}: its move over the last 15 minutes against what options asked for is not known`);
  const calmer = varianceDeviation((recent / implied) ** 2, RETURNS);
  return {
    looks: [
      [BOUNDS.past, since],
      [BOUNDS.recent, since],
      [BOUNDS.calmer, calmer],
      [BOUNDS.drift, Math.abs(quarter)],
      [BOUNDS.vix, slope],
    ],
    besides: [
      { name: 'implied volatility', value: implied, unit: 'volatility', bound: null },
      { name: 'volatility of the last 30 minutes', value: recent, unit: 'volatility', bound: null },
    ],
    found: () => ({
      outlook: 'calm',
      strength: -calmer,
      reason: `${last.label} of ${clockText(last.at)} is ${Math.round(since)} minutes past: ${underlying} moved at ${volatilityText(recent)} a year in the last 30 minutes, where its options still ask for ${volatilityText(implied)} (${sigmaText(-calmer)} less); VIX at ${vix.toFixed(1)} is not rising.`,
    }),
  };
}

/** Within the session so far or to come: only those are on its clock. */
function isOfSession({ minute, minutesLeft }: MarketState, minutesUntil: number): boolean {
  return minutesUntil >= -minute && minutesUntil < minutesLeft;
}
