import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { InstrumentSymbol } from '../../../src-core/instruments/instrument.ts';
import { Book } from '../../../src-core/ledger/book.ts';
import { CENT, fromDollars, type Money, money } from '../../../src-core/money.ts';
import type { Execution, Order, OrderLeg, OrderTerms, TimeInForce } from '../../../src-core/orders/order.ts';
import { realChecks, TradingDesk } from './trading-desk.ts';
import { DATE, id, option, request, SESSION, TEN, TestClock, TestJournal, TestQuotes } from './trading-fixture.ts';

const SYMBOLS = [option('put', 630), option('put', 633), option('call', 645), option('call', 648)];

type Step =
  | { readonly kind: 'quote'; readonly symbol: number; readonly bid: number; readonly spread: number; readonly size: number }
  | { readonly kind: 'place'; readonly legs: readonly OrderLeg[]; readonly quantity: number; readonly terms: OrderTerms; readonly timeInForce: TimeInForce }
  | { readonly kind: 'change'; readonly order: number; readonly quantity: number; readonly terms: OrderTerms }
  | { readonly kind: 'cancel'; readonly order: number }
  | { readonly kind: 'wait'; readonly milliseconds: number };

const cents = fc.integer({ min: -150, max: 250 }).map((count) => money(count * CENT));
const terms: fc.Arbitrary<OrderTerms> = fc.oneof(
  fc.constant({ type: 'market' } as const),
  cents.map((limit) => ({ type: 'limit', limit }) as const),
  cents.map((stop) => ({ type: 'stop', stop }) as const),
  fc.tuple(cents, cents).map(([stop, limit]) => ({ type: 'stop_limit', stop, limit }) as const),
);
const legs: fc.Arbitrary<OrderLeg[]> = fc
  .subarray(SYMBOLS, { minLength: 1 })
  .chain((symbols) => fc.tuple(...symbols.map((symbol) => fc.record({ symbol: fc.constant(symbol), side: fc.constantFrom('buy' as const, 'sell' as const), ratio: fc.constantFrom(1, 1, 1, 2) }))))
  .filter((all) => all.some((leg) => leg.ratio === 1));
const quantity = fc.integer({ min: 1, max: 6 });
const number = fc.integer({ min: 1, max: 12 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('quote' as const), symbol: fc.nat({ max: 3 }), bid: fc.integer({ min: 1, max: 150 }), spread: fc.constantFrom(-1, 0, 1, 2, 2, 3, 3, 4, 4, 5, 8, 12), size: fc.integer({ min: 0, max: 8 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('place' as const), legs, quantity, terms, timeInForce: fc.constantFrom('DAY' as const, 'GTC' as const, 'IOC' as const, 'FOK' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('change' as const), order: number, quantity, terms }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), order: number }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('wait' as const), milliseconds: fc.integer({ min: 1, max: 400 }) }) },
);

class Run {
  readonly quotes = new TestQuotes();
  readonly clock = new TestClock(TEN);
  readonly shown = new Map<InstrumentSymbol, { size: number; bought: number; sold: number }>();
  desk: TradingDesk;
  #placed = 0;
  #seenWrites = 0;

  private constructor(desk: TradingDesk, quotes: TestQuotes, clock: TestClock) {
    this.desk = desk;
    this.quotes = quotes;
    this.clock = clock;
    SYMBOLS.forEach((_, symbol) => this.#quote({ symbol, bid: 40 + 20 * symbol, spread: 4, size: 8 }));
  }

  static async start(): Promise<Run> {
    const quotes = new TestQuotes();
    const clock = new TestClock(TEN);
    const risk = realChecks(quotes, clock);
    return new Run(await TradingDesk.start({ quotes, clock, risk, latency: { least: 40, most: 160 }, capital: fromDollars(250_000) }), quotes, clock);
  }

  async step(step: Step): Promise<void> {
    const { manager } = this.desk;
    switch (step.kind) {
      case 'quote':
        this.#quote(step);
        await this.desk.at(this.clock.now());
        break;
      case 'place':
        this.#placed += 1;
        await refusable(manager.place(request(this.#placed, step.legs, step.terms, { quantity: step.quantity, timeInForce: step.timeInForce })));
        break;
      case 'change':
        await refusable(manager.change(id(step.order), { terms: step.terms, quantity: step.quantity }));
        break;
      case 'cancel':
        await refusable(manager.cancel(id(step.order)));
        break;
      case 'wait':
        await this.desk.at(this.clock.now() + step.milliseconds);
        break;
    }
    this.check();
  }

  #quote({ symbol: index, bid, spread, size }: { symbol: number; bid: number; spread: number; size: number }): void {
    const symbol = SYMBOLS[index] ?? option('put', 630);
    const status = spread > 0 ? 'priced' : spread === 0 ? 'locked' : 'crossed';
    this.quotes.set(symbol, this.clock.now(), { bid: bid / 100, ask: (bid + spread) / 100, bidSize: size, askSize: size, status });
    this.shown.set(symbol, { size, bought: 0, sold: 0 });
  }

  check(): void {
    const { manager, journal, notices } = this.desk;
    expect(notices).toEqual([]);
    expect(manager.failure).toBeNull();
    for (const write of journal.writes.slice(this.#seenWrites)) {
      for (const record of write) {
        if (record.kind !== 'history' || record.entry.event.type !== 'filled') continue;
        const order = write.find((other) => other.kind === 'order');
        if (order?.kind !== 'order') throw new Error('a fill is written with its order');
        this.#checkFill(order.order, record.entry.event.execution);
      }
    }
    this.#seenWrites = journal.writes.length;
    this.#checkBook();
  }

  #checkFill(order: Order, execution: Execution): void {
    const { terms: asked } = order;
    if (asked.type === 'limit' || asked.type === 'stop_limit') expect(execution.net).toBeLessThanOrEqual(asked.limit);
    expect(execution.net).toBeLessThanOrEqual(execution.evidence.pessimistic);
    expect(order.filledQuantity).toBeLessThanOrEqual(order.quantity);
    let net = 0;
    for (const { symbol, side, quantity: units, price } of execution.legs) {
      const shown = this.shown.get(symbol) ?? { size: 0, bought: 0, sold: 0 };
      if (side === 'buy') shown.bought += units;
      else shown.sold += units;
      expect(shown.bought).toBeLessThanOrEqual(shown.size);
      expect(shown.sold).toBeLessThanOrEqual(shown.size);
      net += (side === 'buy' ? 1 : -1) * price * units;
    }
    expect(net).toBe(execution.net * execution.packages);
  }

  #checkBook(): void {
    const { manager, journal } = this.desk;
    const transactions = journal.writes.flat().flatMap((record) => (record.kind === 'transaction' ? [record.transaction] : []));
    let cash = 0;
    for (const { entries } of transactions) {
      expect(entries.reduce((sum, entry) => sum + entry.amount, 0)).toBe(0);
      for (const entry of entries) if (entry.account === 'cash') cash += entry.amount;
    }
    expect(manager.book.cash).toBe(cash);
    const replayed = Book.replay(transactions);
    expect(replayed.holdings()).toEqual(manager.book.holdings());
    expect(replayed.totals).toEqual(manager.book.totals);
    const held = new Map<string, number>();
    for (const order of manager.orders()) {
      for (const leg of order.legs) {
        const units = (leg.side === 'buy' ? 1 : -1) * leg.ratio * order.filledQuantity;
        held.set(leg.symbol, (held.get(leg.symbol) ?? 0) + units);
      }
    }
    for (const holding of manager.book.holdings()) held.set(holding.symbol, (held.get(holding.symbol) ?? 0) - holding.quantity);
    expect([...held.values()].filter((units) => units !== 0)).toEqual([]);
  }
}

/** A refusal is an answer; anything else is not. */
async function refusable(promise: Promise<unknown>): Promise<void> {
  await promise.catch((error: unknown) => {
    expect(error).toMatchObject({ name: 'ContractFailure' });
    expect(error).not.toMatchObject({ code: 'unavailable' });
  });
}

async function play(steps: readonly Step[]): Promise<TestJournal> {
  const run = await Run.start();
  for (const one of steps) await run.step(one);
  await run.desk.at(SESSION.lastTrade);
  const reference: Money = fromDollars(632);
  await run.desk.manager.settle(DATE, () => reference, SESSION.exerciseCutOff);
  expect(run.desk.manager.working()).toEqual([]);
  expect(run.desk.manager.book.holdings().filter((holding) => holding.symbol.length > 3)).toEqual([]);
  for (const trade of run.desk.manager.trades()) expect(['closed', 'settled', 'cancelled', 'rejected', 'expired']).toContain(trade.status);

  const again = await TradingDesk.start({ quotes: run.quotes, clock: run.clock, journal: run.desk.journal.copy() });
  expect(again.manager.orders()).toEqual(JSON.parse(JSON.stringify(run.desk.manager.orders())));
  expect(again.manager.book.totals).toEqual(run.desk.manager.book.totals);
  expect(again.manager.today).toEqual(run.desk.manager.today);
  return run.desk.journal;
}

describe('a trading room over any tape of quotes and any flow of orders', () => {
  test('keeps its books, its limits and the sizes shown', { timeout: 20_000 }, async () => {
    let fills = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 80, size: 'max' }), async (steps) => {
        const journal = await play(steps);
        fills += journal.writes.flat().filter((record) => record.kind === 'transaction' && record.transaction.cause === 'fill').length;
      }),
      { numRuns: 100 },
    );
    expect(fills).toBeGreaterThan(100);
  });

  test('writes the same bytes for the same inputs', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60, size: 'max' }), async (steps) => {
        expect(JSON.stringify((await play(steps)).writes)).toBe(JSON.stringify((await play(steps)).writes));
      }),
      { numRuns: 20 },
    );
  });
});
