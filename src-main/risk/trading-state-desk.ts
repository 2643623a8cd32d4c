import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { BreakerView } from '../../src-core/contract/risk.ts';
import { type Underlying, UNDERLYINGS } from '../../src-core/instruments/instrument.ts';
import { type Money, ZERO } from '../../src-core/money.ts';
import type { RiskLimits } from '../../src-core/risk/limits.ts';
import type { Severity } from '../../src-core/risk/risk-event.ts';
import { type BreakerDefinition, type BreakerName, BREAKERS, type Trip } from '../../src-core/risk/trading-state.ts';
import { type Clock, type EpochMs, type IsoDate, MINUTE, SECOND } from '../../src-core/time.ts';
import { deriveUuid } from '../trading/derive-id.ts';
import type { BreakerMoment } from './breakers/breaker-rules.ts';
import { handView, watchView } from './breakers/breaker-views.ts';
import { BreakerWatch } from './breakers/breaker-watch.ts';
import { DayPeak } from './breakers/day-peak.ts';
import type { BreakerReadings, MeasuredBreaker } from './breakers/readings.ts';
import { actionOf, heldAgainst, type HeldState, type HeldStates, locksDay, refusalOf, resumedTrips, statesAfter } from './breakers/trips.ts';
import { WitnessedLock } from './breakers/witnessed-lock.ts';
import type { DayLockWitness } from './day-lock-witness.ts';
import type { NewRiskEvent } from './risk-events.ts';
import type { TradingDay, TradingDayJournal } from './risk-journal.ts';
import { WriteBehind } from './write-behind.ts';

export interface TradingStateParts {
  readonly journal: TradingDayJournal;
  /** null where there is none. */
  readonly witness: DayLockWitness | null;
  /** The session's. */
  readonly date: IsoDate;
  readonly clock: Clock;
  readonly limits: () => RiskLimits;
  /** At the day's start. */
  readonly equity: () => Money;
  /** The book of risk events; a trip has the id of its event. */
  readonly events: {
    tell(event: NewRiskEvent): { readonly id: string };
    resolve(id: string): void;
  };
  readonly notice: (text: string) => void;
}

/** Breakers that hold the portfolio, in the order they are read. */
const ON_PORTFOLIO = ['day_loss', 'day_drawdown', 'vix', 'correlation', 'volume', 'stale_feed', 'clock_skew', 'reject_streak', 'orders_in_doubt'] as const satisfies readonly MeasuredBreaker[];
/** The peak is written each minute, and before it has risen by more than this part of the loss from it that locks the day. */
const PEAK_STEP = 0.1;

/**
 * Whether trading is ACTIVE, REDUCING or HALTED: what the open trips of the circuit breakers leave, and nothing else. A
 * state counts in memory at once; it is written behind, and a store that is down changes nothing of it. A day that was
 * locked never becomes ACTIVE again.
 */
export class TradingStateDesk {
  readonly #parts: TradingStateParts;
  readonly #watches: readonly BreakerWatch[];
  readonly #peak: DayPeak;
  readonly #witnessed: WitnessedLock | null;
  readonly #writing: WriteBehind<{ readonly id: string; readonly day: TradingDay }>;
  readonly #listeners = new Set<() => void>();
  /** Newest first. */
  #trips: readonly Trip[];
  #locked: boolean;
  #states: HeldStates;
  #moment: { readings: BreakerReadings; limits: RiskLimits; equity: Money; best: Money } | null = null;
  #times = { confirmMs: 0, calmMs: 0 };
  #retriedAt: EpochMs = Number.NEGATIVE_INFINITY;
  #kept: { best: Money; at: EpochMs };

  private constructor(parts: TradingStateParts, day: TradingDay | null, witnessed: WitnessedLock | null) {
    this.#parts = parts;
    this.#witnessed = witnessed;
    this.#watches = [...UNDERLYINGS.map((underlying) => new BreakerWatch('underlying_loss', underlying)), ...ON_PORTFOLIO.map((name) => new BreakerWatch(name, null))];
    this.#peak = new DayPeak(day?.best ?? ZERO);
    this.#writing = new WriteBehind({
      what: 'trading states',
      write: async ([row]) => {
        if (row !== undefined) await parts.journal.writeDay(row.day, parts.clock.now());
      },
      most: 1,
      expendable: () => false,
      notice: parts.notice,
    });
    this.#trips = day?.trips ?? [];
    this.#locked = (day?.locked ?? false) || this.#trips.some(locksDay);
    this.#states = statesAfter(this.#trips);
    this.#kept = { best: day?.best ?? ZERO, at: Number.NEGATIVE_INFINITY };
    this.#mark();
  }

  /**
   * Starts from what the journal holds of the day. Locked is a day that the journal or the witness has as locked, and both
   * are told so then. Rejects where the journal cannot be read; a witness that cannot be is asked again in steps.
   */
  static async recover(parts: TradingStateParts): Promise<TradingStateDesk> {
    const { date, journal, notice, witness } = parts;
    const witnessed = witness === null ? null : new WitnessedLock({ witness, date, notice });
    const [day] = await Promise.all([journal.day(date), witnessed?.ask()]);
    const desk = new TradingStateDesk(parts, day, witnessed);
    if (desk.#locked && !desk.#trips.some(locksDay)) desk.#lockAsFound('by this database, which no longer says by what');
    desk.#hearWitness();
    if (desk.#locked) {
      witnessed?.tell();
      if (day?.locked !== true) desk.#save();
    }
    return desk;
  }

  /** Of the portfolio, or of one underlying; `because` is "" while everything is taken. */
  stateOf(underlying: Underlying | null): HeldState {
    return this.#states[underlying ?? 'portfolio'];
  }

  /** The day does not become ACTIVE again. */
  get locked(): boolean {
    return this.#locked;
  }

  /** Open ones, newest first. */
  trips(): readonly Trip[] {
    return this.#trips;
  }

  breakers(): readonly BreakerView[] {
    const { confirm_seconds } = this.#parts.limits();
    return [
      ...this.#watches.map((watch) => watchView(watch, this.#openOf(watch.breaker, watch.underlying), this.#moment, confirm_seconds)),
      handView('kill', this.#openOf('kill', null)),
      handView('by_hand', this.#openOf('by_hand', null)),
    ];
  }

  /** The best result of the day that has held, dollars; 0 before there was one. */
  best(): Money {
    return this.#peak.best;
  }

  /** HALTED before it returns, whatever else works; then it is told and written. */
  kill(): void {
    if (this.#openOf('kill', null) === null) this.#open(newTrip('kill', 'a person stopped trading'), 'critical');
  }

  /** Resolves once it is written, or could not be. */
  async reduce(): Promise<void> {
    if (this.#openOf('by_hand', null) === null) this.#open(newTrip('by_hand', 'a person chose to reduce only'), 'low');
    await this.pending();
  }

  /**
   * Ends what a person may end. To REDUCING, a lock that halted falls to REDUCING too, so that positions can be closed by
   * hand. Fails with 'conflict', and changes nothing, where something else holds. Resolves once it is written, or could
   * not be.
   */
  async resume(to: 'ACTIVE' | 'REDUCING'): Promise<void> {
    const before = this.#states.portfolio.state;
    const held = heldAgainst(this.#trips, to);
    if (held.length > 0) {
      const { calm_seconds } = this.#parts.limits();
      throw new ContractFailure({ code: 'conflict', message: held.map((trip) => refusalOf(trip, calm_seconds)).join('; ') });
    }
    const after = resumedTrips(this.#trips, to);
    const ended = this.#trips.filter(({ id }) => !after.some((trip) => trip.id === id));
    const isReducedByHand = to === 'REDUCING' && statesAfter(after).portfolio.state === 'ACTIVE';
    if (before !== to || ended.length > 0) {
      for (const watch of this.#watches) if (ended.some(({ breaker }) => breaker === watch.breaker)) watch.pardon();
      const byHand = newTrip('by_hand', 'a person let trading go on, reducing only');
      this.#change(isReducedByHand ? [this.#numbered(byHand), ...after] : after);
      for (const { id } of ended) this.#safely(() => this.#parts.events.resolve(id));
      const text = `a person let trading go on: from ${before} to ${this.#states.portfolio.state}${ended.map(({ text }) => `; ended: ${text}`).join('')}`;
      this.#safely(() => this.#parts.events.tell({ type: 'resumed', severity: 'low', description: text, action: to }));
      this.#save();
      this.#tellListeners();
    }
    await this.pending();
  }

  /** After each moment of the session. `breakers` looks at the newest readings again. */
  step(now: EpochMs, readings: BreakerReadings): void {
    const { limits: limitsNow, equity } = this.#parts;
    const limits = limitsNow();
    this.#moment ??= { readings, limits, equity: equity(), best: this.#peak.best };
    const moment = this.#moment;
    const times = this.#times;
    times.confirmMs = limits.confirm_seconds * SECOND;
    times.calmMs = limits.calm_seconds * SECOND;
    this.#peak.read(now, readings.book.result, times.confirmMs);
    moment.readings = readings;
    moment.limits = limits;
    moment.best = this.#peak.best;
    if (now - this.#retriedAt >= SECOND) {
      this.#retriedAt = now;
      moment.equity = equity();
      this.#retry(now);
    }
    for (const watch of this.#watches) {
      const said = watch.read(now, moment, times);
      if (said === 'trips') this.#trip(watch, moment, now);
      else if (said === 'calm' && BREAKERS[watch.breaker].lasts === 'calm') this.#calm(watch);
    }
    this.#keepPeak(now, limits, moment.equity);
  }

  /** Tries again what could not be written: to be called on a beat while session time may stand. */
  retry(): void {
    this.#writing.retry();
  }

  /** `listener` hears of every change of trips or states, at once; it must not throw. The result ends it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Resolves when all is written, or when it could not be; null while nothing is being written. Never rejects. */
  pending(): Promise<void> | null {
    return this.#writing.pending();
  }

  #openOf(breaker: BreakerName, underlying: Underlying | null): Trip | null {
    return this.#trips.find((trip) => trip.breaker === breaker && trip.underlying === underlying) ?? null;
  }

  #trip({ breaker, underlying, value, threshold, rule }: BreakerWatch, moment: BreakerMoment, time: EpochMs): void {
    const text = rule.text(value, threshold, moment, underlying);
    this.#open({ ...newTrip(breaker, text), underlying, value, threshold, time }, rule.severity);
  }

  #calm({ breaker, underlying }: BreakerWatch): void {
    const trip = this.#openOf(breaker, underlying);
    if (trip === null) return;
    this.#change(this.#trips.filter((other) => other !== trip));
    this.#safely(() => this.#parts.events.resolve(trip.id));
    this.#save();
    this.#tellListeners();
  }

  #lockAsFound(where: string): void {
    this.#open(newTrip('day_loss', `this day was locked before this start, ${where}`), 'critical');
  }

  /** The witness may answer late: a lock that it knows of counts from then on. */
  #hearWitness(): void {
    if (!this.#locked && this.#witnessed?.isLocked === true) this.#lockAsFound('as the second witness says');
  }

  #open(unnumbered: UnnumberedTrip, severity: Severity): void {
    const trip = this.#numbered(unnumbered);
    // Before anything else: what is told and written may take time, or fail.
    this.#change([trip, ...this.#trips]);
    if (locksDay(trip)) this.#witnessed?.tell();
    const { breaker, text, value, threshold } = trip;
    const { limit, title } = BREAKERS[breaker];
    const type = limit === null ? breaker : `breaker_${breaker}`;
    this.#safely(() => {
      const { id } = this.#parts.events.tell({ type, severity, description: `${title}: ${text}`, value, threshold, action: actionOf(trip) });
      this.#trips = this.#trips.map((other) => (other === trip ? { ...trip, id } : other));
    });
    this.#save();
    this.#tellListeners();
  }

  #numbered(trip: UnnumberedTrip): Trip {
    const { date, clock } = this.#parts;
    const time = trip.time ?? clock.now();
    return { ...trip, time, id: deriveUuid(`trip/${date}/${trip.breaker}/${trip.underlying ?? ''}/${time}`) };
  }

  #change(trips: readonly Trip[]): void {
    this.#trips = trips;
    this.#locked ||= trips.some(locksDay);
    this.#states = statesAfter(trips);
    this.#mark();
  }

  #mark(): void {
    for (const watch of this.#watches) watch.isOpen = this.#openOf(watch.breaker, watch.underlying) !== null;
  }

  #keepPeak(now: EpochMs, { daily_drawdown_limit }: RiskLimits, equity: Money): void {
    const { best } = this.#peak;
    if (best === this.#kept.best) return;
    const step = (PEAK_STEP * equity * daily_drawdown_limit) / 100;
    if (best - this.#kept.best >= step || now - this.#kept.at >= MINUTE) this.#save();
  }

  #save(): void {
    const { date, clock } = this.#parts;
    const { best } = this.#peak;
    this.#kept = { best, at: clock.now() };
    this.#writing.put({ id: date, day: { date, locked: this.#locked, trips: this.#trips, best } });
  }

  #retry(now: EpochMs): void {
    this.#writing.retry();
    this.#witnessed?.step(now);
    this.#hearWitness();
  }

  /** A state holds whether or not it could be told. */
  #safely(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#parts.notice(`a change of the trading state could not be told: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #tellListeners(): void {
    for (const listener of this.#listeners) listener();
  }
}

type UnnumberedTrip = Omit<Trip, 'id' | 'time'> & { readonly time: EpochMs | null };

/** Of the portfolio, now, with nothing compared. */
function newTrip(breaker: BreakerName, text: string): UnnumberedTrip {
  const { state, lasts }: BreakerDefinition = BREAKERS[breaker];
  return { breaker, underlying: null, state, lasts, time: null, value: null, threshold: null, text };
}
