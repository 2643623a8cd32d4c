import type { Right } from '../instruments/instrument.ts';
import type { Money } from '../money.ts';

/**
 * Percentages of FINRA Rule 4210(f)(2)(E) for options on broad-based funds. A naked short needs its premium plus the
 * greater of `ofUnderlying` less what it is out of the money, and `least` (of the underlying for calls, of the strike
 * for puts).
 */
const PERCENT = { ofUnderlying: 15, least: 10 } as const;
const SHARES = 100;
/** How finely, at most, the shorts of one right are divided into naked ones and the rest. */
const DIVISIONS = 64;
/** From as few naked as the longs allow, in at most DIVISIONS steps, to all of them. */
const MOST_DIVISIONS = DIVISIONS + 1;

/**
 * The options of one underlying and right, and the ways to leave some of their shorts naked, outermost strikes first.
 * Used in this order: `take` each, `arrange`, `divide`, `spread`; then the figures of each division can be asked for.
 * Money is in whole 1/10000 dollar.
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

  #divisions = 0;
  readonly #naked = new Float64Array(MOST_DIVISIONS + 1);
  readonly #premium = new Float64Array(MOST_DIVISIONS + 1);
  readonly #side = new Float64Array(MOST_DIVISIONS + 1);

  #prices: Float64Array = new Float64Array(0);
  #priceCount = 0;
  /** By price: contracts held with every short counted, and where each short lies. */
  #net = new Float64Array(0);
  #rest = new Float64Array(0);
  #shortPrice = new Int32Array(64);
  /** Values of longs and what is not naked, by division and price; made when they are asked for. */
  readonly #values: Float64Array[] = [];
  readonly #known = new Uint8Array(MOST_DIVISIONS + 1);

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
    for (let index = 0; index < this.#shorts; index += 1) {
      const units = this.#shortUnits[index] ?? 0;
      this.#total += units;
      if (this.#unit !== 1) this.#unit = divisor(this.#unit, units);
      this.#require(index, spot);
    }
  }

  /** Contracts short that shares do not cover. */
  get shortUnits(): number {
    return this.#total;
  }

  /** The greatest common divisor of the quantities; 0 for none. */
  get unit(): number {
    return this.#unit;
  }

  /** Strikes ascending, with repetitions. */
  *#ascending(): Iterable<number> {
    const { length } = this.#order;
    for (let index = 0; index < length; index += 1) yield this.#strikes[this.#order[this.#isCall ? length - 1 - index : index] ?? 0] ?? 0;
  }

  sortedStrikes(): Float64Array {
    return Float64Array.from(this.#ascending());
  }

  /** Steps of the book's common divisor keep a larger book's requirement in proportion. */
  divide(unit: number): void {
    const total = this.#total;
    const fewest = Math.max(0, total - this.#covering);
    const steps = unit === 0 ? 0 : Math.ceil((total - fewest) / unit);
    const step = unit * Math.max(1, Math.ceil(steps / DIVISIONS));
    let count = 0;
    for (let naked = fewest; naked < total; naked += step) {
      this.#naked[count] = naked;
      count += 1;
    }
    this.#naked[count] = total;
    this.#divisions = count + 1;
    let index = 0;
    let before = 0;
    let premium = 0;
    let buffer = 0;
    for (let division = 0; division < this.#divisions; division += 1) {
      const naked = this.#naked[division] ?? 0;
      while (index < this.#shorts && before + (this.#shortUnits[index] ?? 0) <= naked) {
        const units = this.#shortUnits[index] ?? 0;
        before += units;
        premium += units * (this.#premiums[index] ?? 0);
        buffer += units * (this.#buffers[index] ?? 0);
        index += 1;
      }
      const part = naked - before;
      const ofPart = part > 0 ? part * (this.#premiums[index] ?? 0) : 0;
      this.#premium[division] = premium + ofPart;
      this.#side[division] = premium + ofPart + buffer + (part > 0 ? part * (this.#buffers[index] ?? 0) : 0);
    }
  }

  get divisions(): number {
    return this.#divisions;
  }

  /** Premiums of what is naked. */
  premiumOf(division: number): number {
    return this.#premium[division] ?? 0;
  }

  /** Premiums and buffers of what is naked. */
  sideOf(division: number): number {
    return this.#side[division] ?? 0;
  }

  /** Takes the prices that values are asked for at: ascending, `count` of them, every strike among them. */
  spread(prices: Float64Array, count: number): void {
    if (this.#net.length < count) {
      this.#net = new Float64Array(2 * count);
      this.#rest = new Float64Array(2 * count);
      this.#values.length = 0;
    }
    this.#prices = prices;
    this.#priceCount = count;
    this.#known.fill(0);
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

  /** By price: dollars at expiry of the longs and of the shorts that are not naked. */
  valuesOf(division: number): Float64Array {
    let values = this.#values[division];
    if (values === undefined) this.#values[division] = values = new Float64Array(this.#net.length);
    if (this.#known[division] === 1) return values;
    this.#known[division] = 1;
    const count = this.#priceCount;
    const rest = this.#rest;
    rest.set(this.#net.subarray(0, count));
    let naked = this.#naked[division] ?? 0;
    for (let index = 0; index < this.#shorts && naked > 0; index += 1) {
      const taken = Math.min(naked, this.#shortUnits[index] ?? 0);
      const price = this.#shortPrice[index] ?? 0;
      naked -= taken;
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
  }
}

/** The greatest whole number that divides both; 0 divides nothing and is divided by all. */
export function divisor(left: number, right: number): number {
  while (right !== 0) [left, right] = [right, left % right];
  return left;
}
