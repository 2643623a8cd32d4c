/** `npm run package`: the installers of the desktop app, or the Debian package of the browser shell. */
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { sha256 } from './checksums.mjs';
import { electronBinary } from './electron-binary.mjs';
import { fail, install, pinnedNode, root, runNode, say } from './toolchain.mjs';

const SYSTEMS = ['linux', 'mac', 'win'];
const ARCHS = ['x64', 'arm64'];
const HERE = { linux: 'linux', darwin: 'mac', win32: 'win' }[process.platform];

export const USAGE = `npm run package -- --linux|--mac|--win|--browser-deb [--dir] [--arch x64|arm64]… [--electron-dist FOLDER] [--out FOLDER]

  --linux          AppImage, deb and rpm, for this machine's processor
  --mac            dmg and zip, for both processors
  --win            an NSIS installer each, for both processors
  --browser-deb    a deb of the browser shell, with Node and without Electron
  --dir            the packed tree alone, without an installer; for this machine's processor
  --arch           x64 or arm64; may be given twice
  --electron-dist  a folder that holds Electron unpacked, instead of fetching it
  --out            where to; dist where it is left out`;

/** What was asked for. Throws an Error that names the flag, what was given, and what would be accepted. */
export function parseFlags(argv) {
  const options = { dir: { type: 'boolean' }, arch: { type: 'string', multiple: true }, 'electron-dist': { type: 'string' }, out: { type: 'string' }, help: { type: 'boolean' } };
  for (const what of [...SYSTEMS, 'browser-deb']) options[what] = { type: 'boolean' };
  let parsed;
  try {
    parsed = parseArgs({ args: argv, options, strict: true, allowPositionals: false }).values;
  } catch (cause) {
    throw new Error(`${cause.message.split('. To specify')[0]}; expected ${USAGE.split('\n')[0].slice('npm run package -- '.length)}`, { cause });
  }
  const systems = SYSTEMS.filter((system) => parsed[system]);
  const browserDeb = parsed['browser-deb'] ?? false;
  if (parsed.help) return { help: true };
  if (systems.length === 0 && !browserDeb) throw new Error('nothing to package; expected --linux, --mac, --win or --browser-deb');
  for (const arch of parsed.arch ?? []) if (!ARCHS.includes(arch)) throw new Error(`--arch "${arch}": expected x64 or arm64`);
  const dist = parsed['electron-dist'];
  if (dist !== undefined && !existsSync(dist)) throw new Error(`--electron-dist "${dist}": no such folder; expected one that holds Electron unpacked`);
  return {
    systems,
    browserDeb,
    dir: parsed.dir ?? false,
    archs: parsed.arch === undefined ? null : [...new Set(parsed.arch)],
    electronDist: dist === undefined ? null : resolve(dist),
    out: resolve(root, parsed.out ?? 'dist'),
  };
}

/** The processors that an installer is made for where none was named. A file of updates names all of them, so they are built together. */
function defaultArchs(system, dir) {
  return dir || system === 'linux' ? [ARCHS.includes(process.arch) ? process.arch : 'x64'] : ARCHS;
}

/** Why installers for a system cannot be made on this machine, as sentences. */
export function obstacles({ system, dir, platform = process.platform, has = isCommand }) {
  if (dir) return [];
  if (system === 'mac' && platform !== 'darwin') return ['--mac: a dmg is made and signed on macOS alone; here the tree can be packed: --mac --dir'];
  if (system === 'win' && platform !== 'win32' && !has('wine')) return ['--win: the installer has its uninstaller written by running it, which needs Windows or wine; here the tree can be packed: --win --dir'];
  if (system === 'linux' && platform === 'win32') return ['--linux: deb and rpm are not made on Windows; here the tree can be packed: --linux --dir'];
  if (system === 'linux' && !has('rpmbuild')) return ['--linux: the rpm needs rpmbuild, which is not here; expected it on the PATH (Debian: apt-get install rpm)'];
  return [];
}

function isCommand(name) {
  return spawnSync(name, ['--version'], { stdio: 'ignore' }).error === undefined;
}

/** Whether macOS or Windows will know who made what is built here. */
export function isSigned(system, environment = process.env) {
  const has = (name) => (environment[name] ?? '') !== '';
  if (system === 'win') return has('WIN_CSC_LINK') || has('CSC_LINK');
  if (system !== 'mac' || process.platform !== 'darwin') return false;
  if (has('CSC_LINK') || has('CSC_NAME')) return true;
  return spawnSync('security', ['find-identity', '-v', '-p', 'codesigning'], { encoding: 'utf8' }).stdout?.includes('Developer ID Application') ?? false;
}

/**
 * Packs the built program for one system: { files, trees }, paths. `packages` is where the native half of
 * @node-rs/argon2 lies for the system, `inspect` is handed what the makers of installers are about to be given, and none
 * is made where it answers true.
 */
export async function packApp({ system, archs, dir, out, electronDist = null, packages = 'node_modules', inspect, environment = process.env }) {
  const { Arch, build: buildInstallers, Platform } = await import('electron-builder');
  const { configuration, SYSTEMS: known } = await import('../electron-builder.config.mjs');
  const platform = { linux: Platform.LINUX, mac: Platform.MAC, win: Platform.WINDOWS }[system];
  const targets = dir ? ['dir'] : known[system].targets;
  const trees = [];
  const config = configuration({ system, output: out, electronDist, packages, signed: isSigned(system, environment), environment });
  const files = await buildInstallers({
    projectDir: root,
    targets: platform.createTarget(targets, ...archs.map((arch) => Arch[arch])),
    publish: 'never',
    effectiveOptionComputed: inspect,
    config: {
      ...config,
      async afterPack(context) {
        await config.afterPack(context);
        trees.push(context.appOutDir);
      },
    },
  });
  // The builder's notes to itself: nothing of a release.
  rmSync(join(out, 'builder-debug.yml'), { force: true });
  return { files, trees };
}

async function main(argv) {
  let asked;
  try {
    asked = parseFlags(argv);
  } catch (error) {
    fail(error.message, 2);
  }
  if (asked.help) return console.log(USAGE);
  const missing = asked.systems.flatMap((system) => obstacles({ system, dir: asked.dir }));
  if (missing.length > 0) fail(missing.join('\n'));
  await prepare();
  const made = [];
  if (asked.browserDeb) {
    const { packageBrowserDeb } = await import('./package-browser-deb.mjs');
    try {
      made.push(packageBrowserDeb({ outDir: asked.out }));
    } catch (error) {
      fail(`--browser-deb: ${error.message}`);
    }
  }
  for (const system of asked.systems) made.push(...(await makeFor(system, asked)));
  for (const path of made) say(await described(path));
}

async function prepare() {
  if (!build()) process.exit(1);
  if (existsSync(join(root, 'out', 'icons', 'icon.ico'))) return;
  const { buildIcons } = await import('./build-icons.mjs');
  await buildIcons();
}

async function makeFor(system, { dir, archs, out, electronDist }) {
  const { argon2Package, mayNotarise, updateSource } = await import('../electron-builder.config.mjs');
  const { foreignPackage } = await import('./foreign-package.mjs');
  const wanted = archs ?? defaultArchs(system, dir);
  for (const arch of wanted) {
    const reason = await foreignPackage(argon2Package(system, arch));
    if (reason !== null) fail(`--${system}: the native half of @node-rs/argon2 for ${arch} is missing: ${reason}; expected the npm registry to be reached`);
  }
  if (system !== 'linux' && !isSigned(system)) say(`--${system}: no signing identity, so what is built is not signed, and the system will warn of it (docs/packaging.md).`);
  if (system === 'mac' && isSigned(system) && !mayNotarise(process.env)) say('--mac: signed, but not notarised: none of the sets of variables for it is complete (docs/packaging.md).');
  const { default: manifest } = await import('../package.json', { with: { type: 'json' } });
  let source;
  try {
    source = updateSource(manifest, process.env);
  } catch (error) {
    fail(error.message, 2);
  }
  say(
    source === null
      ? 'Updates: none is looked for by what is built, since neither SMART_0DTE_UPDATES_URL nor a repository names where they are.'
      : `Updates: looked for at ${source.url ?? `the GitHub releases of ${source.owner}/${source.repo}`}.`,
  );
  try {
    const { files, trees } = await packApp({ system, archs: wanted, dir, out, electronDist: electronDist ?? fetchedElectron(system, wanted) });
    return dir ? trees : files;
  } catch (error) {
    fail(explained(system, error));
  }
}

/** Electron as `npm start` has it, where that is what is to be packed. */
function fetchedElectron(system, archs) {
  if (system !== HERE || archs.length !== 1 || archs[0] !== process.arch) return null;
  const binary = electronBinary();
  if (binary === null) return null;
  return system === 'mac' ? resolve(dirname(binary), '..', '..', '..') : dirname(binary);
}

/** What the builder fetches comes from GitHub: Electron itself, and the tools that make installers. */
function explained(system, error) {
  const text = error instanceof Error ? error.message : String(error);
  if (!/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|Response code|status code|HTTPError|RequestError|fetch failed|Cannot download|cannot resolve/i.test(text)) return `--${system}: ${text}`;
  const what = /electron-builder-binaries/.test(text) ? 'A tool that makes the installer' : 'The Electron binary or a tool of the builder';
  return `--${system}: ${what} cannot be fetched (${text.split('\n')[0].slice(0, 200)}); expected a network that reaches github.com, mirrors of it in ELECTRON_MIRROR and ELECTRON_BUILDER_BINARIES_MIRROR, or --electron-dist with a folder that holds Electron unpacked`;
}

async function described(path) {
  const name = relative(process.cwd(), path);
  if (statSync(path).isDirectory()) return `${name}: a tree`;
  return `${name}  ${(statSync(path).size / 1e6).toFixed(1)} MB  SHA-256 ${await sha256(path)}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  install();
  // The builder's configuration reads the program's own sources, which the Node of the packages understands.
  if (resolve(process.execPath) === resolve(pinnedNode)) await main(process.argv.slice(2));
  else process.exitCode = await runNode([fileURLToPath(import.meta.url), ...process.argv.slice(2)]);
}
