import { describe, expect, test } from 'vitest';
import { Book, depositTransaction, fillTransaction } from '../../../src-core/ledger/book.ts';
import { bookedResult, dayStartEquity } from '../../../src-core/ledger/day-start-equity.ts';
import type { FeeLine } from '../../../src-core/ledger/fees.ts';
import { type InstrumentSymbol, symbolOf } from '../../../src-core/instruments/instrument.ts';
import { add, fromDollars, money, type Money, ZERO } from '../../../src-core/money.ts';
import type { Side } from '../../../src-core/orders/order.ts';
import { parseIsoDate } from '../../../src-core/time.ts';

const CALL: InstrumentSymbol = symbolOf({ kind: 'option', underlying: 'SPY', expiry: parseIsoDate('2026-07-28'), right: 'call', strike: fromDollars(640) });
const FEES: readonly FeeLine[] = [
  { name: 'Commission', kind: 'commission', amount: fromDollars(1) },
  { name: 'Clearing', kind: 'fee', amount: money(283) },
];

function trade(book: Book, id: string, side: Side, packages: number, net: Money): void {
  const price = money(Math.abs(net));
  const evidence = { rule: 'marketable', seed: 1, optimistic: net, expected: net, pessimistic: net, quotes: [] } as const;
  const execution = { id, time: 1, packages, net, legs: [{ symbol: CALL, side, quantity: packages, price }], evidence };
  book.post(fillTransaction(book, { tradeId: 'trade' }, execution, FEES));
}

describe('the equity at the start of a day', () => {
  const book = Book.replay([depositTransaction('deposit', 1, fromDollars(25_000))]);
  trade(book, 'yesterday', 'buy', 3, fromDollars(2));
  trade(book, 'yesterday too', 'sell', 1, fromDollars(-1.5));
  const before = book.totals;
  const start = dayStartEquity(before, { realised: ZERO, commission: ZERO, fees: ZERO });

  test('is what was paid in and every result booked before, what is held at its cost', () => {
    expect(start).toBe(fromDollars(25_000 - 50 - 2) - 2 * 283);
  });

  test('is cash and the cost of what is held less what today made of it, and nothing of today moves it', () => {
    trade(book, 'today', 'sell', 1, fromDollars(-4));
    trade(book, 'today too', 'buy', 2, fromDollars(0.5));
    const { totals } = book;
    const today = {
      realised: money(totals.realised - before.realised),
      commission: money(totals.commission - before.commission),
      fees: money(totals.fees - before.fees),
    };
    expect(bookedResult(today)).toBe(fromDollars(200 - 2) - 2 * 283);
    const cost = add(...book.holdings().map(({ costBasis }) => costBasis));
    expect(dayStartEquity(totals, today)).toBe(start);
    expect(add(book.cash, cost) - bookedResult(today)).toBe(start);
  });
});
