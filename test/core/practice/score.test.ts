import { expect, test } from 'vitest';
import { fromDollars, type Money } from '../../../src-core/money.ts';
import { type PractisedTrade, practiceScore } from '../../../src-core/practice/score.ts';
import type { InstrumentSymbol } from '../../../src-core/instruments/instrument.ts';

const dollars = (amount: number): Money => fromDollars(amount);
const symbol = (right: 'C' | 'P', strike: number): InstrumentSymbol => `SPY   260728${right}${String(strike * 1_000).padStart(8, '0')}` as InstrumentSymbol;

/** Two 600/602 call spreads bought at 0.80, so 160 dollars, with 2 of costs. */
const SPREAD: PractisedTrade = {
  tradeId: 'spread',
  underlying: 'SPY',
  strategy: 'bull call spread',
  legs: [
    { symbol: symbol('C', 600), side: 'buy', ratio: 1 },
    { symbol: symbol('C', 602), side: 'sell', ratio: 1 },
  ],
  openedAt: 1_000,
  closedAt: 9_000,
  quantity: 2,
  openCost: dollars(160),
  openingCosts: dollars(2),
  realised: dollars(60),
  commission: dollars(3),
  fees: dollars(1),
  unrealised: dollars(0),
  netAtMid: dollars(62),
  netAtNatural: dollars(48),
  risk: dollars(162),
  best: dollars(120),
  worst: dollars(-30),
};
/** A short put that is open still, without bound worth speaking of. */
const PUT: PractisedTrade = {
  ...SPREAD,
  tradeId: 'put',
  strategy: 'short put',
  legs: [{ symbol: symbol('P', 595), side: 'sell', ratio: 1 }],
  closedAt: null,
  quantity: 1,
  openCost: dollars(-90),
  openingCosts: dollars(1),
  realised: dollars(0),
  commission: dollars(1),
  fees: dollars(0),
  unrealised: dollars(-140),
  netAtMid: null,
  netAtNatural: null,
  risk: null,
  best: dollars(10),
  worst: dollars(-100),
};
const order = (state: string, filledQuantity: number, reason: string | null = null) => ({ state, time: 5, strategy: 'short put', filledQuantity, reason });

const outcome = {
  capital: dollars(25_000),
  from: 0,
  to: 10_000,
  trades: [SPREAD, PUT],
  orders: [order('FILLED', 2), order('PARTIALLY_FILLED', 1), order('CANCELED', 0), order('DENIED', 0, 'max_contracts_per_order: 60 is more than 50')],
  events: [],
  referenceOf: () => dollars(601),
  metrics: [],
};

test('a score adds up what its trades made, risked, left and would have made', () => {
  const score = practiceScore(outcome);
  // 60 - 4, and -140 - 1.
  expect(score.trades.map(({ net }) => net)).toEqual([dollars(56), dollars(-141)]);
  expect(score).toMatchObject({
    net: dollars(-85),
    commission: dollars(4),
    fees: dollars(1),
    risk: dollars(162),
    riskTrades: 1,
    slippage: { mid: dollars(6), natural: dollars(8), trades: 1 },
    // 120 - 56, and 10 - -141.
    left: { amount: dollars(215), trades: 2 },
    largestLoss: { tradeId: 'put', net: dollars(-141), risk: null, shareOfRisk: null },
    orders: { placed: 4, filled: 2, cancelled: 1, denied: 1 },
    denials: [{ time: 5, strategy: 'short put', reason: 'max_contracts_per_order: 60 is more than 50' }],
  });
  expect(score.perRisk).toBeCloseTo(56 / 162, 12);
  // At 601 the spreads are worth 2 · 100 for 162; the put lapses, and 90 less 1 is kept.
  expect(score.trades.map(({ held }) => held)).toEqual([dollars(38), dollars(89)]);
  expect(score.held).toEqual({ amount: dollars(127), madeOfThem: dollars(-85), trades: 2 });
  // What the put stands at when the run ends is its worst.
  expect(score.trades[1]).toMatchObject({ worst: dollars(-141), best: dollars(10) });
});

test('what is not known stays unknown, and a share is of a bounded risk alone', () => {
  const unmarked = practiceScore({ ...outcome, trades: [SPREAD, { ...PUT, unrealised: null, best: null }], referenceOf: () => null });
  expect(unmarked).toMatchObject({ net: null, left: { amount: dollars(64), trades: 1 }, held: { trades: 0 } });
  expect(unmarked.trades[1]).toMatchObject({ net: null, left: null, held: null, worst: dollars(-100) });
  expect(unmarked.largestLoss).toBeNull();
  expect(practiceScore({ ...outcome, trades: [{ ...SPREAD, realised: dollars(-77) }] }).largestLoss).toMatchObject({ tradeId: 'spread', shareOfRisk: 0.5 });
});

test('a run without trades is all nothing', () => {
  expect(practiceScore({ ...outcome, trades: [{ ...SPREAD, quantity: 0 }], orders: [] })).toMatchObject({ net: dollars(0), perRisk: null, largestLoss: null, trades: [], left: { trades: 0 } });
});
