/** Reweighting steps: enough to settle; the estimate then moves by far less than its error. */
const STEPS = 8;
/** Half-widths of the bisquare weight in scales: 95 % as efficient as least squares on normal errors. */
const BISQUARE = 4.685;
/** Median absolute deviation to standard deviation of a normal error. */
const MAD_TO_SIGMA = 1.4826;
/** The scale of the residuals, in half-spreads, is kept between these: a pair whose bid and ask allow the line is never thrown out. */
const LEAST_SCALE = 1 / BISQUARE;
const GREATEST_SCALE = 1;
/** In the vote, what a residual within the pair's own half-spread counts at most, and how far beyond it a vote is lost, in half-spreads. */
const INNER_COST = 0.1;
const VOTE_MARGIN = 0.5;
/** What is believed of the residuals before any is seen: so many observations of so many half-spreads squared. */
const PRIOR_COUNT = 2;
const PRIOR_VARIANCE = 0.25;
/** Half-spreads by which the mids of either wing may be wrong together; no number of pairs averages that out. */
const COMMON_ERROR = 0.05;
/** Floor of the mean slope of the bisquare function, which divides the errors. */
const LEAST_SLOPE = 0.3;

/**
 * Robust fit of put-call parity C - P = discount · (forward - strike) to pairs of one expiry, each pair's
 * standard deviation taken as proportional to its width. Reused from fit to fit: only `reset` may allocate.
 *
 * The start is a vote: the pair whose parity the bids and asks of the most other pairs allow; with a free
 * discount the repeated median of the slopes comes before it (Siegel, Robust regression using repeated medians, 1982). Then come
 * least squares reweighted by Tukey's bisquare (Holland, Welsch, Robust regression using iteratively reweighted
 * least-squares, 1977). Standard errors are the sandwich of Huber (Robust Statistics, 1981, section 7.6), so the
 * widths need only be roughly right; added to it is a twentieth of a half-spread that the mids of a wing, or of
 * all pairs, are wrong together. A book that is late as a whole does not show.
 */
export class ParityLine {
  /** Pairs added since the last reset. */
  count = 0;
  /** Of the last fit: discount · (forward - origin), in dollars. */
  level = Number.NaN;
  discount = Number.NaN;
  /** Variances of `level` and `discount` and their covariance; the latter two 0 for a given discount. */
  levelVariance = Number.NaN;
  discountVariance = 0;
  covariance = 0;
  /** Standard deviation of the residuals in half-spreads, held within 0.21 to 1. */
  scale = Number.NaN;
  /** Pairs that kept a weight. */
  used = 0;
  #origin = 0;
  #offset = new Float64Array(0);
  #difference = new Float64Array(0);
  #width = new Float64Array(0);
  #residual = new Float64Array(0);
  #ordered = new Float64Array(0);
  #slopes = new Float64Array(0);
  #isUsed = new Uint8Array(0);

  /** Forgets the pairs. Strikes are measured from `origin`, which should be near the money. */
  reset(capacity: number, origin: number): void {
    this.count = 0;
    this.#origin = origin;
    if (capacity <= this.#offset.length) return;
    this.#offset = new Float64Array(capacity);
    this.#difference = new Float64Array(capacity);
    this.#width = new Float64Array(capacity);
    this.#residual = new Float64Array(capacity);
    this.#ordered = new Float64Array(capacity);
    this.#slopes = new Float64Array(capacity);
    this.#isUsed = new Uint8Array(capacity);
  }

  /** `difference` is the call less the put, `width` half the sum of both spreads, in dollars; no more than the capacity. */
  add(strike: number, difference: number, width: number): void {
    this.#offset[this.count] = strike - this.#origin;
    this.#difference[this.count] = difference;
    this.#width[this.count] = width;
    this.count += 1;
  }

  get forward(): number {
    return this.#origin + this.level / this.discount;
  }

  /** Dollars; by the first-order change of level / discount. */
  get forwardError(): number {
    const distance = this.level / this.discount;
    const variance = this.levelVariance - 2 * distance * this.covariance + distance * distance * this.discountVariance;
    return Math.sqrt(Math.max(0, variance)) / this.discount;
  }

  /** Standard error of discount · forward, the present value of the underlying's delivery, in dollars. */
  get presentValueError(): number {
    const origin = this.#origin;
    return Math.sqrt(Math.max(0, this.levelVariance + 2 * origin * this.covariance + origin * origin * this.discountVariance));
  }

  /**
   * The least standard error of the discount that these pairs could give, with the least scale of residuals;
   * Infinity when all strikes are one.
   */
  leastDiscountError(): number {
    let weights = 0;
    let first = 0;
    let second = 0;
    for (let i = 0; i < this.count; i += 1) {
      const x = this.#offset[i] as number;
      const weight = 1 / (this.#width[i] as number) ** 2;
      weights += weight;
      first += weight * x;
      second += weight * x * x;
    }
    const spread = second - (first * first) / weights;
    this.#isUsed.fill(1, 0, this.count);
    return spread > 0 ? Math.hypot(LEAST_SCALE / Math.sqrt(spread), this.#commonTilt(first / weights, spread)) : Number.POSITIVE_INFINITY;
  }

  /** Fits the forward alone. False when nothing can be fitted. */
  fitForward(discount: number): boolean {
    this.discount = discount;
    return this.#fit(false);
  }

  /** Fits forward and discount. False when nothing can be fitted, or the line does not fall with the strike. */
  fitBoth(): boolean {
    this.discount = this.#repeatedMedian();
    if (!(this.discount > 0)) return false;
    const found = this.#fit(true);
    return found && this.discount > 0;
  }

  #fit(withDiscount: boolean): boolean {
    this.level = this.#vote();
    this.#isUsed.fill(1, 0, this.count);
    const middle = this.#middleWidth();
    for (let step = 0; step < STEPS; step += 1) {
      this.#measure();
      this.scale = Math.min(GREATEST_SCALE, Math.max(LEAST_SCALE, this.#deviation(middle)));
      if (!this.#reweigh(withDiscount)) return false;
    }
    this.#measure();
    return this.#findErrors(withDiscount);
  }

  /**
   * The level of the pair that the bids and asks of the most others allow. Mids do not vote: far from the money
   * makers quote one side near and the other wide, so that the mids there are wrong together, by up to a half-spread.
   * A vote weighs 1/√width: wide pairs, that allow much, must not outvote the narrow ones, nor be without a voice.
   */
  #vote(): number {
    const { count } = this;
    const levels = this.#residual;
    const votes = this.#slopes;
    for (let i = 0; i < count; i += 1) {
      levels[i] = (this.#difference[i] as number) + this.discount * (this.#offset[i] as number);
      this.#ordered[i] = 1 / (this.#width[i] as number);
      votes[i] = Math.sqrt(this.#ordered[i] as number);
    }
    let best = Number.NaN;
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < count; i += 1) {
      const level = levels[i] as number;
      let sum = 0;
      for (let j = 0; j < count && sum < least; j += 1) {
        const ratio = ((levels[j] as number) - level) * (this.#ordered[j] as number);
        const beyond = Math.abs(ratio) - 1;
        const cost = beyond <= 0 ? INNER_COST * ratio * ratio : Math.min(1, INNER_COST + beyond / VOTE_MARGIN);
        sum += cost * (votes[j] as number);
      }
      if (sum < least) {
        least = sum;
        best = level;
      }
    }
    return best;
  }

  #measure(): void {
    for (let i = 0; i < this.count; i += 1) {
      this.#residual[i] = (this.#difference[i] as number) - this.level + this.discount * (this.#offset[i] as number);
    }
  }

  #middleWidth(): number {
    this.#ordered.set(this.#width.subarray(0, this.count));
    return select(this.#ordered, this.count, this.count >> 1);
  }

  /** Scale of the residuals of the narrower pairs still in use: they carry the weight, and wide mids are better than their spreads. */
  #deviation(middle: number): number {
    let kept = 0;
    for (let i = 0; i < this.count; i += 1) {
      const width = this.#width[i] as number;
      if (this.#isUsed[i] === 0 || width > middle) continue;
      this.#ordered[kept] = Math.abs(this.#residual[i] as number) / width;
      kept += 1;
    }
    return kept === 0 ? GREATEST_SCALE : MAD_TO_SIGMA * select(this.#ordered, kept, kept >> 1);
  }

  #reweigh(withDiscount: boolean): boolean {
    let weights = 0;
    let first = 0;
    let second = 0;
    let pull = 0;
    let turn = 0;
    this.used = 0;
    for (let i = 0; i < this.count; i += 1) {
      const width = this.#width[i] as number;
      const residual = this.#residual[i] as number;
      const ratio = residual / (BISQUARE * this.scale * width);
      const rest = 1 - ratio * ratio;
      this.#isUsed[i] = rest > 0 ? 1 : 0;
      if (!(rest > 0)) continue;
      const x = this.#offset[i] as number;
      const weight = (rest * rest) / (width * width);
      this.used += 1;
      weights += weight;
      first += weight * x;
      second += weight * x * x;
      pull += weight * residual;
      turn += weight * x * residual;
    }
    if (!(weights > 0)) return false;
    if (!withDiscount) {
      this.level += pull / weights;
      return true;
    }
    const determinant = weights * second - first * first;
    if (!(determinant > 0)) return false;
    this.level += (second * pull - first * turn) / determinant;
    this.discount -= (weights * turn - first * pull) / determinant;
    return true;
  }

  #findErrors(withDiscount: boolean): boolean {
    let weights = 0;
    let squares = 0;
    let first = 0;
    let second = 0;
    let scatter = 0;
    let scatterFirst = 0;
    let scatterSecond = 0;
    let slope = 0;
    let inverses = 0;
    for (let i = 0; i < this.count; i += 1) {
      if (this.#isUsed[i] === 0) continue;
      const width = this.#width[i] as number;
      const x = this.#offset[i] as number;
      const standard = (this.#residual[i] as number) / width;
      const square = Math.min(1, (standard / (BISQUARE * this.scale)) ** 2);
      const influence = (standard * (1 - square) ** 2) ** 2;
      const weight = 1 / (width * width);
      slope += (1 - square) * (1 - 5 * square);
      weights += weight;
      inverses += 1 / width;
      squares += weight * weight;
      first += weight * x;
      second += weight * x * x;
      scatter += weight * influence;
      scatterFirst += weight * x * influence;
      scatterSecond += weight * x * x * influence;
    }
    // Pairs of unequal weight are worth fewer pairs of equal weight.
    const worth = (weights * weights) / squares;
    const believed = PRIOR_COUNT * PRIOR_VARIANCE;
    const shrink = 1 / (Math.max(0, worth - (withDiscount ? 2 : 1)) + PRIOR_COUNT) / Math.max(LEAST_SLOPE, slope / this.used) ** 2;
    const b00 = (worth * scatter + believed * weights) * shrink;
    const b01 = (worth * scatterFirst + believed * first) * shrink;
    const b11 = (worth * scatterSecond + believed * second) * shrink;
    const common = (COMMON_ERROR * inverses) / weights;
    if (!withDiscount) {
      this.levelVariance = b00 / (weights * weights) + common * common;
      this.discountVariance = 0;
      this.covariance = 0;
      return Number.isFinite(this.levelVariance);
    }
    // Inverse of [[weights, -first], [-first, second]] on both sides of the scatter: the line falls with the strike.
    const determinant = weights * second - first * first;
    const a00 = second / determinant;
    const a01 = first / determinant;
    const a11 = weights / determinant;
    this.levelVariance = a00 * a00 * b00 - 2 * a00 * a01 * b01 + a01 * a01 * b11 + common * common;
    this.discountVariance =
      a01 * a01 * b00 - 2 * a01 * a11 * b01 + a11 * a11 * b11 + this.#commonTilt(first / weights, determinant / weights) ** 2;
    this.covariance = a00 * a01 * b00 - (a00 * a11 + a01 * a01) * b01 + a01 * a11 * b11;
    return Number.isFinite(this.levelVariance) && Number.isFinite(this.discountVariance);
  }

  /** What the discount moves by when the mids on either side of `centre` are wrong together, in opposite directions. */
  #commonTilt(centre: number, spread: number): number {
    let arm = 0;
    for (let i = 0; i < this.count; i += 1) {
      if (this.#isUsed[i] === 1) arm += Math.abs((this.#offset[i] as number) - centre) / (this.#width[i] as number);
    }
    return (COMMON_ERROR * arm) / spread;
  }

  #repeatedMedian(): number {
    const { count } = this;
    let outer = 0;
    for (let i = 0; i < count; i += 1) {
      let inner = 0;
      for (let j = 0; j < count; j += 1) {
        const run = (this.#offset[i] as number) - (this.#offset[j] as number);
        if (run === 0) continue;
        this.#ordered[inner] = ((this.#difference[j] as number) - (this.#difference[i] as number)) / run;
        inner += 1;
      }
      if (inner === 0) continue;
      this.#slopes[outer] = select(this.#ordered, inner, inner >> 1);
      outer += 1;
    }
    return outer === 0 ? Number.NaN : select(this.#slopes, outer, outer >> 1);
  }
}

/** The value of the given rank among the first `count` (Hoare, Algorithm 65: Find, 1961). Reorders them. */
function select(values: Float64Array, count: number, rank: number): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const pivot = values[rank] as number;
    let i = low;
    let j = high;
    while (i <= j) {
      while ((values[i] as number) < pivot) i += 1;
      while ((values[j] as number) > pivot) j -= 1;
      if (i > j) break;
      const value = values[i] as number;
      values[i] = values[j] as number;
      values[j] = value;
      i += 1;
      j -= 1;
    }
    if (j < rank) low = i;
    if (rank < i) high = j;
  }
  return values[rank] as number;
}
