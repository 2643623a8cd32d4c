import { dateInNewYork, sessionOn } from '../../src-core/calendar/exchange-calendar.ts';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import { chargeTransaction } from '../../src-core/ledger/charges.ts';
import { type ExpiryOutcome, expiryTransactions } from '../../src-core/ledger/expiry.ts';
import { adjustmentTransaction, costOfUnits, takeOver, type UnexplainedUnits } from '../../src-core/ledger/taken-over.ts';
import { takenOverTrade, tradeAfterCharge, tradeAfterRelease } from '../../src-core/ledger/trade-accounting.ts';
import type { LedgerTransaction } from '../../src-core/ledger/transaction.ts';
import { formatMoney, type Money, negate } from '../../src-core/money.ts';
import { applyEvent } from '../../src-core/orders/life-cycle.ts';
import { newOrder } from '../../src-core/orders/new-order.ts';
import type { Order, OrderEvent, OrderRequest, TradeId } from '../../src-core/orders/order.ts';
import { structureName } from '../../src-core/strategies/structure.ts';
import { type Clock, type EpochMs, type IsoDate, SECOND } from '../../src-core/time.ts';
import type { BrokerCharge } from './broker.ts';
import { tradeToClose } from './closing-trade.ts';
import { deriveUuid } from './derive-id.ts';
import type { ChargeTotals } from './execution-charges.ts';
import type { BookedCharge, JournalRecord, TradingJournal } from './journal.ts';
import { assertValid } from './refusals.ts';
import { tradesAfterSettlement } from './settlement.ts';
import { heldAfter, type TradingState } from './trading-state.ts';

/** As the deposit of a paper account. */
const OPENING = 'deposit:opening';

/** An order that was made elsewhere in the account. */
export interface ElsewhereOrder extends Pick<OrderRequest, 'id' | 'underlying' | 'legs' | 'quantity' | 'terms' | 'timeInForce'> {
  /** What the books keep as the broker's number of it. */
  readonly brokerOrderId: string;
  readonly time: EpochMs;
}

export interface BrokerBookingsParts {
  readonly state: TradingState;
  readonly journal: Pick<TradingJournal, 'hasOrder' | 'tradeBooks'>;
  /** The session's. */
  readonly clock: Clock;
  readonly date: IsoDate;
  readonly notice: (text: string) => void;
  /** One after another, like every command of the order manager. */
  readonly command: <Result>(run: () => Promise<Result>) => Promise<Result>;
  readonly commit: (records: readonly JournalRecord[]) => Promise<void>;
}

/**
 * What goes into the books because a broker's records say so, past the checks: it has happened already. Each booking has an
 * id of its own, made from what caused it, and is booked once.
 */
export class BrokerBookings {
  readonly #parts: BrokerBookingsParts;

  constructor(parts: BrokerBookingsParts) {
    this.#parts = parts;
  }

  /** Of what was executed since the start of the session's day. */
  charges(): ChargeTotals {
    const { state } = this.#parts;
    return state.charges.since(state.dayStart);
  }

  /** Whether the broker has said what an execution cost; also true of one that is not booked. */
  isCharged(executionId: string): boolean {
    return this.#parts.state.charges.of(executionId)?.charged !== null;
  }

  /** The cash that the account begins with is booked. */
  get isOpened(): boolean {
    return this.#parts.state.book.has(OPENING);
  }

  /** Replaces the estimate of an execution's costs by what the broker charged; once. */
  charge({ orderId, executionId, commission, foreign }: BrokerCharge): Promise<void> {
    return this.#parts.command(async () => {
      const { commit, date, journal, notice, state } = this.#parts;
      const cost = state.charges.of(executionId);
      if (cost === undefined) return notice(`the broker charged ${formatMoney(commission)} for execution ${executionId}, which is not in the books`);
      if (cost.charged !== null) return;
      const trade = state.trades.get(cost.tradeId) ?? (await journal.tradeBooks(cost.tradeId))?.trade;
      if (trade === undefined) throw new Error(`there is no trade ${cost.tradeId}, of which ${executionId} is an execution`);
      const isLate = dateInNewYork(cost.time) < date;
      const reason = isLate ? `late: the broker charged ${formatMoney(commission)} where ${formatMoney(cost.estimated)} was booked by estimate` : undefined;
      const transaction = chargeTransaction(executionId, cost, commission, reason);
      const charge: BookedCharge = { orderId, executionId, foreign, time: cost.time, estimated: cost.estimated, charged: commission };
      await commit([
        { kind: 'trade', trade: tradeAfterCharge(trade, transaction) },
        { kind: 'transaction', transaction },
        { kind: 'charge', charge },
      ]);
    });
  }

  /**
   * Takes an order into the books that was made elsewhere, as one that the broker works; its executions and its end come
   * as reports. It reduces the trade that the same order placed here would. Asked again, the order as it is by then.
   * Fails with 'bad_input' for what this program does not trade so.
   */
  adopt({ brokerOrderId, time, ...terms }: ElsewhereOrder): Promise<Order> {
    return this.#parts.command(async () => {
      const { commit, journal, state } = this.#parts;
      const request: OrderRequest = { ...terms, source: 'manual' };
      const known = state.orders.get(request.id);
      if (known !== undefined) return known;
      assertValid(request);
      if (await journal.hasOrder(request.id)) {
        throw new ContractFailure({ code: 'conflict', field: 'id', message: `id: ${request.id} is an order of an earlier session` });
      }
      const closes = tradeToClose(state, request);
      const made: Order = {
        ...newOrder(request, { sequence: state.lastSequence + 1, tradeId: closes?.id ?? deriveUuid(`trade:${request.id}`), closing: closes !== null, brokerOrderId, time }),
        adopted: true,
      };
      const sent: OrderEvent = { type: 'submitted', elsewhere: true };
      const submitted = applyEvent(made, sent, time);
      const accepted = applyEvent(submitted, { type: 'accepted' }, time);
      const steps: readonly JournalRecord[] = [
        { kind: 'order', order: accepted },
        { kind: 'history', entry: { orderId: made.id, step: 1, time, event: sent, state: submitted.state } },
        { kind: 'history', entry: { orderId: made.id, step: 2, time, event: { type: 'accepted' }, state: accepted.state } },
      ];
      await commit([...(closes ? [] : [{ kind: 'trade', trade: state.tradeOf(accepted) } as const]), ...steps]);
      return accepted;
    });
  }

  /** Books units that the broker has more (or, negative, less), and that no execution explains, under an id; once. */
  takeOver(id: string, unexplained: UnexplainedUnits): Promise<void> {
    return this.#parts.command(async () => {
      const { clock, commit, state } = this.#parts;
      const { symbol, units, price } = unexplained;
      const transactionId = `taken_over:${id}`;
      if (units === 0 || state.book.has(transactionId)) return;
      const time = clock.now();
      const tradeId: TradeId = deriveUuid(transactionId);
      const { released, opened } = takeOver(state.book, unexplained, { id: transactionId, tradeId, time });
      if (released.some((transaction) => state.book.has(transaction.id))) return;
      const records: JournalRecord[] = [];
      for (const transaction of released) {
        const { tradeId: from = '' } = transaction;
        const trade = state.trades.get(from);
        if (trade === undefined) throw new Error(`there is no trade ${from}, which holds ${symbol}`);
        records.push({ kind: 'trade', trade: tradeAfterRelease(trade, transaction, heldAfter(state.book.holdingsOf(from), from, transaction)) }, { kind: 'transaction', transaction });
      }
      if (opened !== null) {
        const held = opened.entries.find((entry) => entry.symbol === symbol)?.quantity ?? 0;
        const leg = { symbol, side: held > 0 ? ('buy' as const) : ('sell' as const), quantity: Math.abs(held) };
        const trade = takenOverTrade(tradeId, leg, structureName([{ symbol, side: leg.side, ratio: 1 }]), costOfUnits(symbol, held, price), time);
        records.push({ kind: 'trade', trade }, { kind: 'transaction', transaction: opened });
      }
      await commit(records);
    });
  }

  /** Books cash that came (positive) or went and is of no trade: paid in or out, with no result of the day. Once for an id. */
  adjustCash(id: string, amount: Money): Promise<void> {
    return this.#post(`adjustment:${id}`, (transactionId, time) => adjustmentTransaction(transactionId, time, amount), amount);
  }

  /** The cash that an account begins with here, which may be owed (negative). Once. */
  open(cash: Money): Promise<void> {
    return this.#post(OPENING, (id, time) => ({ id, time, cause: 'deposit', entries: [{ account: 'cash', amount: cash }, { account: 'capital', amount: negate(cash) }] }), cash);
  }

  /**
   * Books what became of options of one expiry, as the broker's records show it, at the end of their session: that day is
   * restated where it is over. What is not held any more is left out. Fails with LedgerError where less is held than that.
   */
  bookExpiry(expiry: IsoDate, outcomes: readonly ExpiryOutcome[]): Promise<void> {
    return this.#parts.command(async () => {
      const { clock, commit, date, state } = this.#parts;
      const held = outcomes.filter(({ tradeId, symbol }) => state.book.holding(tradeId, symbol) !== undefined);
      if (held.length === 0) return;
      const time = Math.min((sessionOn(expiry)?.lastTrade ?? clock.now()) + SECOND, clock.now());
      const reason = expiry < date ? `as the broker's records of ${date} show` : undefined;
      const transactions = expiryTransactions(state.book, held, time).map((transaction): LedgerTransaction => ({ ...transaction, ...(reason !== undefined && { reason }) }));
      const trades = tradesAfterSettlement(state, transactions, time);
      await commit([...trades.map((trade) => ({ kind: 'trade', trade }) as const), ...transactions.map((transaction) => ({ kind: 'transaction', transaction }) as const)]);
    });
  }

  #post(id: string, transactionOf: (id: string, time: EpochMs) => LedgerTransaction, amount: Money): Promise<void> {
    return this.#parts.command(async () => {
      const { clock, commit, state } = this.#parts;
      if (amount === 0 || state.book.has(id)) return;
      await commit([{ kind: 'transaction', transaction: transactionOf(id, clock.now()) }]);
    });
  }
}
