import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, posix, relative, sep } from 'node:path';
import { extractAll } from '@electron/asar';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { NtExecutable, NtExecutableResource } from 'resedit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { FUSES, type FuseName } from '../../src-main/shell/electron/policies/fuses.ts';
import { builtProgram } from '../support/built-program.ts';
import { Program } from '../support/electron-standin/program.ts';
import { leaveOut } from '../support/left-out.ts';
import { Archive } from '../support/packing/archive.ts';
import type { Packed } from '../support/packing/packed.ts';

const root = join(import.meta.dirname, '../..');
const NATIVE = ['@node-rs/argon2', 'better-sqlite3'];
/** Additions that ws, pg and debug use only where they are installed. */
const OPTIONAL = ['bufferutil', 'pg-native', 'supports-color', 'utf-8-validate'];
/** Bytes that the program brings besides Electron: 15.8 million, and a little room to grow. */
const SIZE_BUDGET = 16_500_000;
const ON_LINUX = process.platform === 'linux';

let folder: string;
let packed: Packed;
let resources: Readonly<Record<'linux' | 'win' | 'mac', string>>;
let archive: Archive;

/** It packs for all three systems on Linux, which is where it can: Windows has no links for a Mac's tree, nor a Mac the native half for Linux. */
if (!ON_LINUX) leaveOut('packing the desktop app', 'only on Linux');
const onLinux = describe.runIf(ON_LINUX);

beforeAll(() => {
  if (!ON_LINUX) return;
  builtProgram();
  folder = mkdtempSync(join(tmpdir(), 'packing-'));
  const args = ['--disable-warning=ExperimentalWarning', join(root, 'test/support/packing/pack.ts'), folder];
  execFileSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH']}` } });
  packed = JSON.parse(readFileSync(join(folder, 'packed.json'), 'utf8')) as Packed;
  resources = {
    linux: join(packed.linux.tree, 'resources'),
    win: join(packed.win.tree, 'resources'),
    mac: join(packed.mac.tree, 'Smart 0DTE.app/Contents/Resources'),
  };
  archive = new Archive(resources.linux);
}, 120_000);
afterAll(() => {
  if (ON_LINUX) rmSync(folder, { recursive: true, force: true });
});

/** Below a folder of the checkout, by path with "/". */
function filesBelow(path: string): readonly string[] {
  const entries = readdirSync(join(root, path), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

/** What the statements of a module name: `from "x"`, `import "x"`, `import("x")`. */
function importsOf(text: string): readonly string[] {
  const statements = text.matchAll(/^(?:import|export)\b[^"';]*?\bfrom\s*"([^"]+)"|^import\s*"([^"]+)"/gm);
  const calls = text.matchAll(/\bimport\("(\.[^"]+)"\)/g);
  return [...statements, ...calls].map((match) => match[1] ?? match[2] ?? '');
}

onLinux('the packed tree', () => {
  it('holds every file that the program opens', () => {
    const main = archive.names().filter((name) => name.startsWith('out/main/'));
    const imports = main.flatMap((name) => importsOf(archive.text(name)).map((specifier) => ({ name, specifier })));
    const own = imports.filter(({ specifier }) => specifier.startsWith('.')).map(({ name, specifier }) => posix.join(posix.dirname(name), specifier));
    const workers = main.flatMap((name) => [...archive.text(name).matchAll(/["']([\w-]+-worker)\.js["']/g)].map(([, worker]) => `out/main/${worker}.js`));
    expect(own.length).toBeGreaterThan(30);
    expect(new Set(workers).size).toBeGreaterThan(4);
    const opened = [...own, ...workers, ...filesBelow('migrations'), ...filesBelow('out/preload'), ...filesBelow('out/renderer'), ...filesBelow('resources/fonts')];
    const tables = ['holidays', 'fees', 'events', 'variance-curve', 'correlation-baseline'].map((name) => `resources/${name}.json`);
    expect([...opened, ...tables, 'package.json'].filter((name) => !archive.files.has(name))).toEqual([]);
    const others = imports.map(({ specifier }) => specifier).filter((name) => !name.startsWith('.') && !isBuiltin(name));
    expect([...new Set(others)].filter((name) => !OPTIONAL.includes(name)).sort()).toEqual([NATIVE[0], NATIVE[1], 'electron']);
  });

  it('holds nothing else', () => {
    const unwanted = /\.(?:map|ts|tsx|mts|cc?|h|hpp|cpp|gyp)$|(?:^|\/)(?:test|tests|deps|scripts|src-\w+|installers|built-from|bundled)(?:\/|$)/;
    expect(archive.names().filter((name) => unwanted.test(name))).toEqual([]);
    expect(archive.names().filter((name) => /^out\/main\/[^/]+$/.test(name) && !/\/(?:index|[\w-]+-worker)\.js$/.test(name))).toEqual([]);
    const packages = new Set(archive.names().flatMap((name) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(name)?.[1] ?? []));
    expect([...packages].filter((name) => !name.startsWith('@node-rs/argon2-')).sort()).toEqual(NATIVE);
    expect(JSON.parse(archive.text('package.json'))).not.toHaveProperty('devDependencies');
    expect(existsSync(join(resources.linux, 'default_app.asar'))).toBe(false);
    expect(readdirSync(join(packed.linux.tree, 'locales'))).toEqual(['en-US.pak']);
  });

  it.each([
    ['linux', `${process.platform}-${process.arch}`],
    ['win', 'win32-x64'],
    ['mac', 'darwin-arm64'],
  ] as const)('holds the native modules of its own system alone, beside the archive: %s', (system, built) => {
    const { files } = new Archive(resources[system]);
    const native = [...files].filter(([name]) => name.endsWith('.node'));
    expect(native.map(([name]) => name)).toEqual([expect.stringMatching(`better-sqlite3/prebuilds/${built}\\.node$`), expect.stringMatching(`@node-rs/argon2-${built}[^/]*/argon2\\.${built}[^/]*\\.node$`)]);
    expect([...files].filter(([, { unpacked }]) => unpacked === true)).toEqual(native);
    for (const [name] of native) expect(existsSync(join(`${resources[system]}/app.asar.unpacked`, name))).toBe(true);
  });

  it.each(['linux', 'win', 'mac'] as const)('has the fuses stand as their table says: %s', async (system) => {
    const binary = { linux: 'smart-0dte', win: 'Smart 0DTE.exe', mac: 'Smart 0DTE.app' }[system];
    const wire = await getCurrentFuseWire(join(packed[system].tree, binary));
    const names = Object.keys(FUSES).filter((name): name is FuseName => name in FUSES);
    const stands = names.map((name) => [name, wire[FuseV1Options[name]]]);
    expect(stands).toEqual(names.map((name) => [name, FUSES[name].enabled ? FuseState.ENABLE : FuseState.DISABLE]));
  });

  it('tells the binary of each system that checks it what its archive is to be', () => {
    expect(archive.changed()).toEqual([]);
    const mac = readFileSync(join(packed.mac.tree, 'Smart 0DTE.app/Contents/Info.plist'), 'utf8');
    expect(mac).toMatch(new RegExp(`Resources/app\\.asar</key>\\s*<dict>\\s*<key>algorithm</key>\\s*<string>SHA256</string>\\s*<key>hash</key>\\s*<string>${new Archive(resources.mac).headerHash}<`));
    const program = NtExecutableResource.from(NtExecutable.from(readFileSync(join(packed.win.tree, 'Smart 0DTE.exe'))));
    const told = program.entries.find(({ type }) => type === 'INTEGRITY');
    expect(JSON.parse(Buffer.from(told?.bin ?? new ArrayBuffer(0)).toString())).toEqual([{ file: 'resources\\app.asar', alg: 'SHA256', value: new Archive(resources.win).headerHash }]);
  });

  it('is as small as it can be', () => {
    const sizes = ['app.asar', 'app.asar.unpacked', 'THIRD-PARTY-NOTICES.txt'].map((name) => sizeOf(join(resources.linux, name)));
    const size = sizes.reduce((sum, bytes) => sum + bytes, 0);
    expect(size).toBeLessThan(SIZE_BUDGET);
    // A budget that is far from what is needed holds nothing.
    expect(size).toBeGreaterThan(SIZE_BUDGET * 0.75);
  });

  it('holds the licences of Electron, of Chromium and of all that is bundled', () => {
    for (const name of ['LICENSE.electron.txt', 'LICENSES.chromium.html', 'resources/THIRD-PARTY-NOTICES.txt']) expect(statSync(join(packed.linux.tree, name)).size).toBeGreaterThan(0);
    for (const name of ['LICENSE.electron.txt', 'LICENSES.chromium.html', 'THIRD-PARTY-NOTICES.txt']) expect(statSync(join(resources.mac, name)).size).toBeGreaterThan(0);
  });
});

onLinux('an installer', () => {
  it('opens recordings and links to them, on Linux in its sandbox', () => {
    const { made } = packed.linux;
    expect(made.map(({ kind }) => kind)).toEqual(['AppImage', 'deb', 'rpm']);
    for (const { desktop } of made) {
      expect(desktop).toContain('\nMimeType=application/x-smart-0dte-recording;x-scheme-handler/smart-0dte-open;\n');
      expect(desktop).toContain('\nStartupWMClass=smart-0dte\n');
      expect(desktop).toMatch(/\nExec=.* %U\n/);
      expect(desktop).not.toContain('--no-sandbox');
    }
    expect(JSON.parse(archive.text('package.json'))).toMatchObject({ desktopName: 'smart-0dte.desktop' });
    for (const { args } of made.slice(1)) {
      expect(args).toContainEqual(expect.stringMatching(/=\/usr\/share\/mime\/packages\/smart-0dte\.xml$/));
      expect(args).toContainEqual(expect.stringMatching(/256x256\.png=\/usr\/share\/icons\/hicolor\/256x256\/apps\/smart-0dte\.png$/));
      expect(args[args.indexOf('--after-remove') + 1]).toMatch(/after-remove/);
    }
  });

  it('opens recordings and links to them, on macOS and Windows', () => {
    const mac = readFileSync(join(packed.mac.tree, 'Smart 0DTE.app/Contents/Info.plist'), 'utf8').replaceAll(/>\s+</g, '><');
    expect(mac).toContain('<key>CFBundleURLSchemes</key><array><string>smart-0dte-open</string></array>');
    expect(mac).toContain('<key>CFBundleTypeExtensions</key><array><string>s0dte</string></array>');
    const windows = readFileSync(join(root, 'installers/windows/installer.nsh'), 'utf8');
    expect(windows).toContain(String.raw`"Software\Classes\smart-0dte-open\shell\open\command"`);
  });

  it('knows where to look for newer versions', () => {
    expect(readFileSync(join(resources.linux, 'app-update.yml'), 'utf8')).toMatch(/^provider: generic\nurl: https:\/\/updates\.example\/stable\n/);
  });

  it('leaves what belongs to people when it is removed, and says where', () => {
    const removal = readFileSync(join(root, 'installers/linux/after-remove.sh'), 'utf8');
    const call = (reason: string) => spawnSync('/bin/sh', ['-c', removal.replaceAll(/\$\{\w+\}/g, 'smart-0dte-nowhere'), 'postrm', reason], { encoding: 'utf8', env: { PATH: '' } });
    expect(call('remove')).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining('~/.local/share/smart-0dte') });
    for (const upgrade of ['upgrade', '1']) expect(call(upgrade)).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(removal).not.toMatch(/rm -r/);
  });
});

describe('npm run package', () => {
  const call = (...flags: readonly string[]) => spawnSync(process.execPath, [join(root, 'scripts/package.mjs'), ...flags], { encoding: 'utf8', env: { ...process.env, PATH: '' } });

  it.each([
    [[], /^nothing to package; expected --linux, --mac, --win or --browser-deb\n$/],
    [['--windows'], /^Unknown option '--windows'; expected --linux\|--mac\|--win\|--browser-deb/],
    [['--linux', '--arch', 'ia32'], /^--arch "ia32": expected x64 or arm64\n$/],
    [['--linux', '--electron-dist', '/nowhere'], /^--electron-dist "\/nowhere": no such folder; expected one that holds Electron unpacked\n$/],
  ] as const)('names what it does not understand: %s', (flags, says) => {
    expect(call(...flags)).toMatchObject({ status: 2, stderr: expect.stringMatching(says) });
  });

  it.runIf(ON_LINUX)('says what is missing before it begins', () => {
    const { status, stderr } = call('--linux', '--mac', '--win');
    expect(status).toBe(1);
    expect(stderr.split('\n').slice(0, -1).sort()).toEqual([
      expect.stringMatching(/^--linux: the rpm needs rpmbuild, .*expected it on the PATH/),
      expect.stringMatching(/^--mac: a dmg is made and signed on macOS alone; .*--mac --dir$/),
      expect.stringMatching(/^--win: .* needs Windows or wine; .*--win --dir$/),
    ]);
  });
});

onLinux('the packed program', () => {
  let unpacked: string;
  let dataDir: string;
  beforeAll(() => {
    unpacked = join(folder, 'elsewhere');
    dataDir = join(folder, 'data');
    mkdirSync(dataDir);
    extractAll(archive.path, unpacked);
  });

  it('loads its native modules from beside the archive', () => {
    const hash = `console.log(require('better-sqlite3')(':memory:').prepare('select 1').pluck().get(), require('@node-rs/argon2').hashSync('secret').slice(0, 9))`;
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', hash], { cwd: unpacked, encoding: 'utf8' });
    expect({ stdout, stderr }).toEqual({ stdout: '1 $argon2id\n', stderr: '' });
  });

  it('comes to its window without node_modules around it and without network, and ends cleanly', async () => {
    const guard = join(root, 'test/support/no-network.cjs');
    const program = new Program(join(unpacked, 'out'), ['--data-dir', dataDir], { STANDIN_PACKAGED: '1', NODE_OPTIONS: `--require=${JSON.stringify(guard)}`, NODE_PATH: '' });
    try {
      expect(await program.next('page')).toMatchObject({ status: 200, outside: 404 });
      const { session } = await program.next('session');
      expect(session).toMatchObject({ profile: 'local', feed: { kind: 'simulated' }, store: { kind: 'sqlite' } });
      await program.next('stream');
      program.send('close');
      expect(await program.exited).toBe(0);
      expect(program.stderr).toBe('');
    } finally {
      await program.kill();
    }
  });
});

const binary = electronBinary();
const obstacle = ON_LINUX ? obstacleToElectron() : 'only on Linux';
if (obstacle !== null) leaveOut('the packed program in Electron itself', obstacle);

describe.runIf(obstacle === null)('the packed program in Electron itself', () => {
  it('comes to its window and ends cleanly', { timeout: 120_000 }, async () => {
    const out = join(folder, 'real');
    execFileSync(process.execPath, [join(root, 'scripts/package.mjs'), '--linux', '--dir', '--electron-dist', dirname(binary ?? ''), '--out', out], { stdio: 'ignore' });
    const dataDir = join(folder, 'real-data');
    mkdirSync(dataDir);
    const screen = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1440x900x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      const [number] = await once(screen.stdout, 'data');
      const program = spawn(join(out, 'linux-unpacked/smart-0dte'), ['--data-dir', dataDir], { stdio: 'ignore', env: { ...process.env, DISPLAY: `:${String(number).trim()}` } });
      const exited = once(program, 'exit');
      // Written when the page has asked for its port.
      await vi.waitUntil(() => existsSync(join(dataDir, 'desktop-device')) || program.exitCode !== null, { timeout: 60_000, interval: 100 });
      program.kill('SIGTERM');
      expect(await exited).toEqual([0, null]);
      expect(existsSync(join(dataDir, 'desktop-device'))).toBe(true);
    } finally {
      screen.kill();
    }
  });
});

/** Why a packed program cannot be started in Electron here, or null. It refuses to start without Chromium's sandbox. */
function obstacleToElectron(): string | null {
  if (binary === null) return 'no Electron binary';
  if (spawnSync('Xvfb', ['-help']).error !== undefined) return 'no Xvfb to show it on';
  if (process.getuid?.() === 0) return 'Chromium’s sandbox does not run as root';
  return spawnSync('unshare', ['--user', '--map-root-user', 'true']).status === 0 ? null : 'no user namespaces for Chromium’s sandbox';
}

/** Where `npm start` has Electron, or null. */
function electronBinary(): string | null {
  const home = join(root, 'node_modules/electron');
  if (!existsSync(join(home, 'path.txt'))) return null;
  const path = join(home, 'dist', readFileSync(join(home, 'path.txt'), 'utf8'));
  return existsSync(path) ? path : null;
}

function sizeOf(path: string): number {
  const stat = statSync(path);
  return stat.isDirectory() ? readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0) : stat.size;
}
