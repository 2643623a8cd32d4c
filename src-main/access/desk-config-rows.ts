import type { CompiledQuery, Insertable, Kysely } from 'kysely';
import { DESK_KEYS } from '../../src-core/access/config-keys.ts';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { Clock } from '../../src-core/time.ts';
import { serverAnswer } from '../stores/relational/access/server-refusal.ts';
import type { RelationalStore } from '../stores/relational/relational-store.ts';
import type { Database } from '../stores/relational/schema.ts';
import type { ConfigRow, ConfigRows } from './config-rows.ts';
import type { DeskWatch, Follower, Reading } from './desk-watch.ts';
import { InTurn } from './in-turn.ts';

const AWAY = 'the desk’s database is not reached; what holds for the whole desk can be set once it is';

export interface DeskConfigRowsParts {
  readonly watch: DeskWatch;
  /** This workstation's own copy, without an outbox. */
  readonly replica: RelationalStore;
  /** The machine's. */
  readonly clock: Clock;
}

/**
 * The desk's keys of system_config as its database has them, with a copy in this workstation's own, whose table has this
 * workstation's keys and what its windows keep as well.
 */
export class DeskConfigRows implements ConfigRows, Follower {
  readonly #watch: DeskWatch;
  readonly #replica: RelationalStore;
  readonly #clock: Clock;
  readonly #listeners = new Set<() => void>();
  #rows: readonly ConfigRow[];
  readonly #writing = new InTurn();

  private constructor({ watch, replica, clock }: DeskConfigRowsParts, rows: readonly ConfigRow[]) {
    this.#watch = watch;
    this.#replica = replica;
    this.#clock = clock;
    this.#rows = rows;
  }

  /** Has what the copy has; the watch, once it is started, brings the rest. */
  static async open(parts: DeskConfigRowsParts): Promise<DeskConfigRows> {
    const rows = new DeskConfigRows(parts, await readRows(parts.replica.db));
    parts.watch.follow(rows);
    return rows;
  }

  rows(): readonly ConfigRow[] {
    return this.#rows;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async write(key: string, row: ConfigRow | null): Promise<void> {
    const now = this.#clock.now();
    try {
      await this.#watch.change((db) => [writeQuery(db, key, row, now)], AWAY);
    } catch (error) {
      throw error instanceof ContractFailure ? error : failureOf(error);
    }
    await this.#put(() => [...this.#rows.filter((other) => other.key !== key), ...(row === null ? [] : [row])]);
  }

  async read(db: Kysely<Database>): Promise<Reading> {
    const rows = await readRows(db);
    return { isEmpty: false, take: () => this.#put(() => rows) };
  }

  looked(): void {}

  /** Durable here, then in memory. */
  #put(next: () => readonly ConfigRow[]): Promise<void> {
    return this.#writing.run(async () => {
      const rows = next();
      const before = new Map(this.#rows.map((row) => [row.key, row]));
      const changed = rows.filter((row) => JSON.stringify(before.get(row.key)) !== JSON.stringify(row));
      const gone = [...before.keys()].filter((key) => !rows.some((row) => row.key === key));
      if (changed.length + gone.length === 0) return;
      const { db } = this.#replica;
      const now = this.#clock.now();
      await this.#replica.commit([...changed.map((row) => writeQuery(db, row.key, row, now)), ...gone.map((key) => writeQuery(db, key, null, now))]);
      this.#rows = rows;
      for (const listener of [...this.#listeners]) listener();
    });
  }
}

async function readRows(db: Kysely<Database>): Promise<readonly ConfigRow[]> {
  const rows = await db
    .selectFrom('system_config')
    .where('config_key', 'in', DESK_KEYS)
    .select(['config_key', 'config_value', 'config_type', 'description', 'is_sensitive', 'updated_at'])
    .orderBy('config_key')
    .execute();
  return rows.map((row) => ({
    key: row.config_key,
    value: row.config_value,
    type: row.config_type,
    isSensitive: Boolean(row.is_sensitive),
    description: row.description ?? '',
    updatedAt: row.updated_at,
  }));
}

function writeQuery(db: Kysely<Database>, key: string, row: ConfigRow | null, now: number): CompiledQuery {
  if (row === null) return db.deleteFrom('system_config').where('config_key', '=', key).compile();
  const changing = { config_value: row.value, config_type: row.type, description: row.description, is_sensitive: row.isSensitive, updated_at: row.updatedAt };
  const values: Insertable<Database['system_config']> = { config_key: key, ...changing, created_at: now };
  return db
    .insertInto('system_config')
    .values(values)
    .onConflict((conflict) => conflict.column('config_key').doUpdateSet(changing))
    .compile();
}

function failureOf(error: unknown): unknown {
  switch (serverAnswer(error).kind) {
    case 'not_reached':
      return new ContractFailure({ code: 'unavailable', message: AWAY });
    case 'unknown':
      return new ContractFailure({ code: 'unavailable', message: 'the desk’s database went away before it answered: whether this was set shows once it is reached again' });
    default:
      return error;
  }
}
