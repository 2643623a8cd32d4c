import { beforeEach, describe, expect, test } from 'vitest';
import { lognormalDistribution } from '../../../src-core/market/lognormal-distribution.ts';
import type { PositionsView, Preview, Ticket } from '../../../src-core/contract/schemas.ts';
import { positionsViewSchema, previewSchema } from '../../../src-core/contract/schemas.ts';
import { fromDollars, type Money, negate } from '../../../src-core/money.ts';
import { positionsView } from '../../../src-main/operations/views/positions-view.ts';
import { previewOf, type Underlyings } from '../../../src-main/operations/views/preview.ts';
import { riskContext } from '../risk/risk-world.ts';
import { TradingDesk } from '../trading/trading-desk.ts';
import { DATE, leg, limit, MARKET, option, request, SESSION, SHARES, TEN, TestClock, TestQuotes } from '../trading/trading-fixture.ts';

const SOLD = option('put', 640);
const BOUGHT = option('put', 638);
const SPREAD = [leg(SOLD, 'sell'), leg(BOUGHT, 'buy')];

let quotes: TestQuotes;
let desk: TradingDesk;
beforeEach(async () => {
  quotes = new TestQuotes();
  desk = await TradingDesk.start({ quotes, clock: new TestClock(TEN) });
});

const spotOf = (): Money => fromDollars(640);

/** Two bull put spreads, sold at 0.67: 0.70 at the mids, 0.66 crossing both spreads. */
async function sellSpreads(): Promise<void> {
  quotes.set(SOLD, TEN, { bid: 1.2, ask: 1.24 });
  quotes.set(BOUGHT, TEN, { bid: 0.5, ask: 0.54 });
  await desk.manager.place(request(1, SPREAD, MARKET, { quantity: 2 }));
  await desk.at(TEN + 100);
  expect(desk.manager.order(request(1, [], MARKET).id)?.state).toBe('FILLED');
}

function view(): PositionsView {
  const { book, today } = desk.manager;
  const shown = positionsView(
    {
      number: 'PAPER-1',
      kind: 'paper',
      book,
      trades: desk.manager.trades(),
      today,
      buyingPower: { margin: fromDollars(400), buyingPower: fromDollars(99_000) },
      marginOf: (holdings) => fromDollars(holdings.length * 100),
      quoteOf: (symbol) => quotes.quote(symbol),
    },
    TEN,
    'flat clock',
  );
  expect(positionsViewSchema.parse(shown)).toEqual(shown);
  return shown;
}

/** Dollars before fees, which are the same for all three ways. */
function dollars(ways: PositionsView['account']['unrealised'], costs = 0): readonly (number | null)[] {
  return [ways.optimistic, ways.expected, ways.pessimistic].map((amount) => (amount === null ? null : (amount + costs) / 10_000));
}

describe('positions', () => {
  test('are told three ways: at mids, as fills are expected, and crossing every spread', async () => {
    await sellSpreads();
    quotes.set(SOLD, TEN, { bid: 1, ask: 1.04 });
    quotes.set(BOUGHT, TEN, { bid: 0.4, ask: 0.46 });
    const { account, packages } = view();
    const [spread] = packages;
    if (spread === undefined) throw new Error('no package');
    const costs = spread.commission + spread.fees;
    expect(spread).toMatchObject({ strategy: 'bull put spread', status: 'open', quantity: 2, entry: -0.67, mid: -0.59, natural: -0.64, realised: 0 });
    expect(spread.commission).toBe(fromDollars(2.6));
    expect(spread.fees).toBeGreaterThan(0);
    // -2 × 1.02 + 2 × 0.43 against -134; 66 % of each half-spread; 1.04 and 0.40.
    expect(dollars(spread.unrealised)).toEqual([16, 9.4, 6]);
    // The entry would have brought 6 more at the mids, and 2 less crossing.
    expect(dollars(spread.profit, costs)).toEqual([22, 9.4, 4]);
    expect(spread.maximumLoss).toBe(fromDollars(266) + costs);
    expect(spread.margin).toBe(fromDollars(200));
    expect(spread.legs.find(({ symbol }) => symbol === BOUGHT)).toMatchObject({
      quantity: 2,
      averagePrice: 0.535,
      bid: 0.4,
      ask: 0.46,
      mid: expect.closeTo(0.43, 9),
      unrealisedMid: fromDollars(-21),
      unrealisedLiquidation: fromDollars(-27),
    });
    expect(spread.legs.find(({ symbol }) => symbol === SOLD)).toMatchObject({
      quantity: -2,
      averagePrice: 1.205,
      unrealisedMid: fromDollars(37),
      unrealisedLiquidation: fromDollars(33),
    });
    expect(spread.legs.map(({ greeks }) => greeks.delta).sort()).toEqual([-100, 100]);
    expect(spread.greeks).toEqual({ delta: 0, gamma: 0, theta: 0, vega: 0 });

    expect(account.cash).toBe(fromDollars(100_134) - costs);
    expect(account.netLiquidationMid).toBe(fromDollars(100_016) - costs);
    expect(account.netLiquidation).toBe(fromDollars(100_006) - costs);
    expect(dollars(account.unrealised)).toEqual([16, 9.4, 6]);
    expect(dollars(account.profitToday, costs)).toEqual([22, 9.4, 4]);
    expect(account).toMatchObject({ realisedToday: 0, commissionToday: spread.commission, feesToday: spread.fees });
  });

  test('have no value where a mark is absent, and say so as absence', async () => {
    await sellSpreads();
    quotes.set(BOUGHT, TEN, { bid: null, ask: 0.02, status: 'one_sided' });
    const { account, packages } = view();
    const absent = { optimistic: null, expected: null, pessimistic: null };
    expect(packages[0]).toMatchObject({ mid: null, natural: null, unrealised: absent, profit: absent });
    expect(packages[0]?.legs.find(({ symbol }) => symbol === BOUGHT)).toMatchObject({ bid: null, ask: 0.02, mid: null, unrealisedMid: null, unrealisedLiquidation: null });
    expect(packages[0]?.legs.find(({ symbol }) => symbol === SOLD)?.unrealisedMid).toBe(fromDollars(-3));
    expect(account).toMatchObject({ netLiquidationMid: null, netLiquidation: null, unrealised: absent, profitToday: absent });
    expect(account.cash).toBeGreaterThan(fromDollars(100_000));
  });

  test('a settled trade is marked by the shares it was left with', async () => {
    await sellSpreads();
    await desk.manager.settle(DATE, () => fromDollars(639), SESSION.lastTrade);
    quotes.set(SHARES, SESSION.lastTrade, { bid: 638.5, ask: 638.6 });
    const { account, packages } = view();
    const [trade] = packages;
    if (trade === undefined) throw new Error('no package');
    const costs = trade.commission + trade.fees;
    expect(trade).toMatchObject({ status: 'settled', quantity: 0, mid: null, natural: null, closedAt: SESSION.lastTrade });
    expect(trade.legs).toMatchObject([{ symbol: SHARES, quantity: 200, bid: 638.5, ask: 638.6, greeks: { delta: 100 } }]);
    // 134 received, 200 shares bought at 640 and worth 638.55, 638.5125 or 638.50.
    expect(dollars(trade.profit, costs)).toEqual([-156 + 6, -163.5, -166 - 2]);
    expect(dollars(account.profitToday, costs)).toEqual([-150, -163.5, -168]);
    expect(account.netLiquidationMid).toBe(fromDollars(100_000 - 156) - costs);
  });

  test('shares are marked though their prices are finer than a cent', async () => {
    await sellSpreads();
    await desk.manager.settle(DATE, () => fromDollars(639), SESSION.lastTrade);
    quotes.set(SHARES, SESSION.lastTrade, { bid: 638.5001, ask: 638.5002 });
    expect(view().account.netLiquidationMid).not.toBeNull();
  });

  test('an order that never filled is no position', async () => {
    quotes.set(SOLD, TEN, { bid: 1.2, ask: 1.24 });
    await desk.manager.place(request(1, [leg(SOLD, 'buy')], limit(0.5)));
    await desk.at(TEN + 100);
    expect(view()).toMatchObject({ packages: [], account: { cash: fromDollars(100_000), netLiquidation: fromDollars(100_000) } });
  });
});

describe('a preview', () => {
  const CONDOR = [leg(option('put', 630), 'buy'), leg(option('put', 632), 'sell'), leg(option('call', 648), 'sell'), leg(option('call', 650), 'buy')];
  const ticket = (rest: Partial<Ticket> = {}): Ticket => ({ underlying: 'SPY', legs: CONDOR, quantity: 3, terms: limit(-0.78), timeInForce: 'DAY', ...rest });

  beforeEach(() => {
    quotes.set(option('put', 630), TEN, { bid: 0.5, ask: 0.54 });
    quotes.set(option('put', 632), TEN, { bid: 0.9, ask: 0.94 });
    quotes.set(option('call', 648), TEN, { bid: 0.8, ask: 0.84 });
    quotes.set(option('call', 650), TEN, { bid: 0.4, ask: 0.44 });
  });

  const DISTRIBUTION = lognormalDistribution(640, 0.01);
  let distributed: ReturnType<Underlyings['distributionOf']> = { source: 'smile', distribution: DISTRIBUTION, spot: 640 };

  function preview(asked: Ticket): Preview {
    const { book } = desk.manager;
    const context = riskContext({ book, working: desk.manager.working(), quotes, spotOf, limits: { price_collar: 25, price_collar_least: 0.5 } });
    const trade = desk.manager.tradeToClose(asked);
    const shown = previewOf(asked, trade === null ? null : { trade, holdings: book.holdingsOf(trade.id) }, context, { spotOf, distributionOf: () => distributed, clockLabel: 'flat clock', signalDenials: () => [] });
    expect(previewSchema.parse(shown)).toEqual(shown);
    return shown;
  }

  test('of a condor at a limit', () => {
    const shown = preview(ticket());
    const fees = shown.fees.total;
    expect(shown).toMatchObject({ strategy: 'iron condor', closing: false, denials: [], unboundedGain: false, unboundedLoss: false });
    expect([shown.natural, shown.mid, shown.expected, shown.net]).toEqual([-7_200, -8_000, -7_500, -7_800]);
    // Twelve contracts at 0.65; every leg costs 0.10 or more.
    expect(shown.fees.commission).toBe(fromDollars(7.8));
    expect(shown.fees.lines.reduce((sum, { amount }) => sum + amount, 0)).toBe(fees);
    expect(shown.maximumGain).toBe(fromDollars(234) - fees);
    expect(shown.maximumLoss).toBe(fromDollars(600 - 234) + fees);
    const perShare = fees / 10_000 / 300;
    expect(shown.breakEvens).toHaveLength(2);
    expect(shown.breakEvens[0]).toBeCloseTo(632 - 0.78 + perShare, 4);
    expect(shown.breakEvens[1]).toBeCloseTo(648 + 0.78 - perShare, 4);
    expect(shown.marginChange).toBe(fromDollars(600));
    expect(shown.buyingPowerAfter).toBeLessThan(fromDollars(100_000 - 366));
    expect(shown.buyingPowerAfter).toBeGreaterThan(fromDollars(100_000 - 366 - 12));
    expect(shown.greeks).toEqual({ delta: 0, gamma: 0, theta: 0, vega: 0 });
    expect(shown.payoff.find(({ price }) => price === 640)?.result ?? shown.payoff.find(({ price }) => price === 648)?.result).toBeCloseTo(234 - fees / 10_000, 6);
  });

  test('says how a condor may end, and that a break-even is touched more often than it ends beyond', () => {
    const { outlook, breakEvens, maximumGain, maximumLoss } = preview(ticket());
    if (outlook === null || maximumGain === null || maximumLoss === null) throw new Error('the distribution is known');
    const [lower = Number.NaN, upper = Number.NaN] = breakEvens;
    expect(outlook.source).toBe('smile');
    expect(outlook.profit).toBeCloseTo(DISTRIBUTION.cumulative(upper) - DISTRIBUTION.cumulative(lower), 12);
    expect(outlook.maximumGain).toBeCloseTo(DISTRIBUTION.cumulative(648) - DISTRIBUTION.cumulative(632), 12);
    expect(outlook.maximumLoss).toBeCloseTo(DISTRIBUTION.cumulative(630) + 1 - DISTRIBUTION.cumulative(650), 12);
    expect(outlook.touch).toBeGreaterThan(1.5 * (1 - outlook.profit));
    expect(outlook.touch).toBeLessThan(2.05 * (1 - outlook.profit));
    expect(outlook.expected).toBeCloseTo((outlook.expectedGain ?? 0) * outlook.profit - (outlook.expectedLoss ?? 0) * (1 - outlook.profit), 9);
    expect(Math.abs(outlook.expected)).toBeLessThan((maximumGain + maximumLoss) / 10_000);
  });

  test('is without an outlook while nothing says how the price may end', () => {
    distributed = null;
    expect(preview(ticket()).outlook).toBeNull();
    distributed = { source: 'lognormal', distribution: DISTRIBUTION, spot: 640 };
    expect(preview(ticket()).outlook?.source).toBe('lognormal');
    quotes.set(option('put', 630), TEN, { bid: null, ask: 0.54, status: 'one_sided' });
    expect(preview(ticket({ terms: MARKET })).outlook).toBeNull();
  });

  test('of a market order reckons with the fill that is expected', () => {
    const shown = preview(ticket({ terms: MARKET }));
    expect(shown.net).toBe(-7_500);
    expect(shown.maximumGain).toBe(fromDollars(225) - shown.fees.total);
  });

  test('names what is unbounded', () => {
    expect(preview(ticket({ legs: [leg(option('call', 650), 'buy')], quantity: 1, terms: limit(0.44) }))).toMatchObject({
      strategy: 'long call',
      maximumGain: null,
      unboundedGain: true,
      unboundedLoss: false,
      greeks: { delta: 50, theta: -100 },
    });
    expect(preview(ticket({ legs: [leg(option('call', 650), 'sell')], quantity: 1, terms: limit(-0.4) }))).toMatchObject({ maximumLoss: null, unboundedLoss: true });
  });

  test('without a leg’s quote knows a limit’s outcome, and nothing of a market order’s', () => {
    quotes.set(option('put', 630), TEN, { bid: null, ask: 0.54, status: 'one_sided' });
    const limited = preview(ticket());
    expect(limited).toMatchObject({ natural: null, mid: null, expected: null, net: -7_800, denials: [{ code: 'no_usable_quote' }] });
    expect(limited.maximumGain).toBe(fromDollars(234) - limited.fees.total);
    const market = preview(ticket({ terms: MARKET }));
    expect(market).toMatchObject({ net: null, maximumGain: null, maximumLoss: null, unboundedGain: false, unboundedLoss: false, breakEvens: [], payoff: [], marginChange: null, buyingPowerAfter: null });
    expect(market.fees).toEqual({ commission: 0, fees: 0, total: 0, lines: [] });
    expect(market.denials).toEqual([{ code: 'no_usable_quote', message: `a market order needs a usable quote; that of ${option('put', 630)} is one-sided` }]);
  });

  test('of a closing order shows the trade’s whole result, and the margin it frees', async () => {
    await sellSpreads();
    quotes.set(SOLD, TEN, { bid: 1, ask: 1.04 });
    quotes.set(BOUGHT, TEN, { bid: 0.4, ask: 0.46 });
    const shown = preview(ticket({ legs: [leg(SOLD, 'buy'), leg(BOUGHT, 'sell')], quantity: 2, terms: limit(0.6) }));
    expect(shown).toMatchObject({ strategy: 'bull put spread', closing: true, natural: 6_400, mid: 5_900, net: 6_000, denials: [] });
    // 134 received, 120 paid: nothing is held, so the result is the same at any price.
    expect(shown.maximumGain).toBe(fromDollars(14) - shown.fees.total);
    expect(shown.maximumLoss).toBe(negate(shown.maximumGain as Money));
    expect(shown.marginChange).toBe(fromDollars(-400));
  });

  test('tells every reason it would be denied for', () => {
    const shown = preview(ticket({ quantity: 1_000, terms: limit(-0.784) }));
    expect(shown.denials.map(({ code }) => code)).toEqual(['off_tick', 'buying_power', 'margin_use', 'underlying_risk', 'day_at_worst']);
    for (const { message } of shown.denials) expect(message.length).toBeGreaterThan(10);
  });
});
