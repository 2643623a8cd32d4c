import { type Underlying, symbolOf } from '../../../src-core/instruments/instrument.ts';
import { type DensityMove, densityMove } from '../../../src-core/market/expected-move.ts';
import { logRatio } from '../../../src-core/market/log-ratio.ts';
import type { OpenInterestDate } from '../../../src-core/market/open-interest-date.ts';
import { RealisedVariance, realisedVolatility } from '../../../src-core/market/realised-variance.ts';
import type { Measure, UnderlyingState } from '../../../src-core/signals/market-state.ts';
import type { ImpliedDistribution, Market } from '../../market-data/market.ts';
import { chainState, gammaState } from './chain-state.ts';
import { figure, minutesText, type SessionMinutes } from './session-minutes.ts';

/** What of the market is measured. */
export type StateMarket = Pick<Market, 'atm' | 'chain' | 'clock' | 'discount' | 'distribution' | 'quote' | 'tickerState'>;

/** Bars after the open of which the first priced one speaks for the open. */
const OPENING_BARS = 5;
const OPENING_RANGE_MINUTES = 30;
export const VOLUME_MINUTES = 15;
const RECENT_MINUTES = 30;
/** Minute returns a realised volatility needs: of the day, its relative error is then a fifth; and of the last 30. */
const LEAST_RETURNS = 15;
const LEAST_RECENT = 20;
/** Minutes of a range that can be spoken of. */
const LEAST_RANGE = 5;
/** Mean range of a Brownian motion over its standard deviation: W. Feller, "The asymptotic distribution of the range of sums of independent random variables", 1951. */
const MEAN_RANGE = Math.sqrt(8 / Math.PI);

interface AtOpen {
  readonly iv: number;
  /** Dollars to the reference, as of that bar. */
  readonly sigma: number;
  /** Finished minutes then. */
  readonly finished: number;
}

/** One underlying, minute by minute. */
export class UnderlyingMeasures {
  /** Annual volatility at the money at the end of each minute that was seen to close, and realised up to it; NaN where unknown. */
  readonly implied: Float64Array;
  readonly realised: Float64Array;
  readonly #underlying: Underlying;
  readonly #market: StateMarket;
  readonly #minutes: SessionMinutes;
  readonly #openInterest: OpenInterestDate | null;
  readonly #variance = new RealisedVariance();
  #ordinaryVolume: Float64Array = new Float64Array(0);
  #high = Number.NaN;
  #low = Number.NaN;
  #openingRange: { readonly high: number; readonly low: number } | null = null;
  #atOpen: AtOpen | null = null;
  #move: DensityMove | null = null;

  constructor(underlying: Underlying, market: StateMarket, minutes: SessionMinutes, openInterest: OpenInterestDate | null) {
    this.#underlying = underlying;
    this.#market = market;
    this.#minutes = minutes;
    this.#openInterest = openInterest;
    this.implied = new Float64Array(minutes.count).fill(Number.NaN);
    this.realised = new Float64Array(minutes.count).fill(Number.NaN);
  }

  /** How the price at the reference is distributed as of the last state; null where that is not known. */
  get move(): DensityMove | null {
    return this.#move;
  }

  /** Shares ordinarily traded in the 15 minutes up to the end of each minute. */
  learn(ordinaryVolume: Float64Array): void {
    this.#ordinaryVolume = ordinaryVolume;
  }

  /** Counts a minute that is over; each once, in order. */
  minute(minute: number): void {
    const { minutes, highs, lows } = this.#market.tickerState(this.#underlying);
    this.#variance.minute(minutes[minute] ?? Number.NaN, this.#minutes.years[minute] ?? Number.NaN);
    this.realised[minute] = realisedVolatility(this.#variance.day, LEAST_RETURNS);
    this.#high = greater(this.#high, highs[minute] ?? Number.NaN, 1);
    this.#low = greater(this.#low, lows[minute] ?? Number.NaN, -1);
    if (minute !== OPENING_RANGE_MINUTES - 1) return;
    const isWhole = minutes.subarray(0, OPENING_RANGE_MINUTES).every((price) => !Number.isNaN(price));
    if (isWhole) this.#openingRange = { high: this.#high, low: this.#low };
  }

  /** The state is not known at the end of the last minute. */
  skip(): void {
    this.#move = null;
  }

  /** At the end of the last minute counted, by the market as it is now. */
  state(minute: number): Measure<UnderlyingState> {
    this.#move = null;
    const ticker = this.#market.tickerState(this.#underlying);
    const price = ticker.minutes[minute] ?? Number.NaN;
    const missing = this.#missing(minute);
    if (missing !== null) return { ok: false, reason: missing };
    const chain = chainState(this.#market.chain(this.#underlying));
    // By one side alone a price that is late and a market that moved look the same.
    const isTwoSided = chain.calls > 0 && chain.puts > 0;
    const atm = isTwoSided ? this.#market.atm(this.#underlying) : null;
    const implied = atm === null ? null : this.#market.distribution(this.#underlying);
    if (atm !== null) {
      this.implied[minute] = atm.iv;
      chain.atmStrike = atm.strike;
      chain.atmIv = atm.iv;
    }
    if (implied !== null) this.#move = densityMove(implied.distribution);
    if (this.#atOpen === null && this.#move !== null && atm !== null && minute < OPENING_BARS) {
      this.#atOpen = { iv: atm.iv, sigma: this.#move.sigma, finished: minute + 1 };
    }
    const since = (minutes: number): number => returnOver(ticker.minutes, minute, minutes);
    const momentum = (minutes: number): number | null =>
      figure(since(minutes) / ((this.implied[minute - minutes] ?? Number.NaN) * Math.sqrt(this.#minutes.yearsBetween(minute + 1 - minutes, minute + 1))));
    return {
      ok: true,
      value: {
        price,
        previousClose: figure(ticker.previousClose),
        open: ticker.open,
        high: this.#high,
        low: this.#low,
        returns: { m5: figure(since(5)), m15: figure(since(15)), m30: figure(since(30)), m60: figure(since(60)) },
        momentum: { m15: momentum(15), m30: momentum(30), m60: momentum(60) },
        volumeRatio: this.#volumeRatio(ticker.volumes, minute),
        openingRange: this.#openingRange,
        rangeRatio: this.#rangeRatio(minute),
        variance: this.#varianceState(minute),
        expectedMove: this.#expectedMove(implied, price, ticker.open),
        gamma: gammaState(this.#market.chain(this.#underlying), chain, implied?.spot ?? Number.NaN, atm?.sigmaLeft ?? Number.NaN, this.#openInterest),
        chain,
      },
    };
  }

  /** Why nothing is known at the end of a minute; null where something is. */
  #missing(minute: number): string | null {
    const { minutes, open } = this.#market.tickerState(this.#underlying);
    let known = minute;
    while (known >= 0 && Number.isNaN(minutes[known] ?? Number.NaN)) known -= 1;
    const until = this.#minutes.textAfter(minute + 1);
    if (known < 0 || Number.isNaN(open)) return `${this.#underlying} has had no price today up to ${until}`;
    if (known < minute) return `${this.#underlying} had no price for ${minutesText(minute - known)} up to ${until}`;
    const quote = this.#market.quote(symbolOf({ kind: 'shares', underlying: this.#underlying }));
    return quote?.status === 'stale' ? `the last quote of ${this.#underlying} was stale at ${until}` : null;
  }

  #volumeRatio(volumes: Float64Array, minute: number): number | null {
    const shares = (volumes[minute] ?? Number.NaN) - (volumes[minute - VOLUME_MINUTES] ?? Number.NaN);
    const ordinary = this.#ordinaryVolume[minute] ?? Number.NaN;
    return shares >= 0 && ordinary > 0 ? figure(shares / ordinary) : null;
  }

  #rangeRatio(minute: number): number | null {
    if (this.#atOpen === null || minute + 1 < LEAST_RANGE) return null;
    const { sigma, finished } = this.#atOpen;
    const part = this.#minutes.yearsBetween(0, minute + 1) / this.#minutes.yearsLeft(finished);
    return figure((this.#high - this.#low) / (MEAN_RANGE * sigma * Math.sqrt(part)));
  }

  #varianceState(minute: number): UnderlyingState['variance'] {
    return {
      realised: figure(this.realised[minute] ?? Number.NaN),
      realised30: figure(realisedVolatility(this.#variance.over(RECENT_MINUTES), LEAST_RECENT)),
      implied: figure(this.implied[minute] ?? Number.NaN),
      impliedAtOpen: this.#atOpen?.iv ?? null,
      implied15: figure(this.implied[minute - 15] ?? Number.NaN),
      returns: this.#variance.day.returns,
    };
  }

  #expectedMove(implied: ImpliedDistribution | null, price: number, open: number): UnderlyingState['expectedMove'] {
    if (implied === null || this.#move === null) return null;
    const { meanMove, sigma, interval68 } = this.#move;
    const sigmaAtOpen = this.#atOpen?.sigma ?? null;
    return {
      mean: meanMove,
      sigma,
      low: interval68.low,
      high: interval68.high,
      source: implied.source,
      sigmaAtOpen,
      used: sigmaAtOpen === null ? null : figure(Math.abs(price - open) / sigmaAtOpen),
    };
  }
}

function returnOver(prices: Float64Array, minute: number, minutes: number): number {
  const base = prices[minute - minutes] ?? Number.NaN;
  const price = prices[minute] ?? Number.NaN;
  return base > 0 && price > 0 ? logRatio(price, base) : Number.NaN;
}

/** The greater by `sign`; an absent one never is. */
function greater(left: number, right: number, sign: 1 | -1): number {
  return Number.isNaN(left) || sign * right > sign * left ? right : left;
}
