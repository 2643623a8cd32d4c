import { describe, expect, it } from 'vitest';
import { Book, fillTransaction } from '../../../src-core/ledger/book.ts';
import { settlementTransactions } from '../../../src-core/ledger/expiry.ts';
import { executionFees, NO_FEE_TOTALS, scheduleOn } from '../../../src-core/ledger/fees.ts';
import type { Trade } from '../../../src-core/ledger/trade.ts';
import {
  matchTrade,
  openTrade,
  tradeAfterExecution,
  tradeAfterOrderEnd,
  tradeAfterSettlement,
} from '../../../src-core/ledger/trade-accounting.ts';
import { parseMoney } from '../../../src-core/money.ts';
import { applyEvent } from '../../../src-core/orders/life-cycle.ts';
import type { OrderLeg } from '../../../src-core/orders/order.ts';
import { EXPIRY, execution, leg, option, order, PUT_SPREAD, SHARES } from '../orders/examples.ts';

const CLOSE_SPREAD = PUT_SPREAD.map((one) => leg(one.side === 'buy' ? 'sell' : 'buy', one.symbol));

/** A trade with its books, filled order by order. */
class Desk {
  readonly book = new Book();
  trade: Trade;
  #fills = 0;

  constructor(legs: readonly OrderLeg[] = PUT_SPREAD, createdAt = 1_000, tradeId = 'trade-1') {
    this.trade = { ...openTrade(order({ legs, tradeId }), 'bull put spread'), openedAt: createdAt };
  }

  execute(legs: readonly OrderLeg[], closing: boolean, packages: number, ...prices: readonly string[]): Trade {
    this.#fills += 1;
    const done = execution(`${this.trade.id}-${this.#fills}`, legs, packages, prices.map(parseMoney), 2_000 + this.#fills);
    const { lines } = executionFees(scheduleOn(EXPIRY), done.legs, NO_FEE_TOTALS);
    const transaction = fillTransaction(this.book, { tradeId: this.trade.id }, done, lines);
    this.book.post(transaction);
    this.trade = tradeAfterExecution(this.trade, { closing }, done, transaction, this.book.holdingsOf(this.trade.id));
    return this.trade;
  }

  settle(reference: string): Trade {
    const transactions = settlementTransactions(this.book, EXPIRY, () => parseMoney(reference), 9_000);
    for (const transaction of transactions) this.book.post(transaction);
    this.trade = tradeAfterSettlement(this.trade, transactions, 9_000);
    return this.trade;
  }
}

describe('a trade', () => {
  it('is pending until its first fill', () => {
    expect(openTrade(order(), 'bull put spread')).toMatchObject({
      id: 'trade-1',
      status: 'pending',
      openedAt: 1_000,
      openedQuantity: 0,
      openCost: 0,
      strategy: 'bull put spread',
      legs: PUT_SPREAD,
    });
  });

  it('opens with partial fills and closes with others, told three ways', () => {
    const desk = new Desk();
    expect(desk.execute(PUT_SPREAD, false, 1, '1.20', '0.42')).toMatchObject({ status: 'open', openedQuantity: 1, openCost: parseMoney('-78') });
    expect(desk.execute(PUT_SPREAD, false, 2, '1.22', '0.42')).toMatchObject({ openedQuantity: 3, openCost: parseMoney('-238') });
    expect(desk.execute(CLOSE_SPREAD, true, 1, '0.50', '0.10')).toMatchObject({
      status: 'open',
      openedQuantity: 3,
      closedQuantity: 1,
      closedAt: undefined,
      realised: parseMoney('38'),
    });
    const closed = desk.execute(CLOSE_SPREAD, true, 2, '0.30', '0.05');
    expect(closed).toMatchObject({ status: 'closed', closedAt: 2_004, closedQuantity: 3, closeCost: parseMoney('90') });
    expect(closed.realised).toBe(-(closed.openCost + closed.closeCost));
    // Six packages traded, a cent better or worse each.
    expect(closed.optimisticCost).toBe(closed.openCost + closed.closeCost - parseMoney('6'));
    expect(closed.pessimisticCost).toBe(closed.openCost + closed.closeCost + parseMoney('6'));
    expect(desk.book.totals).toMatchObject({ realised: closed.realised, commission: closed.commission, fees: closed.fees });
    expect(closed.commission).toBeGreaterThan(0);
  });

  it('stays open while one of its legs is held', () => {
    const desk = new Desk();
    desk.execute(PUT_SPREAD, false, 2, '1.20', '0.42');
    expect(desk.execute(CLOSE_SPREAD.slice(0, 1), true, 2, '0.30')).toMatchObject({ status: 'open', closedQuantity: 0 });
    expect(desk.execute(CLOSE_SPREAD.slice(1), true, 1, '0.05')).toMatchObject({ status: 'open', closedQuantity: 1 });
    expect(desk.execute(CLOSE_SPREAD.slice(1), true, 1, '0.05')).toMatchObject({ status: 'closed', closedQuantity: 2 });
  });

  it('comes alive again with a late fill', () => {
    const desk = new Desk();
    desk.execute(PUT_SPREAD, false, 1, '1.20', '0.42');
    desk.execute(CLOSE_SPREAD, true, 1, '0.30', '0.05');
    expect(desk.execute(PUT_SPREAD, false, 1, '1.20', '0.42')).toMatchObject({ status: 'open', closedAt: undefined, openedQuantity: 2, closedQuantity: 1 });
  });

  it('settles to nothing when its options lapse', () => {
    const desk = new Desk();
    desk.execute(PUT_SPREAD, false, 2, '1.20', '0.42');
    expect(desk.settle('645')).toMatchObject({ status: 'settled', closedAt: 9_000, closedQuantity: 2, realised: parseMoney('156'), closeCost: 0 });
  });

  it('settles into shares, and counts their sale', () => {
    const desk = new Desk();
    desk.execute(PUT_SPREAD, false, 1, '1.20', '0.42');
    // Assigned on the 640 put at 639: 100 shares for 64,000, worth 63,900.
    expect(desk.settle('639')).toMatchObject({ status: 'settled', realised: parseMoney('-22'), closeCost: parseMoney('64000') });
    const sold = desk.execute([leg('sell', SHARES)], true, 100, '641');
    expect(sold).toMatchObject({ status: 'settled', closedAt: 9_000, closedQuantity: 1, realised: parseMoney('178') });
    expect(sold.realised).toBe(-(sold.openCost + sold.closeCost));
  });

  it('is not touched by the settlement of others', () => {
    const desk = new Desk();
    expect(tradeAfterSettlement(desk.trade, [], 9_000)).toBe(desk.trade);
  });

  it('ends with its opening order when that never filled', () => {
    const { trade } = new Desk();
    const sent = applyEvent(order(), { type: 'submitted' }, 2_000);
    const statusAfter = (after: typeof sent) => tradeAfterOrderEnd(trade, after).status;
    expect(tradeAfterOrderEnd(trade, applyEvent(sent, { type: 'canceled', reason: 'asked' }, 3_000))).toMatchObject({
      status: 'cancelled',
      closedAt: 3_000,
    });
    expect(statusAfter(applyEvent(sent, { type: 'expired', reason: 'end of day' }, 3_000))).toBe('expired');
    expect(statusAfter(applyEvent(sent, { type: 'rejected', reason: 'no' }, 3_000))).toBe('rejected');
    expect(statusAfter(applyEvent(order(), { type: 'denied', reason: 'risk' }, 3_000))).toBe('rejected');
    expect(tradeAfterOrderEnd(trade, sent)).toBe(trade);
    const open: Trade = { ...trade, status: 'open', openedQuantity: 1 };
    expect(tradeAfterOrderEnd(open, applyEvent(sent, { type: 'canceled', reason: 'asked' }, 3_000))).toBe(open);
  });
});

describe('matchTrade', () => {
  const older = new Desk(PUT_SPREAD, 1_000, 'older');
  older.execute(PUT_SPREAD, false, 2, '1.20', '0.42');
  const newer = new Desk(PUT_SPREAD, 2_000, 'newer');
  newer.execute(PUT_SPREAD, false, 5, '1.20', '0.42');
  const trades = [newer.trade, older.trade];
  const holdingsOf = (id: string) => [older, newer].flatMap((desk) => desk.book.holdingsOf(id));
  const match = (legs: readonly OrderLeg[], quantity: number, tradeId?: string) =>
    matchTrade(trades, holdingsOf, { legs, quantity, tradeId })?.id ?? null;

  it('finds the oldest trade that the request takes back', () => {
    expect(match(CLOSE_SPREAD, 1)).toBe('older');
    expect(match(CLOSE_SPREAD, 2)).toBe('older');
    expect(match(CLOSE_SPREAD, 3)).toBe('newer');
    expect(match(CLOSE_SPREAD, 6)).toBeNull();
  });

  it('finds none for more of the same, for some legs, or for others', () => {
    expect(match(PUT_SPREAD, 1)).toBeNull();
    expect(match(CLOSE_SPREAD.slice(0, 1), 1)).toBeNull();
    expect(match([...CLOSE_SPREAD, leg('buy', option(650, 'call'))], 1)).toBeNull();
    expect(match([leg('buy', option(640, 'put'), 2), leg('sell', option(638, 'put'))], 2)).toBe('newer');
  });

  it('keeps to the trade that is named, of which some legs may be taken back', () => {
    expect(match(CLOSE_SPREAD, 1, 'newer')).toBe('newer');
    expect(match(CLOSE_SPREAD, 3, 'older')).toBeNull();
    expect(match(CLOSE_SPREAD.slice(0, 1), 1, 'older')).toBe('older');
    expect(match(CLOSE_SPREAD, 1, 'unknown')).toBeNull();
  });
});
