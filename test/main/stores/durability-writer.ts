import { writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CompiledQuery } from 'kysely';
import { openSqliteStore } from '../../../src-main/stores/relational/sqlite/sqlite-store.ts';

// Writes two rows a commit until it is killed, and prints a number only after its commit resolved.
const [file = '', first = '1'] = process.argv.slice(2);
const store = await openSqliteStore({
  file,
  migrationsDir: fileURLToPath(new URL('../../../migrations/sqlite', import.meta.url)),
  workerUrl: new URL('../../../src-main/stores/relational/sqlite/sqlite-worker.ts', import.meta.url),
  backupDir: `${file}-backups`,
  keepBackups: 2,
  clock: { now: () => Number(first) },
});

const insert = (key: string) => CompiledQuery.raw('INSERT INTO system_config (config_key, config_value) VALUES (?, ?)', [key, 'x'.repeat(500)]);
let next = Number(first);
async function write(): Promise<never> {
  for (;;) {
    const number = next;
    next += 1;
    await store.commit([insert(`${number}-a`), insert(`${number}-b`)]);
    writeSync(1, `${number}\n`);
  }
}
// Three at a time, so that the kill finds commits queued behind the running one.
await Promise.all([write(), write(), write()]);
