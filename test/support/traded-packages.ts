import fc from 'fast-check';
import { newYorkTime, sessionOn } from '../../src-core/calendar/exchange-calendar.ts';
import { type InstrumentSymbol, symbolOf, type Underlying } from '../../src-core/instruments/instrument.ts';
import { Book, depositTransaction, fillTransaction } from '../../src-core/ledger/book.ts';
import { settlementTransactions } from '../../src-core/ledger/expiry.ts';
import { executionFees, NO_FEE_TOTALS, scheduleOn } from '../../src-core/ledger/fees.ts';
import { openTrade, tradeAfterExecution, tradeAfterSettlement } from '../../src-core/ledger/trade-accounting.ts';
import type { Trade } from '../../src-core/ledger/trade.ts';
import type { LedgerTransaction } from '../../src-core/ledger/transaction.ts';
import { fromDollars, type Money, money, times } from '../../src-core/money.ts';
import { newOrder } from '../../src-core/orders/new-order.ts';
import { netOf } from '../../src-core/orders/net-price.ts';
import type { Execution, Order, OrderLeg } from '../../src-core/orders/order.ts';
import { structureName } from '../../src-core/strategies/structure.ts';
import { DAY, type EpochMs, type IsoDate, MINUTE, parseIsoDate, SECOND } from '../../src-core/time.ts';
import type { JournalRecord } from '../../src-main/trading/journal.ts';
import { nameUuid } from '../../src-main/stores/relational/name-uuid.ts';

export const CAPITAL = fromDollars(100_000);

/** A package from its opening to its end. */
export interface PackagePlan {
  readonly underlying: Underlying;
  readonly shape: keyof typeof SHAPES;
  readonly quantity: number;
  /** The opening order fills in as many parts, at most one a package. */
  readonly parts: number;
  /** Packages bought back before the close; the rest is settled. */
  readonly closed: number;
  /** Cents of each leg when it opens and when it closes. */
  readonly cents: readonly number[];
  readonly source: 'manual' | 'automated';
}

/** Strikes from the money in dollars, rights and signed ratios. */
const SHAPES = {
  'long call': [[0, 'call', 1]],
  'bull put spread': [[-2, 'put', -1], [-5, 'put', 1]],
  'call butterfly': [[-2, 'call', 1], [0, 'call', -2], [2, 'call', 1]],
  'iron condor': [[-3, 'put', -1], [-5, 'put', 1], [3, 'call', -1], [5, 'call', 1]],
} as const satisfies Readonly<Record<string, readonly (readonly [number, 'call' | 'put', number])[]>>;

const MONEY_AT: Readonly<Record<Underlying, number>> = { SPY: 600, QQQ: 510, IWM: 230 };

export const packagePlan: fc.Arbitrary<PackagePlan> = fc.record({
  underlying: fc.constantFrom<Underlying>('SPY', 'QQQ', 'IWM'),
  shape: fc.constantFrom<PackagePlan['shape']>('long call', 'bull put spread', 'call butterfly', 'iron condor'),
  quantity: fc.integer({ min: 1, max: 5 }),
  parts: fc.integer({ min: 1, max: 3 }),
  closed: fc.integer({ min: 0, max: 5 }),
  cents: fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 8, maxLength: 8 }),
  source: fc.constantFrom('manual', 'automated'),
});

export interface TradedDays {
  readonly trades: readonly Trade[];
  readonly transactions: readonly LedgerTransaction[];
  /** Everything written of it, one call's records a time. */
  readonly records: readonly (readonly JournalRecord[])[];
  readonly book: Book;
}

/** Trades the plans one after the other, `perDay` of them a session from `first` on, as the program books them. */
export function tradeDays(plans: readonly PackagePlan[], first: IsoDate, perDay: number, name = 'traded'): TradedDays {
  const run = new TradingRun(name);
  run.deposit(newYorkTime(first, '09:00'));
  let date = first;
  for (let from = 0; from < plans.length; from += perDay) {
    run.day(date, plans.slice(from, from + perDay));
    date = sessionAfter(date);
  }
  return run.done();
}

function sessionAfter(date: IsoDate): IsoDate {
  let next = date;
  do next = parseIsoDate(new Date(Date.parse(`${next}T12:00:00Z`) + DAY).toISOString().slice(0, 10));
  while (sessionOn(next) === null);
  return next;
}

class TradingRun {
  readonly #book = new Book();
  readonly #trades = new Map<string, Trade>();
  readonly #transactions: LedgerTransaction[] = [];
  readonly #records: (readonly JournalRecord[])[] = [];
  readonly #name: string;
  #sequence = 0;

  constructor(name: string) {
    this.#name = name;
  }

  deposit(time: EpochMs): void {
    const deposit = depositTransaction(`deposit:${this.#name}`, time, CAPITAL);
    this.#post(deposit);
    this.#records.push([{ kind: 'transaction', transaction: deposit }]);
  }

  day(date: IsoDate, plans: readonly PackagePlan[]): void {
    const session = sessionOn(date);
    if (session === null) throw new Error(`${date} is a session`);
    const opened = plans.map((plan, place) => ({ plan, id: this.#open(plan, date, session.open + MINUTE + place * SECOND) }));
    for (const [place, { plan, id }] of opened.entries()) this.#close(plan, id, session.open + 200 * MINUTE + place * SECOND);
    const reference = (underlying: Underlying): Money => fromDollars(MONEY_AT[underlying] + 2.37);
    const time = session.lastTrade + SECOND;
    const settled = settlementTransactions(this.#book, date, reference, time);
    for (const transaction of settled) this.#post(transaction);
    const records: JournalRecord[] = settled.map((transaction) => ({ kind: 'transaction', transaction }));
    for (const { id } of opened) {
      const trade = this.#trades.get(id);
      if (trade === undefined) continue;
      const after = tradeAfterSettlement(trade, settled, time);
      this.#trades.set(id, after);
      records.push({ kind: 'trade', trade: after });
    }
    this.#records.push(records);
  }

  done(): TradedDays {
    return { trades: [...this.#trades.values()], transactions: this.#transactions, records: this.#records, book: this.#book };
  }

  #open(plan: PackagePlan, date: IsoDate, time: EpochMs): string {
    const legs = SHAPES[plan.shape].map(([offset, right, ratio]): OrderLeg => ({ symbol: optionAt(plan.underlying, date, right, offset), side: ratio > 0 ? 'buy' : 'sell', ratio: Math.abs(ratio) }));
    const tradeId = nameUuid(`${this.#name}/trade/${this.#sequence}`);
    const order = this.#order(plan, legs, plan.quantity, tradeId, false, time);
    this.#trades.set(tradeId, openTrade(order, structureName(legs)));
    const parts = Math.min(plan.parts, plan.quantity);
    const sizes = Array.from({ length: parts }, (_, part) => Math.floor(plan.quantity / parts) + (part < plan.quantity % parts ? 1 : 0));
    this.#fill(order, sizes.map((packages, part) => ({ packages, time: time + 100 * (part + 1), cents: plan.cents.map((cent) => cent + part) })));
    return tradeId;
  }

  #close(plan: PackagePlan, tradeId: string, time: EpochMs): void {
    const trade = this.#trades.get(tradeId);
    const packages = Math.min(plan.closed, plan.quantity);
    if (trade === undefined || packages === 0) return;
    const legs = trade.legs.map((leg): OrderLeg => ({ ...leg, side: leg.side === 'buy' ? 'sell' : 'buy' }));
    this.#fill(this.#order(plan, legs, packages, tradeId, true, time), [{ packages, time: time + 100, cents: plan.cents.toReversed() }]);
  }

  #order(plan: PackagePlan, legs: readonly OrderLeg[], quantity: number, tradeId: string, closing: boolean, time: EpochMs): Order {
    this.#sequence += 1;
    const id = nameUuid(`${this.#name}/order/${this.#sequence}`);
    const request = { id, underlying: plan.underlying, legs, quantity, terms: { type: 'market' as const }, timeInForce: 'DAY' as const, source: plan.source };
    return newOrder(request, { sequence: this.#sequence, tradeId, closing, time });
  }

  #fill(order: Order, fills: readonly { readonly packages: number; readonly time: EpochMs; readonly cents: readonly number[] }[]): void {
    let totals = NO_FEE_TOTALS;
    let now = order;
    const records: JournalRecord[] = [];
    for (const [place, { packages, time, cents }] of fills.entries()) {
      const priceOf = (leg: OrderLeg): Money => money((cents[order.legs.indexOf(leg)] ?? 1) * 100);
      const net = netOf(order.legs, priceOf);
      const legs = order.legs.map((leg) => ({ symbol: leg.symbol, side: leg.side, quantity: leg.ratio * packages, price: priceOf(leg) }));
      const execution: Execution = {
        id: `${order.id}:${place + 1}`, time, packages, net, legs,
        evidence: { rule: 'marketable', seed: 1, optimistic: money(net - 100), expected: net, pessimistic: money(net + 100), quotes: [] },
      };
      const { lines, totals: after } = executionFees(scheduleOn(parseIsoDate(new Date(time).toISOString().slice(0, 10))), legs, totals);
      totals = after;
      const transaction = fillTransaction(this.#book, order, execution, lines);
      this.#post(transaction);
      const trade = this.#trades.get(order.tradeId);
      if (trade === undefined) throw new Error('an order has its trade');
      const changed = tradeAfterExecution(trade, order, execution, transaction, this.#book.holdingsOf(order.tradeId));
      this.#trades.set(order.tradeId, changed);
      const filledQuantity = now.filledQuantity + packages;
      now = { ...now, filledQuantity, filledNetTotal: money(now.filledNetTotal + times(net, packages)), state: filledQuantity === order.quantity ? 'FILLED' : 'PARTIALLY_FILLED', updatedAt: time };
      records.push(
        { kind: 'trade', trade: changed },
        { kind: 'history', entry: { orderId: order.id, step: place + 1, time, state: now.state, event: { type: 'filled', execution } } },
        { kind: 'transaction', transaction },
      );
    }
    this.#records.push([...records, { kind: 'order', order: now }]);
  }

  #post(transaction: LedgerTransaction): void {
    this.#book.post(transaction);
    this.#transactions.push(transaction);
  }
}

function optionAt(underlying: Underlying, expiry: IsoDate, right: 'call' | 'put', offset: number): InstrumentSymbol {
  return symbolOf({ kind: 'option', underlying, expiry, right, strike: fromDollars(MONEY_AT[underlying] + offset) });
}
