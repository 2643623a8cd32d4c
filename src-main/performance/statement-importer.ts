import type { ImportPreview, ImportRecord, Statement } from '../../src-core/contract/journal.ts';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import { dateInNewYork } from '../../src-core/calendar/exchange-calendar.ts';
import { movedOn, realisedOf } from '../../src-core/ledger/book.ts';
import type { LedgerTransaction } from '../../src-core/ledger/transaction.ts';
import { add, type Money, subtract } from '../../src-core/money.ts';
import type { Clock } from '../../src-core/time.ts';
import type { ImportedAccount, JournalRecords } from './journal-records.ts';
import type { KeptAccount, PerformanceJournal } from './performance-journal.ts';
import { EMPTY_BOOKS } from './statements/account-books.ts';
import { readStatement, UnknownStatement } from './statements/read-statement.ts';
import { tradesBefore } from './statements/restored-trades.ts';
import type { StatementReading } from './statements/statement.ts';
import { type BookedStatement, bookStatement } from './statements/statement-booking.ts';

export interface StatementImporterParts {
  readonly records: Pick<JournalRecords, 'books' | 'write' | 'remove' | 'imports'>;
  readonly accounts: PerformanceJournal['accounts'];
  /** The one this terminal trades: nothing is ever imported into it. */
  readonly ownAccountId: string;
  readonly userId: string;
  /** The machine's. */
  readonly clock: Clock;
  readonly newId: () => string;
  /** A digest that no two texts share (SHA-256), as text. */
  readonly digest: (text: string) => string;
  readonly breathe: () => Promise<void>;
  /** Why statements cannot be imported on this terminal, a sentence; null where they can. */
  readonly refusal: string | null;
  /** The account's results changed. */
  readonly changed: (accountId: string) => void;
}

interface Prepared {
  readonly preview: ImportPreview;
  readonly booked: BookedStatement;
  readonly account: ImportedAccount;
  readonly importId: string;
}

/** Stands for ids in a preview, which writes nothing. */
const PREVIEW_ID = '00000000-0000-4000-8000-000000000000';
/** What the columns of the store have room for. */
const MOST_ACCOUNT_LETTERS = 50;

/** Takes broker statements into accounts of their own. A preview and an import are the same work; only one writes it. */
export class StatementImporter {
  readonly #parts: StatementImporterParts;
  /** Imports one after the other: each stands on the books that the one before left. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(parts: StatementImporterParts) {
    this.#parts = parts;
  }

  /** Fails with 'bad_input' for a file that is no statement, with 'unavailable' where none can be imported. */
  async preview(statement: Statement): Promise<ImportPreview> {
    this.#assertAllowed();
    return (await this.#prepare(statement, PREVIEW_ID)).preview;
  }

  /** Fails with 'conflict' where it would do another thing than was previewed, and with 'bad_input' while it is fatal. */
  import(statement: Statement & { readonly digest: string }): Promise<ImportRecord> {
    return this.#inTurn(async () => {
      this.#assertAllowed();
      const { records, newId, clock, changed } = this.#parts;
      const { preview, booked, account, importId } = await this.#prepare(statement, newId());
      if (preview.digest !== statement.digest) {
        throw new ContractFailure({ code: 'conflict', field: 'digest', message: 'digest: the file, or the account it goes into, is not the one that was previewed; preview it again' });
      }
      if (preview.fatal) {
        const [problem] = preview.problems;
        throw new ContractFailure({ code: 'bad_input', field: 'content', message: `content: line ${problem?.line ?? 0} ${problem?.field ?? ''} ${problem?.message ?? 'cannot be used'}`.replaceAll(/ +/g, ' ') });
      }
      const record: ImportRecord = {
        id: importId,
        accountId: account.id,
        accountNumber: account.number,
        broker: account.broker,
        fileName: statement.fileName,
        importedAt: clock.now(),
        packages: preview.packages.length,
        fills: preview.fills,
      };
      if (booked.transactions.length === 0) {
        throw new ContractFailure({ code: 'conflict', field: 'content', message: 'content: nothing of the file is new; everything in it was imported before, or is of other instruments' });
      }
      await records.write({ record, digest: preview.digest, account, isNewAccount: !preview.accountKnown, booked });
      changed(account.id);
      return record;
    });
  }

  /** Fails with 'not_found', or with 'conflict' where a later import stands on it. */
  remove(id: string): Promise<readonly ImportRecord[]> {
    return this.#inTurn(async () => {
      this.#assertAllowed();
      const { records, userId, changed } = this.#parts;
      const all = await records.imports(userId);
      const record = all.find((one) => one.id === id);
      if (record === undefined) throw new ContractFailure({ code: 'not_found', field: 'id', message: `id: there is no import ${id}` });
      const ofAccount = all.filter(({ accountId }) => accountId === record.accountId);
      const [newest] = ofAccount;
      if (newest !== undefined && newest.id !== id) {
        throw new ContractFailure({ code: 'conflict', field: 'id', message: `id: "${newest.fileName}" was imported into ${record.accountNumber} after it; take that one back first` });
      }
      const books = await records.books(record.accountId);
      await records.remove({ importId: id, accountId: record.accountId, restored: tradesBefore(books, id), isLast: ofAccount.length === 1 });
      changed(record.accountId);
      return records.imports(userId);
    });
  }

  async #prepare(statement: Statement, importId: string): Promise<Prepared> {
    const { records, newId, userId, breathe, digest } = this.#parts;
    const reading = await readOrRefuse(statement, breathe);
    const known = await this.#accountOf(reading);
    const books = known === null ? EMPTY_BOOKS : await records.books(known.id);
    const account: ImportedAccount = known ?? { id: importId === PREVIEW_ID ? PREVIEW_ID : newId(), userId, number: await this.#freeNumber(reading), broker: reading.broker };
    // Names are made of the account's number, so that a preview has the same as the import.
    const booked = await bookStatement(reading, { importId, accountId: `${userId}/${account.number}`, books, pause: breathe });
    const unnamed = previewOf(reading, booked, account, known !== null);
    return { preview: { ...unnamed, digest: digest(JSON.stringify([digest(statement.content), unnamed])) }, booked, account, importId };
  }

  /** Only an account that imports made; one that is traded may have the same number. */
  async #accountOf({ accountNumber, broker }: StatementReading): Promise<KeptAccount | null> {
    const { accounts, ownAccountId, records, userId } = this.#parts;
    const made = new Set((await records.imports(userId)).map(({ accountId }) => accountId));
    const numbers = [shortNumber(accountNumber), importedNumber(accountNumber)];
    return (await accounts()).find(({ id, number, broker: at }) => id !== ownAccountId && made.has(id) && at === broker && numbers.includes(number)) ?? null;
  }

  async #freeNumber({ accountNumber, broker }: StatementReading): Promise<string> {
    const taken = new Set((await this.#parts.accounts()).map(({ number }) => number));
    const wanted = [shortNumber(accountNumber), importedNumber(accountNumber), `${shortNumber(accountNumber).slice(0, 30)} ${broker}`].find((number) => !taken.has(number));
    if (wanted === undefined) throw new ContractFailure({ code: 'conflict', field: 'content', message: `content: every account number for ${accountNumber} is another account's already` });
    return wanted;
  }

  #assertAllowed(): void {
    const { refusal } = this.#parts;
    if (refusal !== null) throw new ContractFailure({ code: 'unavailable', message: refusal });
  }

  #inTurn<Result>(act: () => Promise<Result>): Promise<Result> {
    const done = this.#queue.then(act, act);
    this.#queue = done.catch(() => undefined);
    return done;
  }
}

function shortNumber(number: string): string {
  return number === '' ? 'statement' : number.slice(0, MOST_ACCOUNT_LETTERS);
}

function importedNumber(number: string): string {
  return `${shortNumber(number).slice(0, MOST_ACCOUNT_LETTERS - 9)} imported`;
}

async function readOrRefuse(statement: Statement, breathe: () => Promise<void>): Promise<StatementReading> {
  try {
    return await readStatement(statement, breathe);
  } catch (error) {
    if (!(error instanceof UnknownStatement)) throw error;
    throw new ContractFailure({ code: 'bad_input', field: 'content', message: `content: ${error.message}` });
  }
}

function previewOf(reading: StatementReading, booked: BookedStatement, account: ImportedAccount, accountKnown: boolean): Omit<ImportPreview, 'digest'> {
  const byTrade = Map.groupBy(booked.transactions, ({ tradeId }) => tradeId ?? '');
  const totals = sums(booked.transactions);
  const [first, last] = [reading.events[0], reading.events.at(-1)];
  return {
    format: reading.format,
    broker: reading.broker,
    accountNumber: account.number,
    accountKnown,
    from: first === undefined ? null : dateInNewYork(first.time),
    to: last === undefined ? null : dateInNewYork(last.time),
    fills: booked.fills,
    duplicates: booked.duplicates,
    packages: booked.trades.map((trade) => ({
      underlying: trade.underlying,
      strategy: trade.strategy,
      openedAt: trade.openedAt,
      closedAt: trade.closedAt ?? null,
      quantity: trade.openedQuantity,
      net: sums(byTrade.get(trade.id) ?? []).net,
      fills: booked.fillsOf(trade.id),
    })),
    ...totals,
    problems: [...booked.problems],
    passedOver: [...booked.passedOver].map(([reason, rows]) => ({ reason, rows })),
    fatal: booked.fatal,
  };
}

function sums(transactions: readonly LedgerTransaction[]): { readonly realised: Money; readonly commission: Money; readonly fees: Money; readonly net: Money } {
  const sum = (of: (transaction: LedgerTransaction) => Money): Money => transactions.reduce((total, transaction) => add(total, of(transaction)), add());
  const realised = sum(realisedOf);
  const commission = sum((transaction) => movedOn(transaction, 'commission'));
  const fees = sum((transaction) => movedOn(transaction, 'fees'));
  return { realised, commission, fees, net: subtract(realised, add(commission, fees)) };
}
