import type { CompiledQuery } from 'kysely';
import type { SqliteStore } from '../sqlite/sqlite-store.ts';

/**
 * origin: this replica's name in the server's outbox_positions. account: whose books it holds. acknowledged: the last
 * entry that the server is known to have. lease_epoch: the newest lease that was seen there. met: 1 once the server knew
 * this replica: one that does not any more was emptied. schema: how many migrations the server had. pulled: 1 once it
 * took the server's books. behind: 1 while it may be older than the server. owed: 1 while a server that was emptied may
 * lack its books.
 */
type StateName = 'origin' | 'account' | 'acknowledged' | 'lease_epoch' | 'met' | 'schema' | 'pulled' | 'behind' | 'owed';

/** What a replica knows of itself and of its desk. */
export class ReplicaState {
  readonly #store: SqliteStore;
  readonly #values: Map<string, string>;

  private constructor(store: SqliteStore, values: Map<string, string>) {
    this.#store = store;
    this.#values = values;
  }

  static async open(store: SqliteStore): Promise<ReplicaState> {
    const rows = await store.db.selectFrom('replica_state').selectAll().execute();
    return new ReplicaState(store, new Map(rows.map(({ name, value }) => [name, value])));
  }

  text(name: StateName): string | null {
    return this.#values.get(name) ?? null;
  }

  /** 0 where it was never set. */
  number(name: StateName): number {
    return Number(this.#values.get(name) ?? 0);
  }

  /** A query that keeps it, for a commit of the caller's; it counts here from now on. */
  set(name: StateName, value: string | number): CompiledQuery {
    const text = String(value);
    this.#values.set(name, text);
    return this.#store.db
      .insertInto('replica_state')
      .values({ name, value: text })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: text }))
      .compile();
  }

  async keep(name: StateName, value: string | number): Promise<void> {
    if (this.#values.get(name) !== String(value)) await this.#store.commit([this.set(name, value)]);
  }
}
