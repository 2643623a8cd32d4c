import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** Where the built program lies; it is built first where its sources have changed. */
export function builtProgram(): string {
  const result = spawnSync(process.execPath, [join(root, 'scripts', 'build.mjs')], { encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`the program cannot be built: ${result.stdout}${result.stderr}`);
  return join(root, 'out');
}
