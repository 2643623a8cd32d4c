import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { CompiledQuery, type Kysely } from 'kysely';
import type { Clock } from '../../../../src-core/time.ts';
import type { ServerAccess } from '../../../desk-settings.ts';
import { StartFailure } from '../../../start-failure.ts';
import { readMigrations } from '../migrations.ts';
import { openingFailure } from '../postgres/opening-failure.ts';
import type { Limits } from '../postgres/postgres-connection.ts';
import { parseAddress, placeOf, type ServerAddress } from '../postgres/server-address.ts';
import type { RecordTable, RelationalStore, RowColumns, StoreStatus } from '../relational-store.ts';
import type { Database } from '../schema.ts';
import { DESK_DATABASE, openInDirectory } from '../sqlite/local-store.ts';
import type { SqliteStore } from '../sqlite/sqlite-store.ts';
import { ServerRefused } from '../store-failure.ts';
import { Outbox } from './outbox.ts';
import { pullBooks } from './pull.ts';
import { Relay } from './relay.ts';
import { RELAY_LIMITS } from './relay-link.ts';

export interface DeskStoreOptions {
  /** The data directory. */
  readonly directory: string;
  /** The folders of the numbered SQL files. */
  readonly migrations: { readonly sqlite: string; readonly postgres: string };
  readonly sqliteWorker: URL;
  readonly clock: Clock;
  readonly access: ServerAccess;
  /** The account that is traded here, as its lease names it: "owner/number". */
  readonly account: string;
  /** Puts the newest sound backup in the place of a damaged replica, which is kept beside it. */
  readonly restoreBackup: boolean;
  /** The server will not have changes, which were made under a lease that another workstation has taken since. */
  readonly onRefused: (entryCount: number, reason: string) => void;
  readonly limits?: Limits;
}

/** How long a pull waits for what is on its way to the server, and for the server, in milliseconds. */
const PULL_WAIT_MS = 2_000;
const CLOSE_WAIT_MS = 1_000;
/** The moment that a change of shared books may take to reach the server. */
const IN_STEP_MS = 150;
const PULL_LIMITS: Limits = { connect: 1_000, statement: 2_000 };

/** After a backup was restored, entries go on so far behind those that were lost. */
const RESTORED_GAP = 1_000_000_000;

/**
 * Opens the replica of a desk's books in the data directory and begins to relay it; the server need not be there.
 * Throws a StartFailure of the embedded store's, or ServerRefused where the URL is none.
 */
export async function openDeskStore(options: DeskStoreOptions): Promise<DeskStore> {
  const { directory, migrations, sqliteWorker, clock, access, account, restoreBackup, onRefused, limits = RELAY_LIMITS } = options;
  const address = parseAddress(access.url, access.password);
  const postgres = readMigrations(migrations.postgres);
  const file = join(directory, DESK_DATABASE);
  const { store, restored } = await openInDirectory({ directory, migrations: migrations.sqlite, sqliteWorker, clock, restoreBackup }, DESK_DATABASE);
  try {
    const outbox = await Outbox.open(store, clock);
    const { state } = outbox;
    const origin = state.text('origin') ?? randomUUID();
    const known = state.text('account') ?? account;
    if (known !== account) throw new StartFailure(`${file} holds the books of ${known}; choose another data directory for ${account}`);
    const isNew = (await outbox.lastIssued()) === 0 && state.text('pulled') === null;
    await store.commit([
      state.set('origin', origin),
      state.set('account', account),
      ...(restored ? [CompiledQuery.raw(`UPDATE sqlite_sequence SET seq = seq + ${RESTORED_GAP} WHERE name = 'outbox'`), state.set('behind', 1)] : []),
    ]);
    const desk: { store: DeskStore | null } = { store: null };
    const relay = new Relay({
      store, file, sqliteWorker, outbox, origin, account, address, limits, migrations: postgres, clock, onRefused,
      epoch: () => desk.store?.epoch ?? 0,
    });
    desk.store = new DeskStore({ store, outbox, relay, origin, account, address, onRefused, isNew: isNew || state.number('behind') === 1 });
    return desk.store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

interface DeskStoreParts {
  readonly store: SqliteStore;
  readonly outbox: Outbox;
  readonly relay: Relay;
  readonly origin: string;
  readonly account: string;
  readonly address: ServerAddress;
  readonly onRefused: DeskStoreOptions['onRefused'];
  readonly isNew: boolean;
}

/**
 * The relational store of a desk: a replica on this machine, whose every change is kept for the desk's server in the
 * transaction that makes it. Resolved means on this machine's disk; nothing waits for the server longer than a moment.
 */
export class DeskStore implements RelationalStore {
  readonly kind = 'sqlite';
  readonly db: Kysely<Database>;
  readonly relay: Relay;
  /** For what is this workstation's own: settings of its windows, its runs of retention. Not relayed. */
  readonly local: SqliteStore;
  /** The replica's name for the server. */
  readonly origin: string;
  /** It held nothing when it was opened, or what it held may be older than the server: pull before trading. */
  readonly isNew: boolean;
  readonly #store: SqliteStore;
  readonly #outbox: Outbox;
  readonly #account: string;
  readonly #address: ServerAddress;
  readonly #onRefused: DeskStoreOptions['onRefused'];
  #epoch = 0;
  #isInStep = false;
  /** The server did not keep up; it is waited for again once it has everything. */
  #isBehind = false;

  constructor({ store, outbox, relay, origin, account, address, onRefused, isNew }: DeskStoreParts) {
    this.db = store.db;
    this.relay = relay;
    this.local = store;
    this.origin = origin;
    this.isNew = isNew;
    this.#store = store;
    this.#outbox = outbox;
    this.#account = account;
    this.#address = address;
    this.#onRefused = onRefused;
  }

  /** The lease under which changes are made now. */
  get epoch(): number {
    return this.#epoch;
  }

  /** 0 while this workstation holds no lease; -1 while it trades before the desk was ever reached. */
  setEpoch(epoch: number): void {
    if (epoch === this.#epoch) return;
    this.#epoch = epoch;
    this.relay.wake();
    // What was refused may be taken now.
    this.relay.retry();
  }

  /**
   * Whether a change of the books is given a moment to reach the server before it counts: then what was acknowledged is not
   * lost with this machine. A server that does not keep up is not waited for again until it has caught up.
   */
  keepInStep(isInStep: boolean): void {
    this.#isInStep = isInStep;
  }

  /** Gives changes that were made before the desk was ever reached the epoch of the lease that was taken for them. */
  async confirm(epoch: number): Promise<void> {
    await this.#outbox.confirm(epoch);
    this.relay.wake();
  }

  /** Keeps, and never sends, what was changed before the desk was reached: another workstation traded the account. */
  async giveUpUnconfirmed(): Promise<void> {
    const count = await this.#outbox.giveUpUnconfirmed();
    if (count > 0) this.#onRefused(count, 'they were made before the desk was reached, and another workstation trades the account');
  }

  async commit(queries: readonly CompiledQuery[]): Promise<void> {
    if (queries.length === 0) return;
    const issued = await this.#outbox.commit(queries, this.#epoch);
    this.relay.wake();
    if (issued !== null && this.#isInStep && !this.#isBehind) await this.#inStep(issued);
  }

  async append(table: RecordTable, rows: RowColumns): Promise<void> {
    if (rows.count === 0) return;
    await this.#outbox.append(table, rows);
    this.relay.wake();
  }

  snapshot(queries: readonly CompiledQuery[]): Promise<readonly (readonly unknown[])[]> {
    return this.#store.snapshot(queries);
  }

  status(): StoreStatus {
    return this.#store.status();
  }

  backup(): Promise<string> {
    return this.#store.backup();
  }

  /** The relay gets a second for what is on its way; the rest stays in the outbox. */
  async close(): Promise<void> {
    await this.relay.close(CLOSE_WAIT_MS);
    await this.#store.close();
  }

  /**
   * Puts the account's books as the server has them in the place of the replica's. A server that lost what the replica
   * has gets it back instead. Throws Error where changes that were made here are not with the server yet.
   */
  async pull(): Promise<'pulled' | 'unreachable'> {
    await this.#caughtUp();
    const waiting = await this.#outbox.waitingUnderLease();
    const { state, detail } = this.relay.status();
    if (waiting > 0 && (state === 'connected' || state === 'catching_up')) {
      throw new Error(`${waiting} changes of this workstation are not with ${placeOf(this.#address)} yet (${detail}): its books cannot take the place of those here`);
    }
    if (waiting > 0) return 'unreachable';
    try {
      const outcome = await pullBooks(this.#store, this.#address, PULL_LIMITS, this.#account, this.#outbox.refused > 0);
      if (outcome === 'older') {
        this.relay.sendBooks();
        await this.#caughtUp();
      }
      const { state: known } = this.#outbox;
      await this.#store.commit([known.set('pulled', 1), known.set('behind', 0)]);
      return 'pulled';
    } catch (error) {
      if (openingFailure(error, this.#address) instanceof ServerRefused) return 'unreachable';
      throw error;
    }
  }

  async #inStep(issued: number): Promise<void> {
    const isIn = await Promise.race([this.relay.answers(issued).then(() => true), wait(IN_STEP_MS, false, { ref: false })]);
    if (isIn) return;
    this.#isBehind = true;
    void this.relay.caughtUp().then(() => {
      this.#isBehind = false;
    });
  }

  async #caughtUp(): Promise<void> {
    this.relay.retry();
    await Promise.race([this.relay.caughtUp(), wait(PULL_WAIT_MS, undefined, { ref: false })]);
  }
}
