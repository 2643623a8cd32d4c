import { readFileSync } from 'node:fs';
import { Book } from '../../../src-core/ledger/book.ts';
import { EMPTY_BOOKS, type KnownBooks } from '../../../src-main/performance/statements/account-books.ts';
import { readStatement } from '../../../src-main/performance/statements/read-statement.ts';
import type { StatementFormat, StatementReading } from '../../../src-main/performance/statements/statement.ts';
import { type BookedStatement, bookStatement } from '../../../src-main/performance/statements/statement-booking.ts';

export const TASTYTRADE_FILE = 'tastytrade_transactions_history_x5WX12345_261120_to_261123.csv';

export function statementFile(name: string): string {
  return readFileSync(new URL(`statements/${name}`, import.meta.url), 'utf8');
}

export const atOnce = (): Promise<void> => Promise.resolve();

export function read(content: string, fileName = 'file.csv', format: StatementFormat | null = null): Promise<StatementReading> {
  return readStatement({ fileName, content, format }, atOnce);
}

export function booked(reading: StatementReading, books: KnownBooks = EMPTY_BOOKS, importId = '00000000-0000-4000-8000-00000000000a'): Promise<BookedStatement> {
  return bookStatement(reading, { importId, accountId: 'account', books, pause: atOnce });
}

/** The books after an import. */
export function booksAfter(before: KnownBooks, statement: BookedStatement): KnownBooks {
  const changed = new Map(statement.trades.map((trade) => [trade.id, trade]));
  return {
    trades: [...before.trades.filter(({ id }) => !changed.has(id)), ...changed.values()],
    transactions: [...before.transactions, ...statement.transactions],
    lastSequence: before.lastSequence + statement.orders.length,
  };
}

/** What the whole ledger comes to, in ten-thousandths of a dollar. */
export function ledgerOf(books: KnownBooks): { readonly cash: number; readonly realised: number; readonly commission: number; readonly fees: number; readonly held: readonly string[] } {
  const book = Book.replay(books.transactions);
  const { realised, commission, fees } = book.totals;
  return { cash: book.cash, realised, commission, fees, held: book.holdings().map(({ symbol, quantity }) => `${quantity} ${symbol}`) };
}
