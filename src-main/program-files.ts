import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';

/** Where the program's own files lie, whether it runs from source, built or installed. */
export interface ProgramFiles {
  readonly migrations: { readonly sqlite: string; readonly postgres: string };
  readonly sqliteWorker: URL;
  readonly timeSeriesWorker: URL;
  readonly recordingsWorker: URL;
  readonly printWorker: URL;
  readonly archiveWorker: URL;
  /** Tables the program reads at its start. */
  readonly resources: string;
  /** The program's icons, made with the build: png/256x256.png and the like, and tray/ by trading state. */
  readonly icons: string;
}

const packageSchema = z.object({ version: z.string() });

/** The program's own version, "1.2.3". Throws when the program's folder is not complete. */
export function programVersion(): string {
  return packageSchema.parse(JSON.parse(readFileSync(join(programRoot(import.meta.dirname), 'package.json'), 'utf8'))).version;
}

/** Throws when the program's folder is not complete. */
export function programFiles(): ProgramFiles {
  const root = programRoot(import.meta.dirname);
  const isSource = import.meta.filename.endsWith('.ts');
  const worker = (source: string, built: string): URL => pathToFileURL(isSource ? join(root, 'src-main', source) : join(root, 'out/main', built));
  return {
    migrations: { sqlite: join(root, 'migrations/sqlite'), postgres: join(root, 'migrations/postgres') },
    sqliteWorker: worker('stores/relational/sqlite/sqlite-worker.ts', 'sqlite-worker.js'),
    timeSeriesWorker: worker('stores/timeseries/embedded/time-series-worker.ts', 'time-series-worker.js'),
    recordingsWorker: worker('market-data/recordings/recordings-worker.ts', 'recordings-worker.js'),
    printWorker: worker('printing/print-worker.ts', 'print-worker.js'),
    archiveWorker: worker('backups/archive/archive-worker.ts', 'archive-worker.js'),
    resources: join(root, 'resources'),
    icons: join(root, 'out/icons'),
  };
}

/** The nearest folder above that holds the migrations: bundling moves this file, but not them. */
function programRoot(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'migrations/sqlite'))) return folder;
    if (dirname(folder) === folder) throw new Error(`no migrations folder above ${from}: the program's folder is not complete`);
  }
}
