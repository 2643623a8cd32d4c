import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InstrumentSymbol } from '../../../src-core/instruments/instrument.ts';
import { multiplier, parseSymbol } from '../../../src-core/instruments/instrument.ts';
import {
  Book,
  cashOf,
  depositTransaction,
  fillTransaction,
  movedOn,
  realisedOf,
} from '../../../src-core/ledger/book.ts';
import { settlementTransactions } from '../../../src-core/ledger/expiry.ts';
import { executionFees, NO_FEE_TOTALS, scheduleOn } from '../../../src-core/ledger/fees.ts';
import { LedgerError } from '../../../src-core/ledger/holding.ts';
import type { LedgerTransaction } from '../../../src-core/ledger/transaction.ts';
import { type Money, money, parseMoney } from '../../../src-core/money.ts';
import type { OrderLeg, Side, TradeId } from '../../../src-core/orders/order.ts';
import { parseIsoDate } from '../../../src-core/time.ts';
import { EXPIRY, execution, leg, option, PUT_SPREAD, SHARES } from '../orders/examples.ts';

const CALL = option(640, 'call');
const PUT = option(640, 'put');
const SCHEDULE = scheduleOn(EXPIRY);

/** A book with one trade's fills, each leg by leg: side, symbol, units, price. */
function bookOf(...fills: readonly (readonly [Side, InstrumentSymbol, number, string])[]): Book {
  const book = new Book();
  fills.forEach(([side, symbol, units, price], index) => {
    book.post(fill(book, `x${index}`, side, symbol, units, price));
  });
  return book;
}

function fill(book: Book, id: string, side: Side, symbol: InstrumentSymbol, units: number, price: string): LedgerTransaction {
  return fillTransaction(book, { tradeId: 'trade-1' }, execution(id, [leg(side, symbol)], units, [parseMoney(price)]), []);
}

describe('fills', () => {
  it('move cash, positions and costs by the two sides of a spread', () => {
    const book = new Book();
    book.post(depositTransaction('deposit', 1_000, parseMoney('25000')));
    const sold = execution('x1', PUT_SPREAD, 2, [parseMoney('1.20'), parseMoney('0.42')]);
    const { lines } = executionFees(SCHEDULE, sold.legs, NO_FEE_TOTALS);
    const transaction = fillTransaction(book, { tradeId: 'trade-1' }, sold, lines);
    expect(transaction).toMatchObject({ id: 'fill:x1', time: 2_000, cause: 'fill', tradeId: 'trade-1' });
    expect(book.cash).toBe(parseMoney('25000'));
    expect(book.post(transaction)).toBe(true);
    // 4 × 0.65 commission; 4 × (0.025 + 0.02815), 240 × 0.0000206 and 2 × 0.00329 of fees, each rounded.
    expect(book.totals).toEqual({ realised: 0, commission: 26_000, fees: 1_000 + 1_126 + 49 + 66, capital: parseMoney('25000') });
    expect(book.cash).toBe(parseMoney('25156') - 26_000 - 2_241);
    expect(book.holdings()).toEqual([
      {
        tradeId: 'trade-1',
        symbol: option(640, 'put'),
        quantity: -2,
        costBasis: parseMoney('-240'),
        lots: [{ quantity: -2, price: 12_000 }],
      },
      {
        tradeId: 'trade-1',
        symbol: option(638, 'put'),
        quantity: 2,
        costBasis: parseMoney('84'),
        lots: [{ quantity: 2, price: 4_200 }],
      },
    ]);
  });

  it('close the oldest lots first', () => {
    const book = bookOf(['buy', CALL, 2, '1.00'], ['buy', CALL, 3, '2.00'], ['sell', CALL, 3, '4.00']);
    // 2 × (4 - 1) and 1 × (4 - 2), times 100 shares.
    expect(book.totals.realised).toBe(parseMoney('800'));
    expect(book.holding('trade-1', CALL)).toMatchObject({ quantity: 2, costBasis: parseMoney('400'), lots: [{ quantity: 2, price: 20_000 }] });
  });

  it('close a long and open a short when they sell more than is held', () => {
    const book = bookOf(['buy', CALL, 2, '1.00'], ['sell', CALL, 5, '1.50']);
    expect(book.totals.realised).toBe(parseMoney('100'));
    expect(book.holding('trade-1', CALL)).toMatchObject({ quantity: -3, costBasis: parseMoney('-450') });
    book.post(fill(book, 'back', 'buy', CALL, 3, '2.00'));
    expect(book.totals.realised).toBe(parseMoney('-50'));
    expect(book.holdings()).toEqual([]);
  });

  it('keep the same instrument of two trades apart', () => {
    const book = bookOf(['buy', CALL, 1, '1.00']);
    book.post(fillTransaction(book, { tradeId: 'trade-2' }, execution('y', [leg('sell', CALL)], 1, [parseMoney('3.00')]), []));
    expect(book.totals.realised).toBe(0);
    expect(book.holdingsOf('trade-2')).toMatchObject([{ quantity: -1 }]);
  });

  it('take shares one by one', () => {
    const book = bookOf(['buy', SHARES, 100, '640.00'], ['sell', SHARES, 40, '641.25']);
    expect(book.totals.realised).toBe(parseMoney('50'));
    expect(book.cash).toBe(parseMoney('-64000') + parseMoney('25650'));
  });

  it('are booked once', () => {
    const book = bookOf(['buy', CALL, 1, '1.00']);
    const again = fill(new Book(), 'x0', 'buy', CALL, 1, '1.00');
    expect(book.post(again)).toBe(false);
    expect(book.cash).toBe(parseMoney('-100'));
  });

  it('must have leg prices that make up the net', () => {
    const wrong = { ...execution('x', PUT_SPREAD, 1, [parseMoney('1.20'), parseMoney('0.42')]), net: parseMoney('-0.77') };
    expect(() => fillTransaction(new Book(), { tradeId: 'trade-1' }, wrong, [])).toThrow(LedgerError);
  });
});

describe('post', () => {
  const book = bookOf(['buy', CALL, 2, '1.00']);
  const good = fill(book, 'good', 'sell', CALL, 1, '1.50');
  const entry = (changes: object, account = 'positions'): LedgerTransaction => ({
    ...good,
    entries: good.entries.map((one) => (one.account === account ? { ...one, ...changes } : one)),
  });

  it('refuses what does not add up and books nothing of it', () => {
    const before = { cash: book.cash, totals: book.totals, holdings: book.holdings() };
    const wrong: readonly LedgerTransaction[] = [
      entry({ amount: money(-1_499_999) }, 'cash'),
      entry({ quantity: -3 }),
      entry({ quantity: -0.5 }),
      entry({ quantity: 0 }),
      entry({ price: undefined }),
      entry({ symbol: undefined }),
      { ...good, tradeId: undefined },
      { ...good, entries: good.entries.map((one) => ({ ...one, amount: money(one.amount * 2) })) },
      // The first half fits, the second half does not.
      { ...good, entries: [...good.entries, ...entry({ quantity: -2 }).entries] },
    ];
    for (const transaction of wrong) expect(() => book.post(transaction)).toThrow(LedgerError);
    expect({ cash: book.cash, totals: book.totals, holdings: book.holdings() }).toEqual(before);
    expect(book.post(good)).toBe(true);
  });

  it('takes deposits of something', () => {
    expect(() => depositTransaction('d', 0, money(0))).toThrow(RangeError);
    expect(() => depositTransaction('d', 0, money(-1))).toThrow(RangeError);
  });
});

describe('settlement', () => {
  const settle = (book: Book, reference: string) => settlementTransactions(book, EXPIRY, () => parseMoney(reference), 9_000);

  it('exercises a long call into shares at the reference price', () => {
    const book = bookOf(['buy', CALL, 2, '1.00']);
    const [transaction, ...more] = settle(book, '643.5');
    if (!transaction) throw new Error('expected a settlement');
    expect(more).toEqual([]);
    expect(transaction).toMatchObject({ cause: 'exercise', time: 9_000, tradeId: 'trade-1' });
    expect(realisedOf(transaction)).toBe(parseMoney('500'));
    expect(cashOf(transaction)).toBe(parseMoney('-128000'));
    book.post(transaction);
    expect(book.holdings()).toEqual([
      {
        tradeId: 'trade-1',
        symbol: SHARES,
        quantity: 200,
        costBasis: parseMoney('128700'),
        lots: [{ quantity: 200, price: parseMoney('643.5') }],
      },
    ]);
  });

  it.each([
    // side, option, reference, cause, realised a contract, cash of the strike, shares
    ['buy', PUT, '638', 'exercise', '100', '64000', -100],
    ['sell', CALL, '643', 'assignment', '-200', '64000', -100],
    ['sell', PUT, '638.25', 'assignment', '-75', '-64000', 100],
    ['buy', PUT, '640', 'lapse', '-100', '0', 0],
    ['sell', CALL, '639', 'lapse', '100', '0', 0],
    ['buy', CALL, '640.0099', 'lapse', '-100', '0', 0],
    ['buy', CALL, '640.01', 'exercise', '-99', '-64000', 100],
    ['sell', PUT, '639.99', 'assignment', '99', '-64000', 100],
  ] as const)('%s %s at %s: %s', (side, symbol, reference, cause, realised, cash, shares) => {
    const book = bookOf([side, symbol, 1, '1.00']);
    const [transaction] = settle(book, reference);
    if (!transaction) throw new Error('expected a settlement');
    expect(transaction.cause).toBe(cause);
    expect(realisedOf(transaction)).toBe(parseMoney(realised));
    expect(cashOf(transaction)).toBe(parseMoney(cash));
    book.post(transaction);
    expect(book.holding('trade-1', symbol)).toBeUndefined();
    expect(book.holding('trade-1', SHARES)?.quantity ?? 0).toBe(shares);
  });

  it('lets the shares of one trade meet: a spread through both strikes leaves cash only', () => {
    const book = bookOf(['buy', option(640, 'call'), 3, '2.00'], ['sell', option(642, 'call'), 3, '0.50']);
    for (const transaction of settle(book, '650')) expect(book.post(transaction)).toBe(true);
    expect(book.holdings()).toEqual([]);
    // Worth its width of 2.00 after a debit of 1.50, three times.
    expect(book.totals.realised).toBe(parseMoney('150'));
    expect(book.cash).toBe(parseMoney('150'));
  });

  it('leaves other dates and shares alone, and is done once', () => {
    const later = option(640, 'call', 'SPY', parseIsoDate('2026-08-20'));
    const book = bookOf(['buy', later, 1, '1.00'], ['buy', SHARES, 10, '640'], ['sell', PUT, 1, '1.00']);
    const transactions = settle(book, '650');
    expect(transactions.map((transaction) => transaction.id)).toEqual([`settlement:2026-08-19:trade-1:${PUT}`]);
    for (const transaction of transactions) book.post(transaction);
    for (const transaction of transactions) expect(book.post(transaction)).toBe(false);
    expect(settle(book, '650')).toEqual([]);
    expect(book.holdings().map((holding) => holding.symbol)).toEqual([later, SHARES]);
  });
});

const SYMBOLS = [CALL, PUT, option(645, 'call'), option(640, 'call', 'SPY', parseIsoDate('2026-08-20')), SHARES];

interface DrawnFill {
  readonly trade: TradeId;
  readonly legs: readonly OrderLeg[];
  readonly packages: number;
  readonly prices: readonly Money[];
}

const drawnFills: fc.Arbitrary<readonly DrawnFill[]> = fc.array(
  fc
    .record({
      trade: fc.constantFrom('trade-1', 'trade-2'),
      symbols: fc.subarray(SYMBOLS, { minLength: 1, maxLength: 3 }),
      packages: fc.integer({ min: 1, max: 4 }),
      drawn: fc.array(
        fc.record({ buy: fc.boolean(), ratio: fc.integer({ min: 1, max: 3 }), price: fc.integer({ min: 0, max: 90_000 }) }),
        { minLength: 3, maxLength: 3 },
      ),
    })
    .map(({ trade, symbols, packages, drawn }) => ({
      trade,
      packages,
      legs: symbols.map((symbol, index) => leg(drawn[index]?.buy ? 'buy' : 'sell', symbol, drawn[index]?.ratio ?? 1)),
      prices: symbols.map((_, index) => money(drawn[index]?.price ?? 0)),
    })),
  { maxLength: 12 },
);

/** Posts a deposit, the fills with their fees, and, with a reference price, the settlement. */
function booked(fills: readonly DrawnFill[], reference: number | null): { book: Book; transactions: readonly LedgerTransaction[] } {
  const book = new Book();
  const transactions: LedgerTransaction[] = [depositTransaction('deposit', 0, parseMoney('25000'))];
  for (const transaction of transactions) book.post(transaction);
  const post = (transaction: LedgerTransaction): void => {
    expect(book.post(transaction)).toBe(true);
    transactions.push(transaction);
  };
  fills.forEach(({ trade, legs, packages, prices }, index) => {
    const done = execution(`x${index}`, legs, packages, prices);
    post(fillTransaction(book, { tradeId: trade }, done, executionFees(SCHEDULE, done.legs, NO_FEE_TOTALS).lines));
  });
  if (reference !== null) settlementTransactions(book, EXPIRY, () => money(reference), 9_000).forEach(post);
  return { book, transactions };
}

/** Profit by matching single units, oldest first: slow and plain. */
function realisedByUnits(fills: readonly DrawnFill[]): number {
  const open = new Map<string, { sign: number; price: number }[]>();
  let realised = 0;
  for (const { trade, legs, packages, prices } of fills) {
    legs.forEach(({ symbol, side, ratio }, index) => {
      const units = open.get(trade + symbol) ?? [];
      open.set(trade + symbol, units);
      const sign = side === 'buy' ? 1 : -1;
      const price = prices[index] ?? Number.NaN;
      for (let count = 0; count < ratio * packages; count += 1) {
        const oldest = units[0];
        if (oldest === undefined || oldest.sign === sign) units.push({ sign, price });
        else {
          units.shift();
          realised += oldest.sign * (price - oldest.price) * multiplier(parseSymbol(symbol));
        }
      }
    });
  }
  return realised;
}

describe('any sequence of fills and a settlement', () => {
  const references = fc.option(fc.integer({ min: 6_350_000, max: 6_500_000 }), { nil: null });

  it('keeps the books balanced', () => {
    fc.assert(
      fc.property(drawnFills, references, (fills, reference) => {
        const { book, transactions } = booked(fills, reference);
        for (const { entries } of transactions) expect(entries.reduce((sum, one) => sum + one.amount, 0)).toBe(0);
        const { realised, commission, fees, capital } = book.totals;
        const basis = book.holdings().reduce((sum, holding) => sum + holding.costBasis, 0);
        expect(book.cash + basis).toBe(capital + realised - commission - fees);
        expect(book.cash).toBe(transactions.reduce((sum, one) => sum + cashOf(one), 0));
        expect(realised).toBe(transactions.reduce((sum, one) => sum + realisedOf(one), 0));
        expect(commission).toBe(transactions.reduce((sum, one) => sum + movedOn(one, 'commission'), 0));
        for (const { quantity, lots } of book.holdings()) {
          expect(lots.reduce((sum, lot) => sum + lot.quantity, 0)).toBe(quantity);
          expect(lots.every((lot) => lot.quantity !== 0 && Math.sign(lot.quantity) === Math.sign(quantity))).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('realises what matching unit by unit realises', () => {
    fc.assert(
      fc.property(drawnFills, (fills) => {
        expect(booked(fills, null).book.totals.realised).toBe(money(realisedByUnits(fills)));
      }),
      { numRuns: 300 },
    );
  });

  it('is worth at settlement what the cash and the shares left are worth', () => {
    fc.assert(
      fc.property(drawnFills, fc.integer({ min: 6_350_000, max: 6_500_000 }), (fills, reference) => {
        const before = booked(fills, null).book;
        const after = booked(fills, reference).book;
        expect(after.holdings().some((holding) => holding.symbol === CALL || holding.symbol === PUT)).toBe(false);
        const valueOf = (book: Book) =>
          book.holdings().reduce((sum, { symbol, quantity, costBasis }) => {
            const instrument = parseSymbol(symbol);
            if (instrument.kind === 'shares') return sum + quantity * reference;
            if (instrument.expiry !== EXPIRY) return sum + costBasis;
            const intrinsic = instrument.right === 'call' ? reference - instrument.strike : instrument.strike - reference;
            return sum + (intrinsic >= 100 ? intrinsic * quantity * 100 : 0);
          }, book.cash as number);
        expect(valueOf(after)).toBe(valueOf(before));
      }),
      { numRuns: 300 },
    );
  });

  it('replays to the same books, and posting again changes nothing', () => {
    fc.assert(
      fc.property(drawnFills, references, (fills, reference) => {
        const { book, transactions } = booked(fills, reference);
        const state = (one: Book) => ({
          cash: one.cash,
          totals: one.totals,
          holdings: one.holdings().toSorted((left, right) => (left.tradeId + left.symbol < right.tradeId + right.symbol ? -1 : 1)),
        });
        const replayed = Book.replay(transactions);
        expect(state(replayed)).toEqual(state(book));
        for (const transaction of transactions) expect(replayed.post(transaction)).toBe(false);
        expect(state(replayed)).toEqual(state(book));
      }),
      { numRuns: 200 },
    );
  });
});
