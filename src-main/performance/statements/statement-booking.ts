import { cashOf, depositTransaction, movedOn, realisedOf } from '../../../src-core/ledger/book.ts';
import { openTrade, tradeAfterExecution, tradeAfterSettlement } from '../../../src-core/ledger/trade-accounting.ts';
import type { Trade } from '../../../src-core/ledger/trade.ts';
import type { LedgerTransaction } from '../../../src-core/ledger/transaction.ts';
import { LedgerError } from '../../../src-core/ledger/holding.ts';
import { type InstrumentSymbol, parseSymbol, symbolOf } from '../../../src-core/instruments/instrument.ts';
import { add, type Money, money, negate, subtract, times, ZERO } from '../../../src-core/money.ts';
import { signOf } from '../../../src-core/orders/net-price.ts';
import type { Order, OrderEvent, TradeId } from '../../../src-core/orders/order.ts';
import { structureName } from '../../../src-core/strategies/structure.ts';
import type { EpochMs } from '../../../src-core/time.ts';
import { deriveUuid } from '../../trading/derive-id.ts';
import type { OrderHistoryEntry } from '../../trading/journal.ts';
import { AccountBooks, isOption, type KnownBooks } from './account-books.ts';
import { canTake, closingPieces } from './closing-pieces.ts';
import { CarriedRounding } from './exact-dollars.ts';
import { groupFills } from './fill-groups.ts';
import { type FillPiece, packageFills, unitsOf } from './fill-pieces.ts';
import { importedId, rowIdsOf } from './row-ids.ts';
import {
  ordersAreWhole,
  type StatementBooking,
  type StatementFill,
  type StatementProblem,
  type StatementReading,
  type StatementSettlement,
  type StatementTrade,
} from './statement.ts';

/** An order that a statement's fills were, and the broker's name of it. */
export interface ImportedOrder {
  readonly order: Order;
  readonly brokerOrderId: string | null;
  readonly history: readonly OrderHistoryEntry[];
}

/** What importing a statement would do to an account's books. */
export interface BookedStatement {
  /** Trades that are new or changed, as they are afterwards. */
  readonly trades: readonly Trade[];
  readonly isNew: (id: TradeId) => boolean;
  readonly fillsOf: (id: TradeId) => number;
  readonly orders: readonly ImportedOrder[];
  readonly transactions: readonly LedgerTransaction[];
  /** Rows of fills that are booked, and that were booked before. */
  readonly fills: number;
  readonly duplicates: number;
  readonly problems: readonly StatementProblem[];
  readonly passedOver: ReadonlyMap<string, number>;
  readonly fatal: boolean;
}

export interface BookingParts {
  readonly importId: string;
  readonly accountId: string;
  readonly books: KnownBooks;
  readonly pause: () => Promise<void>;
}

const EVENTS_BETWEEN_PAUSES = 250;
const OTHER_SHARES = 'shares that did not come from an exercise or assignment';
/** What is wrong with so many rows is wrong with all. */
const MOST_PROBLEMS = 1_000;

/** Books a statement's events, in memory alone. */
export async function bookStatement(reading: StatementReading, parts: BookingParts): Promise<BookedStatement> {
  const run = new StatementRun(reading, parts);
  await run.book();
  return run.result();
}

type Step = { readonly time: EpochMs; readonly place: number; readonly act: () => void };

class StatementRun {
  readonly #reading: StatementReading;
  readonly #parts: BookingParts;
  readonly #books: AccountBooks;
  readonly #touched = new Map<TradeId, { isNew: boolean; fills: number }>();
  readonly #orders: ImportedOrder[] = [];
  readonly #transactions: LedgerTransaction[] = [];
  readonly #problems: StatementProblem[];
  readonly #passedOver: Map<string, number>;
  readonly #commissions = new CarriedRounding();
  readonly #fees = new CarriedRounding();
  readonly #parted = new Map<string, number>();
  #fills = 0;
  #duplicates = 0;
  #fatal: boolean;

  constructor(reading: StatementReading, parts: BookingParts) {
    this.#reading = reading;
    this.#parts = parts;
    this.#books = new AccountBooks(parts.books);
    this.#problems = [...reading.problems];
    this.#passedOver = new Map(reading.passedOver);
    this.#fatal = reading.fatal;
  }

  async book(): Promise<void> {
    const fresh = this.#withoutKnown();
    const steps = await this.#steps(fresh);
    this.#deposit(fresh[0]?.time);
    for (const [count, step] of steps.entries()) {
      if (count % EVENTS_BETWEEN_PAUSES === EVENTS_BETWEEN_PAUSES - 1) await this.#parts.pause();
      step.act();
    }
    this.#tellHeldPastExpiry();
  }

  result(): BookedStatement {
    return {
      trades: [...this.#touched.keys()].flatMap((id) => this.#books.trade(id) ?? []),
      isNew: (id) => this.#touched.get(id)?.isNew === true,
      fillsOf: (id) => this.#touched.get(id)?.fills ?? 0,
      orders: this.#orders,
      transactions: this.#transactions,
      fills: this.#fills,
      duplicates: this.#duplicates,
      problems: this.#problems,
      passedOver: this.#passedOver,
      fatal: this.#fatal,
    };
  }

  /** What is not booked yet. It must be later than what is: lots are matched in the order in which they were traded. */
  #withoutKnown(): StatementReading['events'] {
    const known = new Set(this.#parts.books.transactions.flatMap(rowIdsOf));
    const newest = this.#parts.books.transactions.reduce((time, transaction) => (transaction.tradeId === undefined ? time : Math.max(time, transaction.time)), Number.NEGATIVE_INFINITY);
    const fresh = this.#reading.events.filter((event) => {
      const isKnown = known.has(event.id);
      if (isKnown && event.kind === 'fill') this.#duplicates += 1;
      return !isKnown;
    });
    const early = fresh.find((event) => event.time < newest && !(event.kind === 'booking' && event.reason !== null));
    if (early !== undefined) {
      this.#fatal = true;
      this.#problem(early.line, null, `is earlier than what was imported into this account last; import statements oldest first, or take the later imports back first`);
    }
    return fresh;
  }

  async #steps(events: StatementReading['events']): Promise<readonly Step[]> {
    const places = new Map(events.map((event, place) => [event, place]));
    const fills = events.filter((event) => event.kind === 'fill');
    // Costs are rounded in the order of the rows, whatever packages they come to.
    const pieces = new Map(fills.map((fill) => [fill, this.#pieceOf(fill)]));
    await this.#parts.pause();
    const steps = groupFills(fills, ordersAreWhole(this.#reading.format)).flatMap((group): Step[] => {
      const [first] = group.fills;
      return first === undefined ? [] : [{ time: first.time, place: places.get(first) ?? 0, act: () => this.#bookGroup(group.fills, pieces) }];
    });
    for (const event of events) {
      if (event.kind === 'booking') steps.push({ time: event.time, place: places.get(event) ?? 0, act: () => this.#bookBooking(event) });
      if (event.kind === 'settlement') steps.push({ time: event.time, place: places.get(event) ?? 0, act: () => this.#bookSettlement(event) });
    }
    await this.#parts.pause();
    return steps.sort((left, right) => left.time - right.time || left.place - right.place);
  }

  #pieceOf(fill: StatementFill): FillPiece {
    const { time, symbol, side, lots, quoted } = fill;
    return { id: fill.id, time, symbol, side, lots, quoted, commission: this.#commissions.next(fill.commission), fees: this.#fees.next(fill.fees) };
  }

  #deposit(first: EpochMs | undefined): void {
    const { startingCash } = this.#reading;
    if (first === undefined || startingCash === null || startingCash <= 0 || this.#parts.books.transactions.length > 0) return;
    const deposit = depositTransaction(`deposit:${this.#parts.importId}`, first - 1, startingCash);
    this.#books.book.post(deposit);
    this.#transactions.push(deposit);
  }

  #bookGroup(fills: readonly StatementFill[], pieces: ReadonlyMap<StatementFill, FillPiece>): void {
    const [first] = fills;
    if (first === undefined) return;
    const all = fills.flatMap((fill) => pieces.get(fill) ?? []);
    if (first.trade !== null) {
      const tradeId = this.#tradeId(first.trade.key);
      const closes = first.effect === 'close';
      if (closes && !canTake(this.#books, tradeId, all)) this.#leaveOut(fills, 'closes more than the package holds; expected the rows that opened it before');
      else this.#bookOrder(first, tradeId, closes, all, first.trade);
      return;
    }
    let left: readonly FillPiece[] = all;
    for (const { tradeId, pieces: closing, rest } of closingPieces(this.#books, fills, left)) {
      left = rest;
      this.#bookOrder(first, tradeId, true, closing, null);
    }
    this.#openRest(fills, left);
  }

  #openRest(fills: readonly StatementFill[], left: readonly FillPiece[]): void {
    const [first] = fills;
    if (first === undefined || left.length === 0) return;
    const closing = new Set(fills.filter(({ effect }) => effect === 'close').map(({ id }) => id));
    const unmatched = left.filter(({ id }) => closing.has(id));
    const shares = left.filter(({ id, symbol }) => !closing.has(id) && !isOption(symbol));
    this.#passOverShares(shares.length);
    for (const piece of unmatched) {
      const fill = fills.find(({ id }) => id === piece.id);
      if (!isOption(piece.symbol)) this.#passOverShares(1);
      else this.#problem(fill?.line ?? first.line, null, `closes ${unitsOf(piece)} of ${plain(piece.symbol)} that nothing here opened; import the statement before this one first`);
    }
    const options = left.filter(({ id, symbol }) => !closing.has(id) && isOption(symbol));
    const [key] = options;
    if (key !== undefined) this.#bookOrder(first, this.#tradeId(`${key.id}`), false, options, null);
  }

  #bookOrder(first: StatementFill, tradeId: TradeId, closing: boolean, pieces: readonly FillPiece[], named: StatementTrade | null): void {
    const { importId, books } = this.#parts;
    const fills = packageFills(pieces, (ids) => this.#newId(ids));
    const [executed] = fills.executions;
    if (executed === undefined) return;
    const last = fills.executions.at(-1) ?? executed;
    const known = this.#books.trade(tradeId);
    const order: Order = {
      id: deriveUuid(`${importId}/order/${tradeId}/${executed.id}`),
      underlying: parseSymbol(first.symbol).underlying,
      legs: fills.legs,
      quantity: fills.packages,
      terms: { type: 'market' },
      timeInForce: 'DAY',
      tradeId,
      source: named?.source ?? known?.source ?? 'manual',
      closing,
      state: 'FILLED',
      triggered: false,
      filledQuantity: fills.packages,
      filledNetTotal: add(...fills.executions.map(({ net, packages }) => times(net, packages))),
      createdAt: executed.time,
      updatedAt: last.time,
      sequence: books.lastSequence + this.#orders.length + 1,
    };
    let trade = known ?? { ...openTrade(order, named?.strategy ?? structureName(order.legs).slice(0, 50)), openedAt: named?.openedAt ?? order.createdAt };
    this.#touch(tradeId, known === undefined);
    for (const execution of fills.executions) {
      const cash = negate(add(...execution.legs.map(({ symbol, side, quantity, price }) => times(price, signOf(side) * quantity * (isOption(symbol) ? 100 : 1)))));
      const legs = execution.legs.map(({ symbol, side, quantity, price }) => ({ symbol, units: signOf(side) * quantity, price }));
      const { id, time, commission, fees } = execution;
      const transaction = this.#books.post({ id: `fill:${id}`, time, cause: 'fill', tradeId, legs, cash, commission, fees });
      this.#transactions.push(transaction);
      trade = tradeAfterExecution(trade, order, execution, transaction, this.#books.holdingsOf(trade));
      this.#books.put(trade);
    }
    this.#fills += pieces.length;
    this.#touch(tradeId, false, pieces.length);
    this.#orders.push({ order, brokerOrderId: first.orderId, history: historyOf(order, fills.executions) });
  }

  #bookBooking(event: StatementBooking): void {
    const tradeId = this.#tradeId(event.trade.key);
    const trade = this.#books.trade(tradeId);
    if (trade === undefined) {
      this.#problem(event.line, 'trade_id', `names a package that no row opens; expected the fills of ${event.trade.key} before what became of it`);
      return;
    }
    const { time, cause, legs, cash, reason } = event;
    const commission = this.#commissions.next(event.commission);
    const fees = this.#fees.next(event.fees);
    const id = `booking:${this.#newId([event.id])}`;
    let transaction: LedgerTransaction;
    try {
      transaction = this.#books.post({ id, time, cause, tradeId, legs, cash, commission, fees, ...(reason === null ? {} : { reason }) });
    } catch (error) {
      if (!(error instanceof LedgerError)) throw error;
      this.#problem(event.line, 'quantity', `does not fit what the package holds: ${error.message}`);
      return;
    }
    this.#settled(trade, transaction, reason !== null);
  }

  /** Of whatever packages hold the option, the oldest first. */
  #bookSettlement(event: StatementSettlement): void {
    const option = parseSymbol(event.symbol);
    if (option.kind !== 'option') return;
    const commission = this.#commissions.next(event.commission);
    const fees = this.#fees.next(event.fees);
    let wanted = event.contracts;
    let [commissionLeft, feesLeft] = [commission, fees];
    for (const trade of this.#books.openTrades(option.underlying)) {
      const held = this.#books.held(trade.id, event.symbol);
      if (wanted === 0) break;
      if (held === 0 || (event.held !== null && (event.held === 'long') !== held > 0)) continue;
      const contracts = Math.min(wanted, Math.abs(held));
      wanted -= contracts;
      const units = -Math.sign(held) * contracts;
      const shares = (option.right === 'call' ? -units : units) * 100;
      const isDelivered = event.cause !== 'lapse';
      const legs = [
        { symbol: event.symbol, units, price: ZERO },
        ...(isDelivered ? [{ symbol: symbolOf({ kind: 'shares', underlying: option.underlying }), units: shares, price: option.strike }] : []),
      ];
      const [paid, charged] = wanted === 0 ? [commissionLeft, feesLeft] : [part(commission, contracts, event.contracts), part(fees, contracts, event.contracts)];
      [commissionLeft, feesLeft] = [subtract(commissionLeft, paid), subtract(feesLeft, charged)];
      const id = `booking:${this.#newId([event.id])}`;
      const cash = isDelivered ? times(option.strike, -shares) : ZERO;
      const transaction = this.#books.post({ id, time: event.time, cause: event.cause, tradeId: trade.id, legs, cash, commission: paid, fees: charged });
      this.#settled(trade, transaction, false);
    }
    if (wanted > 0) this.#problem(event.line, null, `${event.cause} of ${wanted} of ${plain(event.symbol)} that nothing here holds; import the statement before this one first`);
  }

  #settled(trade: Trade, transaction: LedgerTransaction, late: boolean): void {
    this.#transactions.push(transaction);
    this.#touch(trade.id, false);
    const costs = {
      commission: add(trade.commission, movedOn(transaction, 'commission')),
      fees: add(trade.fees, movedOn(transaction, 'fees')),
    };
    // What is charged is no price of the package.
    const cost = negate(add(cashOf(transaction), movedOn(transaction, 'commission'), movedOn(transaction, 'fees')));
    const closed = {
      closeCost: add(trade.closeCost, cost),
      optimisticCost: add(trade.optimisticCost, cost),
      pessimisticCost: add(trade.pessimisticCost, cost),
    };
    const holdsOptions = this.#books.holdingsOf(trade).some(({ symbol }) => isOption(symbol));
    if (late) this.#books.put({ ...trade, ...closed, ...costs, realised: add(trade.realised, realisedOf(transaction)) });
    else {
      const settled = { ...tradeAfterSettlement(trade, [transaction], transaction.time), ...closed, ...costs };
      const { status, closedAt, closedQuantity } = trade;
      this.#books.put(holdsOptions ? { ...settled, status, closedAt, closedQuantity } : settled);
    }
  }

  #passOverShares(rows: number): void {
    if (rows > 0) this.#passedOver.set(OTHER_SHARES, (this.#passedOver.get(OTHER_SHARES) ?? 0) + rows);
  }

  #leaveOut(fills: readonly StatementFill[], message: string): void {
    for (const { line } of fills) this.#problem(line, 'trade_id', message);
  }

  #tellHeldPastExpiry(): void {
    const end = this.#reading.events.at(-1)?.time;
    if (end === undefined) return;
    const date = new Date(end).toISOString().slice(0, 10);
    for (const { symbol, quantity } of this.#books.book.holdings()) {
      const option = parseSymbol(symbol);
      if (option.kind === 'option' && option.expiry < date) {
        this.#problem(0, null, `${quantity} of ${plain(symbol)} are still held after they expired: the statement does not say what became of them; include exercises, assignments and expirations`);
      }
    }
  }

  #newId(rowIds: readonly string[]): string {
    const key = rowIds.join('+');
    const count = (this.#parted.get(key) ?? 0) + 1;
    this.#parted.set(key, count);
    return importedId(this.#parts.importId, rowIds, count);
  }

  #tradeId(key: string): TradeId {
    return deriveUuid(`${this.#parts.accountId}/trade/${key}`);
  }

  #touch(id: TradeId, isNew: boolean, fills = 0): void {
    const known = this.#touched.get(id) ?? { isNew, fills: 0 };
    known.fills += fills;
    this.#touched.set(id, known);
  }

  #problem(line: number, field: string | null, message: string): void {
    if (this.#problems.length < MOST_PROBLEMS) this.#problems.push({ line, field, message });
  }
}

function part(amount: Money, of: number, all: number): Money {
  return money(Math.round((amount * of) / all));
}

function plain(symbol: InstrumentSymbol): string {
  return symbol.replaceAll(/ +/g, ' ');
}

function historyOf(order: Order, executions: ReturnType<typeof packageFills>['executions']): readonly OrderHistoryEntry[] {
  let filled = 0;
  const steps: OrderHistoryEntry[] = [{ orderId: order.id, step: 1, time: order.createdAt, event: { type: 'submitted' }, state: 'SUBMITTED' }];
  for (const { commission: _commission, fees: _fees, ...execution } of executions) {
    filled += execution.packages;
    const event: OrderEvent = { type: 'filled', execution };
    steps.push({ orderId: order.id, step: steps.length + 1, time: execution.time, event, state: filled < order.quantity ? 'PARTIALLY_FILLED' : 'FILLED' });
  }
  return steps;
}
