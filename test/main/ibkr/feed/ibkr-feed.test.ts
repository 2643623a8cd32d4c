import { afterEach, describe, expect, test } from 'vitest';
import type { InstrumentSymbol } from '../../../../src-core/instruments/instrument.ts';
import { SECOND } from '../../../../src-core/time.ts';
import { FeedWorld, SESSION } from './feed-world.ts';

const AT_THE_MONEY = 'SPY   260728C00601000' as InstrumentSymbol;

const worlds: FeedWorld[] = [];
function world(options?: ConstructorParameters<typeof FeedWorld>[0]): FeedWorld {
  const made = new FeedWorld(options);
  worlds.push(made);
  return made;
}
afterEach(() => {
  for (const { feed } of worlds.splice(0)) feed.close();
});

const problem = ({ feed }: FeedWorld, subject: string): string | undefined => feed.marketDataView().problems.find((each) => each.subject === subject)?.problem;

describe('connected', () => {
  test('lists what the gateway lists, and quotes it as the gateway does', () => {
    const made = world({ lines: 400 }).open();
    // 32 a second are asked for.
    made.run(5_000);
    const { book, feed, market, model } = made;
    expect(feed.description).toMatchObject({ kind: 'ibkr', label: 'LIVE', detail: '127.0.0.1:4002 DU1234567', date: SESSION.date, quoting: 'changes' });
    expect(market.chain('SPY')?.ladder.map(({ strike }) => strike)).toEqual(Array.from({ length: 61 }, (_, at) => 571 + at));
    const { bid, ask } = model.market.quote(made.option(AT_THE_MONEY).conId);
    expect(market.quote(AT_THE_MONEY)).toMatchObject({ bid: Math.round((bid ?? 0) * 10_000), ask: Math.round((ask ?? 0) * 10_000), status: 'priced' });
    expect(market.tickerState('VIX')).toMatchObject({ last: 14.2 });
    expect(market.tickerState('SPY')).toMatchObject({ last: 601.25, volume: 41_200_000, previousClose: 599.25 });
    expect(feed.marketDataView()).toEqual({
      quality: 'live',
      competing: false,
      lines: { used: 370, limit: 400 },
      contracts: { listed: 366, subscribed: 366, silent: 0, refused: 0, withoutLine: 0 },
      problems: [],
    });
    expect(book.conIdOf(AT_THE_MONEY)).toBe(made.option(AT_THE_MONEY).conId);
  });

  test('a side that is absent is NaN, and open interest is that of the right', () => {
    const made = world().open();
    made.model.setQuote(made.option(AT_THE_MONEY), { bid: null, openInterest: 4_321 });
    made.turn();
    const chain = made.market.chain('SPY');
    const row = chain?.row(601, 'call') ?? -1;
    expect([chain?.columns.bid[row], chain?.columns.bidSize[row], chain?.columns.openInterest[row], chain?.statusAt(row)]).toEqual([Number.NaN, Number.NaN, 4_321, 'one_sided']);
  });

  test('delivers a quote that changed often once, as it is, when it was first due', () => {
    const made = world().open();
    const before = made.market.quotesSeen;
    const began = made.time.now();
    for (const bid of [1.1, 1.2, 1.3]) {
      made.model.setQuote(made.option(AT_THE_MONEY), { bid });
      made.gateway.deliverAll();
      made.time.pass(5);
    }
    expect(made.feed.nextTime()).toBe(began);
    made.feed.advance(began - 1, made.market);
    expect(made.market.quotesSeen).toBe(before);
    made.turn();
    expect([made.market.quotesSeen - before, made.market.quote(AT_THE_MONEY)?.bid, made.feed.nextTime()]).toEqual([1, 13_000, null]);
  });

  test('says when something comes after nothing did', () => {
    const made = world().open();
    let arrivals = 0;
    made.feed.onArrival(() => (arrivals += 1));
    for (const bid of [1.1, 1.2]) made.model.setQuote(made.option(AT_THE_MONEY), { bid });
    made.gateway.deliverAll();
    expect(arrivals).toBe(1);
  });

  test('goes to now, with every contract in its row', () => {
    const made = world().open();
    const rows = made.market.chain('QQQ')?.ladder;
    made.feed.seek(made.time.now(), made.market);
    made.market.price(made.time.now());
    expect(made.market.chain('QQQ')?.ladder).toEqual(rows);
    expect(made.market.quote(AT_THE_MONEY)?.status).toBe('priced');
  });
});

describe('lines', () => {
  test('go to the nearest strikes, a pair of each underlying in turn', () => {
    const made = world({ lines: 40 }).open();
    expect([made.strikes('SPY'), made.strikes('QQQ'), made.strikes('IWM')]).toEqual([
      [599, 600, 601, 602, 603, 604],
      [510, 511, 512, 513, 514, 515],
      [229, 230, 231, 232, 233, 234],
    ]);
    expect(made.feed.marketDataView()).toMatchObject({ lines: { used: 40, limit: 40 }, contracts: { listed: 366, subscribed: 36, withoutLine: 330 } });
    const far = 'SPY   260728C00620000' as InstrumentSymbol;
    expect(made.market.quote(far)).toMatchObject({ bid: null, ask: null, status: 'absent' });
  });

  test('go to what is held first, and follow the money without going to and fro', () => {
    const made = world({ lines: 40 }).open();
    const held = 'SPY   260728P00575000' as InstrumentSymbol;
    made.needed = [held];
    made.run(2_000);
    expect(made.subscribed()).toContain(held);
    expect(made.feed.marketDataView().lines.used).toBeLessThanOrEqual(40);
    const before = made.model.arrived.length;
    // To and fro within most of a strike.
    for (const last of [601.6, 601, 601.7, 601.1]) {
      made.model.setQuote(made.model.contracts.underlying('SPY'), { last, bid: last - 0.01, ask: last + 0.01 });
      made.run(1_000);
    }
    expect(made.model.arrived.length).toBe(before);
    made.model.setQuote(made.model.contracts.underlying('SPY'), { last: 606, bid: 605.99, ask: 606.01 });
    made.run(1_000);
    const swapped = made.model.arrived.slice(before).filter(({ request }) => request.type === 'market_data').length;
    expect(swapped).toBeGreaterThan(0);
    expect(swapped).toBeLessThanOrEqual(5);
    made.run(8_000);
    expect(made.strikes('SPY')).toEqual([575, ...made.strikes('SPY').filter((strike) => Math.abs(strike - 606) <= 3)]);
    // What has no line any more has no quote, and no stale one.
    expect(made.market.quote('SPY   260728C00599000' as InstrumentSymbol)).toMatchObject({ bid: null, ask: null, status: 'absent' });
    expect(made.subscribed()).toContain(held);
  });

  test('are as many as the account has, whatever was set', () => {
    const made = world({ lines: 100, accountLines: 30 }).open();
    expect(made.feed.marketDataView()).toMatchObject({ lines: { used: 30, limit: 30 }, contracts: { subscribed: 26, withoutLine: 340, refused: 0 } });
    expect(made.strikes('SPY')).toContain(601);
    const asked = made.model.arrived.length;
    made.run(5_000);
    expect(made.model.arrived.length).toBe(asked);
  });
});

describe('silence', () => {
  test('an option that says nothing while its underlying moves is shown, taken back and asked for anew', () => {
    const made = world().open();
    const { conId } = made.option(AT_THE_MONEY);
    made.model.market.silence(conId, true);
    const asked = made.asked(conId);
    made.run(15 * SECOND);
    expect(made.market.quote(AT_THE_MONEY)?.status).toBe('priced');
    made.run(10 * SECOND);
    expect(made.feed.marketDataView().contracts).toMatchObject({ silent: 1, subscribed: 36 });
    expect(problem(made, 'SPY 601 call')).toContain('silent');
    expect(made.market.quote(AT_THE_MONEY)).toMatchObject({ bid: null, ask: null, status: 'absent' });
    expect(made.market.quote('SPY   260728P00601000' as InstrumentSymbol)?.status).toBe('priced');
    made.run(60 * SECOND);
    // 5, 10, 20 … seconds apart.
    expect(made.asked(conId) - asked).toBeGreaterThanOrEqual(3);
    expect(made.asked(conId) - asked).toBeLessThanOrEqual(6);
    made.model.market.endSilence(conId);
    made.run(61 * SECOND);
    expect(made.feed.marketDataView().contracts.silent).toBe(0);
    expect(problem(made, 'SPY 601 call')).toBeUndefined();
    expect(made.market.quote(AT_THE_MONEY)?.status).toBe('priced');
  });

  test('an underlying that says nothing is stale and asked for anew', () => {
    const made = world().open();
    const { conId } = made.model.contracts.underlying('QQQ');
    made.model.market.silence(conId, true);
    made.run(17 * SECOND);
    expect(problem(made, 'QQQ')).toContain('silent');
    expect(made.market.quote('QQQ' as InstrumentSymbol)?.status).toBe('stale');
    made.model.market.endSilence(conId);
    made.run(10 * SECOND);
    expect(made.market.quote('QQQ' as InstrumentSymbol)?.status).toBe('priced');
  });

  test('of a machine that slept is none', () => {
    const made = world().open();
    const asked = made.model.arrived.length;
    made.time.sleep(90 * SECOND);
    made.run(2 * SECOND);
    expect([made.model.arrived.length, made.feed.marketDataView().contracts.silent]).toEqual([asked, 0]);
    expect(made.market.quote(AT_THE_MONEY)?.status).toBe('priced');
  });

  test('is nothing to ask for before the open', () => {
    const made = world();
    made.time.pass(-3 * 3_600 * SECOND);
    made.open();
    const asked = made.model.arrived.length;
    made.run(120 * SECOND, false);
    expect([made.model.arrived.length, made.feed.marketDataView().contracts.silent]).toEqual([asked, 0]);
  });

  test('of everything is a few requests a second, no more', () => {
    const made = world({ lines: 100 }).open();
    for (const symbol of made.subscribed()) made.model.market.silence(made.option(symbol).conId, true);
    for (const [symbol, last] of [['SPY', 601.5], ['QQQ', 512.6], ['IWM', 231.2]] as const) made.model.setQuote(made.model.contracts.underlying(symbol), { last });
    made.run(22 * SECOND);
    const asked = made.model.arrived.length;
    made.run(5 * SECOND);
    const requests = made.model.arrived.slice(asked).filter(({ request }) => request.type === 'market_data').length;
    expect(requests).toBeGreaterThan(10);
    expect(requests).toBeLessThanOrEqual(20);
  });
});

describe('what the gateway says of the data', () => {
  test('without a subscription delayed data is asked for, and everything says so', () => {
    const made = world();
    made.model.market.entitlementOf = ({ secType }) => (secType === 'OPT' ? 'delayed' : 'live');
    made.open();
    expect(made.feed.description.label).toBe('DELAYED');
    expect(made.feed.marketDataView()).toMatchObject({ quality: 'delayed', contracts: { subscribed: 36, refused: 0 } });
    expect(problem(made, 'SPY option quotes')).toContain('delayed');
    expect(made.market.quote(AT_THE_MONEY)?.status).toBe('priced');
    // A connection that ends does not make it live.
    made.gateway.cut();
    expect(made.feed.description.label).toBe('DELAYED');
  });

  test('without any data a contract is refused, and its line goes to another', () => {
    const made = world({ lines: 40 });
    made.model.market.entitlementOf = ({ strike }) => (strike === 601 ? 'none' : 'live');
    made.open();
    expect(made.feed.marketDataView()).toMatchObject({ contracts: { refused: 2, subscribed: 36 } });
    expect(made.strikes('SPY')).not.toContain(601);
  });

  test('another session takes the data: stale at once, tried by one, and back', () => {
    const made = world().open();
    let told = 0;
    made.feed.subscribe(() => (told += 1));
    made.model.market.compete();
    made.run(250, false);
    expect(told).toBeGreaterThan(0);
    expect(made.feed.marketDataView().competing).toBe(true);
    expect(problem(made, 'market data')).toContain('another session');
    expect([made.market.quote(AT_THE_MONEY)?.status, made.market.quote('SPY' as InstrumentSymbol)?.status]).toEqual(['stale', 'stale']);
    const asked = made.model.arrived.length;
    made.run(60 * SECOND);
    const probes = made.model.arrived.slice(asked).filter(({ request }) => request.type === 'market_data').length;
    expect(probes).toBeGreaterThanOrEqual(2);
    expect(probes).toBeLessThanOrEqual(5);
    made.model.market.endCompetition();
    made.run(5 * SECOND);
    expect(made.feed.marketDataView()).toMatchObject({ competing: false, contracts: { subscribed: 36, silent: 0 } });
    expect([made.market.quote(AT_THE_MONEY)?.status, made.market.quote('SPY' as InstrumentSymbol)?.status]).toEqual(['priced', 'priced']);
  });

  test('a farm that is broken is shown until it is not', () => {
    const made = world().open();
    made.model.farm(2103, 'usopt');
    made.turn();
    expect(problem(made, 'market data farm usopt')).toBeDefined();
    made.model.farm(2104, 'usopt');
    made.turn();
    expect(made.feed.marketDataView().problems).toEqual([]);
  });
});

describe('connections that end', () => {
  test('the gateway loses the servers and kept the data: stale at once, then as before', () => {
    const made = world().open();
    const asked = made.model.arrived.length;
    made.model.loseServers();
    made.turn();
    expect([made.market.quote(AT_THE_MONEY)?.status, made.market.quote('SPY' as InstrumentSymbol)?.status]).toEqual(['stale', 'stale']);
    made.run(60 * SECOND, false);
    made.model.restoreServers(false);
    made.run(SECOND);
    expect(made.model.arrived.length).toBe(asked);
    expect([made.market.quote(AT_THE_MONEY)?.status, made.market.quote('SPY' as InstrumentSymbol)?.status]).toEqual(['priced', 'priced']);
  });

  test('and lost the data: everything is asked for anew', () => {
    const made = world().open();
    made.model.loseServers();
    made.turn();
    made.model.restoreServers(true);
    made.run(8 * SECOND);
    expect(made.feed.marketDataView()).toMatchObject({ lines: { used: 40 }, contracts: { subscribed: 36, silent: 0 }, problems: [] });
    expect(made.model.market.linesUsed).toBe(40);
    expect(made.market.quote(AT_THE_MONEY)?.status).toBe('priced');
  });

  test('a link that ends and comes again: stale at once, no old quote lives on, all asked for anew', () => {
    const made = world().open();
    made.gateway.cut();
    made.turn();
    expect(made.market.quote(AT_THE_MONEY)?.status).toBe('stale');
    expect(made.feed.marketDataView()).toMatchObject({ quality: 'none', lines: { used: 0 }, contracts: { listed: 366, subscribed: 0, withoutLine: 0 } });
    expect(made.feed.vendorGreeks('SPY', () => null)).toEqual({ underlying: 'SPY', reason: 'There is no connection to the gateway.', rows: [] });
    made.time.pass(30 * SECOND);
    made.gateway.open();
    made.gateway.deliver(20);
    made.feed.advance(made.time.now(), made.market);
    made.market.price(made.time.now());
    expect(['stale', 'absent']).toContain(made.market.quote(AT_THE_MONEY)?.status);
    const rows = made.market.chain('SPY')?.layoutVersion;
    made.run(8 * SECOND);
    expect(made.market.quote(AT_THE_MONEY)?.status).toBe('priced');
    expect([made.feed.marketDataView().contracts.subscribed, made.market.chain('SPY')?.layoutVersion]).toEqual([36, rows]);
  });
});

describe('a day without options', () => {
  test('is said plainly, and the tickers are quoted all the same', () => {
    const made = world({ expiries: ['20260729'] }).open();
    expect(problem(made, 'SPY options')).toBe('none that expire on 2026-07-28 are listed at the gateway');
    expect(made.feed.problems().total).toBe(3);
    expect(made.feed.marketDataView()).toMatchObject({ quality: 'live', lines: { used: 4 }, contracts: { listed: 0, subscribed: 0, withoutLine: 0 } });
    expect(made.market.tickerState('SPY').last).toBe(601.25);
    expect(made.feed.vendorGreeks('SPY', () => null).reason).toContain('lists no options of SPY');
  });
});

describe("the gateway's Greeks beside ours", () => {
  const figures = { delta: 0.5, gamma: 0.1, vega: 0.05, theta: -0.4, price: 1, underlyingPrice: 601 };
  const ours = (): { iv: number; delta: number; gamma: number; vega: number; theta: number } => ({ iv: 0.2, delta: 0.51, gamma: Number.NaN, vega: 0.04, theta: -0.3 });

  test('are the model first, then of the last trade, then between bid and ask, each as far as it is known', () => {
    const made = world().open();
    const row = (): unknown => made.feed.vendorGreeks('SPY', ours).rows.find(({ right, strike }) => strike === 601 && right === 'call');
    const none = { volatility: null, delta: null, gamma: null, vega: null, theta: null, price: null, underlyingPrice: null };
    const option = made.option(AT_THE_MONEY);
    made.model.setQuote(option, { computations: { model: { ...figures, volatility: 0.16, gamma: null }, last: { ...figures, volatility: 0.3 }, bid: { ...figures, volatility: 0.1 }, ask: { ...figures, volatility: 0.2 } } });
    made.turn();
    expect(row()).toEqual({
      strike: 601,
      right: 'call',
      ours: { volatility: 0.2, delta: 0.51, gamma: null, vega: 0.04, theta: -0.3 },
      theirs: { volatility: 0.16, delta: 0.5, gamma: null, vega: 0.05, theta: -0.4 },
      at: made.time.now(),
    });
    const known = { last: { ...figures, volatility: 0.3 }, bid: { ...figures, volatility: 0.1 }, ask: { ...figures, volatility: 0.2 } };
    made.model.setQuote(option, { computations: { model: none, ...known } });
    made.turn();
    expect(row()).toMatchObject({ theirs: { volatility: 0.3 } });
    made.model.setQuote(option, { computations: { model: none, ...known, last: none } });
    made.turn();
    expect(row()).toMatchObject({ theirs: { volatility: expect.closeTo(0.15, 12), theta: -0.4 } });
    made.model.setQuote(option, { computations: { model: none, last: none, bid: none, ask: { ...figures, volatility: 0.2 } } });
    made.turn();
    expect(row()).toMatchObject({ theirs: { volatility: null }, at: null });
  });
});

test('is over once it is closed', () => {
  const made = world().open();
  made.feed.close();
  made.gateway.deliverAll();
  expect([made.feed.nextTime(), made.model.market.linesUsed, made.time.waiting]).toEqual([null, 0, 0]);
});
