import { expect, expectTypeOf, test } from 'vitest';
import type { PackageView, PositionsView } from '../../../src-core/contract/schemas.ts';
import { symbolOf, type Ticker, type Underlying } from '../../../src-core/instruments/instrument.ts';
import { Chain } from '../../../src-core/market/chain.ts';
import { fromDollars, ZERO } from '../../../src-core/money.ts';
import { INITIAL_LIMITS } from '../../../src-core/risk/limits.ts';
import type { ExpiryView, RiskMeasures } from '../../../src-core/risk/measures.ts';
import { MINUTE, parseIsoDate } from '../../../src-core/time.ts';
import type { PairCorrelations } from '../../../src-main/market-data/market-measures.ts';
import { severityOf } from '../../../src-main/market-data/portfolio-series.ts';
import { Recorder, type TickerSnapshot } from '../../../src-main/market-data/recorder.ts';
import type { SeriesPoint, SeriesSink } from '../../../src-main/market-data/series-point.ts';
import { SeriesRecorder, type SeriesRecorderParts } from '../../../src-main/market-data/series-recorder.ts';
import type { TimeSeriesStore } from '../../../src-main/stores/timeseries/time-series-store.ts';

const EXPIRY = parseIsoDate('2026-11-20');
const OPEN = Date.UTC(2026, 10, 20, 14, 30);
const NONE = Number.NaN;

class Points implements SeriesSink {
  readonly written: SeriesPoint[] = [];

  write(points: readonly SeriesPoint[]): void {
    this.written.push(...points);
  }

  of<Name extends SeriesPoint['measurement']>(measurement: Name): Extract<SeriesPoint, { measurement: Name }>[] {
    return this.written.filter((point): point is Extract<SeriesPoint, { measurement: Name }> => point.measurement === measurement);
  }
}

class FakeMarket {
  readonly spy = new Chain('SPY', EXPIRY);
  readonly tickers: Partial<Record<Ticker, Partial<TickerSnapshot>>> = {};

  tickerState(ticker: Ticker) {
    const absent = { last: NONE, bid: NONE, ask: NONE, volume: NONE, open: NONE, high: NONE, low: NONE, previousClose: NONE };
    return { ...absent, ...this.tickers[ticker], ticker };
  }

  chain(underlying: Underlying) {
    return underlying === 'SPY' ? this.spy : null;
  }
}

function recorded(market: FakeMarket, parts: Partial<SeriesRecorderParts> = {}, minutes = 1): Points {
  const sink = new Points();
  const series = new SeriesRecorder({ sink, correlations: () => new Map(), portfolio: null, ...parts });
  const archive = { saveTickers: () => Promise.resolve(), saveChain: () => Promise.resolve() };
  const recorder = new Recorder({ market, archive, readers: [series], maximumBacklog: 1_000 });
  for (let minute = 0; minute < minutes; minute += 1) recorder.step(OPEN + minute * MINUTE + 250);
  expect(recorder.lastProblem).toBeNull();
  return sink;
}

function positions(packages: readonly Partial<PackageView>[], account: Partial<PositionsView['account']> = {}): PositionsView {
  const absent = { optimistic: null, expected: null, pessimistic: null };
  return {
    time: OPEN,
    clockLabel: '',
    account: { number: 'PAPER-1', kind: 'paper', cash: ZERO, netLiquidationMid: null, netLiquidation: null, margin: ZERO, buyingPower: ZERO, realisedToday: ZERO, unrealised: absent, commissionToday: ZERO, feesToday: ZERO, profitToday: absent, ...account },
    packages: packages.map((item) => ({
      tradeId: '', underlying: 'SPY', strategy: '', signalId: null, status: 'open', openedAt: OPEN, closedAt: null, quantity: 1, entry: null, mid: null, natural: null, legs: [],
      greeks: { delta: null, gamma: null, theta: null, vega: null }, realised: ZERO, unrealised: absent, profit: absent, commission: ZERO, fees: ZERO, margin: ZERO, maximumLoss: null, ...item,
    })),
  };
}

const ways = (dollars: number) => ({ optimistic: null, expected: fromDollars(dollars), pessimistic: null });
const owner = { userId: 'user', accountId: 'account' };

function leg(quantity: number, mid: number | null, right: 'call' | 'put' = 'call'): PackageView['legs'][number] {
  const symbol = symbolOf({ kind: 'option', underlying: 'SPY', expiry: EXPIRY, right, strike: fromDollars(600) });
  return { symbol, quantity, averagePrice: 1, bid: null, ask: null, mid, greeks: { delta: null, gamma: null, theta: null, vega: null }, unrealisedMid: null, unrealisedLiquidation: null };
}

test('a time-series store takes what is recorded', () => {
  expectTypeOf<TimeSeriesStore>().toExtend<SeriesSink>();
});

test('tickers each minute and chains each five, with the tags of the document and nothing in place of what is absent', () => {
  const market = new FakeMarket();
  market.tickers.SPY = { last: 606, bid: 605.99, ask: 606.01, volume: 1e6, previousClose: 600 };
  market.tickers.VIX = { last: 18.5 };
  market.spy.list([{ strike: 600, right: 'call' }, { strike: 602.5, right: 'put' }, { strike: 700, right: 'call' }]);
  market.spy.columns.bid[0] = 5.8;
  market.spy.columns.delta[0] = 0.75;
  market.spy.columns.last[1] = 0.01;
  market.spy.columns.openInterest[2] = 12;
  const points = recorded(market, {}, 6);
  const time = OPEN + 250;
  expect(points.of('market_data')).toHaveLength(12);
  expect(points.of('market_data').slice(0, 2)).toEqual([
    { measurement: 'market_data', tags: { symbol: 'SPY', exchange: 'ARCA' }, fields: { price: 606, bid: 605.99, ask: 606.01, volume: 1e6, change_percent: 1 }, time },
    { measurement: 'market_data', tags: { symbol: 'VIX', exchange: 'CBOE' }, fields: { price: 18.5, bid: NONE, ask: NONE, volume: NONE, change_percent: NONE }, time },
  ]);
  const chains = points.of('options_data');
  expect(chains.map(({ time: at }) => (at - time) / MINUTE)).toEqual([0, 0, 5, 5]);
  expect(chains.slice(0, 2).map(({ tags }) => tags)).toEqual([
    { symbol: 'SPY   261120C00600000', underlying: 'SPY', option_type: 'call', strike: '600', expiration: '20261120' },
    { symbol: 'SPY   261120P00602500', underlying: 'SPY', option_type: 'put', strike: '602.5', expiration: '20261120' },
  ]);
  expect(chains[0]?.fields).toEqual({ bid: 5.8, ask: NONE, last: NONE, volume: NONE, open_interest: NONE, iv: NONE, delta: 0.75, gamma: NONE, theta: NONE, vega: NONE });
});

test('contracts listed later have their own tags', () => {
  const market = new FakeMarket();
  const sink = new Points();
  const series = new SeriesRecorder({ sink, correlations: () => new Map(), portfolio: null });
  const chainAt = (time: number) => ({ ...market.spy, underlying: 'SPY' as const, expiry: EXPIRY, time, count: market.spy.count, isCall: market.spy.isCall, strike: market.spy.strike, columns: market.spy.columns });
  market.spy.list([{ strike: 600, right: 'call' }]);
  market.spy.columns.bid[0] = 1;
  series.read(OPEN, [], [chainAt(OPEN)]);
  market.spy.list([{ strike: 601, right: 'put' }]);
  market.spy.columns.bid[1] = 2;
  series.read(OPEN + 1, [], [chainAt(OPEN + 1)]);
  expect(sink.of('options_data').map(({ tags }) => tags.symbol.slice(-9))).toEqual(['C00600000', 'C00600000', 'P00601000']);
});

test('correlations that are known, by pair', () => {
  const known: PairCorrelations = { correlation: 0.9, rolling7d: NONE, rolling30d: NONE };
  const absent: PairCorrelations = { correlation: NONE, rolling7d: NONE, rolling30d: NONE };
  const points = recorded(new FakeMarket(), { correlations: () => new Map([['SPY_QQQ', known], ['SPY_IWM', absent]]) });
  expect(points.written).toEqual([
    { measurement: 'correlations', tags: { pair: 'SPY_QQQ' }, fields: { correlation: 0.9, rolling_7d: NONE, rolling_30d: NONE }, time: OPEN + 250 },
  ]);
});

test('the portfolio by underlying: profit with costs, packages still held, and what the legs are worth long and short', () => {
  const view = positions([
    { profit: ways(120), unrealised: ways(80), legs: [leg(-2, 1.5), leg(2, 0.5)] },
    { profit: ways(-20), unrealised: ways(0), legs: [] },
    { underlying: 'QQQ', profit: ways(5), unrealised: ways(5), legs: [leg(1, null)] },
  ]);
  const points = recorded(new FakeMarket(), { portfolio: { owner, positions: () => view, spotOf: () => 600 } });
  const tags = { user_id: 'user', account_id: 'account' };
  expect(points.of('portfolio_performance')).toEqual([
    { measurement: 'portfolio_performance', tags: { ...tags, ticker: 'SPY' }, fields: { pnl: 100, unrealized_pnl: 80, position_count: 1, exposure: 400 }, time: OPEN },
    { measurement: 'portfolio_performance', tags: { ...tags, ticker: 'QQQ' }, fields: { pnl: 5, unrealized_pnl: 5, position_count: 1, exposure: NONE }, time: OPEN },
  ]);
});

test('risk in dollars; a threshold has a severity, and what is not known is not said', () => {
  const greeks = { delta: 50, gamma: 2, theta: -1, vega: 3 };
  const account = { margin: fromDollars(8_000), netLiquidation: fromDollars(10_000), profitToday: ways(-75) };
  const metrics = (view: PositionsView, spot: number) => {
    const points = recorded(new FakeMarket(), { portfolio: { owner, positions: () => view, spotOf: () => spot } }).of('risk_metrics');
    return Object.fromEntries(points.map(({ tags, fields }) => [tags.metric_type, fields]));
  };
  expect(metrics(positions([{ legs: [leg(1, 1)], greeks }], account), 600)).toEqual({
    margin_used: { value: 8_000, threshold: 10_000, severity: 'high' },
    daily_pnl: { value: -75 },
    portfolio_delta: { value: 30_000 },
    portfolio_gamma: { value: 7_200 },
    portfolio_vega: { value: 3 },
  });
  expect(metrics(positions([{ legs: [leg(1, null)], greeks: { ...greeks, vega: null } }], { margin: fromDollars(10) }), NONE)).toEqual({ margin_used: { value: 10 } });
  expect(metrics(positions([]), NONE)).toMatchObject({ portfolio_delta: { value: 0 }, portfolio_vega: { value: 0 } });
  expect([0, 49, 50, 75, 90, 200].map((value) => severityOf(value, 100))).toEqual(['low', 'low', 'medium', 'high', 'critical', 'critical']);
  expect(severityOf(1, -5)).toBe('critical');
});

test('what the risk engine measures: losses below 0 against thresholds below 0, and what has no bound is not said', () => {
  const tails = { horizon: 60, var95: 1, var99: 1, shortfall95: 1, shortfall99: 1, paths: 1, note: '' };
  const exposure = { delta: -30_000, gamma: 7_200, vega: null, thetaLeft: 125, dayResult: fromDollars(-500), margin: fromDollars(3_000), worstCase: fromDollars(1_500), worstCaseWithOrders: fromDollars(2_500), worstAt: null, positions: 1, positionsOnOrder: 1 };
  const measures: RiskMeasures = {
    time: OPEN,
    clockLabel: '',
    equity: fromDollars(25_000),
    book: exposure,
    underlyings: [{ ...exposure, underlying: 'SPY', spot: 600, worstCaseWithOrders: fromDollars(1_900) }, { ...exposure, underlying: 'QQQ', spot: 500, worstCaseWithOrders: fromDollars(600) }],
    buyingPower: fromDollars(16_000),
    reserved: fromDollars(1_000),
    dayAtWorst: fromDollars(3_000),
    dayPeak: fromDollars(100),
    valueAtRisk: [tails, { ...tails, var95: 2_100, var99: 2_400, shortfall95: -20, shortfall99: null }],
  };
  const metricsOf = (changed: Partial<RiskMeasures>, expiry?: ExpiryView) => {
    const risk = { measures: { ...measures, ...changed }, limits: { ...INITIAL_LIMITS, daily_loss_limit: 10 }, ...(expiry === undefined ? {} : { expiry }) };
    const points = recorded(new FakeMarket(), { portfolio: { owner, positions: () => positions([]), spotOf: () => NONE, risk: () => risk } });
    return Object.fromEntries(points.of('risk_metrics').map(({ tags, fields }) => [tags.metric_type, fields]));
  };
  expect(metricsOf({})).toEqual({
    var_95: { value: -2_100, threshold: -2_500, severity: 'high' },
    var_99: { value: -2_400, threshold: -2_500, severity: 'critical' },
    // A gain even there.
    es_95: { value: 20, threshold: -2_500, severity: 'low' },
    margin_used: { value: 3_000, threshold: 15_000, severity: 'low' },
    buying_power_used: { value: 4_000, threshold: 20_000, severity: 'low' },
    worst_case: { value: -2_500 },
    day_at_worst: { value: -3_000, threshold: -4_000, severity: 'high' },
    daily_pnl: { value: -500, threshold: -2_500, severity: 'low' },
    drawdown: { value: -600, threshold: -2_500, severity: 'low' },
    portfolio_delta: { value: -30_000, threshold: -200_000, severity: 'low' },
    portfolio_gamma: { value: 7_200, threshold: 500_000, severity: 'low' },
    theta_left: { value: 125 },
    concentration: { value: -1_900, threshold: -3_000, severity: 'medium' },
  });
  const pinned: ExpiryView['underlyings'][number] = { underlying: 'SPY', spot: 600, pinWidth: 1, shares: 0, cash: ZERO, margin: ZERO, fewestShares: -300, mostShares: 100, afterHours: [] };
  const unbounded = metricsOf(
    { dayAtWorst: null, valueAtRisk: [], book: { ...exposure, worstCaseWithOrders: null, dayResult: null } },
    { time: OPEN, reference: OPEN, lastTrade: OPEN, brokerCutoff: OPEN, exerciseCutoff: OPEN, legs: [], underlyings: [pinned] },
  );
  expect(Object.keys(unbounded)).toEqual(['margin_used', 'buying_power_used', 'portfolio_delta', 'portfolio_gamma', 'theta_left', 'concentration', 'pin_shares']);
  expect(unbounded.pin_shares).toEqual({ value: 300 });
});

test('a reader that fails is counted, and the others and the session go on', () => {
  const market = new FakeMarket();
  market.tickers.SPY = { last: 606 };
  const sink = new Points();
  const failing = { read: () => { throw new Error('no more room'); } };
  const archive = { saveTickers: () => Promise.resolve(), saveChain: () => Promise.resolve() };
  const series = new SeriesRecorder({ sink, correlations: () => new Map(), portfolio: null });
  const recorder = new Recorder({ market, archive, readers: [failing, series], maximumBacklog: 10 });
  recorder.step(OPEN);
  expect([recorder.skipped, recorder.lastProblem, sink.written.length]).toEqual([1, 'no more room', 1]);
});
