import { operations } from '../../../src-core/contract/operations.ts';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import type { PerformanceAccount, PerformanceState, PerformanceView, SlicesView } from '../../../src-core/contract/performance.ts';
import { newYorkTime, previousSession } from '../../../src-core/calendar/exchange-calendar.ts';
import { UNDERLYINGS } from '../../../src-core/instruments/instrument.ts';
import { fromDollars, type Money, money, subtract, toDollars, ZERO } from '../../../src-core/money.ts';
import type { TradeId } from '../../../src-core/orders/order.ts';
import type { DailyResult } from '../../../src-core/performance/daily-result.ts';
import { daysOfTrades } from '../../../src-core/performance/day-net.ts';
import { equityCurve } from '../../../src-core/performance/equity-curve.ts';
import { histogramOf } from '../../../src-core/performance/histogram.ts';
import { inSlice } from '../../../src-core/performance/keys-of.ts';
import { METRIC_NAMES } from '../../../src-core/performance/metric.ts';
import { METRICS } from '../../../src-core/performance/metrics.ts';
import { metricsOf } from '../../../src-core/performance/metrics-of.ts';
import type { Slice } from '../../../src-core/performance/slice.ts';
import { slicesOf } from '../../../src-core/performance/slices-of.ts';
import type { TradeResult } from '../../../src-core/performance/trade-result.ts';
import { type IsoDate, MINUTE, parseIsoDate } from '../../../src-core/time.ts';
import { deriveUuid } from '../../../src-main/trading/derive-id.ts';
import type { Scenario } from './fake-desk.ts';

const TODAY = parseIsoDate('2026-11-20');
const STRATEGIES = ['iron condor', 'put credit spread', 'call credit spread', 'iron butterfly', 'long straddle', 'call debit spread'] as const;
const SIGNALS = [null, null, 'opening_range', 'gamma_pin', 'volatility_crush'] as const;
const TAGS = ['calm', 'news day', 'too early', 'planned', 'revenge trade'] as const;
const REGIMES = ['low', 'normal', 'normal', 'normal', 'high'] as const;
/** Dollars, of each account. */
const START = 25_000;

interface Book {
  readonly account: PerformanceAccount;
  readonly dates: readonly IsoDate[];
  readonly trades: readonly TradeResult[];
  readonly daily: readonly DailyResult[];
}

/** Made-up trading, the same each time, with figures worked out by the program's own statistics. */
export class FakePerformance {
  readonly #books: readonly Book[];

  constructor(scenario: Scenario) {
    this.#books = scenario === 'no-trades' ? [bookOf('own', 'PAPER-1', 'paper', 0, 0, 7)] : [bookOf('own', 'PAPER-1', 'paper', 120, 600, 7), bookOf('live-1', 'U1234567', 'live', 60, 140, 11)];
  }

  /** null for what is not of performance. */
  call(operation: string, input: unknown): Promise<unknown> | null {
    switch (operation) {
      case 'performance.accounts':
        return Promise.resolve(this.#books.map(({ account }) => account));
      case 'performance.definitions':
        return Promise.resolve(METRIC_NAMES.map((name) => ({ name, ...METRICS[name] })));
      case 'performance.get': {
        const { accountId, from, to, slice } = operations['performance.get'].input.parse(input);
        return Promise.resolve(viewOf(this.#book(accountId), from, to, slice));
      }
      case 'performance.slices': {
        const { accountId, from, to, slice, by } = operations['performance.slices'].input.parse(input);
        const { trades, dates } = within(this.#book(accountId), from, to, slice);
        const view: SlicesView = { by, rows: slicesOf(trades, by).map(({ key, title, results }) => ({ key, title, metrics: [...metricsOf(results, daysOfTrades(results, dates), START)] })) };
        return Promise.resolve(view);
      }
      case 'performance.report': {
        const { date, format } = operations['performance.report'].input.parse(input);
        if (format === 'pdf') return Promise.reject(new ContractFailure({ code: 'unavailable', message: 'the made-up core makes no PDF' }));
        return Promise.resolve({ name: `day-${date}.html`, mediaType: 'text/html', base64: btoa(`<!doctype html><title>${date}</title>`) });
      }
      default:
        return null;
    }
  }

  state(): PerformanceState {
    const last = this.#books[0]?.daily.at(-1);
    return { revision: 1, today: last === undefined ? [] : [last], problems: [] };
  }

  #book(id: string | undefined): Book {
    const book = this.#books.find(({ account }) => (id === undefined ? account.own : account.id === id));
    if (book === undefined) throw new ContractFailure({ code: 'not_found', message: `there is no account ${id}` });
    return book;
  }
}

function within({ trades, dates }: Book, from: IsoDate | undefined, to: IsoDate | undefined, slice: Slice): Pick<Book, 'trades' | 'dates'> {
  const isIn = (date: IsoDate): boolean => (from === undefined || date >= from) && (to === undefined || date <= to);
  return { trades: trades.filter((trade) => isIn(trade.date) && inSlice(trade, slice)), dates: dates.filter(isIn) };
}

function viewOf(book: Book, from: IsoDate | undefined, to: IsoDate | undefined, slice: Slice): PerformanceView {
  const { trades, dates } = within(book, from, to, slice);
  const basis = Object.keys(slice).length === 0 ? 'account' : 'trades';
  const [first] = dates;
  const before = book.trades.filter(({ date }) => first !== undefined && date < first).reduce((sum, { net }) => sum + toDollars(net), 0);
  const startEquity = START + before;
  const days = daysOfTrades(trades, dates);
  return {
    account: book.account,
    from: first ?? null,
    to: dates.at(-1) ?? null,
    basis,
    startEquity,
    metrics: [...metricsOf(trades, days, startEquity)],
    days: equityCurve(days, startEquity),
    daily: book.daily.filter(({ date }) => dates.includes(date)),
    histograms: [
      histogramOf('net', trades.map(({ net }) => toDollars(net))),
      histogramOf('return_on_risk', trades.flatMap(({ net, risk }) => (risk === null ? [] : [net / risk]))),
      histogramOf('holding_time', trades.map(({ openedAt, closedAt }) => closedAt - openedAt)),
    ],
    scatter: { total: trades.length, points: trades.map(({ id, strategy, underlying, date, risk, net }) => ({ id, strategy, underlying, date, risk: risk === null ? null : toDollars(risk), net: toDollars(net) })) },
  };
}

function bookOf(id: string, number: string, kind: 'paper' | 'live', sessions: number, count: number, seed: number): Book {
  const dates: IsoDate[] = [];
  for (let date = TODAY; dates.length < sessions; ({ date } = previousSession(date))) dates.unshift(date);
  const draw = drawing(seed);
  const trades = Array.from({ length: count }, (_, at) => tradeOf(`${id} ${at}`, dates[Math.floor((at * sessions) / count)] ?? TODAY, draw)).sort((left, right) => left.closedAt - right.closedAt);
  const daily = dates.map((date, at): DailyResult => {
    const ended = trades.filter((trade) => trade.date === date);
    const sum = (of: (trade: TradeResult) => Money): Money => money(ended.reduce((total, trade) => total + of(trade), 0));
    return {
      date,
      underlying: null,
      realised: sum(({ realised }) => realised),
      unrealised: ZERO,
      unrealisedAtEnd: ZERO,
      commission: sum(({ commission }) => commission),
      fees: sum(({ fees }) => fees),
      net: sum(({ net }) => net),
      trades: ended.length,
      winners: ended.filter(({ net }) => net > 0).length,
      losers: ended.filter(({ net }) => net < 0).length,
      state: date === TODAY ? 'open' : at === 30 ? 'restated' : 'closed',
    };
  });
  return { account: { id, number, kind, broker: kind === 'paper' ? '' : 'IBKR', own: kind === 'paper', from: dates[0] ?? null, to: dates.at(-1) ?? null, trades: trades.length }, dates, trades, daily };
}

function tradeOf(name: string, date: IsoDate, draw: () => number): TradeResult {
  const pick = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(draw() * items.length)];
  const strategy = pick(STRATEGIES) ?? 'iron condor';
  const risk = strategy === 'long straddle' && draw() < 0.2 ? null : Math.round(60 + 500 * draw() ** 2);
  const wins = draw() < (strategy === 'long straddle' ? 0.38 : 0.68);
  const size = risk ?? 300;
  const realised = fromDollars(Math.round((wins ? size * (0.08 + 0.3 * draw()) : -size * (0.15 + 0.8 * draw() ** 2)) * 100) / 100);
  const commission = fromDollars(2.6);
  const fees = fromDollars(0.34);
  const net = subtract(subtract(realised, commission), fees);
  const openedAt = newYorkTime(date, '09:35') + Math.floor(draw() * 300) * MINUTE;
  const vix = 12 + 12 * draw();
  const tag = draw() < 0.5 ? pick(TAGS) : undefined;
  return {
    id: deriveUuid(`fake trade ${name}`) as TradeId,
    underlying: UNDERLYINGS[Math.floor(draw() ** 1.6 * UNDERLYINGS.length)] ?? 'SPY',
    strategy,
    source: draw() < 0.2 ? 'automated' : 'manual',
    signalType: pick(SIGNALS) ?? null,
    tags: tag === undefined ? [] : [tag],
    openedAt,
    closedAt: openedAt + Math.floor(2 + draw() ** 2 * 85) * MINUTE,
    date,
    quantity: 1,
    realised,
    commission,
    fees,
    net,
    netAtMid: subtract(net, fromDollars(-2.1)),
    netAtNatural: subtract(net, fromDollars(1.4)),
    risk: risk === null ? null : fromDollars(risk),
    vix,
    regime: pick(REGIMES) ?? 'normal',
    best: fromDollars(Math.max(toDollars(net), 0) + 12 * draw()),
    worst: fromDollars(Math.min(toDollars(net), 0) - 15 * draw()),
  };
}

/** Numbers from 0 up to 1, the same for the same seed (Park and Miller). */
function drawing(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
