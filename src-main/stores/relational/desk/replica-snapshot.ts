import { Kysely, sql } from 'kysely';
import type { RecordTable } from '../relational-store.ts';
import type { Database } from '../schema.ts';
import { sqliteDialect } from '../sqlite/sqlite-dialect.ts';
import { WorkerClient } from '../sqlite/worker-client.ts';

/** The replica as of one moment, read by a thread of its own: however much is read, commits do not wait. */
export class ReplicaSnapshot {
  readonly db: Kysely<Database>;
  readonly #worker: WorkerClient;

  private constructor(worker: WorkerClient) {
    this.#worker = worker;
    this.db = new Kysely({
      dialect: sqliteDialect(async (statement) => {
        const answer = await worker.request({ kind: 'read', statement });
        if (answer.kind !== 'rows') throw new Error(`a read was answered with "${answer.kind}"`);
        return answer.rows;
      }),
    });
  }

  static async open(file: string, sqliteWorker: URL): Promise<ReplicaSnapshot> {
    const worker = new WorkerClient(sqliteWorker);
    try {
      await worker.request({ kind: 'open_snapshot', file });
      return new ReplicaSnapshot(worker);
    } catch (error) {
      await worker.close();
      throw error;
    }
  }

  /** The last entry of the outbox whose change is in it. */
  async lastSequence(): Promise<number> {
    const { rows } = await sql<{ seq: number }>`select seq from sqlite_sequence where name = 'outbox'`.execute(this.db);
    return rows[0]?.seq ?? 0;
  }

  /** The newest record; 0 where there is none. */
  async lastRecord(table: RecordTable): Promise<number> {
    const row = await this.db.selectFrom(table).select(({ fn }) => fn.max<number | null>('id').as('last')).executeTakeFirst();
    return row?.last ?? 0;
  }

  close(): Promise<void> {
    return this.#worker.close();
  }
}
