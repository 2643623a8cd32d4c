import type {
  ChainPicture,
  ExportRequest,
  ImportPreview,
  ImportRecord,
  JournalEntry,
  JournalPage,
  JournalQuery,
  JournalRow,
  Statement,
} from '../../src-core/contract/journal.ts';
import { dateInNewYork } from '../../src-core/calendar/exchange-calendar.ts';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { MadeFile } from '../../src-core/contract/performance.ts';
import { type InstrumentSymbol, parseSymbol } from '../../src-core/instruments/instrument.ts';
import type { TradeId } from '../../src-core/orders/order.ts';
import type { SignalRecord } from '../../src-core/signals/signal.ts';
import type { Clock, EpochMs, IsoDate } from '../../src-core/time.ts';
import { exportJournal } from './export/export-journal.ts';
import type { JournalDesk } from './journal-desk.ts';
import { journalEntry, type OrderViewOf } from './journal-entry.ts';
import { JournalLines } from './journal-lines.ts';
import type { JournalLine } from './journal-row.ts';
import type { JournalRecords, TradeRecord } from './journal-records.ts';
import type { KeptAccount, PerformanceJournal } from './performance-journal.ts';
import { chainPicture, type RecordedChains } from './recorded-chains.ts';
import { StatementImporter } from './statement-importer.ts';

export interface JournalParts {
  readonly records: JournalRecords;
  readonly kept: Pick<PerformanceJournal, 'accounts' | 'trades'>;
  /** The days of an account as they are known now; the performance engine's. */
  readonly days: (accountId: string) => ReturnType<PerformanceJournal['days']>;
  /** The signal of that id as frozen; null where it is not kept. */
  readonly signal: (id: string) => Promise<SignalRecord | null>;
  readonly orderViewOf: OrderViewOf;
  readonly chains: RecordedChains;
  /** The terminal's own account. */
  readonly accountId: string;
  /** Whose the accounts are that statements are imported into: the own account's user. */
  readonly userId: string;
  /** The machine's: when something was imported or exported. */
  readonly clock: Clock;
  readonly newId: () => string;
  /** SHA-256 of a text, as hex. */
  readonly digest: (text: string) => string;
  readonly base64: (bytes: Uint8Array) => string;
  /** Resolves after what else the program has to do now. */
  readonly breathe: () => Promise<void>;
  /** Why statements cannot be imported on this terminal, a sentence; null where they can. */
  readonly importRefusal: string | null;
  /** An account's results changed: what was said of these trades, or, without any, what was imported into it. */
  readonly changed: (accountId: string, tradeIds?: readonly TradeId[]) => void;
}

/** Every trade of every account from its opening to its end. */
export class Journal implements JournalDesk {
  readonly #parts: JournalParts;
  readonly #lines = new Map<string, JournalLines>();
  readonly #importer: StatementImporter;

  constructor(parts: JournalParts) {
    const { accountId, breathe, clock, digest, importRefusal, kept, newId, records, userId } = parts;
    this.#parts = parts;
    this.#importer = new StatementImporter({
      records,
      accounts: () => kept.accounts(),
      ownAccountId: accountId,
      userId,
      clock,
      newId,
      digest,
      breathe,
      refusal: importRefusal,
      changed: (changed) => {
        this.#lines.delete(changed);
        parts.changed(changed);
      },
    });
  }

  /** Fails with 'not_found' for an account that is none. */
  async list(query: JournalQuery): Promise<JournalPage> {
    const account = await this.#account(query.accountId);
    return (await this.#linesOf(account.id)).page(query);
  }

  async get(tradeId: TradeId): Promise<JournalEntry> {
    const [record, line] = await Promise.all([this.#record(tradeId), this.#line(tradeId)]);
    const { signalId } = line.row;
    const signal = signalId === null ? null : await this.#parts.signal(signalId);
    return journalEntry(line.row, record, signal, this.#parts.orderViewOf);
  }

  async tags(): Promise<readonly { readonly tag: string; readonly trades: number }[]> {
    const accounts = await this.#parts.kept.accounts();
    return this.#parts.records.tags(accounts.map(({ id }) => id));
  }

  async annotate({ tradeId, notes, tags }: Parameters<JournalDesk['annotate']>[0]): Promise<JournalRow> {
    const { records, changed } = this.#parts;
    const { row } = await this.#line(tradeId);
    const said = tags === undefined ? undefined : distinct(tags);
    if (notes === undefined && said === undefined) return row;
    await records.annotate({ tradeId, accountId: row.accountId, notes, tags: said });
    const lines = await this.#linesOf(row.accountId);
    const known = lines.get(tradeId)?.row ?? row;
    lines.say({ id: tradeId, notes: notes ?? known.notes, tags: said ?? known.tags });
    changed(row.accountId, [tradeId]);
    return lines.get(tradeId)?.row ?? known;
  }

  async chain(tradeId: TradeId, moment: 'entry' | 'exit'): Promise<ChainPicture> {
    const record = await this.#record(tradeId);
    const { trade } = record;
    const time = momentOf(record, moment);
    if (time === null) {
      const message = moment === 'entry' ? 'tradeId: nothing of this trade was filled, so that it has no entry' : 'tradeId: this trade is held still, so that it has no exit';
      throw new ContractFailure({ code: 'not_found', field: 'tradeId', message });
    }
    const date = dateInNewYork(time);
    const expiry = trade.legs.flatMap(({ symbol }) => expiryOf(symbol)).find((one) => one !== date);
    if (expiry !== undefined) {
      throw new ContractFailure({ code: 'not_found', field: 'tradeId', message: `tradeId: its options expire on ${expiry}, and of ${date} only the chain that expires that day is recorded` });
    }
    const chain = await this.#parts.chains.at({ underlying: trade.underlying, date, time });
    if (chain === null) {
      const message = `tradeId: no chain of ${trade.underlying} is recorded within ten minutes before the ${moment} on ${date}; chains are kept for 30 days, and as long as there is a recording of the day`;
      throw new ContractFailure({ code: 'not_found', field: 'tradeId', message });
    }
    return chainPicture(chain, trade, time);
  }

  async export(request: ExportRequest): Promise<MadeFile> {
    const { base64, breathe, clock, records } = this.#parts;
    const { query, what } = request;
    const account = await this.#account(query.accountId);
    const lines = what === 'days' ? [] : (await this.#linesOf(account.id)).matching(query);
    const days = what === 'days' ? (await this.#parts.days(account.id)).filter(({ date }) => (query.from === undefined || date >= query.from) && (query.to === undefined || date <= query.to)) : [];
    return exportJournal(request, { account, lines, days }, { records, base64, breathe }, clock.now());
  }

  previewImport(statement: Statement): Promise<ImportPreview> {
    return this.#importer.preview(statement);
  }

  import(statement: Statement & { readonly digest: string }): Promise<ImportRecord> {
    return this.#importer.import(statement);
  }

  imports(): Promise<readonly ImportRecord[]> {
    return this.#parts.records.imports(this.#parts.userId);
  }

  removeImport(id: string): Promise<readonly ImportRecord[]> {
    return this.#importer.remove(id);
  }

  async #account(id = this.#parts.accountId): Promise<KeptAccount> {
    const account = (await this.#parts.kept.accounts()).find((one) => one.id === id);
    if (account === undefined) throw new ContractFailure({ code: 'not_found', field: 'accountId', message: `accountId: there is no account ${id}` });
    return account;
  }

  /** As the store has them now. */
  async #linesOf(accountId: string): Promise<JournalLines> {
    const { records, kept, breathe } = this.#parts;
    const known = this.#lines.get(accountId) ?? new JournalLines({ accountId, records, kept, breathe });
    this.#lines.set(accountId, known);
    await known.refresh();
    return known;
  }

  async #line(tradeId: TradeId): Promise<JournalLine> {
    const accountId = await this.#parts.records.accountOf(tradeId);
    const isKept = accountId !== null && (await this.#parts.kept.accounts()).some(({ id }) => id === accountId);
    const line = isKept ? (await this.#linesOf(accountId)).get(tradeId) : undefined;
    if (line === undefined) throw noTrade(tradeId);
    return line;
  }

  async #record(tradeId: TradeId): Promise<TradeRecord> {
    const record = await this.#parts.records.record(tradeId);
    if (record === null) throw noTrade(tradeId);
    return record;
  }
}

function expiryOf(symbol: InstrumentSymbol): readonly IsoDate[] {
  const instrument = parseSymbol(symbol);
  return instrument.kind === 'option' ? [instrument.expiry] : [];
}

function noTrade(tradeId: TradeId): ContractFailure {
  return new ContractFailure({ code: 'not_found', field: 'tradeId', message: `tradeId: there is no trade ${tradeId}` });
}

/** Each once, whatever its capitals; as it was written first. */
function distinct(tags: readonly string[]): readonly string[] {
  const known = new Map<string, string>();
  for (const tag of tags) if (!known.has(tag.toLowerCase())) known.set(tag.toLowerCase(), tag);
  return [...known.values()].sort();
}

/** The entry is the first opening fill; the exit the last closing fill or what the end of the day did. null before. */
function momentOf({ trade, orders, transactions }: TradeRecord, moment: 'entry' | 'exit'): EpochMs | null {
  const fills = orders.flatMap(({ order, history }) => history.flatMap(({ event }) => (event.type === 'filled' ? [{ time: event.execution.time, closing: order.closing }] : [])));
  if (moment === 'entry') return earliest(fills.filter(({ closing }) => !closing).map(({ time }) => time));
  if (trade.status !== 'closed' && trade.status !== 'settled') return null;
  const ended = transactions.filter(({ cause, reason }) => cause !== 'fill' && cause !== 'deposit' && reason === undefined).map(({ time }) => time);
  // The shares of an assignment may be sold days later: then the options had their exit before.
  return earliest(ended) ?? latest(fills.filter(({ closing }) => closing).map(({ time }) => time));
}

function earliest(times: readonly EpochMs[]): EpochMs | null {
  return times.length === 0 ? null : Math.min(...times);
}

function latest(times: readonly EpochMs[]): EpochMs | null {
  return times.length === 0 ? null : Math.max(...times);
}
