import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import { type ExpiryClock, yearsToReference } from '../../src-core/calendar/expiry-clock.ts';
import type { Chain, ChainField } from '../../src-core/market/chain.ts';
import { impliedCarry } from '../../src-core/market/implied-carry.ts';
import { isUnsolved, sidesStatus, STATUS_CODE, STATUS_OF_SOLUTION } from '../../src-core/market/quote-status.ts';
import { priceRows } from '../../src-core/pricing/batch.ts';
import { SOLUTION_CODE } from '../../src-core/pricing/solution.ts';
import type { EpochMs } from '../../src-core/time.ts';
import type { DirtyRows } from './dirty-rows.ts';
import { ExercisePremiums } from './exercise-premiums.ts';
import type { QuoteBatch } from './feed.ts';

export interface ChainPricing {
  readonly session: ExchangeSession;
  /** What volatilities and Greeks are solved on. */
  readonly clock: ExpiryClock;
  /** Annual, continuously compounded. */
  readonly rate: number;
  readonly staleAfterMs: number;
  readonly quoting: 'changes' | 'snapshot';
}

/** Share by which the forward or the time left may move before rows without a new quote are repriced as well. */
const FORWARD_LAG = 1e-4;
const TIME_LAG = 0.01;
/** Strikes on either side of the spot whose parity is read: the ones with narrow spreads. */
const PARITY_STRIKES = 16;
/** Share by which the clock's pace may change before theta and charm are worked out anew. */
const PACE_LAG = 0.1;
/** Time left is counted in these steps, so that a price does not depend on how often it was asked for. */
const TIME_STEP_MS = 250;

/** The time left, and what a dollar grows to in it. */
interface Instant {
  /** Calendar years. */
  readonly years: number;
  /** Years on the clock of the volatilities, and how fast they go by: see `PricingMarket`. */
  readonly varianceYears: number;
  readonly variancePace: number;
  readonly growth: number;
}

const COMPUTED = ['mid', 'iv', 'delta', 'gamma', 'theta', 'vega', 'rho', 'charm', 'vanna', 'vomma', 'speed', 'probability'] as const satisfies readonly ChainField[];

/** Keeps one chain's columns: takes quotes in, and at each step prices the rows that changed. */
export class ChainPricer {
  readonly chain: Chain;
  /** The underlying as put-call parity last had it, and when; NaN before it first did. It stays when the quotes grow stale. */
  impliedSpot = Number.NaN;
  impliedSpotTime: EpochMs = Number.NaN;
  readonly #pricing: ChainPricing;
  readonly #watchers: ReadonlySet<DirtyRows>;
  #isPending = new Uint8Array(0);
  #pending = new Uint16Array(0);
  #pendingCount = 0;
  #fit = new Uint16Array(0);
  #solution = new Uint8Array(0);
  readonly #premiums = new ExercisePremiums();
  readonly #premiumOf = (row: number): number => this.#premiums.premium[row] as number;
  /** Mids without the exercise premium. */
  #european = new Float64Array(0);
  #spot = Number.NaN;
  #pricedForward = Number.NaN;
  #pricedVarianceYears = Number.NaN;
  #pricedPace = Number.NaN;
  #chainStale = false;
  /** When the first fresh row would become stale ('snapshot'). */
  #nextStale = Number.POSITIVE_INFINITY;

  constructor(chain: Chain, pricing: ChainPricing, watchers: ReadonlySet<DirtyRows>) {
    this.chain = chain;
    this.#pricing = pricing;
    this.#watchers = watchers;
  }

  /** Makes room after contracts were listed. */
  resize(): void {
    const size = this.chain.strike.length;
    if (size === this.#isPending.length) return;
    const pending = new Uint16Array(size);
    pending.set(this.#pending);
    const isPending = new Uint8Array(size);
    isPending.set(this.#isPending);
    this.#pending = pending;
    this.#isPending = isPending;
    this.#fit = new Uint16Array(size);
    this.#solution = new Uint8Array(size);
    this.#european = new Float64Array(size);
    this.#premiums.resize(size);
  }

  write(batch: QuoteBatch): void {
    const { chain } = this;
    const { bid, ask, bidSize, askSize, last, volume, openInterest } = chain.columns;
    const { quoteTime, refresh, status } = chain;
    const { time } = batch;
    const everyRow = this.#pricing.quoting === 'snapshot';
    for (let i = 0; i < batch.count; i += 1) {
      const row = batch.row[i] as number;
      if (row >= chain.count) throw new RangeError(`${chain.underlying} row ${row} was quoted before it was listed`);
      quoteTime[row] = time;
      refresh[row] = (refresh[row] as number) + 1;
      const changed =
        replace(bid, row, batch.bid[i] as number) |
        replace(ask, row, batch.ask[i] as number) |
        replace(bidSize, row, batch.bidSize[i] as number) |
        replace(askSize, row, batch.askSize[i] as number) |
        renew(last, row, batch.last[i] as number) |
        renew(volume, row, batch.volume[i] as number) |
        renew(openInterest, row, batch.openInterest[i] as number);
      if (everyRow || changed === 1 || status[row] === STATUS_CODE.stale) this.#push(row);
    }
    chain.lastUpdate = time;
    this.#nextStale = Math.min(this.#nextStale, time + this.#pricing.staleAfterMs);
  }

  /** Prices every row that needs it and tells the watchers. Answers how many contracts were priced. */
  price(now: EpochMs, spot: number): number {
    const { chain } = this;
    this.#findStale(now);
    const instant = this.#instant(now);
    const { varianceYears, variancePace } = instant;
    const timeMoved =
      !(Math.abs(varianceYears - this.#pricedVarianceYears) <= TIME_LAG * this.#pricedVarianceYears) ||
      !(Math.abs(variancePace - this.#pricedPace) <= PACE_LAG * this.#pricedPace);
    if (this.#pendingCount === 0 && Object.is(spot, this.#spot) && !timeMoved) return 0;
    this.#spot = spot;
    this.#findForward(now, spot, instant);
    const forwardMoved = !(Math.abs(chain.forward - this.#pricedForward) <= FORWARD_LAG * chain.forward);
    if (timeMoved || this.#updatePremiums(now, instant) || (forwardMoved && !Number.isNaN(chain.forward))) {
      this.#pushComputed();
      this.#pricedForward = chain.forward;
      this.#pricedVarianceYears = varianceYears;
      this.#pricedPace = variancePace;
    }
    if (this.#pendingCount === 0) return 0;
    const priced = this.#pricePending(now, instant);
    // The first premiums need a volatility at the money, which the pass above has just found.
    if (this.#premiums.isKnown || !this.#updatePremiums(now, instant)) return priced;
    this.#findForward(now, spot, instant);
    this.#pushComputed();
    return this.#pricePending(now, instant);
  }

  /** The time left, in steps, so that a price does not depend on how often it was asked for. */
  #instant(now: EpochMs): Instant {
    const { session, clock, rate } = this.#pricing;
    const time = Math.floor(now / TIME_STEP_MS) * TIME_STEP_MS;
    const years = yearsToReference(session, time);
    return { years, varianceYears: clock.yearsLeft(time), variancePace: clock.speed(time), growth: Math.exp(rate * years) };
  }

  #updatePremiums(now: EpochMs, { years, varianceYears, growth }: Instant): boolean {
    const { chain } = this;
    if (!(years > 0 && chain.forward > 0)) return false;
    return this.#premiums.update(chain, { spot: chain.forward / growth, rate: this.#pricing.rate, years, varianceYears }, now);
  }

  #pricePending(now: EpochMs, { years, varianceYears, variancePace, growth }: Instant): number {
    const { chain } = this;
    const { columns } = chain;
    const fit = this.#classify(now, years > 0 ? SOLUTION_CODE.bad_input : SOLUTION_CODE.expired);
    priceRows({
      rows: this.#fit,
      count: years > 0 && chain.forwardSource !== 'none' ? fit : 0,
      isCall: chain.isCall,
      strike: chain.strike,
      mid: this.#european,
      market: { spot: chain.forward / growth, rate: this.#pricing.rate, dividendYield: 0, years, varianceYears, variancePace },
      columns,
      solution: this.#solution,
    });
    let priced = 0;
    for (let i = 0; i < fit; i += 1) {
      const row = this.#fit[i] as number;
      const solution = this.#solution[row] as number;
      if (solution === SOLUTION_CODE.ok) priced += 1;
      chain.status[row] = STATUS_OF_SOLUTION[solution] as number;
    }
    this.#release();
    return priced;
  }

  /**
   * Sets status, mid and, where nothing can be computed, absent figures; gathers the rows fit to be priced, which have
   * the solution `unpriced` until they are.
   */
  #classify(now: EpochMs, unpriced: number): number {
    const { chain } = this;
    const { bid, ask, mid } = chain.columns;
    let fit = 0;
    for (let i = 0; i < this.#pendingCount; i += 1) {
      const row = this.#pending[i] as number;
      const sides = sidesStatus(bid[row] as number, ask[row] as number);
      const status = this.#isStale(row, now) ? 'stale' : sides;
      chain.status[row] = STATUS_CODE[status];
      this.#blank(row);
      if (status !== 'priced') continue;
      mid[row] = ((bid[row] as number) + (ask[row] as number)) / 2;
      this.#european[row] = (mid[row] as number) - (this.#premiums.premium[row] as number);
      this.#solution[row] = unpriced;
      this.#fit[fit] = row;
      fit += 1;
    }
    return fit;
  }

  #blank(row: number): void {
    const { columns } = this.chain;
    for (const field of COMPUTED) columns[field][row] = Number.NaN;
  }

  #isStale(row: number, now: EpochMs): boolean {
    if (this.#pricing.quoting === 'changes') return this.#chainStale;
    return now - (this.chain.quoteTime[row] as number) > this.#pricing.staleAfterMs;
  }

  #findForward(now: EpochMs, spot: number, { years, growth }: Instant): void {
    const { chain } = this;
    const { quoting, rate, staleAfterMs } = this.#pricing;
    const oldest = quoting === 'snapshot' ? now - staleAfterMs : Number.NEGATIVE_INFINITY;
    const centre = Number.isNaN(spot) ? chain.forward : spot;
    const around = { price: centre, strikes: PARITY_STRIKES };
    const premium = this.#premiums.isKnown ? this.#premiumOf : undefined;
    const input = { spot, years, rate, oldest, exercise: 'american', around, ...(premium && { premium }) } as const;
    const carry = this.#chainStale ? null : impliedCarry(chain, input);
    chain.carry = carry?.source === 'parity' ? carry : null;
    if (chain.carry !== null) {
      this.impliedSpot = chain.carry.forward / growth;
      this.impliedSpotTime = chain.lastUpdate;
    }
    chain.forward = chain.carry?.forward ?? spot * growth;
    chain.forwardSource = Number.isNaN(chain.forward) ? 'none' : chain.carry === null ? 'spot' : 'parity';
  }

  #findStale(now: EpochMs): void {
    const { chain } = this;
    const { quoting, staleAfterMs } = this.#pricing;
    if (quoting === 'changes') {
      const stale = now - chain.lastUpdate > staleAfterMs;
      if (stale === this.#chainStale) return;
      this.#chainStale = stale;
      for (let row = 0; row < chain.count; row += 1) {
        if (chain.status[row] !== STATUS_CODE.absent) this.#push(row);
      }
      return;
    }
    if (now <= this.#nextStale) return;
    let next = Number.POSITIVE_INFINITY;
    for (let row = 0; row < chain.count; row += 1) {
      const limit = (chain.quoteTime[row] as number) + staleAfterMs;
      if (limit >= now) next = Math.min(next, limit);
      else if (chain.status[row] !== STATUS_CODE.absent && chain.status[row] !== STATUS_CODE.stale) this.#push(row);
    }
    this.#nextStale = next;
  }

  #pushComputed(): void {
    const { status, count } = this.chain;
    for (let row = 0; row < count; row += 1) {
      if (status[row] === STATUS_CODE.priced || isUnsolved(status[row] as number)) this.#push(row);
    }
  }

  #push(row: number): void {
    if (this.#isPending[row] === 1) return;
    this.#isPending[row] = 1;
    this.#pending[this.#pendingCount] = row;
    this.#pendingCount += 1;
  }

  #release(): void {
    for (let i = 0; i < this.#pendingCount; i += 1) {
      const row = this.#pending[i] as number;
      this.#isPending[row] = 0;
      for (const watcher of this.#watchers) watcher.mark(row);
    }
    this.#pendingCount = 0;
  }
}

/** Stores the value; 1 when it is another one. */
function replace(column: Float64Array, row: number, value: number): 0 | 1 {
  const before = column[row] as number;
  if (before === value || (before !== before && value !== value)) return 0;
  column[row] = value;
  return 1;
}

/** Like {@link replace}, but an absent value leaves what was there. */
function renew(column: Float64Array, row: number, value: number): 0 | 1 {
  return value === value ? replace(column, row, value) : 0;
}
