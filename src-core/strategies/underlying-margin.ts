import type { Instrument, Underlying } from '../instruments/instrument.ts';
import { type Money, money } from '../money.ts';
import { divisor, OptionsSide } from './options-side.ts';

/** Regulation T on shares, percent of their value. */
const PERCENT = { longShares: 50, shortShares: 150 } as const;
const SHARES = 100;

/**
 * What the holdings of one underlying must keep in the account. Its options are margined together: the greatest loss at
 * expiry when both tails are bounded, otherwise the undefined-risk formula for the shorts that nothing covers and the
 * greatest loss of the rest. A long option is never obliged to cover: where leaving shorts naked needs less, that is
 * the requirement, so that a long never raises it. Shares cover shorts at 100 a contract, those nearest to exercise
 * first, and are margined themselves.
 */
export class UnderlyingMargin {
  readonly #underlying: Underlying;
  readonly #calls = new OptionsSide('call');
  readonly #puts = new OptionsSide('put');
  #shares = 0;
  /** Dollars of the shares at their marks; null once one has none. */
  #sharesValue: number | null = 0;
  /** Strikes of all options, ascending, the first one 0. */
  #strikes: Float64Array = new Float64Array(128);

  constructor(underlying: Underlying) {
    this.#underlying = underlying;
  }

  /** Empties it, for other holdings. */
  clear(): void {
    this.#calls.clear();
    this.#puts.clear();
    this.#shares = 0;
    this.#sharesValue = 0;
  }

  /** Adds a position; `mark` in dollars per share, null where there is no usable quote. */
  take(instrument: Instrument, quantity: number, mark: Money | null): void {
    if (quantity === 0) return;
    if (instrument.kind === 'option') {
      (instrument.right === 'call' ? this.#calls : this.#puts).take(instrument.strike, quantity, mark);
      return;
    }
    this.#shares += quantity;
    this.#sharesValue = mark === null || this.#sharesValue === null ? null : this.#sharesValue + mark * quantity;
  }

  /** Throws RangeError for shares with neither mark nor spot. */
  requirement(spot: Money | null): Money {
    const shares = this.#shares;
    const value = spot === null ? this.#sharesValue : spot * shares;
    if (value === null) throw new RangeError(`${this.#underlying} shares have neither a mark nor a spot to margin them by`);
    const ofShares = Math.ceil((Math.abs(value) * (shares > 0 ? PERCENT.longShares : PERCENT.shortShares)) / 100);
    const covering = Math.floor(Math.abs(shares) / SHARES);
    this.#calls.arrange(spot, shares > 0 ? covering : null);
    this.#puts.arrange(spot, shares > 0 ? null : covering);
    return money(ofShares + this.#ofOptions());
  }

  /**
   * The least requirement over the ways to leave some shorts naked, outermost strikes first, and to margin the rest by
   * its greatest loss.
   *
   * Of the ways, only those are worked out whose bounds leave them a chance: what is naked needs its own side's
   * requirement at least, and the rest loses at least what it loses at prices where other ways lost most.
   */
  #ofOptions(): number {
    const calls = this.#calls;
    const puts = this.#puts;
    if (calls.shortUnits === 0 && puts.shortUnits === 0) return 0;
    const unit = divisor(calls.unit, puts.unit);
    calls.divide(unit);
    puts.divide(unit);
    const count = this.#gatherStrikes();
    calls.spread(this.#strikes, count);
    puts.spread(this.#strikes, count);

    let least = Number.POSITIVE_INFINITY;
    const witnesses: number[] = [];
    const look = (call: number, put: number): void => {
      const ofCalls = calls.valuesOf(call);
      const ofPuts = puts.valuesOf(put);
      let worst = 0;
      let at = -1;
      for (let index = 0; index < count; index += 1) {
        const value = (ofCalls[index] ?? 0) + (ofPuts[index] ?? 0);
        if (value < worst) {
          worst = value;
          at = index;
        }
      }
      least = Math.min(least, nakedRequirement(calls, call, puts, put) - worst);
      if (at >= 0 && !witnesses.includes(at)) witnesses.push(at);
    };
    const lastCall = calls.divisions - 1;
    const lastPut = puts.divisions - 1;
    look(0, 0);
    look(lastCall, lastPut);
    look(lastCall, 0);
    look(0, lastPut);
    for (let call = 0; call <= lastCall; call += 1) {
      if (calls.sideOf(call) >= least) continue;
      for (let put = 0; put <= lastPut; put += 1) {
        const naked = nakedRequirement(calls, call, puts, put);
        if (naked >= least) continue;
        const ofCalls = calls.valuesOf(call);
        const ofPuts = puts.valuesOf(put);
        let isBeaten = false;
        for (let index = witnesses.length - 1; index >= 0 && !isBeaten; index -= 1) {
          const at = witnesses[index] ?? 0;
          isBeaten = naked - (ofCalls[at] ?? 0) - (ofPuts[at] ?? 0) >= least;
        }
        if (!isBeaten) look(call, put);
      }
    }
    return least;
  }

  /** Merges the sorted strikes of both rights. */
  #gatherStrikes(): number {
    const ofCalls = this.#calls.sortedStrikes();
    const ofPuts = this.#puts.sortedStrikes();
    if (this.#strikes.length <= ofCalls.length + ofPuts.length) this.#strikes = new Float64Array(2 * (ofCalls.length + ofPuts.length));
    let count = 1;
    let call = 0;
    let put = 0;
    let last = 0;
    while (call < ofCalls.length || put < ofPuts.length) {
      const nextCall = ofCalls[call] ?? Number.POSITIVE_INFINITY;
      const nextPut = ofPuts[put] ?? Number.POSITIVE_INFINITY;
      const next = Math.min(nextCall, nextPut);
      if (nextCall === next) call += 1;
      else put += 1;
      if (next === last) continue;
      last = next;
      this.#strikes[count] = next;
      count += 1;
    }
    return count;
  }
}

/** The greater side and the other side's premium: only one of the two can end in the money. */
function nakedRequirement(calls: OptionsSide, call: number, puts: OptionsSide, put: number): number {
  const callSide = calls.sideOf(call);
  const putSide = puts.sideOf(put);
  return callSide >= putSide ? callSide + puts.premiumOf(put) : putSide + calls.premiumOf(call);
}
