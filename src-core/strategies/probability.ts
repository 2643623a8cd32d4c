import type { Right } from '../instruments/instrument.ts';
import type { PriceDistribution } from '../market/price-distribution.ts';
import { fromDollars, type Money, MONEY_SCALE, subtract } from '../money.ts';
import type { Holding } from './holding.ts';
import { payoff } from './payoff.ts';
import { payoffStretches, type Stretch } from './payoff-stretches.ts';

/**
 * Probability that an option ends in the money: N(d2) of a call and N(-d2) of a put where the distribution is
 * lognormal. Risk-neutral: it is what prices imply, with what buyers pay for protection in it, and no forecast; delta
 * is another figure. A price on the strike to the last digit counts to the put.
 */
export function probabilityInTheMoney(distribution: PriceDistribution, right: Right, strike: number): number {
  const below = clamp(distribution.cumulative(strike));
  return right === 'put' ? below : 1 - below;
}

/**
 * How holdings that are kept to the reference time may end, for what was paid for them: risk-neutral probabilities,
 * and dollars for all of the holdings. What trading before the end would do to them is not in it.
 */
export interface ExpiryOutlook {
  readonly definition: 'risk_neutral_at_expiry';
  /** Of a result above 0, fees included. */
  readonly profitProbability: number;
  /** Of a result below 0. */
  readonly lossProbability: number;
  /** Of exactly 0: only where the payoff is flat at what was paid. The three add up to 1. */
  readonly evenProbability: number;
  /** Of the greatest result: 0 when one price alone gives it, null when it is unbounded. */
  readonly maximumGainProbability: number | null;
  /** Of the least result: 0 when one price alone gives it, null when it is unbounded. */
  readonly maximumLossProbability: number | null;
  /** The mean result: 0, less the fees, for what is bought at the distribution's own prices. */
  readonly expectedResult: number;
  /** The mean result of those above 0, and the mean of those below it as a positive number; null when they are too improbable. */
  readonly expectedGain: number | null;
  readonly expectedLoss: number | null;
}

/** Means given an event of less probability than this are rounding. */
const LEAST_PROBABILITY = 1e-8;

/**
 * `netCost` is what was paid for all of it in dollars, fees included, negative when received, as for a payoff's
 * profile. Exact for the distribution given: probabilities are differences of its distribution function at strikes
 * and break-evens, means differences of its calls there. The holdings are of the distribution's underlying and
 * expire at its time. Of a distribution without width the result at the forward, to 1/10000 dollar, is certain.
 */
export function expiryOutlook(holdings: readonly Holding[], netCost: Money, distribution: PriceDistribution): ExpiryOutlook {
  const { greatest, least, stretches } = payoffStretches(holdings, netCost);
  const tally = new Tally(greatest, least);
  if (hasWidth(distribution)) {
    for (const stretch of stretches) tally.add(stretch, weigh(distribution, stretch));
  } else {
    const result = subtract(payoff(holdings, fromDollars(distribution.forward)), netCost);
    tally.add({ from: 0, to: Number.POSITIVE_INFINITY, start: result, end: result, slope: 0 }, { probability: 1, mean: result });
  }
  return tally.outlook();
}

interface Weight {
  readonly probability: number;
  /** Ten-thousandths of a dollar: the mean of the result where the price ends on the stretch and 0 elsewhere. */
  readonly mean: number;
}

/** On (a, b] the mean of S - a is call(a) - call(b) - (b - a)·P(S > b). */
function weigh(distribution: PriceDistribution, { from, to, start, slope }: Stretch): Weight {
  const a = from / MONEY_SCALE;
  const b = to / MONEY_SCALE;
  const isLast = to === Number.POSITIVE_INFINITY;
  const above = isLast ? 0 : 1 - distribution.cumulative(b);
  const probability = (from === 0 ? 1 : 1 - distribution.cumulative(a)) - above;
  const callAt = (price: number): number => (price === 0 ? distribution.forward : distribution.call(price));
  const distance = slope === 0 ? 0 : callAt(a) - (isLast ? 0 : callAt(b) + (b - a) * above);
  return { probability, mean: start * probability + slope * distance * MONEY_SCALE };
}

function hasWidth(distribution: PriceDistribution): boolean {
  return distribution.quantile(LEAST_PROBABILITY) < distribution.quantile(1 - LEAST_PROBABILITY);
}

class Tally {
  readonly #greatest: number | null;
  readonly #least: number | null;
  #profit = 0;
  #loss = 0;
  #even = 0;
  #atGreatest = 0;
  #atLeast = 0;
  #gains = 0;
  #losses = 0;

  /** The extreme results; null for one that is unbounded. */
  constructor(greatest: number | null, least: number | null) {
    this.#greatest = greatest;
    this.#least = least;
  }

  add({ start, end, slope }: Stretch, { probability, mean }: Weight): void {
    const sign = Math.sign(start) || Math.sign(end);
    if (sign > 0) {
      this.#profit += probability;
      this.#gains += mean;
    } else if (sign < 0) {
      this.#loss += probability;
      this.#losses -= mean;
    } else {
      this.#even += probability;
    }
    if (slope === 0 && start === this.#greatest) this.#atGreatest += probability;
    if (slope === 0 && start === this.#least) this.#atLeast += probability;
  }

  outlook(): ExpiryOutlook {
    const profit = clamp(this.#profit);
    const loss = clamp(this.#loss);
    return {
      definition: 'risk_neutral_at_expiry',
      profitProbability: profit,
      lossProbability: loss,
      evenProbability: clamp(this.#even),
      maximumGainProbability: this.#greatest === null ? null : clamp(this.#atGreatest),
      maximumLossProbability: this.#least === null ? null : clamp(this.#atLeast),
      expectedResult: (this.#gains - this.#losses) / MONEY_SCALE,
      expectedGain: profit < LEAST_PROBABILITY ? null : this.#gains / profit / MONEY_SCALE,
      expectedLoss: loss < LEAST_PROBABILITY ? null : this.#losses / loss / MONEY_SCALE,
    };
  }
}

/** Differences of rounded probabilities may leave the range by a last place. */
function clamp(probability: number): number {
  return Math.max(0, Math.min(1, probability));
}
