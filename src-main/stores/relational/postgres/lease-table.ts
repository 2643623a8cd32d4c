import pg from 'pg';
import { z } from 'zod';
import type { LeaseReading, LeaseRow, LeaseServer, Workstation } from '../../../desk/lease-server.ts';
import type { ServerAccess } from '../../../desk-settings.ts';
import { clientConfig, drop, type Limits } from './postgres-connection.ts';
import { parseAddress } from './server-address.ts';

const leaseSchema = z.object({ holder: z.string(), holderName: z.string(), epoch: z.int(), shared: z.boolean(), age: z.number() });
const workstationsSchema = z.array(z.object({ id: z.string(), name: z.string() }));

/** A renewal that takes longer comes too late. */
const LIMITS: Limits = { connect: 1_200, statement: 1_200 };

/** Milliseconds; a server that was away counts from its start. */
const AGE = 'round(1000 * extract(epoch FROM clock_timestamp() - greatest(renewed_at, pg_postmaster_start_time())))';

const ATTEND = `
  WITH here AS (
    INSERT INTO workstations (account, id, name, seen_at) VALUES ($1, $2, $3, clock_timestamp())
    ON CONFLICT (account, id) DO UPDATE SET name = excluded.name, seen_at = excluded.seen_at
  ), renewed AS (
    UPDATE trading_leases SET renewed_at = clock_timestamp(), holder_name = $3, shared = $5::boolean
    WHERE account = $1 AND holder = $2 AND epoch = $4::bigint
    RETURNING holder, holder_name, epoch, shared, renewed_at
  ), lease AS (
    SELECT * FROM renewed
    UNION ALL
    SELECT holder, holder_name, epoch, shared, renewed_at FROM trading_leases WHERE account = $1 AND NOT EXISTS (SELECT FROM renewed)
  )
  SELECT (SELECT json_build_object('holder', holder, 'holderName', holder_name, 'epoch', epoch, 'shared', shared,
      'age', ${AGE}) FROM lease) AS lease,
    (SELECT json_agg(json_build_object('id', id, 'name', name) ORDER BY name) FROM workstations
      WHERE account = $1 AND id <> $2 AND seen_at > clock_timestamp() - interval '30 seconds') AS others`;

/** Keeps the leases in PostgreSQL, whose clock alone decides how old one is. */
export class LeaseTable implements LeaseServer {
  readonly #config: pg.ClientConfig;
  readonly #account: string;
  #client: pg.Client | null = null;
  #connecting: Promise<pg.Client> | null = null;
  #closed = false;

  /** Throws ServerRefused where the URL is none. */
  constructor(access: ServerAccess, account: string) {
    this.#config = clientConfig(parseAddress(access.url, access.password), LIMITS);
    this.#account = account;
  }

  async attend(me: Workstation, held: { readonly epoch: number; readonly shared: boolean } | null): Promise<LeaseReading> {
    const [row] = await this.#query(ATTEND, [this.#account, me.id, me.name, held?.epoch ?? 0, held?.shared ?? false]);
    return { row: leaseOf(row?.['lease'] ?? null), others: othersOf(row?.['others'] ?? null) };
  }

  async take(me: Workstation, from: LeaseRow | null, epoch: number): Promise<boolean> {
    const client = await this.#connected();
    try {
      await client.query('BEGIN');
      // FOR UPDATE waits for the relay of the old holder, which reads the row FOR KEY SHARE in each of its transactions.
      const { rows } = await client.query<Record<string, unknown>>(`SELECT holder, epoch, ${AGE} AS age FROM trading_leases WHERE account = $1 FOR UPDATE`, [this.#account]);
      const [row] = rows;
      const isAsRead = row === undefined ? from === null : from !== null && row['holder'] === from.holder && Number(row['epoch']) === from.epoch && Number(row['age']) >= from.age;
      const { rowCount } = isAsRead
        ? await client.query(
            `INSERT INTO trading_leases (account, holder, holder_name, epoch, shared, renewed_at) VALUES ($1, $2, $3, $4, false, clock_timestamp())
             ON CONFLICT (account) DO UPDATE SET holder = excluded.holder, holder_name = excluded.holder_name, epoch = excluded.epoch,
               shared = excluded.shared, renewed_at = excluded.renewed_at
             WHERE $5::boolean`,
            [this.#account, me.id, me.name, epoch, from !== null],
          )
        : { rowCount: 0 };
      await client.query('COMMIT');
      return rowCount === 1;
    } catch (error) {
      this.#forget(client);
      throw error;
    }
  }

  async release(me: Workstation, epoch: number): Promise<void> {
    await this.#query(
      `WITH gone AS (DELETE FROM workstations WHERE account = $1 AND id = $2)
       UPDATE trading_leases SET holder = '', shared = true WHERE account = $1 AND holder = $2 AND epoch = $3::bigint`,
      [this.#account, me.id, epoch],
    );
  }

  async close(): Promise<void> {
    this.#closed = true;
    const client = this.#client;
    this.#client = null;
    if (client !== null) drop(client);
  }

  async #query(text: string, values: readonly unknown[]): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const client = await this.#connected();
    try {
      return (await client.query<Record<string, unknown>>(text, [...values])).rows;
    } catch (error) {
      this.#forget(client);
      throw error;
    }
  }

  /** Two calls at once share one attempt to connect. */
  #connected(): Promise<pg.Client> {
    if (this.#closed) return Promise.reject(new Error('the lease is closed'));
    if (this.#client !== null) return Promise.resolve(this.#client);
    this.#connecting ??= this.#connect().finally(() => {
      this.#connecting = null;
    });
    return this.#connecting;
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client(this.#config);
    client.on('error', () => this.#forget(client));
    client.on('end', () => this.#forget(client));
    try {
      await client.connect();
    } catch (error) {
      drop(client);
      throw error;
    }
    this.#client = client;
    return client;
  }

  #forget(client: pg.Client): void {
    if (this.#client !== client) return;
    this.#client = null;
    drop(client);
  }
}

function leaseOf(json: unknown): LeaseRow | null {
  return json === null ? null : leaseSchema.parse(jsonOf(json));
}

function othersOf(json: unknown): readonly Workstation[] {
  return json === null ? [] : workstationsSchema.parse(jsonOf(json));
}

/** The connection gives every value as text. */
function jsonOf(value: unknown): unknown {
  return typeof value === 'string' ? JSON.parse(value) : value;
}
