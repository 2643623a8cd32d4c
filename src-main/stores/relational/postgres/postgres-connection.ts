import { setTimeout as wait } from 'node:timers/promises';
import type { CompiledQuery } from 'kysely';
import pg from 'pg';
import type { Statement } from './bulk-insert.ts';
import { decoderOf, Unstorable } from './column-kinds.ts';
import { isPassing } from './opening-failure.ts';
import type { ServerAddress } from './server-address.ts';

/** How long the server may take, in milliseconds. */
export interface Limits {
  readonly connect: number;
  readonly statement: number;
}

const RETRY_MS = 100;
/** The server's own limit strikes first; this one is for a server that is silent. */
const SILENCE_MS = 1_000;

/** Values come as text: rowsOf reads each by its column. */
const TEXT: pg.CustomTypesConfig = { getTypeParser: () => (text: string) => text };

/** What every connection is opened with. `settings` are PostgreSQL's own. */
export function clientConfig(address: ServerAddress, limits: Limits, settings: Readonly<Record<string, string>> = {}): pg.ClientConfig {
  const session = { TimeZone: 'UTC', DateStyle: 'ISO', synchronous_commit: 'on', ...settings };
  return {
    host: address.host,
    port: address.port,
    database: address.database,
    user: address.user,
    ...(address.password === null ? {} : { password: address.password }),
    ssl: address.tls === 'off' ? false : { rejectUnauthorized: address.tls === 'verified' },
    application_name: 'smart-0dte',
    keepAlive: true,
    connectionTimeoutMillis: limits.connect,
    statement_timeout: limits.statement,
    lock_timeout: limits.statement,
    idle_in_transaction_session_timeout: 4 * limits.statement,
    query_timeout: limits.statement + SILENCE_MS,
    options: Object.entries(session).map(([name, value]) => `-c ${name}=${value}`).join(' '),
    types: TEXT,
  };
}

/** Connects, and waits for a server that is starting, within the limit. */
export function connect(config: pg.ClientConfig, limits: Limits): Promise<pg.Client> {
  return patiently(limits, async () => {
    const client = new pg.Client(config);
    client.on('error', () => {
      // Said by the query that is waiting, or by the next.
    });
    try {
      await client.connect();
      return client;
    } catch (error) {
      drop(client);
      throw error;
    }
  });
}

/** Does again what failed because the server is coming back, within the limit; `act` must change nothing. */
export async function patiently<Result>(limits: Limits, act: () => Promise<Result>): Promise<Result> {
  const attempts = Math.ceil(limits.connect / RETRY_MS);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await act();
    } catch (error) {
      if (!isPassing(error) || attempt >= attempts) throw error;
      await wait(RETRY_MS);
    }
  }
}

/** Lets go of a connection without waiting for a server that may be silent. */
export function drop(client: pg.Client): void {
  client.end().catch(() => {
    // It was lost already.
  });
}

/** The parameters as they are sent. Throws TypeError for a value that cannot be kept. */
export function sendable({ sql, parameters }: CompiledQuery): Statement {
  return { text: sql, values: parameters.map(valueOf) };
}

function valueOf(parameter: unknown): unknown {
  if (parameter === null || Buffer.isBuffer(parameter)) return parameter;
  if (parameter instanceof Unstorable) throw new TypeError(parameter.reason);
  switch (typeof parameter) {
    case 'number':
      if (!Number.isFinite(parameter)) throw new TypeError(`${parameter} cannot be stored; absent is null`);
      return parameter;
    case 'string':
    case 'boolean':
    case 'bigint':
      return parameter;
    default:
      throw new TypeError(`a ${typeof parameter} cannot be stored`);
  }
}

/** Rows by column name, each value read by its column. */
export function rowsOf(result: pg.QueryArrayResult<(string | null)[]>): readonly Readonly<Record<string, unknown>>[] {
  const columns = result.fields.map(({ name, dataTypeID }, index) => ({ index, name, decode: decoderOf(name, dataTypeID) }));
  return result.rows.map((row) => {
    const read: Record<string, unknown> = {};
    for (const { index, name, decode } of columns) {
      const text = row[index] ?? null;
      read[name] = text === null ? null : decode(text);
    }
    return read;
  });
}
