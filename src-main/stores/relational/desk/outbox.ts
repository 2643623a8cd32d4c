import { type CompiledQuery, sql } from 'kysely';
import { z } from 'zod';
import type { Clock } from '../../../../src-core/time.ts';
import { UNCONFIRMED_EPOCH } from '../../../desk/lease-rules.ts';
import type { RecordTable, RowColumns } from '../relational-store.ts';
import type { SqliteStore } from '../sqlite/sqlite-store.ts';
import { completed, isUnderNoLease, relayed, type RelayedStatement, relayedStatementsSchema } from './relayed-statement.ts';
import { ReplicaState } from './replica-state.ts';

/** The epoch of what belongs to no account's books: no lease is older. */
export const UNDER_NO_LEASE = Number.MAX_SAFE_INTEGER;

/** A commit that the server does not have yet. */
export type OutboxEntry = { readonly sequence: number; readonly epoch: number } & (
  | { readonly kind: 'statements'; readonly statements: readonly RelayedStatement[] }
  | { readonly kind: 'records'; readonly table: RecordTable; readonly first: number; readonly last: number }
);

const recordTableSchema = z.enum(['market_data_snapshots', 'options_chains']);

/** Commits that wait for the server, in the replica's own database: an entry is written with what it is about, or neither is. */
export class Outbox {
  readonly #store: SqliteStore;
  readonly #clock: Clock;
  readonly state: ReplicaState;
  /** Entries that wait, those that were refused, and the last that the server is known to have. */
  #waiting: number;
  /** Entries that waited at the opening and came since. */
  #issued: number;
  #refused: number;
  #acknowledged: number;
  /** Entries up to this one are gone from the table. */
  #forgotten: number;

  private constructor(store: SqliteStore, clock: Clock, state: ReplicaState, waiting: number, refused: number) {
    this.#store = store;
    this.#clock = clock;
    this.state = state;
    this.#waiting = waiting;
    this.#issued = waiting;
    this.#refused = refused;
    this.#acknowledged = state.number('acknowledged');
    this.#forgotten = this.#acknowledged;
  }

  static async open(store: SqliteStore, clock: Clock): Promise<Outbox> {
    const state = await ReplicaState.open(store);
    const [waiting, refused] = await Promise.all(
      (['is', 'is not'] as const).map((operator) =>
        store.db
          .selectFrom('outbox')
          .where('refused', operator, null)
          .where('sequence', '>', operator === 'is' ? state.number('acknowledged') : 0)
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .executeTakeFirstOrThrow(),
      ),
    );
    return new Outbox(store, clock, state, waiting?.count ?? 0, refused?.count ?? 0);
  }

  get waiting(): number {
    return this.#waiting;
  }

  /** How many of the entries that were issued the server has, or refused. */
  get answered(): number {
    return this.#issued - this.#waiting;
  }

  get refused(): number {
    return this.#refused;
  }

  get acknowledged(): number {
    return this.#acknowledged;
  }

  /**
   * Applies the queries to the replica and keeps them for the server, in one transaction. Resolves with the count of
   * entries that were issued by then, where they are of an account's books; null otherwise. Throws TypeError before
   * anything is written.
   */
  async commit(queries: readonly CompiledQuery[], epoch: number): Promise<number | null> {
    const now = this.#clock.now();
    const whole = queries.map((query) => completed(this.#store.db, query, now));
    const statements = whole.map((query) => relayed(query, now));
    const isBooks = !isUnderNoLease(whole);
    const entry = this.#store.db
      .insertInto('outbox')
      .values({
        epoch: isBooks ? epoch : UNDER_NO_LEASE,
        statements: JSON.stringify(statements),
        appended_table: null,
        first_id: null,
        last_id: null,
        created_at: now,
        refused: null,
      })
      .compile();
    await this.#store.commit([...whole, entry]);
    this.#waiting += 1;
    this.#issued += 1;
    return isBooks ? this.#issued : null;
  }

  /** Appends the records to the replica and keeps their ids for the server, in one transaction. */
  async append(table: RecordTable, rows: RowColumns): Promise<void> {
    const now = this.#clock.now();
    const columns = 'created_at' in rows.columns ? rows.columns : { ...rows.columns, created_at: new Float64Array(rows.count).fill(now) };
    const entry = this.#store.db
      .insertInto('outbox')
      .values({
        epoch: UNDER_NO_LEASE,
        statements: '[]',
        appended_table: table,
        first_id: sql<number>`last_insert_rowid() - ${rows.count - 1}`,
        last_id: sql<number>`last_insert_rowid()`,
        created_at: now,
        refused: null,
      })
      .compile();
    await this.#store.appendWith(table, { count: rows.count, columns }, [entry]);
    this.#waiting += 1;
    this.#issued += 1;
  }

  /** The oldest entries after `sequence` that wait, at most `limit`. */
  async next(after: number, limit: number): Promise<readonly OutboxEntry[]> {
    const rows = await this.#store.db
      .selectFrom('outbox')
      .select(['sequence', 'epoch', 'statements', 'appended_table', 'first_id', 'last_id'])
      .where('sequence', '>', after)
      .where('refused', 'is', null)
      .orderBy('sequence')
      .limit(limit)
      .execute();
    return rows.map(({ sequence, epoch, statements, appended_table, first_id, last_id }): OutboxEntry => {
      if (appended_table === null) return { sequence, epoch, kind: 'statements', statements: relayedStatementsSchema.parse(JSON.parse(statements)) };
      return { sequence, epoch, kind: 'records', table: recordTableSchema.parse(appended_table), first: first_id ?? 0, last: last_id ?? -1 };
    });
  }

  /** The last entry that was ever written. */
  async lastIssued(): Promise<number> {
    const { rows } = await sql<{ seq: number }>`select seq from sqlite_sequence where name = 'outbox'`.execute(this.#store.db);
    return rows[0]?.seq ?? 0;
  }

  /** Of the entries that wait, those under a lease: what a copy of the server's books would lose. */
  async waitingUnderLease(): Promise<number> {
    const row = await this.#store.db
      .selectFrom('outbox')
      .where('sequence', '>', this.#acknowledged)
      .where('refused', 'is', null)
      .where('epoch', '<', UNDER_NO_LEASE)
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return row.count;
  }

  /** The server has everything up to `sequence`: `entries` of those that waited, or as many as are found. */
  async acknowledge(sequence: number, entries?: number): Promise<void> {
    if (sequence <= this.#acknowledged) return;
    this.#acknowledged = sequence;
    if (entries !== undefined) {
      this.#waiting -= entries;
      return;
    }
    // The answer comes after those of all commits that it counts.
    const row = await this.#store.db
      .selectFrom('outbox')
      .where('sequence', '>', sequence)
      .where('refused', 'is', null)
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    this.#waiting = row.count;
  }

  /** Keeps the entries, and why the server may not have them. */
  async refuse(sequences: readonly number[], reason: string): Promise<void> {
    await this.#store.commit([this.#store.db.updateTable('outbox').set({ refused: reason }).where('sequence', 'in', sequences).compile()]);
    this.#waiting -= sequences.length;
    this.#refused += sequences.length;
  }

  /** Gives what was written before the desk was reached its epoch. */
  async confirm(epoch: number): Promise<void> {
    await this.#store.commit([this.#store.db.updateTable('outbox').set({ epoch }).where('epoch', '=', UNCONFIRMED_EPOCH).where('refused', 'is', null).compile()]);
  }

  /** Returns how many entries were written before the desk was reached, which are refused from now on. */
  async giveUpUnconfirmed(): Promise<number> {
    const unconfirmed = this.#store.db.selectFrom('outbox').where('epoch', '=', UNCONFIRMED_EPOCH).where('refused', 'is', null);
    const { count } = await unconfirmed.select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
    if (count === 0) return 0;
    const refused = 'written before the desk was reached';
    await this.#store.commit([this.#store.db.updateTable('outbox').set({ refused }).where('epoch', '=', UNCONFIRMED_EPOCH).where('refused', 'is', null).compile()]);
    this.#waiting -= count;
    this.#refused += count;
    return count;
  }

  /** Takes away what the server has; together with how far that goes, so that a start knows it without the server. */
  async forget(): Promise<void> {
    const { acknowledged } = this;
    if (acknowledged <= this.#forgotten) return;
    await this.#store.commit([
      this.#store.db.deleteFrom('outbox').where('sequence', '<=', acknowledged).where('refused', 'is', null).compile(),
      this.state.set('acknowledged', acknowledged),
    ]);
    this.#forgotten = acknowledged;
  }

  /** Entries that the server has and the table still holds. */
  get forgettable(): number {
    return this.#acknowledged - this.#forgotten;
  }
}
