import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { exportWorkstation } from '../../src-main/backups/workstation-export.ts';
import { importWorkstation } from '../../src-main/backups/workstation-import.ts';
import { createFileVault } from '../../src-main/connections/file-vault.ts';
import { programFiles } from '../../src-main/program-files.ts';
import { restoreInThread } from '../../src-main/stores/relational/sqlite/database-files.ts';
import { LOCAL_DATABASE, openLocalStore } from '../../src-main/stores/relational/sqlite/local-store.ts';

const ROWS = 1_000_000;
const PIECE = 50_000;
const PASSPHRASE = 'correct horse battery staple';

/** What a backup, a restore, an export and an import of a database with a million (`--rows`) minute bars take, and how long they ever hold the market up. */
export async function run(flags: readonly string[]): Promise<Record<string, number>> {
  const at = flags.indexOf('--rows');
  const rows = at === -1 ? ROWS : Number(flags[at + 1]);
  const directory = mkdtempSync(join(tmpdir(), 'bench-backup-'));
  try {
    return await figures(directory, rows);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function figures(directory: string, rows: number): Promise<Record<string, number>> {
  const { archiveWorker, migrations, sqliteWorker } = programFiles();
  const clock = { now: () => Date.now() };
  const [from, to] = [join(directory, 'from'), join(directory, 'to')];
  const store = await openLocalStore({ directory: from, migrations: migrations.sqlite, sqliteWorker, clock, restoreBackup: false });
  await store.commit([store.db.insertInto('tickers').values({ id: 1, symbol: 'SPY', name: 'SPDR', exchange: 'ARCA' }).compile()]);
  for (let first = 0; first < rows; first += PIECE) {
    const of = (value: (row: number) => number): Float64Array => Float64Array.from({ length: PIECE }, (_, row) => value(first + row));
    // Prices as a walk has them: what they can be made smaller by is what real ones can.
    const price = of((row) => 6_000_000 + Math.round(40_000 * Math.sin(row / 390) + 997 * Math.sin(row * 12.9898)));
    await store.append('market_data_snapshots', { count: PIECE, columns: { ticker_id: of(() => 1), timestamp: of((row) => row * 60_000), price, bid: price.map((each) => each - 100), ask: price.map((each) => each + 100), volume: of((row) => 1_000 + (row * 7_919) % 90_001), created_at: of((row) => row * 60_000) } });
  }
  const held = monitorEventLoopDelay({ resolution: 1 });
  held.enable();
  const took: Record<string, number> = {};
  const timed = async <T>(what: string, act: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    held.reset();
    const result = await act();
    took[`${what}, seconds`] = (performance.now() - began) / 1_000;
    took[`${what}, longest hold of the main thread, ms`] = Math.round(held.max / 1e5) / 10;
    return result;
  };
  const backup = await timed('backup, read through', () => store.backup());
  took['database, bytes'] = statSync(backup).size;
  await timed('verify', () => store.examine(backup));
  const parts = { dataDir: from, database: store.file, configFile: join(from, 'config.json'), vault: createFileVault(from), workstation: 'bench', sqliteWorker, archiveWorker, clock };
  const exported = await timed('export', () => exportWorkstation(parts, join(from, 'exports'), PASSPHRASE));
  took['export, bytes'] = exported.bytes;
  await store.close();
  await timed('restore', () => restoreInThread(sqliteWorker, join(from, LOCAL_DATABASE), backup, { as: 'backup', directory: join(from, 'backups'), now: clock.now() }));
  await timed('import (in a process of its own)', () => importWorkstation({ archive: exported.path, passphrase: PASSPHRASE, dataDir: to, replace: false, archiveWorker, clock }));
  held.disable();
  return took;
}
