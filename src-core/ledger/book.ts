import { type InstrumentSymbol, multiplier, parseSymbol } from '../instruments/instrument.ts';
import { add, type Money, negate, subtract, times, ZERO } from '../money.ts';
import { signOf } from '../orders/net-price.ts';
import type { Execution, Order, TradeId } from '../orders/order.ts';
import type { EpochMs } from '../time.ts';
import { type FeeLine, sumOfFees } from './fees.ts';
import { afterEntry, type Holding, LedgerError, positionEntries } from './holding.ts';
import type { LedgerAccount, LedgerEntry, LedgerTransaction } from './transaction.ts';

/** Balances said the way they are read, not the way they are booked. */
export interface BookTotals {
  /** Profits of everything closed, before commission and fees; negative for losses. */
  readonly realised: Money;
  /** Paid so far, positive. */
  readonly commission: Money;
  readonly fees: Money;
  /** Deposited. */
  readonly capital: Money;
}

/** The double-entry books of one account: balances, and first-in-first-out lots for each trade and instrument. */
export class Book {
  readonly #booked = new Set<string>();
  readonly #balances: Record<LedgerAccount, Money> = {
    cash: ZERO,
    positions: ZERO,
    realised: ZERO,
    commission: ZERO,
    fees: ZERO,
    capital: ZERO,
  };
  readonly #holdings = new Map<string, Holding>();

  /** The books that posting those transactions in that order gives. */
  static replay(transactions: Iterable<LedgerTransaction>): Book {
    const book = new Book();
    for (const transaction of transactions) book.post(transaction);
    return book;
  }

  /**
   * Books a transaction whole and returns true; false when one of that id is booked already.
   * Throws LedgerError, with nothing booked, when the entries do not add up to zero or do not fit the lots.
   */
  post(transaction: LedgerTransaction): boolean {
    const { id, tradeId, entries } = transaction;
    if (this.#booked.has(id)) return false;
    const sum = add(...entries.map((entry) => entry.amount));
    if (sum !== 0) throw new LedgerError(`the entries of ${id} add up to ${sum} (1/10000 dollar), not zero`);
    const changed = new Map<string, Holding | undefined>();
    const balances = { ...this.#balances };
    for (const entry of entries) {
      balances[entry.account] = add(balances[entry.account], entry.amount);
      if (entry.account !== 'positions') continue;
      if (tradeId === undefined || entry.symbol === undefined) {
        throw new LedgerError(`${id} moves a position of no trade or no instrument`);
      }
      const key = holdingKey(tradeId, entry.symbol);
      changed.set(key, afterEntry(changed.has(key) ? changed.get(key) : this.#holdings.get(key), tradeId, entry));
    }
    for (const [key, holding] of changed) {
      if (holding) this.#holdings.set(key, holding);
      else this.#holdings.delete(key);
    }
    Object.assign(this.#balances, balances);
    this.#booked.add(id);
    return true;
  }

  has(transactionId: string): boolean {
    return this.#booked.has(transactionId);
  }

  /** How many transactions are booked: as long as it stays, nothing here changes. */
  get transactionCount(): number {
    return this.#booked.size;
  }

  get cash(): Money {
    return this.#balances.cash;
  }

  get totals(): BookTotals {
    const { realised, commission, fees, capital } = this.#balances;
    return { realised: negate(realised), commission, fees, capital: negate(capital) };
  }

  /** Everything held. */
  holdings(): readonly Holding[] {
    return [...this.#holdings.values()];
  }

  holdingsOf(tradeId: TradeId): readonly Holding[] {
    return this.holdings().filter((holding) => holding.tradeId === tradeId);
  }

  /** Signed units of an instrument, over all trades. */
  quantityOf(symbol: InstrumentSymbol): number {
    let quantity = 0;
    for (const holding of this.#holdings.values()) if (holding.symbol === symbol) quantity += holding.quantity;
    return quantity;
  }

  holding(tradeId: TradeId, symbol: InstrumentSymbol): Holding | undefined {
    return this.#holdings.get(holdingKey(tradeId, symbol));
  }
}

function holdingKey(tradeId: TradeId, symbol: InstrumentSymbol): string {
  return `${tradeId} ${symbol}`;
}

/** Capital paid in. Throws RangeError unless the amount is positive. */
export function depositTransaction(id: string, time: EpochMs, amount: Money): LedgerTransaction {
  if (amount <= 0) throw new RangeError(`a deposit is more than 0, got ${amount} (1/10000 dollar)`);
  return {
    id,
    time,
    cause: 'deposit',
    entries: [
      { account: 'cash', amount },
      { account: 'capital', amount: negate(amount) },
    ],
  };
}

/**
 * What an execution does to the books as they are. Its id is derived from the execution's.
 * Throws LedgerError when the prices of its legs do not make up its net.
 */
export function fillTransaction(
  book: Book,
  order: Pick<Order, 'tradeId'>,
  execution: Execution,
  feeLines: readonly FeeLine[],
): LedgerTransaction {
  const commission = sumOfFees(feeLines, 'commission');
  const fees = sumOfFees(feeLines, 'fee');
  let net = ZERO;
  let cash = negate(add(commission, fees));
  const entries: LedgerEntry[] = [];
  for (const { symbol, side, quantity, price } of execution.legs) {
    const units = signOf(side) * quantity;
    net = add(net, times(price, units));
    cash = subtract(cash, times(price, units * multiplier(parseSymbol(symbol))));
    entries.push(...positionEntries(book.holding(order.tradeId, symbol), symbol, units, price));
  }
  if (net !== execution.net * execution.packages) {
    throw new LedgerError(`the legs of ${execution.id} make up ${net}, not ${execution.packages} times ${execution.net} (1/10000 dollar)`);
  }
  entries.push({ account: 'cash', amount: cash }, { account: 'commission', amount: commission }, { account: 'fees', amount: fees });
  return { id: `fill:${execution.id}`, time: execution.time, cause: 'fill', tradeId: order.tradeId, entries: balanced(entries) };
}

/** Entries of nothing are left out; what the rest lacks to zero is the profit or loss realised. */
export function balanced(entries: readonly LedgerEntry[]): readonly LedgerEntry[] {
  const kept = entries.filter((entry) => entry.amount !== 0 || entry.account === 'positions');
  const realised = negate(add(...kept.map((entry) => entry.amount)));
  return realised === 0 ? kept : [...kept, { account: 'realised', amount: realised }];
}

/** Profit (negative: loss) that a transaction realised, before commission and fees. */
export function realisedOf(transaction: LedgerTransaction): Money {
  return negate(movedOn(transaction, 'realised'));
}

/** Cash that came in; negative for what went out. */
export function cashOf(transaction: LedgerTransaction): Money {
  return movedOn(transaction, 'cash');
}

/** The sum of a transaction's entries on one account. */
export function movedOn(transaction: LedgerTransaction, account: LedgerAccount): Money {
  return add(...transaction.entries.filter((entry) => entry.account === account).map((entry) => entry.amount));
}
