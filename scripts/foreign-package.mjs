import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize, sep } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { unpackTar } from 'modern-tar';
import { childEnvironment, root, say } from './toolchain.mjs';

/**
 * Has a package of another system or processor in node_modules, which npm leaves out here: it is fetched as
 * package-lock.json names it, and nothing is kept whose digest is another. Returns why it cannot be had, or null.
 */
export async function foreignPackage(name) {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages[`node_modules/${name}`];
  if (lock === undefined) return `package-lock.json does not name ${name}`;
  const home = join(root, 'node_modules', name);
  if (versionOf(home) === lock.version) return null;
  say(`Fetching ${name} ${lock.version}…`);
  const folder = mkdtempSync(join(tmpdir(), 'smart-0dte-package-'));
  try {
    const npm = spawnSync('npm', ['pack', `${name}@${lock.version}`, '--pack-destination', folder, '--json', '--loglevel=error'], {
      cwd: folder,
      env: childEnvironment(),
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    const reason = npm.stderr?.split('\n').find((line) => line.trim() !== '') ?? npm.error?.message;
    if (npm.status !== 0) return `npm cannot fetch ${name}@${lock.version} (${reason ?? 'no reason given'})`;
    const archive = readFileSync(join(folder, JSON.parse(npm.stdout)[0].filename));
    const digest = `sha512-${createHash('sha512').update(archive).digest('base64')}`;
    if (digest !== lock.integrity) return `what npm fetched as ${name}@${lock.version} is ${digest}; expected ${lock.integrity}, as package-lock.json has it`;
    await unpackInto(home, archive);
    return null;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function versionOf(home) {
  const manifest = join(home, 'package.json');
  return existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')).version : null;
}

/** All that npm packs stands below "package/". */
async function unpackInto(home, archive) {
  rmSync(home, { recursive: true, force: true });
  for (const { header, data } of await unpackTar(gunzipSync(archive))) {
    if (header.type !== 'file') continue;
    const path = normalize(header.name).split(sep).slice(1).join(sep);
    if (path === '' || path.startsWith('..')) throw new Error(`${header.name}: no path of a package`);
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), data);
  }
}
