import { Socket } from 'node:net';
import pg from 'pg';
import type { EpochMs } from '../../../../src-core/time.ts';
import type { Migration } from '../migrations.ts';
import { KnownPartitions } from '../postgres/known-partitions.ts';
import { migrate } from '../postgres/migrate.ts';
import { type Partition, partitionsAhead } from '../postgres/partitions.ts';
import { clientConfig, connect, type Limits } from '../postgres/postgres-connection.ts';
import { placeOf, type ServerAddress } from '../postgres/server-address.ts';
import type { ReplicaState } from './replica-state.ts';

/** A server that does not answer is given up after so long; what is asked of it is short. */
export const RELAY_LIMITS: Limits = { connect: 1_000, statement: 1_000 };
/** Longer than another program's migrations are waited for. */
const MIGRATION_SILENCE_MS = 40_000;

export interface LinkParts {
  readonly address: ServerAddress;
  readonly limits: Limits;
  readonly migrations: readonly Migration[];
  readonly state: ReplicaState;
  readonly now: EpochMs;
  /** The connection is gone. */
  readonly onLost: () => void;
  /** Ends the connection at once, and one that is being made. */
  readonly signal: AbortSignal;
}

/** A transaction that this program itself gave up. */
export class Interrupted extends Error {
  override name = 'Interrupted';
}

/** The one connection over which the replica's changes go to the server. Calls must not overlap. */
export class RelayLink {
  readonly client: pg.Client;
  readonly #limits: Limits;
  readonly #drop: () => void;
  readonly #partitions = new KnownPartitions();

  private constructor(client: pg.Client, limits: Limits, drop: () => void) {
    this.client = client;
    this.#limits = limits;
    this.#drop = drop;
  }

  /** Connects, brings the schema up to date and makes partitions ahead. Throws a StartFailure or the server's own error. */
  static async open(parts: LinkParts): Promise<RelayLink> {
    const sockets: Socket[] = [];
    const drop = (): void => {
      for (const socket of sockets) socket.destroy();
    };
    parts.signal.addEventListener('abort', drop);
    const config: pg.ClientConfig = {
      ...clientConfig(parts.address, parts.limits),
      stream: () => {
        const socket = new Socket();
        sockets.push(socket);
        if (parts.signal.aborted) socket.destroy();
        return socket;
      },
    };
    try {
      const client = await connect(config, parts.limits);
      client.on('end', parts.onLost);
      client.on('error', parts.onLost);
      const link = new RelayLink(client, parts.limits, () => {
        parts.signal.removeEventListener('abort', drop);
        drop();
      });
      await ensureSchema(client, config, parts);
      await link.makePartitions(partitionsAhead(parts.now));
      return link;
    } catch (error) {
      parts.signal.removeEventListener('abort', drop);
      drop();
      throw error;
    }
  }

  /** Makes those that are not there, in a transaction of their own. */
  async makePartitions(partitions: readonly Partition[]): Promise<void> {
    await this.#partitions.make(this.client, partitions);
  }

  /**
   * All or none, where it resolves or the server or this program itself said no. After any other failure it is not
   * known which, and the connection is gone.
   */
  async transaction<Result>(act: () => Promise<Result>): Promise<Result> {
    await this.client.query('BEGIN');
    try {
      const result = await act();
      await this.client.query('COMMIT');
      return result;
    } catch (error) {
      // One of them may have been dropped by retention.
      this.#partitions.forget();
      if (error instanceof pg.DatabaseError || error instanceof Interrupted) await this.client.query('ROLLBACK').catch(() => this.drop());
      else this.drop();
      throw error;
    }
  }

  /** Gives up what takes longer than a statement may, where the driver itself sets no limit. */
  async inTime<Result>(work: Promise<Result>): Promise<Result> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.drop();
        reject(new Error('timeout: the server does not answer'));
      }, 2 * this.#limits.statement);
    });
    try {
      return await Promise.race([work, limit]);
    } finally {
      clearTimeout(timer);
      work.catch(() => undefined);
    }
  }

  /** At once: nothing is said to a server that may be silent. */
  drop(): void {
    this.#drop();
  }
}

async function ensureSchema(client: pg.Client, config: pg.ClientConfig, { address, limits, migrations, state, now }: LinkParts): Promise<void> {
  const place = placeOf(address);
  const applied = await appliedMigrations(client);
  const isCurrent = applied?.size === migrations.length && migrations.every(({ number, checksum }) => applied.get(number) === checksum);
  if (!isCurrent) {
    if (applied?.size === 0) await restoreRecord(client, migrations.slice(0, state.number('schema')), now);
    const patient = await connect({ ...config, query_timeout: MIGRATION_SILENCE_MS }, limits);
    try {
      await migrate(patient, place, migrations, now);
    } finally {
      patient.end().catch(() => undefined);
    }
  }
  await state.keep('schema', migrations.length);
}

/** Checksums by number; null where the server has no schema. */
async function appliedMigrations(client: pg.Client): Promise<ReadonlyMap<number, string> | null> {
  const { rows: tables } = await client.query<{ name: string | null }>("SELECT to_regclass('schema_migrations') AS name");
  if ((tables[0]?.name ?? null) === null) return null;
  const { rows } = await client.query<{ number: string; checksum: string }>('SELECT number, checksum FROM schema_migrations');
  return new Map(rows.map(({ number, checksum }) => [Number(number), checksum]));
}

/** All tables were emptied, this one too: what was made then is still there. */
async function restoreRecord(client: pg.Client, migrations: readonly Migration[], now: EpochMs): Promise<void> {
  for (const { number, name, checksum } of migrations) {
    await client.query('INSERT INTO schema_migrations (number, name, checksum, applied_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING', [
      number,
      name,
      checksum,
      new Date(now).toISOString(),
    ]);
  }
}
