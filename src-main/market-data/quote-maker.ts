import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import { yearsToReference } from '../../src-core/calendar/expiry-clock.ts';
import type { Underlying } from '../../src-core/instruments/instrument.ts';
import type { ContractListing } from '../../src-core/market/chain.ts';
import { americanPrice } from '../../src-core/pricing/american/american.ts';
import { MINUTE, SECOND } from '../../src-core/time.ts';
import type { QuoteBatch } from './feed.ts';
import { type PathColumns, type SimulatedPath, STEP_MS } from './price-path.ts';
import { hash32 } from './random.ts';

/** Contracts trade in spans of this long, or of a step where that is longer. */
const TRADE_MS = 15 * SECOND;
/** The puts' exercise premiums are worked out this often. */
const PREMIUM_MS = 5 * MINUTE;
/** Strikes listed either side of the opening price, the distance that must always be covered, and what is then added. */
const LISTED_SHARE = 0.05;
const COVERED_SHARE = 0.02;
const ADDED_SHARE = 0.035;
/** Spreads and sizes against SPY's. */
const WIDTH: Readonly<Record<Underlying, number>> = { SPY: 1, QQQ: 1.25, IWM: 1.4 };
const DEPTH: Readonly<Record<Underlying, number>> = { SPY: 1, QQQ: 0.6, IWM: 0.45 };
const SALT: Readonly<Record<Underlying, number>> = { SPY: 0x51f1, QQQ: 0x9a2b, IWM: 0x3c77 };

/** What of a path quotes are made from. */
export type QuotedPath = Pick<SimulatedPath, 'underlyings' | 'deviation' | 'stepMs' | 'call'>;

interface Listing {
  readonly step: number;
  readonly contracts: readonly ContractListing[];
}

/**
 * Makes one chain's quotes. What is quoted at a step depends on nothing but the seed, the path and the step,
 * so a moment reached by seeking looks the same as one reached step by step. Volume and last trade alone
 * accumulate, span by span.
 */
export class QuoteMaker {
  readonly #underlying: Underlying;
  readonly #session: ExchangeSession;
  readonly #path: QuotedPath;
  readonly #columns: PathColumns;
  readonly #seed: number;
  readonly #rate: number;
  readonly #tradeSteps: number;
  readonly #premiumSteps: number;
  /** Steps of STEP_MS in one of the path: what changes slowly does so by the time, whatever the path's step. */
  readonly #pace: number;
  readonly #listings: readonly Listing[];
  /** First row of each strike; the call's, followed by the put's. */
  readonly #strike: Float64Array;
  /** Of each strike's put: what the right to exercise it early adds, dollars; worked out anew every few minutes. */
  readonly #premium: Float64Array;
  #premiumSpan = Number.NaN;
  readonly #interest: Float64Array;
  readonly #volume: Float64Array;
  readonly #last: Float64Array;
  readonly #bid: Float64Array;
  readonly #ask: Float64Array;
  readonly #bidSize: Float64Array;
  readonly #askSize: Float64Array;
  #listed = 0;
  #nextListing = 0;

  /**
   * `rate` is annual and continuously compounded: it carries the forward, and makes the right to exercise a put worth
   * something. Strikes are listed over `reach` times the ordinary distances.
   */
  constructor(seed: number, underlying: Underlying, session: ExchangeSession, path: QuotedPath, rate = 0, reach = 1) {
    this.#underlying = underlying;
    this.#session = session;
    this.#path = path;
    this.#columns = path.underlyings[underlying];
    this.#seed = seed ^ SALT[underlying];
    this.#rate = rate;
    this.#tradeSteps = Math.max(1, Math.floor(TRADE_MS / path.stepMs));
    this.#premiumSteps = Math.max(1, Math.floor(PREMIUM_MS / path.stepMs));
    this.#pace = path.stepMs / STEP_MS;
    this.#listings = listingsAlong(this.#columns.price, reach);
    const strikes = this.#listings.flatMap(({ contracts }) => contracts.filter(({ right }) => right === 'call').map(({ strike }) => strike));
    this.#strike = Float64Array.from(strikes);
    this.#premium = new Float64Array(strikes.length);
    const rows = strikes.length * 2;
    this.#interest = new Float64Array(rows);
    this.#volume = new Float64Array(rows);
    this.#last = new Float64Array(rows).fill(Number.NaN);
    this.#bid = new Float64Array(rows);
    this.#ask = new Float64Array(rows);
    this.#bidSize = new Float64Array(rows);
    this.#askSize = new Float64Array(rows);
    const centre = this.#columns.price[0] ?? Number.NaN;
    for (let row = 0; row < rows; row += 1) this.#interest[row] = this.#openInterest(row, centre);
  }

  /** Most rows a batch of this chain can have. */
  get capacity(): number {
    return this.#interest.length;
  }

  /** Contracts listed at this step, to be asked once a step, in order. */
  listedAt(step: number): readonly ContractListing[] {
    const listing = this.#listings[this.#nextListing];
    if (listing === undefined || listing.step > step) return [];
    this.#nextListing += 1;
    this.#listed += listing.contracts.length;
    return listing.contracts;
  }

  /** Writes the rows that changed at this step and answers how many. */
  changes(step: number, batch: QuoteBatch): number {
    const traded = step % this.#tradeSteps === 0 && step > 0;
    if (traded) this.#trade(step);
    if (this.#columns.lastMove[step] !== step && !traded) return 0;
    return this.#quote(step, batch, traded);
  }

  /** Goes back to before the first step: nothing is listed. */
  restart(): void {
    this.#volume.fill(0);
    this.#last.fill(Number.NaN);
    this.#ask.fill(0);
    this.#listed = 0;
    this.#nextListing = 0;
  }

  /**
   * Goes to the state after `step`, from the start, where every `stride`-th step is asked for. Every contract listed until
   * then is in the batch.
   */
  seek(step: number, batch: QuoteBatch, stride = 1): readonly ContractListing[] {
    this.restart();
    const contracts: ContractListing[] = [];
    const list = (until: number): void => {
      for (let added = this.listedAt(until); added.length > 0; added = this.listedAt(until)) contracts.push(...added);
    };
    const span = Math.max(stride, this.#tradeSteps);
    for (let at = span; at <= step; at += span) {
      list(at);
      this.#trade(at);
    }
    list(step);
    this.#quote(step, batch, true);
    return contracts;
  }

  #quote(step: number, batch: QuoteBatch, traded: boolean): number {
    const at = this.#columns.lastMove[step] as number;
    const spot = this.#columns.price[at] as number;
    const growth = Math.exp(this.#rate * this.#yearsLeft(at));
    const forward = spot * growth;
    const deviation = this.#path.deviation(this.#underlying, at);
    this.#updatePremiums(at);
    const width = WIDTH[this.#underlying] * this.#closeWidening(at);
    const inverse = 1 / deviation;
    let count = 0;
    for (let row = 0; row < this.#listed; row += 2) {
      const strike = this.#strike[row >> 1] as number;
      const call = this.#path.call(forward, deviation, strike) / growth;
      const put = call - spot + strike / growth + (this.#premium[row >> 1] as number);
      const distance = Math.abs(strike - forward) * inverse;
      if (this.#make(row, at, call, width, distance, forward) || (traded && this.#tradedIn(row, step))) {
        count = this.#write(row, batch, count);
      }
      if (this.#make(row + 1, at, put, width, distance, forward) || (traded && this.#tradedIn(row + 1, step))) {
        count = this.#write(row + 1, batch, count);
      }
    }
    batch.count = count;
    return count;
  }

  /** Quotes a row around its fair value; true when that is another quote than before. */
  #make(row: number, at: number, fair: number, width: number, distance: number, forward: number): boolean {
    const half = this.#halfSpread(row, at, fair, width, forward);
    const bidCents = Math.floor((fair - half) * 100);
    const bid = bidCents > 0 ? bidCents / 100 : Number.NaN;
    const ask = Math.ceil((fair + half) * 100) / 100;
    // Sizes change every few seconds, each row at its own moments.
    const noise = hash32(this.#seed, row, (at * this.#pace + row * 7) >> 4);
    const depth = DEPTH[this.#underlying] * sizeAround(distance, fair);
    const bidSize = bidCents > 0 ? 1 + Math.floor(depth * (noise & 0xffff) * (1 / 0x8000)) : Number.NaN;
    const askSize = 1 + Math.floor(depth * (noise >>> 16) * (1 / 0x8000));
    if (same(this.#bid[row] as number, bid) && this.#ask[row] === ask && same(this.#bidSize[row] as number, bidSize) && this.#askSize[row] === askSize) {
      return false;
    }
    this.#bid[row] = bid;
    this.#ask[row] = ask;
    this.#bidSize[row] = bidSize;
    this.#askSize[row] = askSize;
    return true;
  }

  /** Dollars either side of fair: wider for dearer contracts, more so deep in the money, and with a slow jitter of its own. */
  #halfSpread(row: number, at: number, fair: number, width: number, forward: number): number {
    const deep = Math.max(0, fair / forward - 0.03);
    const jitter = 0.7 + hash32(this.#seed + 1, row, (at * this.#pace + row * 13) >> 7) * (0.6 / 4_294_967_296);
    return width * jitter * (0.003 + 0.0035 * fair + 20 * deep);
  }

  /** Spreads double into the reference and stay wide after it. */
  #closeWidening(step: number): number {
    const left = this.#session.reference - this.#session.open - step * this.#path.stepMs;
    return left <= 0 ? 2.5 : 1 + Math.exp(-left / (12 * MINUTE));
  }

  #write(row: number, batch: QuoteBatch, count: number): number {
    batch.row[count] = row;
    batch.bid[count] = this.#bid[row] as number;
    batch.ask[count] = this.#ask[row] as number;
    batch.bidSize[count] = this.#bidSize[row] as number;
    batch.askSize[count] = this.#askSize[row] as number;
    batch.last[count] = this.#last[row] as number;
    batch.volume[count] = this.#volume[row] as number;
    batch.openInterest[count] = this.#interest[row] as number;
    return count + 1;
  }

  /** The span that ends at `step`: contracts near the money trade the most, at the bid or the ask of that moment. */
  #trade(step: number): void {
    const at = this.#columns.lastMove[step] as number;
    const spot = this.#columns.price[at] as number;
    const growth = Math.exp(this.#rate * this.#yearsLeft(at));
    const forward = spot * growth;
    const deviation = this.#path.deviation(this.#underlying, at);
    this.#updatePremiums(at);
    const width = WIDTH[this.#underlying] * this.#closeWidening(at);
    for (let row = 0; row < this.#listed; row += 1) {
      if (!this.#tradedIn(row, step)) continue;
      const strike = this.#strike[row >> 1] as number;
      const noise = hash32(this.#seed + 3, row, step);
      const distance = (strike - forward) / deviation;
      this.#volume[row] = (this.#volume[row] as number) + 1 + Math.floor(240 * this.#popularity(distance, row) * (noise & 0xff) * (1 / 256));
      const call = this.#path.call(forward, deviation, strike) / growth;
      const fair = row % 2 === 0 ? call : call - spot + strike / growth + (this.#premium[row >> 1] as number);
      const half = this.#halfSpread(row, at, fair, width, forward);
      const bidCents = Math.floor((fair - half) * 100);
      this.#last[row] = (noise & 0x100) !== 0 && bidCents > 0 ? bidCents / 100 : Math.ceil((fair + half) * 100) / 100;
    }
  }

  #yearsLeft(step: number): number {
    return yearsToReference(this.#session, this.#session.open + step * this.#path.stepMs);
  }

  /** As of the beginning of the span that the step lies in, so that they do not depend on how the step was reached. */
  #updatePremiums(step: number): void {
    const span = Math.floor(step / this.#premiumSteps);
    if (this.#rate === 0 || span === this.#premiumSpan) return;
    this.#premiumSpan = span;
    const at = this.#columns.lastMove[span * this.#premiumSteps] as number;
    const spot = this.#columns.price[at] as number;
    const years = this.#yearsLeft(at);
    const volatility = years > 0 ? this.#path.deviation(this.#underlying, at) / (spot * Math.sqrt(years)) : 0;
    for (const [index, strike] of this.#strike.entries()) {
      const solved = americanPrice({ right: 'put', spot, strike, years, rate: this.#rate, dividendYield: 0 }, volatility);
      this.#premium[index] = solved.ok ? solved.premium : 0;
    }
  }

  /** Whether the row trades in the span that ends at `step`. */
  #tradedIn(row: number, step: number): boolean {
    const at = this.#columns.lastMove[step] as number;
    const distance = ((this.#strike[row >> 1] as number) - (this.#columns.price[at] as number)) / this.#path.deviation(this.#underlying, at);
    const thin = step * this.#path.stepMs >= this.#session.reference - this.#session.open ? 0.1 : 1;
    const chance = thin * (0.004 + 0.8 * this.#popularity(distance, row));
    return hash32(this.#seed + 2, row, step) < chance * 4_294_967_296;
  }

  /** From 1 at the money downwards; a little less for the side in the money. */
  #popularity(distance: number, row: number): number {
    const inTheMoney = row % 2 === 0 ? distance < 0 : distance > 0;
    return DEPTH[this.#underlying] * Math.exp(-(inTheMoney ? 1.6 : 0.7) * Math.abs(distance));
  }

  #openInterest(row: number, centre: number): number {
    const strike = this.#strike[row >> 1] as number;
    const roundness = strike % 10 === 0 ? 6 : strike % 5 === 0 ? 2.8 : 1;
    const away = (Math.abs(strike - centre) / centre) * 100;
    const noise = 0.3 + hash32(this.#seed + 4, row, 0) * (1.4 / 4_294_967_296);
    return Math.round(2400 * DEPTH[this.#underlying] * roundness * noise * Math.exp(-0.45 * away));
  }
}

/** Contracts shown on a side: hundreds at the money, thousands far out of it, few where contracts are dear. */
function sizeAround(distance: number, fair: number): number {
  return (110 + 700 * Math.min(distance, 4)) / (1 + 1.6 * fair * fair);
}

function same(before: number, now: number): boolean {
  return before === now || (before !== before && now !== now);
}

function listingsAlong(price: Float64Array, reach: number): readonly Listing[] {
  const opening = price[0] ?? Number.NaN;
  let low = Math.floor(opening * (1 - reach * LISTED_SHARE));
  let high = Math.ceil(opening * (1 + reach * LISTED_SHARE));
  const covered = reach * COVERED_SHARE;
  const listings: Listing[] = [{ step: 0, contracts: strikesBetween(low, high) }];
  for (let step = 1; step < price.length; step += 1) {
    const now = price[step] as number;
    if (now * (1 + covered) > high) {
      const top = Math.ceil(now * (1 + reach * ADDED_SHARE));
      listings.push({ step, contracts: strikesBetween(high + 1, top) });
      high = top;
    }
    if (now * (1 - covered) < low) {
      const bottom = Math.floor(now * (1 - reach * ADDED_SHARE));
      listings.push({ step, contracts: strikesBetween(bottom, low - 1) });
      low = bottom;
    }
  }
  return listings;
}

function strikesBetween(low: number, high: number): readonly ContractListing[] {
  const contracts: ContractListing[] = [];
  for (let strike = low; strike <= high; strike += 1) contracts.push({ strike, right: 'call' }, { strike, right: 'put' });
  return contracts;
}
