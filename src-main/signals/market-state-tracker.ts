import type { EventTime } from '../../src-core/calendar/event-times.ts';
import { dateInNewYork, type ExchangeSession, newYorkTime } from '../../src-core/calendar/exchange-calendar.ts';
import type { Bar } from '../../src-core/contract/connections.ts';
import type { MarketStateView } from '../../src-core/contract/signals.ts';
import { type Ticker, type Underlying, UNDERLYINGS } from '../../src-core/instruments/instrument.ts';
import { fisherByMinute, ordinaryCorrelations, type ShippedBaseline } from '../../src-core/market/correlation-baseline.ts';
import { ordinaryVolumes } from '../../src-core/market/ordinary-volume.ts';
import { openInterestDate } from '../../src-core/market/open-interest-date.ts';
import { priceCone } from '../../src-core/market/price-cone.ts';
import { CORRELATION_PAIRS, type CorrelationPair, type MarketState, type Measure, type PairState, PAIR_NAMES } from '../../src-core/signals/market-state.ts';
import { DAY, type EpochMs, MINUTE, SECOND } from '../../src-core/time.ts';
import { type FormerDays, readFormerDays, type ReadMinutes } from '../market-data/former-days.ts';
import type { MarketMeasures } from '../market-data/market-measures.ts';
import type { Timed } from '../market-data/session-pump.ts';

import { formerSessions } from './state/former-sessions.ts';
import { PairMeasures } from './state/pair-measures.ts';
import { regimeState } from './state/regime-measures.ts';
import { figure, minutesText, SessionMinutes } from './state/session-minutes.ts';
import { type StateMarket, UnderlyingMeasures, VOLUME_MINUTES } from './state/underlying-measures.ts';

export interface MarketStateParts {
  readonly session: ExchangeSession;
  readonly market: StateMarket;
  readonly measures: MarketMeasures;
  /** The session's, earliest first. */
  readonly events: readonly EventTime[];
  readonly readMinutes: ReadMinutes;
  /** Daily bars of former days with `from` <= time < `to`; without it VIX has no percentile. */
  readonly readDays?: (ticker: Ticker, from: EpochMs, to: EpochMs) => Promise<readonly Bar[]>;
  /** What correlations are ordinary where too few former days are known; null for none. */
  readonly baseline: ShippedBaseline | null;
  /** Is given the former days too, whenever they were read. */
  readonly learned?: (former: FormerDays) => void;
}

/** A step later than that after a bar's close saw another market than the close's. */
const MOST_LATE = 5 * SECOND;
/** Former days whose VIX makes a percentile: a year. */
const VIX_DAYS = 365;
const LEAST_VOLUME_SESSIONS = 5;
const CONE_STEPS = 24;

/**
 * Measures the market at the close of each minute bar of the session. Prices are those of finished minutes, so they
 * are the same after a restart; what options ask for is of the moment a close was seen, and unknown for minutes that
 * were not.
 *
 * As a part of the session pump it asks for a step at each close; it acts in `step`.
 */
export class MarketStateTracker implements Timed {
  readonly #parts: MarketStateParts;
  readonly #minutes: SessionMinutes;
  readonly #underlyings: Readonly<Record<Underlying, UnderlyingMeasures>>;
  readonly #pairs: Readonly<Record<CorrelationPair, PairMeasures>>;
  #vixCloses: readonly number[] = [];
  /** Finished minutes that were counted. */
  #counted = 0;
  #hasStepped = false;
  #reached: EpochMs;
  #state: MarketState | null = null;

  constructor(parts: MarketStateParts) {
    const { session, market, baseline } = parts;
    this.#parts = parts;
    this.#minutes = new SessionMinutes(session, market.clock);
    this.#reached = session.open;
    const date = openInterestDate(session);
    const underlying = (name: Underlying): UnderlyingMeasures => new UnderlyingMeasures(name, market, this.#minutes, date);
    const pair = (name: CorrelationPair): PairMeasures => new PairMeasures(name, this.#minutes, baseline);
    this.#underlyings = { SPY: underlying('SPY'), QQQ: underlying('QQQ'), IWM: underlying('IWM') };
    this.#pairs = { SPY_QQQ: pair('SPY_QQQ'), SPY_IWM: pair('SPY_IWM'), QQQ_IWM: pair('QQQ_IWM') };
  }

  /** Reads former days, for the measures as well. Until it has, what needs them is unknown. Rejects as a read does; it may be tried again. */
  async load(): Promise<void> {
    const { learned, measures, readMinutes, session } = this.#parts;
    const [former, closes] = await Promise.all([readFormerDays(session.date, readMinutes), this.#readVix()]);
    measures.learn(former);
    learned?.(former);
    this.#vixCloses = closes;
    for (const name of PAIR_NAMES) {
      const [x, y] = CORRELATION_PAIRS[name];
      const others = formerSessions(former, former.closes[y]);
      const days = formerSessions(former, former.closes[x]).map((day, index) => fisherByMinute(day, others[index] ?? new Float64Array(0)));
      this.#pairs[name].learn(ordinaryCorrelations(days));
    }
    for (const name of UNDERLYINGS) {
      this.#underlyings[name].learn(ordinaryVolumes(formerSessions(former, former.volumes[name]), VOLUME_MINUTES, LEAST_VOLUME_SESSIONS));
    }
  }

  /** To be called after each step of the session. True when a bar closed and `state` is of it. */
  step(now: EpochMs): boolean {
    const finished = Math.min(this.#minutes.count, Math.floor((now - this.#minutes.session.open) / MINUTE));
    const isFirst = !this.#hasStepped;
    this.#hasStepped = true;
    if (!(finished > this.#counted)) return false;
    this.#parts.measures.step(now);
    const passed = finished - this.#counted;
    this.#count(finished);
    const late = now - this.#minutes.closeAfter(finished);
    if (late > MOST_LATE && isFirst) return false;
    const text = this.#minutes.textAfter(finished);
    if (passed > 1 && !isFirst) this.#state = this.#unknown(`${minutesText(passed)} passed without a quote up to ${text}`);
    else if (late > MOST_LATE) this.#state = this.#unknown(`the bar's close at ${text} was seen ${Math.round(late / SECOND)} seconds late`);
    else this.#state = this.#known();
    return true;
  }

  /** As of the last bar's close; null before the first that was seen. */
  state(): MarketState | null {
    return this.#state;
  }

  nextTime(): EpochMs | null {
    const next = this.#minutes.closeAfter(Math.floor((this.#reached - this.#minutes.session.open) / MINUTE) + 1);
    return next > this.#minutes.session.reference ? null : next;
  }

  advance(now: EpochMs): void {
    this.#reached = Math.max(this.#reached, now);
  }

  view(): Omit<MarketStateView, 'detections'> {
    const { session, market, measures } = this.#parts;
    const state = this.#state;
    const waiting = `waiting for the close of the bar at ${this.#minutes.textAfter(Math.min(this.#counted + 1, this.#minutes.count))}`;
    const byMinute = (values: ArrayLike<number>): (number | null)[] => Array.from({ length: this.#counted }, (_, minute) => figure(values[minute] ?? Number.NaN));
    const ofPairs = (of: (pair: CorrelationPair) => readonly number[]) => ({ SPY_QQQ: byMinute(of('SPY_QQQ')), SPY_IWM: byMinute(of('SPY_IWM')), QQQ_IWM: byMinute(of('QQQ_IWM')) });
    const ofUnderlyings = (of: (underlying: Underlying) => Float64Array) => ({ SPY: byMinute(of('SPY')), QQQ: byMinute(of('QQQ')), IWM: byMinute(of('IWM')) });
    const cone = (underlying: Underlying) => {
      const { move } = this.#underlyings[underlying];
      return state === null || move === null ? [] : [...priceCone(move, market.clock, state.time, session.reference, CONE_STEPS)];
    };
    return {
      state,
      reason: state === null ? waiting : null,
      open: session.open,
      reference: session.reference,
      history: {
        correlation: ofPairs((pair) => measures.shortByMinute(pair)),
        baseline: ofPairs((pair) => this.#pairs[pair].baselineByMinute()),
        price: ofUnderlyings((underlying) => market.tickerState(underlying).minutes),
        implied: ofUnderlyings((underlying) => this.#underlyings[underlying].implied),
        realised: ofUnderlyings((underlying) => this.#underlyings[underlying].realised),
        vix: byMinute(market.tickerState('VIX').minutes),
      },
      cones: { SPY: cone('SPY'), QQQ: cone('QQQ'), IWM: cone('IWM') },
      clockLabel: market.clock.label,
    };
  }

  /** Closes of VIX, one a former day. */
  async #readVix(): Promise<readonly number[]> {
    const { session, readDays } = this.#parts;
    if (readDays === undefined) return [];
    const to = newYorkTime(session.date, '00:00');
    const bars = await readDays('VIX', to - VIX_DAYS * DAY, to);
    const days = new Map(bars.filter(({ time, close }) => time < to && close > 0).map(({ time, close }) => [dateInNewYork(time), close]));
    return [...days.values()];
  }

  #count(finished: number): void {
    const { market } = this.#parts;
    for (let minute = this.#counted; minute < finished; minute += 1) {
      for (const name of PAIR_NAMES) {
        const [x, y] = CORRELATION_PAIRS[name];
        this.#pairs[name].minute(market.tickerState(x).minutes[minute] ?? Number.NaN, market.tickerState(y).minutes[minute] ?? Number.NaN);
      }
      for (const name of UNDERLYINGS) this.#underlyings[name].minute(minute);
    }
    this.#counted = finished;
  }

  #known(): MarketState {
    const { market, measures } = this.#parts;
    const minute = this.#counted - 1;
    const underlyings = { SPY: this.#underlyings.SPY.state(minute), QQQ: this.#underlyings.QQQ.state(minute), IWM: this.#underlyings.IWM.state(minute) };
    const correlations = measures.correlations();
    const pair = (name: CorrelationPair): Measure<PairState> => {
      for (const underlying of CORRELATION_PAIRS[name]) {
        const of = underlyings[underlying];
        if (!of.ok) return of;
      }
      const ofDays = correlations.get(name);
      if (ofDays === undefined) throw new Error(`the measures keep no correlation of ${name}`);
      return { ok: true, value: this.#pairs[name].state(measures.windows(name), ofDays) };
    };
    return {
      ...this.#frame(),
      regime: regimeState(market.tickerState('VIX'), measures.regime(), this.#vixCloses, minute),
      pairs: { SPY_QQQ: pair('SPY_QQQ'), SPY_IWM: pair('SPY_IWM'), QQQ_IWM: pair('QQQ_IWM') },
      underlyings,
    };
  }

  #unknown(reason: string): MarketState {
    for (const name of UNDERLYINGS) this.#underlyings[name].skip();
    const unknown = { ok: false, reason } as const;
    return {
      ...this.#frame(),
      regime: unknown,
      pairs: { SPY_QQQ: unknown, SPY_IWM: unknown, QQQ_IWM: unknown },
      underlyings: { SPY: unknown, QQQ: unknown, IWM: unknown },
    };
  }

  #frame(): Pick<MarketState, 'time' | 'date' | 'minute' | 'minutesLeft' | 'varianceLeft' | 'events'> {
    const { session, events } = this.#parts;
    const time = this.#minutes.closeAfter(this.#counted);
    return {
      time,
      date: session.date,
      minute: this.#counted,
      minutesLeft: this.#minutes.count - this.#counted,
      varianceLeft: this.#minutes.yearsLeft(this.#counted) / this.#minutes.yearsLeft(0),
      events: events.map(({ label, at, extraVariance }) => ({ label, at, minutesUntil: (at - time) / MINUTE, extraVariance })),
    };
  }
}
