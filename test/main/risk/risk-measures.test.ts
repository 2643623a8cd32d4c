import { beforeAll, describe, expect, it } from 'vitest';
import { riskViewSchema } from '../../../src-core/contract/risk.ts';
import { multiplier, parseSymbol, symbolOf } from '../../../src-core/instruments/instrument.ts';
import type { Book } from '../../../src-core/ledger/book.ts';
import { scheduleOn } from '../../../src-core/ledger/fees.ts';
import { add, fromDollars, type Money, toDollars, ZERO } from '../../../src-core/money.ts';
import { newOrder } from '../../../src-core/orders/new-order.ts';
import type { Order } from '../../../src-core/orders/order.ts';
import { INITIAL_LIMITS } from '../../../src-core/risk/limits.ts';
import { expiryViewSchema, riskMeasuresSchema, scenarioGridSchema } from '../../../src-core/risk/measures.ts';
import type { MarketState } from '../../../src-core/signals/market-state.ts';
import { expiryValue } from '../../../src-core/strategies/holding.ts';
import { HOUR, SECOND } from '../../../src-core/time.ts';
import { AccountExposure } from '../../../src-main/risk/account-exposure.ts';
import { gaugesOf } from '../../../src-main/risk/gauges.ts';
import { markOf } from '../../../src-main/risk/marks.ts';
import { RiskMeasuresDesk, type RiskMeasuresParts } from '../../../src-main/risk/risk-measures.ts';
import type { DayTotals } from '../../../src-main/trading/trading-state.ts';
import { marketState } from '../../support/market-states.ts';
import { leg, paidIn, type SimulatedWorld, simulatedWorld, strikeAway, take } from '../../support/simulated-books.ts';

const NOTHING: DayTotals = { realised: ZERO, commission: ZERO, fees: ZERO };
let world: SimulatedWorld;
let book: Book;

beforeAll(() => {
  world = simulatedWorld();
});

/** A bear call spread in SPY and a strangle in QQQ, at their mids. */
function twoTrades(): Book {
  const held = paidIn(world, 25_000);
  take(world, held, 'spread', [leg(strikeAway(world, 'SPY', 'call', 2), 'sell'), leg(strikeAway(world, 'SPY', 'call', 5), 'buy')], 3);
  take(world, held, 'strangle', [leg(strikeAway(world, 'QQQ', 'call', 4), 'buy'), leg(strikeAway(world, 'QQQ', 'put', -4), 'buy')], 2);
  return held;
}

function desk(rest: Partial<RiskMeasuresParts> & { readonly working?: readonly Order[]; readonly state?: () => MarketState | null } = {}): RiskMeasuresDesk {
  const { market, session, now } = world;
  const spotOf = (underlying: 'SPY' | 'QQQ' | 'IWM'): Money | null => {
    const price = market.underlyingPrice(underlying);
    return price === null ? null : fromDollars(price.price);
  };
  const { working = [], ...parts } = rest;
  const found = new RiskMeasuresDesk({
    session,
    market,
    account: () => ({ book, working }),
    booked: () => NOTHING,
    exposure: new AccountExposure({ quotes: market, spotOf, fees: scheduleOn(session.date), tailMove: () => null, collarOf: () => null }),
    spotOf,
    referenceOf: () => null,
    equity: () => fromDollars(25_000),
    best: () => ZERO,
    state: () => marketState(),
    ...parts,
  });
  found.step(now);
  return found;
}

function opening(): Order {
  const legs = [leg(strikeAway(world, 'IWM', 'put', -3), 'sell'), leg(strikeAway(world, 'IWM', 'put', -5), 'buy')];
  const request = { id: '00000000-0000-4000-8000-000000000001', underlying: 'IWM', legs, quantity: 1, terms: { type: 'limit', limit: fromDollars(-0.1) }, timeInForce: 'DAY', source: 'manual' } as const;
  return newOrder(request, { sequence: 1, tradeId: 'new', closing: false, time: world.now });
}

/** By the holdings alone: what they are worth at their mids, and at the end if SPY and QQQ stay where their options have them. */
function marked(underlying: string): { readonly value: number; readonly end: number } {
  let value = 0;
  let end = 0;
  for (const { symbol, quantity } of book.holdings()) {
    const instrument = parseSymbol(symbol);
    if (instrument.underlying !== underlying) continue;
    value += quantity * multiplier(instrument) * toDollars(markOf(world.market.quote(symbol)) ?? ZERO);
    const spot = (world.market.chain(instrument.underlying)?.forward ?? Number.NaN) * Math.exp((-0.04 * (world.session.reference - world.now)) / (365 * 24 * HOUR));
    end += toDollars(expiryValue({ instrument, quantity }, fromDollars(spot)));
  }
  return { value, end };
}

describe('the book\'s measures', () => {
  beforeAll(() => {
    book = twoTrades();
  });

  it('add up what each underlying has, with what is on order beside', () => {
    const measures = riskMeasuresSchema.parse(desk({ working: [opening()] }).measures());
    const [spy, qqq, iwm] = measures.underlyings;
    expect(measures.underlyings.map(({ underlying, positions, positionsOnOrder }) => [underlying, positions, positionsOnOrder])).toEqual([['SPY', 1, 0], ['QQQ', 1, 0], ['IWM', 0, 1]]);
    expect([measures.book.positions, measures.book.positionsOnOrder]).toEqual([2, 1]);
    expect(spy?.delta).toBeLessThan(0);
    expect(qqq?.gamma).toBeGreaterThan(0);
    expect(iwm).toMatchObject({ delta: 0, worstCase: 0, dayResult: 0, thetaLeft: 0 });
    expect(iwm?.worstCaseWithOrders).toBeGreaterThan(0);
    expect(measures.book.delta).toBeCloseTo((spy?.delta ?? 0) + (qqq?.delta ?? 0), 9);
    expect(measures.book.worstCaseWithOrders).toBe((spy?.worstCaseWithOrders ?? 0) + (qqq?.worstCaseWithOrders ?? 0) + (iwm?.worstCaseWithOrders ?? 0));
    expect(measures.dayAtWorst).toBe(measures.book.worstCaseWithOrders);
    // A debit loses what it cost, and no more.
    const cost = book.holdings().reduce((sum, { tradeId, costBasis }) => sum + (tradeId === 'strangle' ? costBasis : 0), 0);
    expect([qqq?.worstCase, measures.book.worstAt]).toEqual([cost, null]);
  });

  it('take all the time value that is left by time alone, and nothing more', () => {
    const { underlyings, book: whole } = desk().measures() ?? { underlyings: [], book: null };
    for (const { underlying, thetaLeft } of underlyings) {
      const { value, end } = marked(underlying);
      expect(Math.abs((thetaLeft ?? Number.NaN) - (end - value))).toBeLessThan(0.1);
    }
    expect(underlyings[0]?.thetaLeft).toBeGreaterThan(0);
    expect(underlyings[1]?.thetaLeft).toBeLessThan(0);
    expect(whole?.thetaLeft).toBeCloseTo((underlyings[0]?.thetaLeft ?? 0) + (underlyings[1]?.thetaLeft ?? 0), 9);
  });

  it('have the day with what was booked, and its peak', () => {
    const booked: DayTotals = { realised: fromDollars(-300), commission: fromDollars(5), fees: fromDollars(1) };
    const measured = desk({ booked: (underlying) => (underlying === null || underlying === 'SPY' ? booked : NOTHING), best: () => fromDollars(40) });
    const measures = measured.measures();
    // Bought and marked at the mid.
    expect(measured.dayResult('SPY')).toBe(fromDollars(-306));
    expect([measures?.book.dayResult, measures?.dayPeak]).toEqual([fromDollars(-306), fromDollars(40)]);
    expect(measures?.dayAtWorst).toBe(add(measures?.book.worstCaseWithOrders ?? ZERO, fromDollars(306)));
    expect(desk({ booked: () => ({ ...NOTHING, realised: fromDollars(90_000) }) }).measures()).toMatchObject({ dayAtWorst: 0, dayPeak: fromDollars(90_000) });
  });

  it('know nothing by a quote that is not fit, and mark what nobody bids for at half its ask', () => {
    const [{ symbol } = { symbol: symbolOf({ kind: 'shares', underlying: 'SPY' }) }] = book.holdings();
    const quote = world.market.quote(symbol);
    if (quote === null) throw new Error('it is quoted');
    const withQuote = (changed: Partial<typeof quote>): RiskMeasuresDesk => {
      const { market } = world;
      const quotes = { quote: (asked: typeof symbol) => (asked === symbol ? { ...quote, ...changed } : market.quote(asked)) };
      return desk({ market: { clock: market.clock, rate: market.rate, chain: (u) => market.chain(u), atm: (u) => market.atm(u), smile: (u) => market.smile(u), distribution: (u) => market.distribution(u), ...quotes } });
    };
    const stale = withQuote({ status: 'stale' });
    expect([stale.dayResult('SPY'), stale.dayResult(null), stale.dayResult('QQQ')]).toEqual([null, null, ZERO]);
    expect(stale.measures()?.underlyings[0]).toMatchObject({ dayResult: null, thetaLeft: null });
    expect(markOf({ ...quote, status: 'one_sided', bid: null, ask: fromDollars(0.05) })).toBe(fromDollars(0.025));
    expect(markOf({ ...quote, status: 'one_sided', ask: null })).toBeNull();
    expect(stale.scenarios('SPY').note).toContain('valued by the model');
    expect(stale.scenarios('SPY').results.flat(2).some((cell) => cell === null)).toBe(false);
  });

  it('cost nothing without a book', () => {
    const held = book;
    book = paidIn(world, 25_000);
    const measures = riskMeasuresSchema.parse(desk().measures());
    expect(measures.underlyings).toEqual([]);
    expect(measures.book).toMatchObject({ delta: 0, dayResult: 0, worstCase: 0, thetaLeft: 0 });
    expect(measures.valueAtRisk.map(({ var99, horizon }) => [var99, horizon])).toEqual([[0, 60], [0, 300]]);
    book = held;
  });
});

describe('what may come', () => {
  beforeAll(() => {
    book = twoTrades();
  });

  it('is simulated with the hour\'s correlations, or with what stands in for them, and says which', () => {
    const [hour, end] = desk().measures()?.valueAtRisk ?? [];
    expect(end?.note).toMatch(/^Correlations SPY–QQQ 0\.95 over the last 60 minute returns; the 99 % figure is simulated to ± \d+ dollars\.$/);
    expect(hour?.note).toContain('along the skew');
    expect(end?.var95).toBeGreaterThan(0);
    // All that the strangle costs and the spread can lose, at the most.
    expect(end?.shortfall99).toBeLessThanOrEqual(toDollars(desk().measures()?.book.worstCase ?? ZERO) + 0.01);
    const early = { pairs: { SPY_QQQ: { ok: true, value: { hour: null } } } } as const;
    expect(desk({ state: () => marketState(early) }).measures()?.valueAtRisk[0]?.note).toContain('as is ordinary at this time of day');
    const none = desk({ state: () => null }).measures()?.valueAtRisk[0];
    expect([none?.var95, none?.note]).toEqual([null, 'The correlation of SPY and QQQ is not known.']);
  });

  it('is priced over a grid, by betas for the book', () => {
    const grid = scenarioGridSchema.parse(desk().scenarios('book'));
    const { market } = world;
    expect(grid.betas.SPY).toBe(1);
    expect(grid.betas.QQQ).toBeCloseTo((0.95 * (market.atm('QQQ')?.iv ?? 0)) / (market.atm('SPY')?.iv ?? 1), 3);
    expect(grid.results[0]?.[grid.volatilities.indexOf(0)]?.[grid.moves.indexOf(0)]).toBe(0);
    expect(grid.note).toBeNull();
    expect(desk({ state: () => null }).scenarios('book')).toMatchObject({ betas: { SPY: 1, QQQ: 1 }, note: 'QQQ moves as SPY does, as the beta is not known' });
    expect(desk().scenarios('IWM').results.flat(2).every((cell) => cell === 0)).toBe(true);
  });

  it('is made once a second, and anew when the book changed', () => {
    const once = desk();
    const grid = once.scenarios('SPY');
    once.step(world.now + 300);
    expect(once.scenarios('SPY')).toBe(grid);
    take(world, book, 'more', [leg(strikeAway(world, 'SPY', 'put', -3), 'buy')]);
    expect(once.scenarios('SPY')).not.toBe(grid);
    const other = once.scenarios('SPY');
    once.step(world.now + SECOND);
    expect(once.scenarios('SPY')).not.toBe(other);
  });

  it('ends in shares where options end in the money', () => {
    const { legs, underlyings } = expiryViewSchema.parse(desk().expiry());
    expect(legs).toHaveLength(book.holdings().length);
    const spy = legs.find(({ quantity, underlying }) => underlying === 'SPY' && quantity === -3);
    expect(spy?.probability).toBeGreaterThan(0.1);
    expect(spy?.probability).toBeLessThan(0.5);
    const sigma = Math.sqrt(world.market.distribution('SPY')?.distribution.variance ?? 0);
    expect(underlyings[0]?.pinWidth).toBeCloseTo(sigma / 2, 6);
  });
});

describe('gauges', () => {
  it('show what is used of each limit and what is left', () => {
    book = twoTrades();
    const measured = desk({ booked: (underlying) => (underlying === 'QQQ' ? NOTHING : { ...NOTHING, realised: fromDollars(-500) }), best: () => fromDollars(100), working: [opening()] });
    const measures = measured.tick();
    const totals = measured.totals();
    if (measures === null || totals === null) throw new Error('it has stepped');
    const gauges = gaugesOf({ measures, totals, limits: INITIAL_LIMITS, ordersLastMinute: 7 });
    riskViewSchema.shape.gauges.parse(gauges);
    const of = (limit: string, underlying: string | null = null) => gauges.find((each) => each.limit === limit && each.underlying === underlying);
    expect(of('daily_loss_limit')).toMatchObject({ used: 500, most: 2_000, left: 1_500, unit: 'dollars' });
    expect(of('daily_drawdown_limit')).toMatchObject({ used: 600, most: 2_500, left: 1_900 });
    expect(of('underlying_loss_limit', 'SPY')).toMatchObject({ used: 500, most: 1_500 });
    expect(of('underlying_loss_limit', 'QQQ')).toMatchObject({ used: 0 });
    expect(of('max_orders_per_minute')).toMatchObject({ used: 7, most: 120, left: 113, unit: 'count' });
    expect(of('max_positions')).toMatchObject({ used: 3, left: 7 });
    expect(of('max_positions_per_underlying', 'IWM')).toMatchObject({ used: 1, left: 4 });
    expect(of('max_underlying_risk', 'IWM')?.used).toBe(toDollars(measures.underlyings[2]?.worstCaseWithOrders ?? ZERO));
    expect(of('max_margin_use')?.used).toBe(toDollars(totals.marginWithOrders));
    expect(of('max_delta')?.used).toBeGreaterThanOrEqual(Math.abs(measures.book.delta ?? 0) - 0.01);
    expect(of('max_delta')?.most).toBe(200_000);
  });

  it('leave nothing below 0, and say nothing where there is no bound', () => {
    book = paidIn(world, 25_000);
    take(world, book, 'naked', [leg(strikeAway(world, 'SPY', 'call', 2), 'sell')]);
    const measured = desk({ booked: () => ({ ...NOTHING, realised: fromDollars(-9_000) }) });
    const measures = measured.tick();
    const totals = measured.totals();
    if (measures === null || totals === null) throw new Error('it has stepped');
    expect(measures.dayAtWorst).toBeNull();
    const gauges = gaugesOf({ measures, totals, limits: INITIAL_LIMITS, ordersLastMinute: 0 });
    expect(gauges.find(({ limit }) => limit === 'max_day_risk')).toMatchObject({ used: null, left: null, most: 4_000 });
    expect(gauges.find(({ limit }) => limit === 'daily_loss_limit')).toMatchObject({ used: 9_000, left: 0 });
  });
});
