import { type ExchangeSession, newYorkTime } from '../../src-core/calendar/exchange-calendar.ts';
import type { Bar } from '../../src-core/contract/connections.ts';
import { type Ticker, type Underlying, UNDERLYINGS } from '../../src-core/instruments/instrument.ts';
import type { CoMoments } from '../../src-core/market/co-moments.ts';
import { correlationOverDays, CURRENT_WINDOW, DayCorrelation, type DayMoments } from '../../src-core/market/correlation.ts';
import { nextRegime, REGIME_RULES, type RegimeRules, type VolatilityRegime } from '../../src-core/market/volatility-regime.ts';
import { DAY, type EpochMs, type IsoDate, MINUTE, parseIsoDate } from '../../src-core/time.ts';

/** Pairs of underlyings by the names they have in every store. */
export const CORRELATION_PAIRS = {
  SPY_QQQ: ['SPY', 'QQQ'],
  SPY_IWM: ['SPY', 'IWM'],
  QQQ_IWM: ['QQQ', 'IWM'],
} as const satisfies Record<string, readonly [Underlying, Underlying]>;
export type CorrelationPair = keyof typeof CORRELATION_PAIRS;
const PAIRS = Object.keys(CORRELATION_PAIRS) as readonly CorrelationPair[];

/** Of minute returns, -1 to 1; NaN is absent. */
export interface PairCorrelations {
  /** Over the last hour of returns. */
  readonly correlation: number;
  /** Over all returns of the last 7 and 30 calendar days, today's with them. */
  readonly rolling7d: number;
  readonly rolling30d: number;
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

/** Minute bars of former days with `from` <= time < `to`, oldest first. */
export type ReadMinutes = (underlying: Underlying, from: EpochMs, to: EpochMs) => Promise<readonly Bar[]>;

export interface MarketMeasuresParts {
  readonly session: ExchangeSession;
  readonly market: MeasuredMarket;
  readonly readMinutes: ReadMinutes;
  readonly regimeRules?: RegimeRules;
}

const HISTORY_DAYS = 30;

/**
 * How the underlyings move together, and how wild the market is. It counts finished minutes, all those it has not counted
 * yet, so a session that was left and resumed has the values of one that ran through.
 */
export class MarketMeasures {
  readonly #parts: MarketMeasuresParts;
  readonly #today: Readonly<Record<CorrelationPair, DayCorrelation>>;
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

  /** Former days were read: the rolling values may be known. */
  get hasHistory(): boolean {
    return this.#former !== null;
  }

  /** Reads former days. Until it has, rolling values are absent. Rejects as the read does; it may be tried again. */
  async load(): Promise<void> {
    const { session, readMinutes } = this.#parts;
    const dates = formerDates(session.date);
    const midnights = [...dates, session.date].map((date) => newYorkTime(date, '00:00'));
    const [from = session.open] = midnights;
    const to = midnights.at(-1) ?? session.open;
    const [SPY, QQQ, IWM] = await Promise.all(UNDERLYINGS.map(async (underlying) => daysOf(await readMinutes(underlying, from, to), midnights)));
    const days = { SPY: SPY ?? [], QQQ: QQQ ?? [], IWM: IWM ?? [] };
    const former = (pair: CorrelationPair): DayMoments => {
      const [x, y] = CORRELATION_PAIRS[pair];
      return momentsByDate(dates, days[x], days[y]);
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
      for (const pair of PAIRS) {
        const [x, y] = CORRELATION_PAIRS[pair];
        this.#today[pair].minute(prices[x][minute] ?? Number.NaN, prices[y][minute] ?? Number.NaN);
      }
      this.#regime = nextRegime(this.#regime, vix.minutes[minute] ?? Number.NaN, regimeRules);
    }
    this.#counted = finished;
    this.#correlations = null;
  }

  /** As of the last finished minute. */
  correlations(): ReadonlyMap<CorrelationPair, PairCorrelations> {
    this.#correlations ??= new Map(PAIRS.map((pair) => [pair, this.#correlationsOf(pair)]));
    return this.#correlations;
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

/** The calendar days before `today` that a month's window reaches back over, oldest first. */
function formerDates(today: IsoDate): readonly IsoDate[] {
  const midnight = Date.parse(`${today}T00:00:00Z`);
  return Array.from({ length: HISTORY_DAYS - 1 }, (_, index) => parseIsoDate(new Date(midnight - (HISTORY_DAYS - 1 - index) * DAY).toISOString().slice(0, 10)));
}

/** Closing prices by minute of each day, NaN where there is none; days are those that begin at each midnight but the last. */
function daysOf(bars: readonly Bar[], midnights: readonly EpochMs[]): readonly Float64Array[] {
  const days = midnights.slice(1).map((end, index) => new Float64Array(Math.ceil((end - (midnights[index] ?? end)) / MINUTE)).fill(Number.NaN));
  let day = 0;
  for (const { time, close } of bars) {
    while (day < days.length && time >= (midnights[day + 1] ?? 0)) day += 1;
    const minutes = days[day];
    const minute = Math.floor((time - (midnights[day] ?? 0)) / MINUTE);
    if (minutes !== undefined && minute >= 0) minutes[minute] = close;
  }
  return days;
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
