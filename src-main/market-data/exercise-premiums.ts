import { atTheMoney } from '../../src-core/market/at-the-money.ts';
import type { Chain } from '../../src-core/market/chain.ts';
import { americanPrice } from '../../src-core/pricing/american/american.ts';
import { type EpochMs, MINUTE } from '../../src-core/time.ts';

/** What the options are priced in. */
export interface PremiumMarket {
  /** Dollars. */
  readonly spot: number;
  readonly rate: number;
  /** Calendar years to expiry, and years on the clock of the chain's volatilities. */
  readonly years: number;
  readonly varianceYears: number;
}

/** A premium is a cent or two of a deep put in the morning and falls with the hours; it is worked out anew after this, */
const EVERY = 5 * MINUTE;
/** or when the spot has moved by this share. */
const MOVE = 0.001;

/**
 * What the right to exercise early adds to each row's price, dollars per share. It is taken off a mid before the
 * European formula is inverted, so that a deep put's volatility is that of its strike's call.
 *
 * Of same-day options on shares without a dividend it is 0 for calls, and below 1e-4 dollars for puts out of the money
 * (`premiumBound` proves where); only the rest is solved, at the volatility of the out-of-the-money side of the strike.
 */
export class ExercisePremiums {
  /** By row. */
  premium = new Float64Array(0);
  #time = Number.NaN;
  #spot = Number.NaN;

  /** Makes room for rows that were added; all are worked out anew with the next update. */
  resize(size: number): void {
    this.#time = Number.NaN;
    const premium = new Float64Array(size);
    premium.set(this.premium.subarray(0, Math.min(size, this.premium.length)));
    this.premium = premium;
  }

  /** False until the first were worked out: that takes a volatility at the money. */
  get isKnown(): boolean {
    return !Number.isNaN(this.#time);
  }

  /** Brings the premiums up to date where they are due; true when it did. */
  update(chain: Chain, market: PremiumMarket, now: EpochMs): boolean {
    if (now - this.#time < EVERY && Math.abs(market.spot - this.#spot) <= MOVE * this.#spot) return false;
    const fallback = atTheMoney(chain, market.varianceYears)?.iv;
    if (fallback === undefined) return false;
    this.#time = now;
    this.#spot = market.spot;
    const { iv } = chain.columns;
    // Volatilities are annual on the chain's clock; the exercise boundary is solved on calendar time.
    const toCalendar = Math.sqrt(market.varianceYears / market.years);
    for (const { strike, call, put } of chain.ladder) {
      if (put < 0) continue;
      const out = strike >= market.spot && call >= 0 ? call : put;
      const known = iv[out] as number;
      const volatility = (known > 0 ? known : fallback) * toCalendar;
      const { spot, rate, years } = market;
      const solved = americanPrice({ right: 'put', spot, strike, years, rate, dividendYield: 0 }, volatility);
      this.premium[put] = solved.ok ? solved.premium : 0;
    }
    return true;
  }
}
