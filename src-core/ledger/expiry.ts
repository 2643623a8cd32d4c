import { type InstrumentSymbol, multiplier, type OptionContract, parseSymbol, symbolOf, type Underlying } from '../instruments/instrument.ts';
import { CENT, type Money, negate, subtract, times, ZERO } from '../money.ts';
import type { TradeId } from '../orders/order.ts';
import type { EpochMs, IsoDate } from '../time.ts';
import { balanced, type Book } from './book.ts';
import { afterEntry, type Holding, LedgerError, positionEntries } from './holding.ts';
import type { LedgerEntry, LedgerTransaction } from './transaction.ts';

/** What became of a trade's holding of an option that has expired. */
export interface ExpiryOutcome {
  readonly tradeId: TradeId;
  readonly symbol: InstrumentSymbol;
  /** Contracts that were exercised (held long) or assigned (held short), up to all of them; the rest lapsed. */
  readonly exercised: number;
  /** Dollars per share that shares are worth as they change hands; null where that is not known: they are booked at the strike. */
  readonly reference: Money | null;
}

/** True where the option is exercised by itself: a cent or more in the money at the reference price. */
export function isExercised(option: OptionContract, reference: Money): boolean {
  return intrinsicValue(option, reference) >= CENT;
}

/**
 * What becomes of every option that expires on the date, one transaction a holding. A cent or more in the money at the
 * reference price is exercised (held long) or assigned (held short): 100 shares a contract change hands at the strike
 * and are held by the same trade at the reference price. Everything else lapses.
 */
export function settlementTransactions(
  book: Book,
  date: IsoDate,
  referencePriceOf: (underlying: Underlying) => Money,
  time: EpochMs,
): readonly LedgerTransaction[] {
  const outcomes = book.holdings().flatMap(({ tradeId, symbol, quantity }): readonly ExpiryOutcome[] => {
    const option = parseSymbol(symbol);
    if (option.kind !== 'option' || option.expiry !== date) return [];
    const reference = referencePriceOf(option.underlying);
    return [{ tradeId, symbol, exercised: isExercised(option, reference) ? Math.abs(quantity) : 0, reference }];
  });
  return expiryTransactions(book, outcomes, time);
}

/**
 * Books outcomes, one transaction for the exercised part of a holding and one for what lapsed: shares at the strike, held by
 * the same trade at the reference price. Throws LedgerError for what is not held, or no option.
 */
export function expiryTransactions(book: Book, outcomes: readonly ExpiryOutcome[], time: EpochMs): readonly LedgerTransaction[] {
  // Two options of one trade may exercise into the same shares: each is booked against what the one before left.
  const held = new Map<string, Holding | undefined>();
  const after = (tradeId: TradeId, symbol: InstrumentSymbol): Holding | undefined => {
    const key = `${tradeId} ${symbol}`;
    return held.has(key) ? held.get(key) : book.holding(tradeId, symbol);
  };
  const move = (tradeId: TradeId, symbol: InstrumentSymbol, units: number, price: Money): readonly LedgerEntry[] => {
    let holding = after(tradeId, symbol);
    const entries = positionEntries(holding, symbol, units, price);
    for (const entry of entries) holding = afterEntry(holding, tradeId, entry);
    held.set(`${tradeId} ${symbol}`, holding);
    return entries;
  };
  return outcomes.flatMap(({ tradeId, symbol, exercised, reference }): readonly LedgerTransaction[] => {
    const option = parseSymbol(symbol);
    const quantity = book.holding(tradeId, symbol)?.quantity ?? 0;
    if (option.kind !== 'option' || quantity === 0 || !Number.isSafeInteger(exercised) || exercised < 0 || exercised > Math.abs(quantity)) {
      throw new LedgerError(`trade ${tradeId} holds ${quantity} of ${symbol}: ${exercised} of them cannot be exercised`);
    }
    const sign = Math.sign(quantity);
    const id = `settlement:${option.expiry}:${tradeId}:${symbol}`;
    const transactions: LedgerTransaction[] = [];
    if (exercised > 0) {
      const inside = reference !== null && isExercised(option, reference);
      const contracts = sign * exercised;
      const units = sharesOf(option, contracts);
      const entries: LedgerEntry[] = [
        ...move(tradeId, symbol, -contracts, inside ? intrinsicValue(option, reference) : ZERO),
        ...move(tradeId, symbolOf({ kind: 'shares', underlying: option.underlying }), units, inside ? reference : option.strike),
        { account: 'cash', amount: negate(times(option.strike, units)) },
      ];
      transactions.push({ id, time, cause: sign > 0 ? 'exercise' : 'assignment', tradeId, entries: balanced(entries) });
    }
    const lapsed = Math.abs(quantity) - exercised;
    if (lapsed > 0) transactions.push({ id: exercised > 0 ? `${id}:rest` : id, time, cause: 'lapse', tradeId, entries: balanced(move(tradeId, symbol, -sign * lapsed, ZERO)) });
    return transactions;
  });
}

/** Dollars that exercising so many signed contracts brings (or, negative, takes) at the broker: shares at the strike. */
export function exerciseCash(option: OptionContract, contracts: number): Money {
  return negate(times(option.strike, sharesOf(option, contracts)));
}

/** Shares that come of so many signed contracts: negative for those delivered. */
export function sharesOf(option: OptionContract, contracts: number): number {
  return contracts * multiplier(option) * (option.right === 'call' ? 1 : -1);
}

/** Dollars per share the option is in the money; 0 out of it. */
function intrinsicValue(option: OptionContract, underlyingPrice: Money): Money {
  const value = option.right === 'call' ? subtract(underlyingPrice, option.strike) : subtract(option.strike, underlyingPrice);
  return value > 0 ? value : ZERO;
}
