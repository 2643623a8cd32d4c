import type { LedgerTransaction } from '../../src-core/ledger/transaction.ts';
import type { Underlying } from '../../src-core/instruments/instrument.ts';
import type { TradeId } from '../../src-core/orders/order.ts';
import { AccountResults } from './account-results.ts';
import { type LiveDay, LedgerDays } from './ledger-days.ts';
import type { KeptAccount, PerformanceJournal, Stamps } from './performance-journal.ts';
import { StoredDays } from './stored-days.ts';
import { TradeIndex } from './trade-index.ts';

export interface AccountBookParts {
  readonly journal: PerformanceJournal;
  readonly ownId: string;
  /** Of the own account, where this terminal trades. */
  readonly live: LiveDay | null;
  /** Days are another terminal's rows. */
  readonly isWatched: boolean;
  readonly breathe: () => Promise<void>;
  /** An account was read; nobody has been given it yet. */
  readonly loaded: (results: AccountResults) => Promise<void>;
}

interface Slot {
  account: KeptAccount;
  /** null until it was read. */
  current: AccountResults | null;
  /** Being read, and to take the place of `current`. */
  next: { readonly results: AccountResults; readonly done: Promise<AccountResults> } | null;
  stamps: Stamps | null;
}

/** The accounts whose trading is kept, and their results as far as they have been read. */
export class AccountBook {
  readonly #parts: AccountBookParts;
  readonly #slots = new Map<string, Slot>();
  #closed = false;

  constructor(parts: AccountBookParts) {
    this.#parts = parts;
  }

  /** Looks which accounts there are. */
  async list(): Promise<void> {
    const accounts = await this.#parts.journal.accounts();
    const there = new Set(accounts.map(({ id }) => id));
    for (const id of this.#slots.keys()) if (!there.has(id)) this.#slots.delete(id);
    for (const account of accounts) {
      const slot = this.#slots.get(account.id);
      if (slot === undefined) this.#slots.set(account.id, { account, current: null, next: null, stamps: null });
      else slot.account = account;
    }
  }

  has(id: string): boolean {
    return this.#slots.has(id);
  }

  account(id: string): KeptAccount | null {
    return this.#slots.get(id)?.account ?? null;
  }

  /** The own one first. */
  all(): readonly KeptAccount[] {
    return [...this.#slots.values()].map(({ account }) => account).sort((left, right) => Number(right.id === this.#parts.ownId) - Number(left.id === this.#parts.ownId));
  }

  /** null until they were read. */
  known(id: string): AccountResults | null {
    return this.#slots.get(id)?.current ?? null;
  }

  /** Resolves once they were read. Rejects where the store cannot be read. */
  async results(id: string): Promise<AccountResults> {
    const slot = this.#slots.get(id);
    if (slot === undefined) throw new Error(`there is no account ${id}`);
    return slot.current ?? (await this.#load(slot));
  }

  /** Reads every account that was not read yet, one after the other. */
  async loadAll(): Promise<void> {
    for (const { id } of this.all()) if (!this.#closed && this.has(id)) await this.results(id);
  }

  /** Reads an account, or all, anew; what was read before is given until then. */
  async reload(id?: string): Promise<void> {
    for (const account of this.all()) {
      const slot = this.#slots.get(account.id);
      if (slot === undefined || (id !== undefined && account.id !== id)) continue;
      // What is being read may have been read before the change.
      await slot.next?.done.catch(() => undefined);
      await this.#load(slot);
    }
  }

  /** Of an account that another terminal trades: reads what changed in the store. True where something did. */
  async refresh(): Promise<boolean> {
    let isChanged = false;
    for (const slot of this.#slots.values()) {
      if (slot.current === null) continue;
      const stamps = await this.#parts.journal.stamps(slot.account.id);
      const known = slot.stamps;
      slot.stamps = stamps;
      if (known === null || known.trades !== stamps.trades) await this.#load(slot);
      else if (known.days !== stamps.days) await slot.current.days.load();
      else continue;
      isChanged = true;
    }
    return isChanged;
  }

  /** Something was booked for the own account. */
  hear(transaction: LedgerTransaction, underlying: Underlying | null): void {
    for (const { days } of this.#own()) if (days instanceof LedgerDays) days.hear(transaction, underlying);
  }

  /** A trade of the own account is another now. */
  tradeChanged(id: TradeId): void {
    for (const results of this.#own()) results.tradeChanged(id);
  }

  close(): void {
    this.#closed = true;
  }

  #own(): readonly AccountResults[] {
    const slot = this.#slots.get(this.#parts.ownId);
    return [...new Set([slot?.current, slot?.next?.results])].filter((results) => results !== null && results !== undefined);
  }

  #load(slot: Slot): Promise<AccountResults> {
    if (slot.next !== null) return slot.next.done;
    const results = this.#newResults(slot.account);
    const done = this.#read(slot, results).finally(() => {
      slot.next = null;
    });
    slot.next = { results, done };
    return done;
  }

  async #read(slot: Slot, results: AccountResults): Promise<AccountResults> {
    const { isWatched, journal, loaded } = this.#parts;
    if (isWatched) slot.stamps = await journal.stamps(slot.account.id);
    await results.load();
    slot.current = results;
    await loaded(results);
    return results;
  }

  #newResults(account: KeptAccount): AccountResults {
    const { breathe, isWatched, journal, live, ownId } = this.#parts;
    const trades = new TradeIndex();
    const days = isWatched ? new StoredDays(journal, account) : new LedgerDays({ journal, account, trades, live: account.id === ownId ? live : null });
    return new AccountResults({ journal, account, trades, days, breathe });
  }
}
