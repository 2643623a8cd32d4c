import { describe, expect, it } from 'vitest';
import { newYorkTime } from '../../../src-core/calendar/exchange-calendar.ts';
import { symbolOf } from '../../../src-core/instruments/instrument.ts';
import type { Trade } from '../../../src-core/ledger/trade.ts';
import { fromDollars, money, ZERO } from '../../../src-core/money.ts';
import type { OrderLeg } from '../../../src-core/orders/order.ts';
import { type IsoDate, parseIsoDate } from '../../../src-core/time.ts';
import type { KeptTrade } from '../../../src-main/performance/performance-journal.ts';
import { riskOf, tradeResultOf } from '../../../src-main/performance/trade-results.ts';

const DATE = parseIsoDate('2026-11-20');
const NEXT = parseIsoDate('2026-11-23');
const CLOSED = newYorkTime(DATE, '14:00');

function put(side: 'buy' | 'sell', strike: number, expiry: IsoDate = DATE): OrderLeg {
  return { symbol: symbolOf({ kind: 'option', underlying: 'SPY', expiry, right: 'put', strike: fromDollars(strike) }), side, ratio: 1 };
}

/** Two put spreads sold at 0.80 and bought back at 0.30; mid 0.85 and 0.28, natural 0.75 and 0.32. */
const TRADE: Trade = {
  id: 'a', underlying: 'SPY', strategy: 'bull put spread', legs: [put('sell', 600), put('buy', 597)], source: 'manual', status: 'closed', openedAt: CLOSED - 60_000, closedAt: CLOSED,
  openedQuantity: 2, closedQuantity: 2, openCost: fromDollars(-160), closeCost: fromDollars(60), optimisticCost: fromDollars(-170 + 56), pessimisticCost: fromDollars(-150 + 64),
  realised: fromDollars(100), commission: fromDollars(5.2), fees: fromDollars(0.8),
};

function kept(more: Partial<KeptTrade> = {}): KeptTrade {
  return { trade: TRADE, bookedAt: CLOSED, holds: false, openingCosts: fromDollars(3), signalType: 'gap_fade', tags: ['news'], imported: false, circumstances: null, ...more };
}

describe('a trade that is over', () => {
  it('is told net of costs, and as it would be at mid and at natural prices', () => {
    expect(tradeResultOf(kept())).toMatchObject({
      date: DATE,
      net: fromDollars(94),
      // Seven cents on each of 200 shares better, and seven worse.
      netAtMid: fromDollars(108),
      netAtNatural: fromDollars(80),
      // 3 wide less 0.80, twice, and what the opening cost.
      risk: fromDollars(443),
      signalType: 'gap_fade',
      tags: ['news'],
      vix: null,
      best: null,
    });
    expect(tradeResultOf(kept({ imported: true }))).toMatchObject({ netAtMid: null, netAtNatural: null, risk: fromDollars(443) });
  });

  it('ends when nothing is held of it any more', () => {
    const settled: Trade = { ...TRADE, status: 'settled' };
    expect(tradeResultOf(kept({ trade: settled, holds: true }))).toBeNull();
    expect(tradeResultOf(kept({ trade: settled, bookedAt: newYorkTime(NEXT, '10:00') }))).toMatchObject({ date: NEXT, closedAt: newYorkTime(NEXT, '10:00') });
    // A charge is booked on the day it is of.
    expect(tradeResultOf(kept({ bookedAt: CLOSED - 1 }))).toMatchObject({ closedAt: CLOSED });
    for (const status of ['pending', 'open', 'cancelled'] as const) expect(tradeResultOf(kept({ trade: { ...TRADE, status } }))).toBeNull();
    expect(tradeResultOf(kept({ trade: { ...TRADE, openedQuantity: 0 } }))).toBeNull();
  });

  it('has no risk that could be told without a bound or without one expiry', () => {
    const call: OrderLeg = { symbol: symbolOf({ kind: 'option', underlying: 'SPY', expiry: DATE, right: 'call', strike: fromDollars(600) }), side: 'sell', ratio: 1 };
    expect(riskOf({ legs: [call], openedQuantity: 1, openCost: fromDollars(-100) }, ZERO)).toBeNull();
    expect(riskOf({ legs: [put('sell', 600), put('buy', 600, NEXT)], openedQuantity: 1, openCost: fromDollars(50) }, ZERO)).toBeNull();
    expect(riskOf({ legs: [put('buy', 600)], openedQuantity: 3, openCost: fromDollars(450) }, money(19_500))).toBe(fromDollars(451.95));
    expect(riskOf({ legs: TRADE.legs, openedQuantity: 1, openCost: fromDollars(-310) }, ZERO)).toBe(0);
  });
});
