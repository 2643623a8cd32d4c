import type { Right } from '../instruments/instrument.ts';
import type { Money } from '../money.ts';

/**
 * Percentages of FINRA Rule 4210(f)(2)(E) for options on broad-based funds. A naked short needs its premium plus the
 * greater of `ofUnderlying` less what it is out of the money, and `least` (of the underlying for calls, of the strike
 * for puts).
 */
const PERCENT = { ofUnderlying: 15, least: 10 } as const;
const SHARES = 100;
/** The least of a bound over a range of naked contracts, and the number it comes at. */
export interface LeastBound {
  value: number;
  naked: number;
}

/**
 * The options of one underlying and right, and what leaving some of their shorts naked, outermost strikes first, needs
 * and leaves. Used in this order: `take` each, `arrange`, `spread`; then figures can be asked for by the number of
 * naked contracts, from `fewest` to `total`. Money is in whole 1/10000 dollar.
 */
export class OptionsSide {
  readonly #isCall: boolean;
  #count = 0;
  #strikes = new Float64Array(64);
  #quantities = new Float64Array(64);
  /** NaN without a mark. */
  #marks = new Float64Array(64);
  /** Positions of the options, outermost first; kept from one use to the next, which is often of the same options. */
  #order: number[] = [];
  /** Shorts that shares do not cover, outermost first. */
  #shorts = 0;
  #shortAt = new Int32Array(64);
  #shortUnits = new Float64Array(64);
  #premiums = new Float64Array(64);
  /** Requirements beyond the premium, a unit. */
  #buffers = new Float64Array(64);
  #total = 0;
  #covering = 0;
  #unit = 0;

  /** Over the shorts before each, outermost first: contracts, their premiums, and premiums with buffers. */
  #unitsBefore = new Float64Array(65);
  #premiumBefore = new Float64Array(65);
  #sideBefore = new Float64Array(65);

  #prices: Float64Array = new Float64Array(0);
  #priceCount = 0;
  /** By price: contracts held with every short counted, and the same without what is naked. */
  #net = new Float64Array(0);
  #rest = new Float64Array(0);
  #values = new Float64Array(0);
  #shortPrice = new Int32Array(64);
  /** Prices to bound by: what all is worth there, and over the shorts before each, what these are worth (negative: owed). */
  #witnesses = 0;
  readonly #worthOfAll: number[] = [];
  readonly #worthBefore: Float64Array[] = [];

  constructor(right: Right) {
    this.#isCall = right === 'call';
  }

  clear(): void {
    this.#count = 0;
  }

  take(strike: Money, quantity: number, mark: Money | null): void {
    if (this.#count === this.#strikes.length) this.#grow();
    this.#strikes[this.#count] = strike;
    this.#quantities[this.#count] = quantity;
    this.#marks[this.#count] = mark ?? Number.NaN;
    this.#count += 1;
  }

  /** Sorts. `covered`: contracts that shares cover, nearest to exercise first; null on the side that shares do not cover. */
  arrange(spot: Money | null, covered: number | null): void {
    this.#sort(covered !== null);
    this.#total = 0;
    this.#covering = 0;
    this.#shorts = 0;
    for (const at of this.#order) {
      const quantity = this.#quantities[at] ?? 0;
      if (quantity > 0) this.#covering += quantity;
      else {
        this.#shortAt[this.#shorts] = at;
        this.#shortUnits[this.#shorts] = -quantity;
        this.#shorts += 1;
      }
    }
    if (covered !== null && covered > 0) this.#cover(covered);
    this.#unit = 0;
    for (let at = 0; at < this.#count; at += 1) {
      const quantity = this.#quantities[at] ?? 0;
      if (quantity > 0 && this.#unit !== 1) this.#unit = divisor(this.#unit, quantity);
    }
    let premium = 0;
    let side = 0;
    for (let index = 0; index < this.#shorts; index += 1) {
      const units = this.#shortUnits[index] ?? 0;
      if (this.#unit !== 1) this.#unit = divisor(this.#unit, units);
      this.#require(index, spot);
      this.#unitsBefore[index] = this.#total;
      this.#premiumBefore[index] = premium;
      this.#sideBefore[index] = side;
      this.#total += units;
      premium += units * (this.#premiums[index] ?? 0);
      side += units * ((this.#premiums[index] ?? 0) + (this.#buffers[index] ?? 0));
    }
    this.#unitsBefore[this.#shorts] = this.#total;
    this.#premiumBefore[this.#shorts] = premium;
    this.#sideBefore[this.#shorts] = side;
  }

  /** Contracts short that shares do not cover. */
  get total(): number {
    return this.#total;
  }

  /** Contracts that no long is there to cover. */
  get fewest(): number {
    return Math.max(0, this.#total - this.#covering);
  }

  /** The greatest common divisor of the quantities; 0 for none. */
  get unit(): number {
    return this.#unit;
  }

  get count(): number {
    return this.#count;
  }

  /** Strikes ascending, with repetitions; Infinity past the last. */
  strikeAt(place: number): number {
    const at = this.#order[this.#isCall ? this.#count - 1 - place : place];
    return at === undefined ? Number.POSITIVE_INFINITY : (this.#strikes[at] ?? 0);
  }

  /** Premiums of what is naked. */
  premiumOf(naked: number): number {
    return sumAt(this.#premiumBefore, this.#unitsBefore, this.#shortAfter(naked), naked);
  }

  /** Premiums and buffers of what is naked. */
  sideOf(naked: number): number {
    return sumAt(this.#sideBefore, this.#unitsBefore, this.#shortAfter(naked), naked);
  }

  /** The fewest naked contracts, from some up to others in steps, whose premiums and buffers reach an amount; those others if none do. */
  fewestReaching(amount: number, from: number, to: number, step: number): number {
    let index = this.#shortAfter(from);
    while (index < this.#shorts && (this.#sideBefore[index + 1] ?? 0) < amount) index += 1;
    if (index >= this.#shorts) return to;
    const before = this.#unitsBefore[index] ?? 0;
    const each = (this.#premiums[index] ?? 0) + (this.#buffers[index] ?? 0);
    const missing = amount - (this.#sideBefore[index] ?? 0);
    const reached = missing > 0 ? before + missing / each : before;
    // Rounded down where the quotient is not exact: a bound may be too low, never too high.
    return Math.min(to, Math.max(from, from + step * Math.ceil((reached - from) / step - 1e-9)));
  }

  /** Takes the prices that values are asked for at: ascending, `count` of them, every strike among them. */
  spread(prices: Float64Array, count: number): void {
    if (this.#net.length < count) {
      this.#net = new Float64Array(2 * count);
      this.#rest = new Float64Array(2 * count);
      this.#values = new Float64Array(2 * count);
    }
    this.#prices = prices;
    this.#priceCount = count;
    this.#witnesses = 0;
    this.#net.fill(0, 0, count);
    let price = this.#isCall ? count - 1 : 0;
    let short = 0;
    for (const at of this.#order) {
      const strike = this.#strikes[at] ?? 0;
      while (prices[price] !== strike) price += this.#isCall ? -1 : 1;
      const quantity = this.#quantities[at] ?? 0;
      if (quantity > 0) this.#net[price] = (this.#net[price] ?? 0) + quantity;
      else if (short < this.#shorts && this.#shortAt[short] === at) {
        this.#net[price] = (this.#net[price] ?? 0) - (this.#shortUnits[short] ?? 0);
        this.#shortPrice[short] = price;
        short += 1;
      }
    }
  }

  /** By price: dollars at expiry of the longs and of the shorts that are not naked. Good until it is asked for again. */
  valuesOf(naked: number): Float64Array {
    const values = this.#values;
    const count = this.#priceCount;
    const rest = this.#rest;
    rest.set(this.#net.subarray(0, count));
    let left = naked;
    for (let index = 0; index < this.#shorts && left > 0; index += 1) {
      const taken = Math.min(left, this.#shortUnits[index] ?? 0);
      const price = this.#shortPrice[index] ?? 0;
      left -= taken;
      rest[price] = (rest[price] ?? 0) + taken;
    }
    const prices = this.#prices;
    let value = 0;
    let contracts = 0;
    if (this.#isCall) {
      for (let index = 0; index < count; index += 1) {
        if (index > 0) value += contracts * SHARES * ((prices[index] ?? 0) - (prices[index - 1] ?? 0));
        values[index] = value;
        contracts += rest[index] ?? 0;
      }
      return values;
    }
    for (let index = count - 1; index >= 0; index -= 1) {
      if (index < count - 1) value += contracts * SHARES * ((prices[index + 1] ?? 0) - (prices[index] ?? 0));
      values[index] = value;
      contracts += rest[index] ?? 0;
    }
    return values;
  }

  /** Adds a price of the underlying to bound by; null for none, where what is not naked loses nothing. */
  witness(price: Money | null): void {
    const before = (this.#worthBefore[this.#witnesses] ??= new Float64Array(this.#unitsBefore.length));
    let shorts = 0;
    for (let index = 0; index < this.#shorts; index += 1) {
      before[index] = shorts;
      shorts -= (this.#shortUnits[index] ?? 0) * this.#worthOf(this.#shortAt[index] ?? 0, price);
    }
    before[this.#shorts] = shorts;
    let longs = 0;
    for (let index = 0; index < this.#count; index += 1) {
      const quantity = this.#quantities[index] ?? 0;
      if (quantity > 0) longs += quantity * this.#worthOf(index, price);
    }
    this.#worthOfAll[this.#witnesses] = longs + shorts;
    this.#witnesses += 1;
  }

  /**
   * The least, over a range of naked contracts, of their premiums (with buffers: of this side's whole requirement) less
   * what the rest is worth at a witness. It is linear between the shorts, so its least is at one of them or at an end.
   */
  leastBound(witness: number, from: number, to: number, withBuffers: boolean, least: LeastBound): void {
    const needed = withBuffers ? this.#sideBefore : this.#premiumBefore;
    const worth = this.#worthBefore[witness] ?? needed;
    const units = this.#unitsBefore;
    const all = this.#worthOfAll[witness] ?? 0;
    const first = this.#shortAfter(from);
    least.naked = from;
    least.value = sumAt(needed, units, first, from) + sumAt(worth, units, first, from) - all;
    let index = first + 1;
    for (; index < this.#shorts && (units[index] ?? 0) < to; index += 1) {
      const value = (needed[index] ?? 0) + (worth[index] ?? 0) - all;
      if (value >= least.value) continue;
      least.value = value;
      least.naked = units[index] ?? 0;
    }
    const last = sumAt(needed, units, index - 1, to) + sumAt(worth, units, index - 1, to) - all;
    if (last < least.value) {
      least.value = last;
      least.naked = to;
    }
  }

  /** The short that the next naked contract is of, the last one when all are. */
  #shortAfter(naked: number): number {
    let low = 0;
    let high = Math.max(0, this.#shorts - 1);
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#unitsBefore[middle] ?? 0) <= naked) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Dollars at expiry of one contract. */
  #worthOf(index: number, price: Money | null): number {
    if (price === null) return 0;
    const strike = this.#strikes[index] ?? 0;
    return Math.max(0, this.#isCall ? price - strike : strike - price) * SHARES;
  }

  /** Outermost first; of equal strikes the one taken first, or last. Fast where the former order still holds. */
  #sort(lastFirst: boolean): void {
    const order = this.#order;
    const former = order.length;
    if (former > this.#count) {
      order.length = this.#count;
      for (let index = 0; index < this.#count; index += 1) order[index] = index;
    } else for (let index = former; index < this.#count; index += 1) order.push(index);
    const isBefore = (one: number, other: number): boolean => {
      const apart = (this.#strikes[one] ?? 0) - (this.#strikes[other] ?? 0);
      if (apart !== 0) return this.#isCall ? apart > 0 : apart < 0;
      return lastFirst ? one > other : one < other;
    };
    for (let index = 1; index < order.length; index += 1) {
      const moved = order[index] ?? 0;
      let place = index;
      while (place > 0 && isBefore(moved, order[place - 1] ?? 0)) {
        order[place] = order[place - 1] ?? 0;
        place -= 1;
      }
      order[place] = moved;
    }
  }

  /** Takes away what shares cover: from the nearest strike outwards, of equal strikes in the order they stand. */
  #cover(units: number): void {
    let covering = units;
    for (let end = this.#shorts; end > 0 && covering > 0; ) {
      const strike = this.#strikes[this.#shortAt[end - 1] ?? 0];
      let start = end - 1;
      while (start > 0 && this.#strikes[this.#shortAt[start - 1] ?? 0] === strike) start -= 1;
      for (let index = start; index < end && covering > 0; index += 1) {
        const taken = Math.min(covering, this.#shortUnits[index] ?? 0);
        covering -= taken;
        this.#shortUnits[index] = (this.#shortUnits[index] ?? 0) - taken;
      }
      end = start;
    }
    let kept = 0;
    for (let index = 0; index < this.#shorts; index += 1) {
      if (this.#shortUnits[index] === 0) continue;
      this.#shortAt[kept] = this.#shortAt[index] ?? 0;
      this.#shortUnits[kept] = this.#shortUnits[index] ?? 0;
      kept += 1;
    }
    this.#shorts = kept;
  }

  /** What one unit of a short needs when nothing covers it. */
  #require(index: number, spot: Money | null): void {
    const at = this.#shortAt[index] ?? 0;
    const strike = this.#strikes[at] ?? 0;
    const mark = this.#marks[at] ?? Number.NaN;
    const price = spot ?? strike;
    const inTheMoney = this.#isCall ? price - strike : strike - price;
    const outOfTheMoney = Math.max(0, -inTheMoney) * SHARES;
    const least = (this.#isCall ? price : strike) * PERCENT.least;
    this.#premiums[index] = (Number.isNaN(mark) ? Math.max(0, inTheMoney) : mark) * SHARES;
    this.#buffers[index] = Math.max(price * PERCENT.ofUnderlying - outOfTheMoney, least);
  }

  #grow(): void {
    const grown = (column: Float64Array): Float64Array<ArrayBuffer> => {
      const wider = new Float64Array(2 * column.length);
      wider.set(column);
      return wider;
    };
    this.#strikes = grown(this.#strikes);
    this.#quantities = grown(this.#quantities);
    this.#marks = grown(this.#marks);
    this.#shortUnits = grown(this.#shortUnits);
    this.#premiums = grown(this.#premiums);
    this.#buffers = grown(this.#buffers);
    this.#shortAt = new Int32Array(this.#strikes.length);
    this.#shortPrice = new Int32Array(this.#strikes.length);
    this.#unitsBefore = new Float64Array(this.#strikes.length + 1);
    this.#premiumBefore = new Float64Array(this.#strikes.length + 1);
    this.#sideBefore = new Float64Array(this.#strikes.length + 1);
    this.#worthBefore.length = 0;
  }
}

/** A sum over the shorts before each, carried on into the short at `index` as far as that many contracts. */
function sumAt(sums: Float64Array, unitsBefore: Float64Array, index: number, naked: number): number {
  const before = unitsBefore[index] ?? 0;
  const sum = sums[index] ?? 0;
  if (naked === before) return sum;
  const after = unitsBefore[index + 1] ?? before;
  // Each sum rises by a whole amount a contract.
  return sum + (((sums[index + 1] ?? sum) - sum) / (after - before)) * (naked - before);
}

/** The greatest whole number that divides both; 0 divides nothing and is divided by all. */
export function divisor(left: number, right: number): number {
  while (right !== 0) [left, right] = [right, left % right];
  return left;
}
