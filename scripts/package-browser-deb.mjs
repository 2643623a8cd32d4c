/**
 * Makes the Debian package of the browser shell, which needs no Electron: the program, the pinned Node, an entry of the
 * menu. `package-browser-deb.mjs [FOLDER] [--quick]` builds the program first, and leaves the package in FOLDER (dist/);
 * quick is large.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, cpSync, existsSync, lutimesSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { reachableModules } from './browser-deb/reachable-modules.mjs';
import { debianDependencies } from './browser-deb/shared-libraries.mjs';
import { build } from './build.mjs';
import { fail, install, pinnedNode, root, say } from './toolchain.mjs';

const NAME = 'smart-0dte-browser';
const HOME = `usr/lib/${NAME}`;
const DOCUMENTS = `usr/share/doc/${NAME}`;
const MAINTAINER = 'Smart 0DTE contributors <contributors@smart-0dte.invalid>';
/** Debian's name of each processor that the natives are there for. */
const ARCHITECTURES = { x64: 'amd64', arm64: 'arm64' };
/** Sizes of icons that the hicolor theme has folders for. */
const ICON_SIZES = [16, 24, 32, 48, 64, 128, 256, 512];
/** Small for a release, quick for a test. */
const COMPRESSIONS = { small: ['-Zxz', '-z6'], quick: ['-Znone'] };
const templates = join(root, 'scripts', 'browser-deb');

/**
 * Packs what is built into `outDir`, for this machine's processor, and returns the package's path. The same program and
 * SOURCE_DATE_EPOCH (seconds; else the last commit's) give the same bytes. Throws with a line that says what is missing.
 */
export function packageBrowserDeb({ outDir, compression = 'small' }) {
  const architecture = ARCHITECTURES[process.arch];
  const flags = COMPRESSIONS[compression];
  if (process.platform !== 'linux' || architecture === undefined) throw new Error(`The Debian package is made on Linux on x64 or arm64; this is ${process.platform} on ${process.arch}.`);
  if (flags === undefined) throw new Error(`compression "${compression}": expected ${Object.keys(COMPRESSIONS).join(' or ')}`);
  if (spawnSync('dpkg-deb', ['--version']).status !== 0) throw new Error('The Debian package cannot be made: dpkg-deb is not there. Install dpkg (it is on every Debian and Ubuntu), or make it there.');
  if (!existsSync(join(root, 'out', 'main', 'browser.js'))) throw new Error('The Debian package cannot be made: the program is not built. Run npm run package, which builds it.');
  const { version, description, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  // A version before another one is "1.0.0-beta.1" to npm and "1.0.0~beta.1" to Debian.
  const debianVersion = version.replace('-', '~');
  const epoch = sourceDate();
  const stage = mkdtempSync(join(tmpdir(), 'smart-0dte-deb-'));
  try {
    const at = (path) => {
      const full = join(stage, path);
      mkdirSync(dirname(full), { recursive: true });
      return full;
    };
    const binaries = stageProgram(at, { version, description, license });
    stageDesktop(at);
    stageDocuments(at, { version, debianVersion, epoch });
    stageControl(at, stage, { debianVersion, architecture, description, depends: debianDependencies(binaries) });
    settle(stage, epoch);
    mkdirSync(outDir, { recursive: true });
    const file = join(outDir, `${NAME}_${debianVersion}_${architecture}.deb`);
    const result = spawnSync('dpkg-deb', ['--root-owner-group', ...flags, '--build', stage, file], { encoding: 'utf8', env: { ...process.env, SOURCE_DATE_EPOCH: String(epoch) } });
    if (result.status !== 0) throw new Error(`dpkg-deb made no package: ${result.stderr}`);
    return file;
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

/** The program with its Node. Returns the binaries among its files. */
function stageProgram(at, { version, description, license }) {
  const node = at(`${HOME}/node`);
  copyStripped(pinnedNode, node);

  const main = join(root, 'out', 'main');
  // All that is started or loaded by its name, but the desktop app's entry.
  const entries = readdirSync(main).filter((name) => name.endsWith('.js') && name !== 'index.js').map((name) => join(main, name));
  for (const file of reachableModules(entries)) copyFileSync(file, at(`${HOME}/out/main/${relative(main, file)}`));
  const noMaps = (source) => !source.endsWith('.map');
  cpSync(join(root, 'out', 'renderer'), at(`${HOME}/out/renderer`), { recursive: true, filter: noMaps });
  for (const folder of ['migrations', 'resources']) cpSync(join(root, folder), at(`${HOME}/${folder}`), { recursive: true, filter: noMaps });
  rmSync(at(`${HOME}/resources/licences`), { recursive: true, force: true });
  writeFileSync(at(`${HOME}/package.json`), `${JSON.stringify({ name: NAME, version, description, license, type: 'module' }, null, 2)}\n`);

  const sqlite = `better-sqlite3/prebuilds/linux-${process.arch}.node`;
  const argonFolder = `@node-rs/argon2-linux-${process.arch}-gnu`;
  const argon = `${argonFolder}/argon2.linux-${process.arch}-gnu.node`;
  const packages = join(root, 'node_modules');
  const brought = ['better-sqlite3/package.json', 'better-sqlite3/lib', '@node-rs/argon2/package.json', '@node-rs/argon2/index.js', `${argonFolder}/package.json`];
  const ofOthers = /\/lib\/(?:darwin|linux|linuxmusl|win32)-\w+\.js$/;
  for (const path of brought) cpSync(join(packages, path), at(`${HOME}/node_modules/${path}`), { recursive: true, filter: (source) => !ofOthers.test(source) });
  const natives = [sqlite, argon].map((path) => {
    const native = at(`${HOME}/node_modules/${path}`);
    copyStripped(join(packages, path), native);
    return native;
  });
  return [node, ...natives];
}

/** Without symbols that only a debugger reads, where there is a `strip`. */
function copyStripped(from, to) {
  if (spawnSync('strip', ['--strip-unneeded', '-o', to, from]).status !== 0) copyFileSync(from, to);
}

function stageDesktop(at) {
  copyFileSync(join(templates, 'launcher.sh'), at(`usr/bin/${NAME}`));
  copyFileSync(join(templates, `${NAME}.desktop`), at(`usr/share/applications/${NAME}.desktop`));
  const icons = 'usr/share/icons/hicolor';
  copyFileSync(join(root, 'resources', 'icon.svg'), at(`${icons}/scalable/apps/${NAME}.svg`));
  for (const size of ICON_SIZES) copyFileSync(join(root, 'out', 'icons', 'png', `${size}x${size}.png`), at(`${icons}/${size}x${size}/apps/${NAME}.png`));
}

function stageDocuments(at, { version, debianVersion, epoch }) {
  const notices = join(root, 'out', 'THIRD-PARTY-NOTICES.txt');
  const indented = readFileSync(join(root, 'LICENSE'), 'utf8').trimEnd().split('\n').map((line) => (line.trim() === '' ? ' .' : ` ${line}`)).join('\n');
  const lines = [
    'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/',
    'Upstream-Name: Smart 0DTE',
    'Comment: What is others\' work in it, Node.js among it, is listed with its licences in',
    ` /${DOCUMENTS}/THIRD-PARTY-NOTICES.txt.gz.`,
    '',
    'Files: *',
    'Copyright: 2026 Smart 0DTE contributors',
    'License: Expat',
    indented,
  ];
  writeFileSync(at(`${DOCUMENTS}/copyright`), `${lines.join('\n')}\n`);
  writeFileSync(at(`${DOCUMENTS}/THIRD-PARTY-NOTICES.txt.gz`), packed(readFileSync(notices)));
  const date = new Date(epoch * 1000).toUTCString().replace('GMT', '+0000');
  writeFileSync(at(`${DOCUMENTS}/changelog.gz`), packed(`${NAME} (${debianVersion}) unstable; urgency=medium\n\n  * Version ${version}.\n\n -- ${MAINTAINER}  ${date}\n`));
  const help = spawnSync(pinnedNode, [join(root, 'out', 'main', 'browser.js'), '--help'], { encoding: 'utf8' });
  if (help.status !== 0) throw new Error(`the built program does not tell its flags: ${help.stderr}`);
  // Without its first line, which is of a checkout.
  const flags = help.stdout.split('\n').slice(1).join('\n').replace(/^\n+/, '').trimEnd();
  const manual = readFileSync(join(templates, `${NAME}.1`), 'utf8').replace('@VERSION@', version).replace('@FLAGS@', roff(flags));
  writeFileSync(at(`usr/share/man/man1/${NAME}.1.gz`), packed(manual));
}

function stageControl(at, stage, { debianVersion, architecture, description, depends }) {
  const files = filesIn(stage).filter((path) => statSync(join(stage, path)).isFile());
  const kibibytes = files.reduce((sum, path) => sum + Math.ceil(statSync(join(stage, path)).size / 1024), 0);
  const fields = [
    `Package: ${NAME}`,
    `Version: ${debianVersion}`,
    `Architecture: ${architecture}`,
    `Maintainer: ${MAINTAINER}`,
    `Installed-Size: ${kibibytes}`,
    `Depends: ${depends.join(', ')}`,
    'Recommends: chromium | google-chrome-stable | microsoft-edge-stable | brave-browser, xdg-utils',
    'Suggests: libnotify-bin',
    'Section: misc',
    'Priority: optional',
    `Description: ${description.replace(/^An? /, '').replace(/\.$/, '')}`,
    ' Smart 0DTE shows the option chains of SPY, QQQ and IWM, prices and trades what',
    ' expires today, on paper unless an account is connected, and keeps the books.',
    ' .',
    ' This package serves its window on 127.0.0.1 and shows it as a window of its',
    ' own in an installed Chromium, Chrome, Brave or Edge. It brings its own Node.js.',
  ];
  writeFileSync(at('DEBIAN/control'), `${fields.join('\n')}\n`);
  const sums = files.map((path) => `${createHash('md5').update(readFileSync(join(stage, path))).digest('hex')}  ${path}`);
  writeFileSync(at('DEBIAN/md5sums'), `${sums.join('\n')}\n`);
  for (const script of ['prerm', 'postrm']) copyFileSync(join(templates, script), at(`DEBIAN/${script}`));
}

const RUNNABLE = new Set(['DEBIAN/prerm', 'DEBIAN/postrm', `usr/bin/${NAME}`, `${HOME}/node`]);

/** Rights and times that do not depend on who packs, and when. */
function settle(stage, epoch) {
  for (const path of ['', ...filesIn(stage)]) {
    const full = join(stage, path);
    chmodSync(full, statSync(full).isDirectory() || RUNNABLE.has(path) ? 0o755 : 0o644);
    lutimesSync(full, epoch, epoch);
  }
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true }).sort();
}

/** As Debian wants it: small, and without a time. */
function packed(text) {
  return gzipSync(text, { level: 9 });
}

function roff(text) {
  return text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replace(/^([.'])/gm, '\\&$1');
}

function sourceDate() {
  const given = Number(process.env.SOURCE_DATE_EPOCH ?? Number.NaN);
  if (Number.isInteger(given) && given >= 0) return given;
  const commit = spawnSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' });
  return commit.status === 0 ? Number(commit.stdout.trim()) : Math.floor(Date.now() / 1000);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  install();
  if (!build()) process.exit(1);
  try {
    const began = Date.now();
    const { positionals, values } = parseArgs({ options: { quick: { type: 'boolean' } }, allowPositionals: true });
    const file = packageBrowserDeb({ outDir: positionals[0] ?? join(root, 'dist'), compression: values.quick ? 'quick' : 'small' });
    say(`${file}: ${(statSync(file).size / 1e6).toFixed(1)} MB, in ${((Date.now() - began) / 1000).toFixed(1)} s.`);
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error));
  }
}
