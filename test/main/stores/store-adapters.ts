import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe } from 'vitest';
import { openPostgresStore, type PostgresStoreOptions } from '../../../src-main/stores/relational/postgres/postgres-store.ts';
import type { RelationalStore } from '../../../src-main/stores/relational/relational-store.ts';
import { installedPostgres } from '../../support/installed-postgres.ts';
import { leaveOut } from '../../support/left-out.ts';
import { PostgresServer } from '../../support/postgres-server.ts';
import { ComparedDesk } from './desk/desk-directory.ts';
import { TestDirectory } from './test-store.ts';

export const POSTGRES_MIGRATIONS = fileURLToPath(new URL('../../../migrations/postgres', import.meta.url));

/** A database of its own for one test; what was opened in it goes with `remove`. */
export interface TestStores {
  open(): Promise<RelationalStore>;
  remove(): Promise<void>;
}

export class TestDatabase implements TestStores {
  readonly url: string;
  readonly #open: RelationalStore[] = [];

  constructor(url: string) {
    this.url = url;
  }

  async open(options: Partial<PostgresStoreOptions> = {}): Promise<RelationalStore> {
    const store = await openPostgresStore({
      url: this.url,
      migrationsDir: POSTGRES_MIGRATIONS,
      clock: { now: () => Date.UTC(2026, 10, 20, 14, 30) },
      ...options,
    });
    this.#open.push(store);
    return store;
  }

  async remove(): Promise<void> {
    await Promise.all(this.#open.map((store) => store.close()));
  }
}

/** Takes every row away but those of the migrations; making a database takes a hundred times as long. */
const EMPTY = `
  DO $$ DECLARE emptied regclass; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR emptied IN SELECT oid FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition AND relname NOT IN ('schema_migrations', 'access_version')
    LOOP EXECUTE format('DELETE FROM %s', emptied); END LOOP;
  END $$`;

export interface TestPostgres {
  server(): PostgresServer;
  /** A migrated database without a row, the same for every test of the block. */
  emptied(): Promise<TestDatabase>;
  /** A migrated database that no other test sees. */
  database(): Promise<TestDatabase>;
}

/** One server for the tests of a block, of the newest version or of the one whose programs are in `binaries`. */
export function usePostgres(binaries?: string): TestPostgres {
  let server: PostgresServer | undefined;
  let migrated = '';
  const running = (): PostgresServer => {
    if (server === undefined) throw new Error('the server is not running');
    return server;
  };
  beforeAll(async () => {
    server = await PostgresServer.start(binaries === undefined ? {} : { binaries });
    migrated = await server.createDatabase();
    await (await new TestDatabase(migrated).open()).close();
  }, 60_000);
  afterAll(() => server?.stop());
  return {
    server: running,
    async emptied() {
      await running().run(migrated, EMPTY);
      return new TestDatabase(migrated);
    },
    database: async () => new TestDatabase(await running().createDatabase(new URL(migrated).pathname.slice(1))),
  };
}

/** Runs the same tests on the newest PostgreSQL, and on the oldest that is installed. */
export function describePostgres(suite: string, body: (postgres: TestPostgres) => void): void {
  describe('PostgreSQL', () => body(usePostgres()));
  const installed = installedPostgres();
  if (installed === null) leaveOut(`${suite} on an older PostgreSQL`, 'none of Debian’s postgresql-14 to postgresql-17 is installed');
  else describe(`PostgreSQL ${installed.version}`, () => body(usePostgres(installed.binaries)));
}

/** Runs the same tests on every adapter of the relational port. */
export function describeStores(suite: string, body: (newStores: () => Promise<TestStores>) => void): void {
  describeDatabases(suite, body);
  describe('the desk', () => {
    const { database } = usePostgres();
    body(async () => new ComparedDesk((await database()).url));
  });
}

/** The same on each database itself, without the desk that keeps two of them alike. */
export function describeDatabases(suite: string, body: (newStores: () => Promise<TestStores>) => void): void {
  describe('SQLite', () => body(async () => new TestDirectory()));
  describePostgres(suite, ({ emptied }) => body(emptied));
}
