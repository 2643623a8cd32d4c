/** What every script needs first: the packages, the pinned Node, and a way to run it. Runs on Node 20. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const windows = process.platform === 'win32';

/** The Node of the packages, which is the version that Electron brings. */
export const pinnedNode = join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node');

/** Says a line to the person at the terminal; standard output belongs to the program. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Ends this script with one clear line. */
export function fail(line, code = 1) {
  say(line);
  process.exit(code);
}

/** Runs `npm ci` where the packages are absent or older than package-lock.json. */
export function install() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  const lock = join(root, 'package-lock.json');
  if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(lock).mtimeMs) {
    say('Installing the packages (npm ci)…');
    const npm = process.env.npm_execpath;
    const flags = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
    const options = { cwd: root, stdio: ['inherit', 2, 2] };
    const result = npm?.endsWith('.js')
      ? spawnSync(process.execPath, [npm, ...flags], options)
      : spawnSync('npm', flags, { ...options, shell: windows });
    if (result.status !== 0) fail('The packages cannot be installed: npm ci failed; its reason stands above.', result.status ?? 1);
  }
  if (!existsSync(pinnedNode)) fail(`The pinned Node is missing: expected ${pinnedNode}. Delete node_modules and start again.`);
}

/** The environment of a child: the pinned Node and the packages' tools come first on the PATH. */
export function childEnvironment(more = {}) {
  const separator = windows ? ';' : ':';
  const path = [dirname(pinnedNode), join(root, 'node_modules', '.bin'), process.env.PATH ?? ''].join(separator);
  const environment = { ...process.env, PATH: path, ...more };
  delete environment.ELECTRON_RUN_AS_NODE;
  return environment;
}

/** Runs a program in the foreground, passes signals on to it, and resolves with its exit code. */
export function run(command, args, { env = {}, cwd = root } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: childEnvironment(env), stdio: 'inherit' });
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    const forward = (signal) => child.kill(signal);
    for (const signal of signals) process.on(signal, forward);
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      for (const name of signals) process.off(name, forward);
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

/** Runs a script under the pinned Node. */
export function runNode(args, options) {
  return run(pinnedNode, args, options);
}
