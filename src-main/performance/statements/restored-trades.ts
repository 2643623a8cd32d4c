import { cashOf, movedOn, realisedOf } from '../../../src-core/ledger/book.ts';
import type { Trade } from '../../../src-core/ledger/trade.ts';
import type { LedgerTransaction } from '../../../src-core/ledger/transaction.ts';
import { parseSymbol } from '../../../src-core/instruments/instrument.ts';
import { add, negate, subtract } from '../../../src-core/money.ts';
import { AccountBooks, type KnownBooks } from './account-books.ts';
import { importIdOf } from './row-ids.ts';

/** Trades of earlier imports that the account's newest import went on with, as they were before it. */
export function tradesBefore({ trades, transactions }: KnownBooks, importId: string): readonly Trade[] {
  const taken = Map.groupBy(transactions.filter(({ id }) => importIdOf(id) === importId), ({ tradeId }) => tradeId ?? '');
  const kept = transactions.filter(({ id }) => importIdOf(id) !== importId);
  const keptOf = Map.groupBy(kept, ({ tradeId }) => tradeId ?? '');
  const before = new AccountBooks({ trades, transactions: kept });
  return trades.flatMap((trade) => {
    const gone = taken.get(trade.id);
    const left = keptOf.get(trade.id);
    // A trade of which nothing is left is the newest import's own.
    return gone === undefined || left === undefined ? [] : [without(trade, gone, left, before)];
  });
}

/** Whatever a later import adds to a trade closes it: new packages are trades of their own. */
function without(trade: Trade, gone: readonly LedgerTransaction[], left: readonly LedgerTransaction[], before: AccountBooks): Trade {
  const cost = add(...gone.map((transaction) => negate(add(cashOf(transaction), movedOn(transaction, 'commission'), movedOn(transaction, 'fees')))));
  const held = before.holdingsOf(trade);
  const options = held.filter(({ symbol }) => parseSymbol(symbol).kind === 'option');
  const packagesHeld = trade.legs.reduce((most, { symbol, ratio }) => Math.max(most, Math.ceil(Math.abs(options.find((holding) => holding.symbol === symbol)?.quantity ?? 0) / ratio)), 0);
  const ended = left.findLast(({ cause, reason }) => cause !== 'fill' && reason === undefined);
  const status = options.length > 0 ? 'open' : ended === undefined ? 'closed' : 'settled';
  return {
    ...trade,
    status,
    closedAt: status === 'open' ? undefined : (ended ?? left.at(-1))?.time,
    closedQuantity: trade.openedQuantity - packagesHeld,
    closeCost: subtract(trade.closeCost, cost),
    optimisticCost: subtract(trade.optimisticCost, cost),
    pessimisticCost: subtract(trade.pessimisticCost, cost),
    realised: subtract(trade.realised, add(...gone.map(realisedOf))),
    commission: subtract(trade.commission, add(...gone.map((transaction) => movedOn(transaction, 'commission')))),
    fees: subtract(trade.fees, add(...gone.map((transaction) => movedOn(transaction, 'fees')))),
  };
}
