import { type InstrumentSymbol, type Right, symbolOf, type Underlying, UNDERLYINGS } from '../../../src-core/instruments/instrument.ts';
import type { QuoteStatus } from '../../../src-core/market/chain.ts';
import type { Quote, QuoteSource } from '../../../src-core/market/quote.ts';
import { CENT, fromDollars, type Money, money } from '../../../src-core/money.ts';
import type { IsoDate } from '../../../src-core/time.ts';

/** One listed instrument; shares have neither right nor strike. */
export interface Listed {
  readonly symbol: InstrumentSymbol;
  readonly underlying: Underlying;
  readonly right: Right | null;
  /** 1/10000 dollar; 0 for shares. */
  readonly strike: number;
}

interface Row {
  readonly listed: Listed;
  status: QuoteStatus;
  /** Cents that its own supply and demand add to the model's price. */
  skew: number;
  /** null until it is asked for. */
  quote: Quote | null;
}

export const STRIKES = 6;
const SPACING = fromDollars(2);
const CENTRES: Readonly<Record<Underlying, Money>> = { SPY: fromDollars(640), QQQ: fromDollars(560), IWM: fromDollars(240) };
/** Dollars of time value at the money, and how far from it a tenth of that is left. */
const TIME_VALUE = fromDollars(1.4);
const REACH = fromDollars(6);

/** Quotes of six strikes and the shares of each underlying, all movable by hand; objects are made when asked for. */
export class SequenceMarket implements QuoteSource {
  readonly date: IsoDate;
  readonly #rows = new Map<InstrumentSymbol, Row>();
  readonly #byUnderlying: Readonly<Record<Underlying, Row[]>> = { SPY: [], QQQ: [], IWM: [] };
  readonly #options = new Map<string, Listed>();
  readonly #shares = new Map<Underlying, Listed>();
  readonly #spots: Record<Underlying, Money | null> = { ...CENTRES };
  readonly #lastSpots: Record<Underlying, Money> = { ...CENTRES };
  #volatility = 1;
  #refresh = 0;

  constructor(date: IsoDate) {
    this.date = date;
    for (const underlying of UNDERLYINGS) {
      for (let index = 0; index < STRIKES; index += 1) {
        const strike = money(CENTRES[underlying] + (2 * index - STRIKES + 1) * (SPACING / 2));
        for (const right of ['call', 'put'] as const) {
          const listed: Listed = { symbol: symbolOf({ kind: 'option', underlying, expiry: date, right, strike }), underlying, right, strike };
          this.#options.set(`${underlying} ${right} ${index}`, listed);
          this.#list(listed);
        }
      }
      const shares: Listed = { symbol: symbolOf({ kind: 'shares', underlying }), underlying, right: null, strike: 0 };
      this.#shares.set(underlying, shares);
      this.#list(shares);
    }
  }

  /** As at first. */
  reset(): void {
    this.#volatility = 1;
    for (const underlying of UNDERLYINGS) {
      this.#spots[underlying] = this.#lastSpots[underlying] = CENTRES[underlying];
      for (const row of this.#byUnderlying[underlying]) {
        row.status = 'priced';
        row.skew = 0;
        row.quote = null;
      }
    }
  }

  option(underlying: Underlying, right: Right, index: number): Listed {
    const listed = this.#options.get(`${underlying} ${right} ${index}`);
    if (listed === undefined) throw new Error(`there is no strike ${index} of ${underlying}`);
    return listed;
  }

  shares(underlying: Underlying): Listed {
    const listed = this.#shares.get(underlying);
    if (listed === undefined) throw new Error(`${underlying} is not listed`);
    return listed;
  }

  listed(symbol: InstrumentSymbol): Listed {
    return this.#row(symbol).listed;
  }

  symbols(underlying: Underlying): readonly InstrumentSymbol[] {
    return this.#byUnderlying[underlying].map(({ listed }) => listed.symbol);
  }

  spotOf(underlying: Underlying): Money | null {
    return this.#spots[underlying];
  }

  /** What an instrument would trade at, whole cents, whether it is quoted or not. */
  price(symbol: InstrumentSymbol): Money {
    const { listed, skew } = this.#row(symbol);
    const spot = this.#lastSpots[listed.underlying];
    if (listed.right === null) return spot;
    const away = listed.right === 'call' ? spot - listed.strike : listed.strike - spot;
    const timeValue = this.#volatility * TIME_VALUE * Math.exp(-2.3 * (away / REACH) ** 2);
    return money(Math.max(1, Math.round((Math.max(0, away) + timeValue) / CENT) + skew) * CENT);
  }

  moveSpot(underlying: Underlying, cents: number): void {
    const spot = money(Math.max(CENT, this.#lastSpots[underlying] + cents * CENT));
    this.#spots[underlying] = this.#lastSpots[underlying] = spot;
    this.#renew(underlying);
  }

  /** Until it moves again. */
  loseSpot(underlying: Underlying): void {
    this.#spots[underlying] = null;
  }

  setVolatility(factor: number): void {
    this.#volatility = factor;
    for (const underlying of UNDERLYINGS) this.#renew(underlying);
  }

  setQuote(symbol: InstrumentSymbol, status: QuoteStatus, skew: number): void {
    const row = this.#row(symbol);
    row.status = status;
    row.skew = skew;
    row.quote = null;
  }

  quote(symbol: InstrumentSymbol): Quote | null {
    const row = this.#rows.get(symbol);
    if (row === undefined) return null;
    row.quote ??= this.#quote(row);
    return row.quote;
  }

  #quote({ listed, status }: Row): Quote {
    const price = this.price(listed.symbol);
    const half = Math.max(1, Math.round(price / CENT / 60)) * CENT;
    const isAbsent = status === 'absent';
    const greeks = this.#greeks(listed, status);
    this.#refresh += 1;
    return {
      bid: isAbsent || status === 'one_sided' ? null : money(Math.max(CENT, price - half)),
      ask: isAbsent ? null : money(status === 'crossed' ? Math.max(CENT, price - 2 * half) : price + half),
      bidSize: 10,
      askSize: 10,
      time: 0,
      status,
      refresh: this.#refresh,
      ...greeks,
    };
  }

  #greeks({ right, strike, underlying }: Listed, status: QuoteStatus): Pick<Quote, 'iv' | 'delta' | 'gamma' | 'theta' | 'vega'> {
    if (right === null) return { iv: Number.NaN, delta: 1, gamma: 0, theta: 0, vega: 0 };
    if (status !== 'priced') return { iv: Number.NaN, delta: Number.NaN, gamma: Number.NaN, theta: Number.NaN, vega: Number.NaN };
    const away = (this.#lastSpots[underlying] - strike) / REACH;
    const ofCall = 1 / (1 + Math.exp(-3 * away));
    return { iv: 0.15 * this.#volatility, delta: right === 'call' ? ofCall : ofCall - 1, gamma: 0.06 * Math.exp(-2 * away * away), theta: -1, vega: 0.08 * Math.exp(-2 * away * away) };
  }

  #list(listed: Listed): void {
    const row: Row = { listed, status: 'priced', skew: 0, quote: null };
    this.#rows.set(listed.symbol, row);
    this.#byUnderlying[listed.underlying].push(row);
  }

  #row(symbol: InstrumentSymbol): Row {
    const row = this.#rows.get(symbol);
    if (row === undefined) throw new Error(`${symbol} is not listed`);
    return row;
  }

  #renew(underlying: Underlying): void {
    for (const row of this.#byUnderlying[underlying]) row.quote = null;
  }
}
