import type { Instrument, Underlying } from '../instruments/instrument.ts';
import { type Money, money } from '../money.ts';
import { divisor, type LeastBound, OptionsSide } from './options-side.ts';

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

  /** Ranges not looked at yet, four numbers each: fewest and most naked calls, fewest and most naked puts. */
  readonly #ranges: number[] = [];
  readonly #leastOfCalls: LeastBound = { value: 0, naked: 0 };
  readonly #leastOfPuts: LeastBound = { value: 0, naked: 0 };
  #boundCalls = 0;
  #boundPuts = 0;

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
   * The least requirement over all ways to leave some shorts naked, outermost strikes first, and to margin the rest by
   * its greatest loss: every number of naked calls and of naked puts, in steps of the quantities' common divisor (which
   * keep a larger book's requirement in proportion). A long adds ways and takes none away.
   *
   * Branch and bound: over a range of both numbers, the rest loses at least what it loses at a price where another way
   * lost most, and with that loss in place of the greatest the least requirement of the range is known at once. A range
   * whose bound is no better than the best way so far is left out; any other is looked at where its bound is least, and
   * divided.
   */
  #ofOptions(): number {
    const calls = this.#calls;
    const puts = this.#puts;
    if (calls.total === 0 && puts.total === 0) return 0;
    const unit = divisor(calls.unit, puts.unit);
    const count = this.#gatherStrikes();
    calls.spread(this.#strikes, count);
    puts.spread(this.#strikes, count);
    calls.witness(null);
    puts.witness(null);
    const witnesses: number[] = [0];
    const bear = (price: number): void => {
      witnesses.push(price);
      calls.witness(money(price));
      puts.witness(money(price));
    };
    let least = Number.POSITIVE_INFINITY;

    const look = (nakedCalls: number, nakedPuts: number): void => {
      const ofCalls = calls.valuesOf(nakedCalls);
      const ofPuts = puts.valuesOf(nakedPuts);
      let worst = 0;
      let at = 0;
      for (let index = 0; index < count; index += 1) {
        const value = (ofCalls[index] ?? 0) + (ofPuts[index] ?? 0);
        if (value < worst) {
          worst = value;
          at = index;
        }
      }
      least = Math.min(least, nakedRequirement(calls, nakedCalls, puts, nakedPuts) - worst);
      const price = this.#strikes[at] ?? 0;
      if (worst < 0 && !witnesses.includes(price)) bear(price);
    };

    const ranges = this.#ranges;
    ranges.length = 0;
    ranges.push(calls.fewest, calls.total, puts.fewest, puts.total);
    look(calls.fewest, puts.fewest);
    // What ruled out one range is tried first on the next.
    let firstWitness = 0;
    while (ranges.length > 0) {
      const lastPuts = ranges.pop() ?? 0;
      const firstPuts = ranges.pop() ?? 0;
      const lastCalls = ranges.pop() ?? 0;
      const firstCalls = ranges.pop() ?? 0;
      // Where one side is the greater one, it is at least as great as the least of the other.
      const leastCallSide = calls.sideOf(firstCalls);
      const leastPutSide = puts.sideOf(firstPuts);
      const leadingCalls = calls.sideOf(lastCalls) >= leastPutSide ? calls.fewestReaching(leastPutSide, firstCalls, lastCalls, unit) : null;
      const leadingPuts = puts.sideOf(lastPuts) > leastCallSide ? puts.fewestReaching(leastCallSide, firstPuts, lastPuts, unit) : null;
      let bound = Number.NEGATIVE_INFINITY;
      let atCalls = firstCalls;
      let atPuts = firstPuts;
      const tighten = (witness: number): void => {
        const ofWitness = this.#bound(witness, leadingCalls, leadingPuts, firstCalls, lastCalls, firstPuts, lastPuts);
        if (ofWitness <= bound) return;
        bound = ofWitness;
        firstWitness = witness;
        atCalls = this.#boundCalls;
        atPuts = this.#boundPuts;
      };
      const known = witnesses.length;
      tighten(firstWitness);
      for (let witness = known - 1; witness >= 0 && bound < least; witness -= 1) tighten(witness);
      if (bound < least) {
        look(atCalls, atPuts);
        if (witnesses.length > known) tighten(known);
      }
      if (bound >= least) continue;
      if (firstCalls === lastCalls && firstPuts === lastPuts) continue;
      if (lastCalls - firstCalls >= lastPuts - firstPuts) {
        const middle = firstCalls + unit * Math.floor((lastCalls - firstCalls) / unit / 2);
        ranges.push(firstCalls, middle, firstPuts, lastPuts, middle + unit, lastCalls, firstPuts, lastPuts);
      } else {
        const middle = firstPuts + unit * Math.floor((lastPuts - firstPuts) / unit / 2);
        ranges.push(firstCalls, lastCalls, firstPuts, middle, firstCalls, lastCalls, middle + unit, lastPuts);
      }
    }
    return least;
  }

  /**
   * What no way of a range can need less than, by one witness; notes where that comes. `leadingCalls`: the fewest naked
   * calls with which their side may be the greater one, null where it cannot; `leadingPuts` likewise.
   */
  #bound(
    witness: number,
    leadingCalls: number | null,
    leadingPuts: number | null,
    firstCalls: number,
    lastCalls: number,
    firstPuts: number,
    lastPuts: number,
  ): number {
    const ofCalls = this.#leastOfCalls;
    const ofPuts = this.#leastOfPuts;
    let bound = Number.POSITIVE_INFINITY;
    if (leadingCalls !== null) {
      this.#calls.leastBound(witness, leadingCalls, lastCalls, true, ofCalls);
      this.#puts.leastBound(witness, firstPuts, lastPuts, false, ofPuts);
      bound = ofCalls.value + ofPuts.value;
      this.#boundCalls = ofCalls.naked;
      this.#boundPuts = ofPuts.naked;
    }
    if (leadingPuts !== null) {
      this.#calls.leastBound(witness, firstCalls, lastCalls, false, ofCalls);
      this.#puts.leastBound(witness, leadingPuts, lastPuts, true, ofPuts);
      if (ofCalls.value + ofPuts.value < bound) {
        bound = ofCalls.value + ofPuts.value;
        this.#boundCalls = ofCalls.naked;
        this.#boundPuts = ofPuts.naked;
      }
    }
    return bound;
  }

  /** Merges the sorted strikes of both rights. */
  #gatherStrikes(): number {
    const calls = this.#calls;
    const puts = this.#puts;
    const most = calls.count + puts.count + 1;
    if (this.#strikes.length < most) this.#strikes = new Float64Array(2 * most);
    const strikes = this.#strikes;
    let count = 1;
    let last = 0;
    for (let call = 0, put = 0; ; ) {
      const nextCall = calls.strikeAt(call);
      const nextPut = puts.strikeAt(put);
      const next = Math.min(nextCall, nextPut);
      if (next === Number.POSITIVE_INFINITY) return count;
      if (nextCall === next) call += 1;
      else put += 1;
      if (next === last) continue;
      last = next;
      strikes[count] = next;
      count += 1;
    }
  }
}

/** The greater side and the other side's premium: only one of the two can end in the money. */
function nakedRequirement(calls: OptionsSide, nakedCalls: number, puts: OptionsSide, nakedPuts: number): number {
  const callSide = calls.sideOf(nakedCalls);
  const putSide = puts.sideOf(nakedPuts);
  return callSide >= putSide ? callSide + puts.premiumOf(nakedPuts) : putSide + calls.premiumOf(nakedCalls);
}
