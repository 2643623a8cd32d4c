import type pg from 'pg';
import type { EpochMs } from '../../../../src-core/time.ts';
import type { Migration } from '../migrations.ts';
import { ChangedMigration, NewerDatabase, ServerRefused } from '../store-failure.ts';

const OLDEST_VERSION = 14;

/** Any number, as long as every version of the program takes the same. */
const MIGRATION_LOCK = 702_614_001;

/** How long another program's migrations are waited for, in milliseconds. */
const LOCK_WAIT_MS = 30_000;

/**
 * Brings the schema up to date, one program at a time. The connection is the caller's to close, which frees the lock.
 * Throws NewerDatabase, ChangedMigration or ServerRefused, and leaves a database it refuses as it was.
 */
export async function migrate(client: pg.Client, place: string, migrations: readonly Migration[], now: EpochMs): Promise<void> {
  await checkVersion(client, place);
  await client.query(`SET lock_timeout = ${LOCK_WAIT_MS}; SET statement_timeout = 0`);
  await client.query(`SELECT pg_advisory_lock(${MIGRATION_LOCK})`);
  const applied = await appliedMigrations(client);
  const found = Math.max(0, ...applied.keys());
  if (found > migrations.length) throw new NewerDatabase(place, found, migrations.length, { place: 'database' });
  for (const { number, name, checksum } of migrations) {
    const known = applied.get(number);
    if (known !== undefined && known !== checksum) throw new ChangedMigration(place, number, name, 'database');
  }
  for (const { number, name, sql, checksum } of migrations) {
    if (applied.has(number)) continue;
    await client.query('BEGIN');
    // Left open when it fails: closing the connection undoes it.
    await client.query(sql);
    await client.query('INSERT INTO schema_migrations (number, name, checksum, applied_at) VALUES ($1, $2, $3, $4)', [
      number,
      name,
      checksum,
      new Date(now).toISOString(),
    ]);
    await client.query('COMMIT');
  }
}

/** The server's version, as "18.4". Throws ServerRefused where it is too old. */
export async function checkVersion(client: pg.Client, place: string): Promise<string> {
  const { rows } = await client.query<{ version: string; name: string }>(
    "SELECT current_setting('server_version_num') AS version, current_setting('server_version') AS name",
  );
  const [{ version = '', name = '' } = {}] = rows;
  const major = Math.floor(Number(version) / 10_000);
  if (!(major >= OLDEST_VERSION)) {
    throw new ServerRefused('too_old', `${place} is PostgreSQL ${major}; this version of Smart 0DTE needs ${OLDEST_VERSION} or newer.`);
  }
  const [bare = ''] = name.split(' ');
  return bare;
}

/** Checksums by number. */
async function appliedMigrations(client: pg.Client): Promise<ReadonlyMap<number, string>> {
  const { rows: tables } = await client.query<{ name: string | null }>("SELECT to_regclass('schema_migrations') AS name");
  if ((tables[0]?.name ?? null) === null) return new Map();
  const { rows } = await client.query<{ number: string; checksum: string }>('SELECT number, checksum FROM schema_migrations');
  return new Map(rows.map(({ number, checksum }) => [Number(number), checksum]));
}
