import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { childEnvironment, pinnedNode, root, say } from './toolchain.mjs';

/** What is made beside the bundles, in turn. */
const STEPS = ['scripts/build-icons.mjs', 'scripts/licences.mjs'];

const SOURCES = ['src-core', 'src-main', 'src-preload', 'src-renderer', 'resources', 'migrations', 'electron.vite.config.ts', 'scripts/bundled-packages.ts', 'package-lock.json', ...STEPS];

/** Builds out/ where a source was changed, added or removed since it was built; false, after saying why, where that fails. */
export function build() {
  const release = acquireLock();
  try {
    return buildStale();
  } finally {
    release();
  }
}

function buildStale() {
  const stamp = join(root, 'out', 'built-from');
  const state = sourceState();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === state) return true;
  const began = Date.now();
  rmSync(join(root, 'out'), { recursive: true, force: true });
  const bundled = runBuild([join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build', '--logLevel', 'warn']);
  if (!bundled || !STEPS.every((step) => runBuild([join(root, step)]))) return false;
  mkdirSync(join(root, 'out'), { recursive: true });
  writeFileSync(stamp, state);
  say(`Built in ${((Date.now() - began) / 1000).toFixed(1)} s.`);
  return true;
}

function runBuild(args) {
  const result = spawnSync(pinnedNode, args, { cwd: root, env: childEnvironment({ NODE_ENV: 'production' }), encoding: 'utf8' });
  if (result.status === 0) return true;
  say(`${result.stdout}${result.stderr}\nThe program cannot be built; the reason stands above.`);
  return false;
}

/** One process builds at a time; others wait, unless the one that holds the lock has died. */
function acquireLock() {
  const lock = join(root, 'node_modules', '.smart-0dte-build');
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      return () => rmSync(lock, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (isHeld(lock)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    else rmSync(lock, { force: true });
  }
}

function isHeld(lock) {
  try {
    const holder = Number(readFileSync(lock, 'utf8'));
    // Empty for the moment between its making and its writing.
    if (holder > 0) process.kill(holder, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** A digest of every source's path, size and time. */
function sourceState() {
  const hash = createHash('sha256');
  const add = (path) => {
    const { size, mtimeMs } = statSync(path);
    hash.update(`${path}\0${size}\0${mtimeMs}\n`);
  };
  for (const source of SOURCES) {
    const path = join(root, source);
    if (!existsSync(path)) continue;
    if (statSync(path).isFile()) add(path);
    else {
      const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      for (const file of files.map((entry) => join(entry.parentPath ?? entry.path, entry.name)).sort()) add(file);
    }
  }
  return hash.digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = build() ? 0 : 1;
