import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Where the program's own files lie, whether it runs from source, built or installed. */
export interface ProgramFiles {
  readonly migrations: string;
  readonly sqliteWorker: URL;
  /** Tables the program reads at its start. */
  readonly resources: string;
}

/** Throws when the program's folder is not complete. */
export function programFiles(): ProgramFiles {
  const root = programRoot(import.meta.dirname);
  const worker = import.meta.filename.endsWith('.ts')
    ? join(root, 'src-main/stores/relational/sqlite/sqlite-worker.ts')
    : join(root, 'out/main/sqlite-worker.js');
  return { migrations: join(root, 'migrations/sqlite'), sqliteWorker: pathToFileURL(worker), resources: join(root, 'resources') };
}

/** The nearest folder above that holds the migrations: bundling moves this file, but not them. */
function programRoot(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'migrations/sqlite'))) return folder;
    if (dirname(folder) === folder) throw new Error(`no migrations folder above ${from}: the program's folder is not complete`);
  }
}
