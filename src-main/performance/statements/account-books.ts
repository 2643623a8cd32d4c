import { balanced, Book } from '../../../src-core/ledger/book.ts';
import { afterEntry, type Holding, positionEntries } from '../../../src-core/ledger/holding.ts';
import type { Trade } from '../../../src-core/ledger/trade.ts';
import type { LedgerCause, LedgerEntry, LedgerTransaction } from '../../../src-core/ledger/transaction.ts';
import { type InstrumentSymbol, parseSymbol, type Underlying } from '../../../src-core/instruments/instrument.ts';
import { add, type Money, subtract } from '../../../src-core/money.ts';
import type { TradeId } from '../../../src-core/orders/order.ts';
import type { EpochMs } from '../../../src-core/time.ts';
import type { BookedUnits } from './statement.ts';

/** An imported account as the store has it. */
export interface KnownBooks {
  readonly trades: readonly Trade[];
  /** In the order they were booked. */
  readonly transactions: readonly LedgerTransaction[];
  /** The newest sequence number of an order; 0 when there is none. */
  readonly lastSequence: number;
}

export const EMPTY_BOOKS: KnownBooks = { trades: [], transactions: [], lastSequence: 0 };

/** What is to be booked, before it is set against what is held. */
export interface Booking {
  readonly id: string;
  readonly time: EpochMs;
  readonly cause: LedgerCause;
  readonly tradeId: TradeId;
  readonly reason?: string | undefined;
  readonly legs: readonly BookedUnits[];
  /** Received, before commission and fees. */
  readonly cash: Money;
  readonly commission: Money;
  readonly fees: Money;
}

/** The books of an imported account while statements are booked into them: nothing is written here. */
export class AccountBooks {
  readonly #book: Book;
  readonly #trades: Map<TradeId, Trade>;
  /** Trades that hold something, in the order they were opened. */
  readonly #open = new Map<Underlying, Set<TradeId>>();

  constructor({ trades, transactions }: Pick<KnownBooks, 'trades' | 'transactions'>) {
    this.#book = Book.replay(transactions);
    this.#trades = new Map(trades.map((trade) => [trade.id, trade]));
    const holding = new Set(this.#book.holdings().map(({ tradeId }) => tradeId));
    const open = trades.filter(({ id }) => holding.has(id)).sort((left, right) => left.openedAt - right.openedAt);
    for (const { id, underlying } of open) this.#openOf(underlying).add(id);
  }

  get book(): Book {
    return this.#book;
  }

  trade(id: TradeId): Trade | undefined {
    return this.#trades.get(id);
  }

  /** Oldest first. */
  openTrades(underlying: Underlying): readonly Trade[] {
    return [...this.#openOf(underlying)].flatMap((id) => this.#trades.get(id) ?? []);
  }

  /** Signed units of an instrument that a trade holds. */
  held(tradeId: TradeId, symbol: InstrumentSymbol): number {
    return this.#book.holding(tradeId, symbol)?.quantity ?? 0;
  }

  holdingsOf(trade: Pick<Trade, 'id' | 'legs' | 'underlying'>): readonly Holding[] {
    return this.#symbolsOf(trade).flatMap((symbol) => this.#book.holding(trade.id, symbol) ?? []);
  }

  /** Books it and gives the transaction. Throws LedgerError where it does not fit what is held. */
  post(booking: Booking): LedgerTransaction {
    const { id, time, cause, tradeId, reason, legs, commission, fees } = booking;
    const entries: LedgerEntry[] = [];
    const holdings = new Map<InstrumentSymbol, Holding | undefined>();
    for (const { symbol, units, price } of legs) {
      let holding = holdings.has(symbol) ? holdings.get(symbol) : this.#book.holding(tradeId, symbol);
      for (const entry of positionEntries(holding, symbol, units, price)) {
        entries.push(entry);
        holding = afterEntry(holding, tradeId, entry);
      }
      holdings.set(symbol, holding);
    }
    entries.push(
      { account: 'cash', amount: subtract(booking.cash, add(commission, fees)) },
      { account: 'commission', amount: commission },
      { account: 'fees', amount: fees },
    );
    const transaction: LedgerTransaction = { id, time, cause, tradeId, ...(reason === undefined ? {} : { reason }), entries: balanced(entries) };
    this.#book.post(transaction);
    return transaction;
  }

  /** Keeps the trade as it is now. */
  put(trade: Trade): void {
    this.#trades.set(trade.id, trade);
    const open = this.#openOf(trade.underlying);
    if (this.holdingsOf(trade).length > 0) open.add(trade.id);
    else open.delete(trade.id);
  }

  /** A trade's options are those it was opened with; whatever it holds beside them are shares. */
  #symbolsOf({ legs, underlying }: Pick<Trade, 'legs' | 'underlying'>): readonly InstrumentSymbol[] {
    return [...new Set([...legs.map(({ symbol }) => symbol), underlying as string as InstrumentSymbol])];
  }

  #openOf(underlying: Underlying): Set<TradeId> {
    const known = this.#open.get(underlying);
    if (known !== undefined) return known;
    const open = new Set<TradeId>();
    this.#open.set(underlying, open);
    return open;
  }
}

export function isOption(symbol: InstrumentSymbol): boolean {
  return parseSymbol(symbol).kind === 'option';
}
