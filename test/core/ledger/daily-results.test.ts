import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateInNewYork, newYorkTime, sessionOn } from '../../../src-core/calendar/exchange-calendar.ts';
import { type InstrumentSymbol, multiplier, parseSymbol, symbolOf, type Underlying, UNDERLYINGS } from '../../../src-core/instruments/instrument.ts';
import { Book, cashOf, depositTransaction, fillTransaction } from '../../../src-core/ledger/book.ts';
import { settlementTransactions } from '../../../src-core/ledger/expiry.ts';
import { correctionOf } from '../../../src-core/ledger/corrections.ts';
import { DailyResults, type DayTerms } from '../../../src-core/ledger/daily-results.ts';
import { openTrade, tradeAfterExecution, tradeAfterSettlement } from '../../../src-core/ledger/trade-accounting.ts';
import type { Trade } from '../../../src-core/ledger/trade.ts';
import type { LedgerTransaction } from '../../../src-core/ledger/transaction.ts';
import { add, fromDollars, type Money, money, negate } from '../../../src-core/money.ts';
import { newOrder } from '../../../src-core/orders/new-order.ts';
import type { Execution } from '../../../src-core/orders/order.ts';
import type { DailyResult } from '../../../src-core/performance/daily-result.ts';
import { type IsoDate, parseIsoDate } from '../../../src-core/time.ts';

const DATES = ['2026-11-18', '2026-11-19', '2026-11-20', '2026-11-23'].map(parseIsoDate);
const CAPITAL = fromDollars(25_000);

interface Step {
  readonly day: number;
  readonly underlying: Underlying;
  readonly right: 'call' | 'put';
  readonly side: 'buy' | 'sell';
  readonly strike: number;
  readonly price: number;
  readonly quantity: number;
  /** Closed by a fill at that price on the same day; null leaves it to expiry. */
  readonly closeAt: number | null;
  /** Of a short that lapsed: assigned late, in part. */
  readonly assignLate: boolean;
  readonly charge: number;
}

const stepArbitrary: fc.Arbitrary<Step> = fc.record({
  day: fc.integer({ min: 0, max: DATES.length - 1 }),
  underlying: fc.constantFrom(...UNDERLYINGS),
  right: fc.constantFrom('call', 'put'),
  side: fc.constantFrom('buy', 'sell'),
  strike: fc.integer({ min: 98, max: 102 }),
  price: fc.integer({ min: 1, max: 300 }),
  quantity: fc.integer({ min: 1, max: 5 }),
  closeAt: fc.option(fc.integer({ min: 1, max: 300 }), { nil: null, freq: 1 }),
  assignLate: fc.boolean(),
  charge: fc.integer({ min: 0, max: 2_000 }),
});

/** Fills, settlements and late corrections of several days, in the order in which they are booked. */
function booked(steps: readonly Step[], references: readonly number[]) {
  const book = new Book();
  const transactions: LedgerTransaction[] = [];
  const trades = new Map<string, Trade>();
  const post = (transaction: LedgerTransaction): void => {
    book.post(transaction);
    transactions.push(transaction);
  };
  post(depositTransaction('deposit:opening', newYorkTime(DATES[0] as IsoDate, '09:30'), CAPITAL));
  DATES.forEach((date, day) => {
    const session = sessionOn(date);
    if (session === null) throw new Error(`${date} is a session`);
    steps.forEach((step, index) => {
      if (step.day !== day) return;
      const symbol = symbolOf({ kind: 'option', underlying: step.underlying, expiry: date, right: step.right, strike: fromDollars(step.strike) });
      const tradeId = `trade-${index}`;
      const fill = (id: string, side: 'buy' | 'sell', cents: number, closing: boolean): void => {
        const price = money(cents * 100);
        const request = { id, underlying: step.underlying, legs: [{ symbol, side, ratio: 1 }], quantity: step.quantity, terms: { type: 'market' }, timeInForce: 'DAY', source: 'manual' } as const;
        const order = newOrder(request, { sequence: index + 1, tradeId, closing, time: session.open + index });
        const net = side === 'buy' ? price : negate(price);
        const execution: Execution = {
          id: `${id}:1`, time: session.open + index, packages: step.quantity, net, legs: [{ symbol, side, quantity: step.quantity, price }],
          evidence: { rule: 'marketable', seed: 1, optimistic: net, expected: net, pessimistic: net, quotes: [] },
        };
        const transaction = fillTransaction(book, order, execution, [{ name: 'commission', kind: 'commission', amount: fromDollars(0.65) }, { name: 'fee', kind: 'fee', amount: money(281) }]);
        post(transaction);
        trades.set(tradeId, tradeAfterExecution(trades.get(tradeId) ?? openTrade(order, 'single'), order, execution, transaction, book.holdingsOf(tradeId)));
      };
      fill(`open-${index}`, step.side, step.price, false);
      if (step.closeAt !== null) fill(`close-${index}`, step.side === 'buy' ? 'sell' : 'buy', step.closeAt, true);
    });
    const settled = settlementTransactions(book, date, () => fromDollars(references[day] ?? 100), session.lastTrade + 1_000);
    settled.forEach(post);
    for (const [id, trade] of trades) trades.set(id, tradeAfterSettlement(trade, settled, session.lastTrade + 1_000));
  });
  // Known only when all days are over.
  steps.forEach((step, index) => {
    const id = `trade-${index}`;
    const trade = trades.get(id);
    if (trade === undefined) return;
    const books = { trade, transactions: transactions.filter(({ tradeId }) => tradeId === id) };
    const lapsed = books.transactions.find(({ cause }) => cause === 'lapse');
    const symbol = lapsed?.entries[0]?.symbol;
    if (step.assignLate && step.side === 'sell' && symbol !== undefined) {
      const made = correctionOf({ kind: 'assignment', id: `late-${index}`, tradeId: id, symbol, contracts: Math.ceil(step.quantity / 2) }, books, (held) => book.holding(id, held));
      if (made !== null) post(made.transaction);
    }
    if (step.charge > 0) {
      const made = correctionOf({ kind: 'charges', id: `charge-${index}`, tradeId: id, commission: money(step.charge), fees: money(0), reason: 'the statement says so' }, books, () => undefined);
      if (made !== null) post(made.transaction);
    }
  });
  return { book, transactions, trades };
}

const CLOSES: Readonly<Record<Underlying, readonly number[]>> = { SPY: [100.5, 99.25, 101, 100], QQQ: [98.01, 102.4, 100.3, 99.99], IWM: [101.5, 100.5, 99.5, 98.5] };

function terms(more: Partial<DayTerms> = {}): DayTerms {
  return { markOf: closeOf, endedOn: () => [], stateOf: () => 'closed', ...more };
}

function closeOf(symbol: InstrumentSymbol, date: IsoDate): Money | null {
  const instrument = parseSymbol(symbol);
  if (instrument.kind === 'option') return null;
  const close = CLOSES[instrument.underlying][DATES.indexOf(date)];
  return close === undefined ? null : fromDollars(close);
}

/** Cash and what is held at its marks, by the transactions of the days up to `date` alone. */
function equityAt(transactions: readonly LedgerTransaction[], date: IsoDate): Money {
  let equity = money(0);
  const units = new Map<InstrumentSymbol, number>();
  for (const transaction of transactions) {
    if (dateInNewYork(transaction.time) > date) continue;
    equity = add(equity, cashOf(transaction));
    for (const { account, symbol, quantity } of transaction.entries) {
      if (account === 'positions' && symbol !== undefined) units.set(symbol, (units.get(symbol) ?? 0) + (quantity ?? 0));
    }
  }
  for (const [symbol, quantity] of units) {
    if (quantity !== 0) equity = add(equity, money((closeOf(symbol, date) ?? Number.NaN) * quantity * multiplier(parseSymbol(symbol))));
  }
  return equity;
}

function resultsOf(transactions: readonly LedgerTransaction[], trades: ReadonlyMap<string, Trade>): DailyResults {
  const results = new DailyResults();
  for (const transaction of transactions) results.book(transaction, trades.get(transaction.tradeId ?? '')?.underlying ?? null);
  return results;
}

function sum(rows: readonly DailyResult[], pick: (row: DailyResult) => number | null): number {
  return rows.reduce((total, row) => total + (pick(row) ?? Number.NaN), 0);
}

describe('daily results', () => {
  it('add up to the change of equity, and to the ledger, day by day and underlying by underlying', () => {
    let corrected = 0;
    fc.assert(
      fc.property(fc.array(stepArbitrary, { minLength: 1, maxLength: 25 }), fc.array(fc.integer({ min: 97, max: 103 }), { minLength: 4, maxLength: 4 }), (steps, references) => {
        const { book, transactions, trades } = booked(steps, references);
        corrected += transactions.filter(({ cause, reason }) => cause === 'assignment' && reason !== undefined).length;
        const results = resultsOf(transactions, trades);
        const rows = results.results(terms(), DATES);
        const whole = rows.filter(({ underlying }) => underlying === null);
        const parts = rows.filter(({ underlying }) => underlying !== null);
        for (const date of DATES) {
          const upTo = whole.filter((row) => row.date <= date);
          expect(sum(upTo, ({ net }) => net)).toBe(equityAt(transactions, date) - CAPITAL);
          const ofDay = whole.find((row) => row.date === date);
          for (const name of ['realised', 'unrealised', 'unrealisedAtEnd', 'commission', 'fees', 'net'] as const) {
            expect(sum(parts.filter((row) => row.date === date), (row) => row[name])).toBe(ofDay?.[name] ?? 0);
          }
        }
        expect({ realised: sum(whole, (row) => row.realised), commission: sum(whole, (row) => row.commission), fees: sum(whole, (row) => row.fees) }).toEqual({
          realised: book.totals.realised,
          commission: book.totals.commission,
          fees: book.totals.fees,
        });
        expect(results.capitalBy(DATES.at(-1) as IsoDate)).toBe(CAPITAL);
        // The running day is counted from the day before it alone.
        const last = DATES.at(-1) as IsoDate;
        expect(results.day(last, terms(), () => DATES)).toEqual(rows.filter(({ date }) => date === last));
      }),
      { numRuns: 150 },
    );
    expect(corrected).toBeGreaterThan(100);
  });

  it('does not tell a day whose mark is not known, and tells the change with the next that is', () => {
    const steps: Step[] = [{ day: 0, underlying: 'SPY', right: 'put', side: 'sell', strike: 100, price: 50, quantity: 1, closeAt: null, assignLate: false, charge: 0 }];
    const { transactions, trades } = booked(steps, [99, 99, 99, 99]);
    const results = resultsOf(transactions, trades);
    const unknown = DATES[1];
    const markOf: DayTerms['markOf'] = (symbol, date) => (date === unknown ? null : closeOf(symbol, date));
    const whole = results.results(terms({ markOf }), DATES).filter(({ underlying }) => underlying === null);
    // 100 shares at 99, worth 100.50, unknown, 101 and 100.
    expect(whole.map(({ unrealised, unrealisedAtEnd, net }) => [unrealised, unrealisedAtEnd, net])).toEqual([
      [1_500_000, 1_500_000, 1_500_000 - 500_000 - 6_500 - 281],
      [null, null, null],
      [500_000, 2_000_000, 500_000],
      [-1_000_000, 1_000_000, -1_000_000],
    ]);
  });

  it('counts the trades that ended and says how the day stands', () => {
    const results = new DailyResults();
    const [date] = DATES;
    const endedOn = (day: IsoDate) => (day === date ? [{ underlying: 'SPY' as const, net: money(5) }, { underlying: 'QQQ' as const, net: money(-5) }, { underlying: 'SPY' as const, net: money(0) }] : []);
    const rows = results.results(terms({ endedOn, stateOf: () => 'restated' }), [], DATES.slice(0, 1));
    expect(rows.map(({ underlying, trades, winners, losers, state }) => [underlying, trades, winners, losers, state])).toEqual([
      [null, 3, 1, 1, 'restated'],
      ['SPY', 2, 1, 0, 'restated'],
      ['QQQ', 1, 0, 1, 'restated'],
    ]);
  });
});

describe('a correction', () => {
  const short: Step = { day: 0, underlying: 'SPY', right: 'put', side: 'sell', strike: 98, price: 50, quantity: 3, closeAt: null, assignLate: false, charge: 0 };

  function lapsed() {
    const { book, transactions, trades } = booked([short], [100, 100, 100, 100]);
    const trade = trades.get('trade-0');
    if (trade === undefined) throw new Error('the trade is there');
    return { book, books: { trade, transactions }, symbol: 'SPY   261118P00098000' };
  }

  it('books shares at the strike when the contracts lapsed, and says that it is late', () => {
    const { book, books, symbol } = lapsed();
    const made = correctionOf({ kind: 'assignment', id: 'c1', tradeId: 'trade-0', symbol, contracts: 2 }, books, (held) => book.holding('trade-0', held));
    const lapse = books.transactions.find(({ cause }) => cause === 'lapse');
    expect(made?.transaction).toMatchObject({ cause: 'assignment', time: lapse?.time, tradeId: 'trade-0', reason: expect.stringContaining('late: 2 of SPY 261118P00098000') });
    expect(made?.transaction.entries).toEqual([
      { account: 'positions', amount: fromDollars(19_600), symbol: 'SPY', quantity: 200, price: fromDollars(98) },
      { account: 'cash', amount: fromDollars(-19_600) },
    ]);
    expect(made?.trade).toMatchObject({ status: 'settled', realised: books.trade.realised, closeCost: fromDollars(19_600) });
  });

  it('is booked once, and never for more contracts than lapsed', () => {
    const { book, books, symbol } = lapsed();
    const heldOf = (held: InstrumentSymbol) => book.holding('trade-0', held);
    const first = { kind: 'assignment', id: 'c1', tradeId: 'trade-0', symbol, contracts: 2 } as const;
    const made = correctionOf(first, books, heldOf);
    if (made === null) throw new Error('it is new');
    const after = { trade: made.trade, transactions: [...books.transactions, made.transaction] };
    expect(correctionOf(first, after, heldOf)).toBeNull();
    expect(() => correctionOf({ ...first, contracts: 1 }, after, heldOf)).toThrow(expect.objectContaining({ code: 'conflict', field: 'id' }));
    expect(() => correctionOf({ ...first, id: 'c2' }, after, heldOf)).toThrow(expect.objectContaining({ code: 'conflict', field: 'contracts' }));
    expect(correctionOf({ ...first, id: 'c2', contracts: 1 }, after, heldOf)?.transaction.entries).toHaveLength(2);
    expect(() => correctionOf({ ...first, symbol: 'SPY   261118P00099000' }, books, heldOf)).toThrow(expect.objectContaining({ code: 'conflict', field: 'symbol' }));
    expect(() => correctionOf({ ...first, symbol: 'SPY' }, books, heldOf)).toThrow(expect.objectContaining({ code: 'bad_input', field: 'symbol' }));
  });

  it('takes back no more charges than were booked', () => {
    const { books } = lapsed();
    const back = { kind: 'charges', id: 'c1', tradeId: 'trade-0', commission: negate(books.trade.commission), fees: money(0), reason: 'rebated' } as const;
    expect(correctionOf(back, books, () => undefined)?.trade.commission).toBe(0);
    expect(() => correctionOf({ ...back, commission: money(back.commission - 1) }, books, () => undefined)).toThrow(expect.objectContaining({ code: 'bad_input', field: 'commission' }));
    expect(() => correctionOf(back, { ...books, trade: { ...books.trade, closedAt: undefined } }, () => undefined)).toThrow(expect.objectContaining({ code: 'conflict', field: 'tradeId' }));
  });
});
