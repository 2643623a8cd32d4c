import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import type { Ticker } from '../../src-core/instruments/instrument.ts';
import type { CoMoments } from '../../src-core/market/co-moments.ts';
import { CORRELATION_WINDOWS, correlationOverDays, CURRENT_WINDOW, DayCorrelation, type DayMoments } from '../../src-core/market/correlation.ts';
import { nextRegime, REGIME_RULES, type RegimeRules, type VolatilityRegime } from '../../src-core/market/volatility-regime.ts';
import { CORRELATION_PAIRS, type CorrelationPair, PAIR_NAMES } from '../../src-core/signals/market-state.ts';
import { type EpochMs, type IsoDate, MINUTE } from '../../src-core/time.ts';
import { type FormerDays, HISTORY_DAYS } from './former-days.ts';


/** Of minute returns, -1 to 1; NaN is absent. */
export interface PairCorrelations {
  /** Over the last hour of returns. */
  readonly correlation: number;
  /** Over all returns of the last 7 and 30 calendar days, today's with them. */
  readonly rolling7d: number;
  readonly rolling30d: number;
}

/** Of today's returns alone; NaN before 20 of them, where the last minute has none, or where gaps stretch a window too far. */
export interface CorrelationWindows {
  /** Over the last 20, 60 and 180 minute returns. */
  readonly short: number;
  readonly hour: number;
  readonly long: number;
}

export interface RegimeView {
  readonly type: VolatilityRegime;
  /** What sizes are multiplied by. */
  readonly factor: number;
}

/** What is measured: prices by minute of the session, the running minute unfinished. */
export interface MeasuredMarket {
  tickerState(ticker: Ticker): { readonly minutes: Float64Array; readonly previousClose: number };
}

export interface MarketMeasuresParts {
  readonly session: ExchangeSession;
  readonly market: MeasuredMarket;
  readonly regimeRules?: RegimeRules;
}

const [SHORT, HOUR, LONG] = CORRELATION_WINDOWS;

/**
 * How the underlyings move together, and how wild the market is. It counts finished minutes, all those it has not counted
 * yet, so a session that was left and resumed has the values of one that ran through.
 */
export class MarketMeasures {
  readonly #parts: MarketMeasuresParts;
  readonly #today: Readonly<Record<CorrelationPair, DayCorrelation>>;
  readonly #short: Readonly<Record<CorrelationPair, number[]>> = { SPY_QQQ: [], SPY_IWM: [], QQQ_IWM: [] };
  #former: Readonly<Record<CorrelationPair, DayMoments>> | null = null;
  #regime: VolatilityRegime | null = null;
  /** Minutes counted. */
  #counted = 0;
  /** Newest values; null after something was counted. */
  #correlations: ReadonlyMap<CorrelationPair, PairCorrelations> | null = null;

  constructor(parts: MarketMeasuresParts) {
    this.#parts = parts;
    this.#today = { SPY_QQQ: new DayCorrelation(), SPY_IWM: new DayCorrelation(), QQQ_IWM: new DayCorrelation() };
  }

  /** Takes former days; until then rolling values are absent. */
  learn({ dates, closes }: FormerDays): void {
    const former = (pair: CorrelationPair): DayMoments => {
      const [x, y] = CORRELATION_PAIRS[pair];
      return momentsByDate(dates, closes[x], closes[y]);
    };
    this.#former = { SPY_QQQ: former('SPY_QQQ'), SPY_IWM: former('SPY_IWM'), QQQ_IWM: former('QQQ_IWM') };
    this.#correlations = null;
  }

  /** To be called after each step of the session, before its values are read. */
  step(now: EpochMs): void {
    const { session, market, regimeRules } = this.#parts;
    const finished = Math.floor((Math.min(now, session.lastTrade) - session.open) / MINUTE);
    if (finished <= this.#counted) return;
    const minutes = (ticker: Ticker): Float64Array => market.tickerState(ticker).minutes;
    const prices = { SPY: minutes('SPY'), QQQ: minutes('QQQ'), IWM: minutes('IWM') };
    const vix = market.tickerState('VIX');
    if (this.#counted === 0) this.#regime = nextRegime(null, vix.previousClose, regimeRules);
    for (let minute = this.#counted; minute < finished; minute += 1) {
      for (const pair of PAIR_NAMES) {
        const [x, y] = CORRELATION_PAIRS[pair];
        this.#today[pair].minute(prices[x][minute] ?? Number.NaN, prices[y][minute] ?? Number.NaN);
        this.#short[pair].push(this.#today[pair].current(SHORT));
      }
      this.#regime = nextRegime(this.#regime, vix.minutes[minute] ?? Number.NaN, regimeRules);
    }
    this.#counted = finished;
    this.#correlations = null;
  }

  /** As of the last finished minute. */
  correlations(): ReadonlyMap<CorrelationPair, PairCorrelations> {
    this.#correlations ??= new Map(PAIR_NAMES.map((pair) => [pair, this.#correlationsOf(pair)]));
    return this.#correlations;
  }

  windows(pair: CorrelationPair): CorrelationWindows {
    const today = this.#today[pair];
    return { short: today.current(SHORT), hour: today.current(HOUR), long: today.current(LONG) };
  }

  /** The short window at the end of each finished minute of today. */
  shortByMinute(pair: CorrelationPair): readonly number[] {
    return this.#short[pair];
  }

  /** As of the last finished minute, or by VIX's previous close before the first; null without either. */
  regime(): RegimeView | null {
    const { market, regimeRules = REGIME_RULES } = this.#parts;
    const type = this.#regime ?? nextRegime(null, market.tickerState('VIX').previousClose, regimeRules);
    return type === null ? null : { type, factor: regimeRules.factors[type] };
  }

  #correlationsOf(pair: CorrelationPair): PairCorrelations {
    const today = this.#today[pair];
    const over = (days: number): number =>
      this.#former === null ? Number.NaN : correlationOverDays(this.#former[pair], this.#parts.session.date, today.moments, days);
    return { correlation: today.over(CURRENT_WINDOW), rolling7d: over(7), rolling30d: over(HISTORY_DAYS) };
  }
}

function momentsByDate(dates: readonly IsoDate[], x: readonly Float64Array[], y: readonly Float64Array[]): DayMoments {
  const moments = new Map<IsoDate, CoMoments>();
  dates.forEach((date, index) => {
    const day = new DayCorrelation([]);
    const other = y[index];
    x[index]?.forEach((price, minute) => day.minute(price, other?.[minute] ?? Number.NaN));
    if (day.moments.count > 0) moments.set(date, day.moments);
  });
  return moments;
}
