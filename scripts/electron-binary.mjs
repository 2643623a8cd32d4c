import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { childEnvironment, pinnedNode, root, say } from './toolchain.mjs';

const FETCH_MS = 180_000;
const home = join(root, 'node_modules', 'electron');

/** Where the Electron binary lies, or null where it was not fetched. */
export function electronBinary() {
  const name = join(home, 'path.txt');
  if (!existsSync(name)) return null;
  const binary = join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(home, 'dist'), readFileSync(name, 'utf8'));
  return existsSync(binary) ? binary : null;
}

/** Fetches the binary with the package's own installer. Returns why it could not, or null. */
export function fetchElectron() {
  say('Fetching the Electron binary…');
  const result = spawnSync(pinnedNode, [join(home, 'install.js')], { cwd: root, env: childEnvironment(), encoding: 'utf8', timeout: FETCH_MS });
  if (result.status === 0 && electronBinary() !== null) return null;
  if (result.error?.code === 'ETIMEDOUT') return `no answer in ${FETCH_MS / 1000} s`;
  const reason = (result.stderr ?? '').split('\n').find((line) => line.trim() !== '');
  return reason?.replace(/^\w*Error: /, '').trim().slice(0, 160) ?? 'its installer failed';
}
