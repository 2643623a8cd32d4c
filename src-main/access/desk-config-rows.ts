import type { Kysely } from 'kysely';
import { DESK_KEYS } from '../../src-core/access/config-keys.ts';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { Clock } from '../../src-core/time.ts';
import { readConfigRows, writeConfigRow } from '../stores/relational/access/config-row-queries.ts';
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
    const rows = new DeskConfigRows(parts, await readConfigRows(parts.replica.db, DESK_KEYS));
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
      await this.#watch.change((db) => [writeConfigRow(db, key, row, now)], AWAY);
    } catch (error) {
      throw error instanceof ContractFailure ? error : failureOf(error);
    }
    await this.#put(() => [...this.#rows.filter((other) => other.key !== key), ...(row === null ? [] : [row])]);
  }

  async read(db: Kysely<Database>): Promise<Reading> {
    const rows = await readConfigRows(db, DESK_KEYS);
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
      await this.#replica.commit([...changed.map((row) => writeConfigRow(db, row.key, row, now)), ...gone.map((key) => writeConfigRow(db, key, null, now))]);
      this.#rows = rows;
      for (const listener of [...this.#listeners]) listener();
    });
  }
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
