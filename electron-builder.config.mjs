/** How the desktop app is packed and what its installers are. `npm run package` (scripts/package.mjs) builds by it. */
import { copyFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses';
import { FUSES } from './src-main/shell/electron/policies/fuses.ts';

const root = import.meta.dirname;
const PRODUCT = 'Smart 0DTE';
/** What the program is called where names have neither spaces nor capitals: files, packages, the command on Linux. */
const NAME = 'smart-0dte';
const MAKERS = `${PRODUCT} contributors`;

/** Of the builder's systems: what Node calls each, and what ends the names of @node-rs/argon2's packages for it. */
export const SYSTEMS = {
  linux: { node: 'linux', argon2: '-gnu', targets: ['AppImage', 'deb', 'rpm'] },
  mac: { node: 'darwin', argon2: '', targets: ['dmg', 'zip'] },
  win: { node: 'win32', argon2: '-msvc', targets: ['nsis'] },
};

/** The package that holds the native half of @node-rs/argon2. */
export function argon2Package(system, arch) {
  return `@node-rs/argon2-${SYSTEMS[system].node}-${arch}${SYSTEMS[system].argon2}`;
}

/**
 * Where an installed program looks for newer versions: in the folder that SMART_0DTE_UPDATES_URL names, else among the
 * GitHub releases of the repository that package.json or GitHub's own GITHUB_REPOSITORY names; null where none is named.
 * Such a program is told of no updates, and is not updated from within.
 */
export function updateSource(manifest, environment) {
  const url = environment.SMART_0DTE_UPDATES_URL;
  if (url !== undefined && url !== '') {
    if (!/^https:\/\/./.test(url)) throw new Error(`SMART_0DTE_UPDATES_URL "${url}": expected an https address of a folder`);
    return { provider: 'generic', url };
  }
  const named = typeof manifest.repository === 'string' ? manifest.repository : manifest.repository?.url;
  const [, owner, repo] = /(?:^|github\.com[/:]|^github:)([\w.-]+)\/([\w.-]+?)(?:\.git)?$/.exec(named ?? environment.GITHUB_REPOSITORY ?? '') ?? [];
  return owner === undefined || repo === undefined ? null : { provider: 'github', owner, repo, releaseType: 'draft' };
}

/** @returns {import('electron-builder').Configuration} */
export function configuration({ system, output = 'dist', electronDist = null, packages = 'node_modules', signed = false, environment = process.env }) {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const { node, argon2 } = SYSTEMS[system];
  const publish = updateSource(manifest, environment);
  return {
    appId: 'app.smart0dte.terminal',
    productName: PRODUCT,
    copyright: `Copyright © 2026 ${MAKERS}`,
    artifactName: `${NAME}-\${version}-\${os}-\${arch}.\${ext}`,
    directories: { output, buildResources: 'installers' },
    electronDist,
    // Chromium's own words, of which the window shows hardly any, in the window's language.
    electronLanguages: ['en'],
    extraMetadata: {
      author: { name: MAKERS },
      // Ties the window to its entry in the menu of a Linux desktop.
      desktopName: `${NAME}.desktop`,
      homepage: manifest.homepage ?? homepageOf(publish),
    },
    publish,

    asar: true,
    // The system's loader opens files, not parts of an archive. All else is read in the archive, by the threads too
    // (Electron sets its reading of archives up in each), so that the integrity check covers it.
    asarUnpack: ['**/*.node'],
    files: [
      'package.json',
      'LICENSE',
      'migrations/**/*',
      'resources/**/*',
      '!resources/icon.svg',
      // Of the other shells.
      '!resources/{licences,plans}{,/**/*}',
      // What is started from a command line is not: the binary is no interpreter (its fuse RunAsNode).
      'out/main/index.js',
      'out/main/*-worker.js',
      'out/main/chunks/**/*',
      'out/preload/**/*',
      'out/renderer/**/*',
      'out/icons/png/256x256.png',
      'out/icons/tray/**/*',
      '!**/*.map',
      // All that the bundle does not hold itself: what is native, with the binary of the one system and processor.
      { from: 'node_modules/better-sqlite3', to: 'node_modules/better-sqlite3', filter: ['package.json', 'LICENSE', 'lib/*.js', 'lib/methods/*.js', '!lib/{darwin,linux,linuxmusl,win32}-*.js', `prebuilds/${node}-\${arch}.node`] },
      { from: 'node_modules/@node-rs/argon2', to: 'node_modules/@node-rs/argon2', filter: ['package.json', 'LICENSE', 'index.js'] },
      { from: `${packages}/@node-rs/argon2-${node}-\${arch}${argon2}`, to: `node_modules/@node-rs/argon2-${node}-\${arch}${argon2}`, filter: ['package.json', '*.node'] },
    ],
    extraResources: [{ from: 'out/THIRD-PARTY-NOTICES.txt', to: 'THIRD-PARTY-NOTICES.txt' }],
    // Both are N-API, prebuilt, and chosen above: nothing is to be compiled, nor collected out of node_modules.
    beforeBuild: async () => false,
    afterExtract,
    afterPack,

    // Windows names the kind in its registry by it, macOS in the Finder.
    fileAssociations: [{ ext: 's0dte', name: system === 'win' ? 'Smart0DTE.Recording' : 'Smart 0DTE recording', description: 'Smart 0DTE recording', mimeType: 'application/x-smart-0dte-recording', role: 'Viewer' }],
    protocols: [{ name: 'Smart 0DTE recording', schemes: ['smart-0dte-open'], role: 'Viewer' }],

    linux: {
      target: SYSTEMS.linux.targets,
      executableName: NAME,
      icon: 'out/icons/png',
      category: 'Office;Finance;',
      synopsis: 'Terminal for options that expire today',
      maintainer: `${MAKERS} <contributors@smart-0dte.invalid>`,
      vendor: MAKERS,
      syncDesktopName: true,
      desktop: { entry: { Keywords: 'options;0DTE;trading;SPY;QQQ;IWM;', StartupNotify: 'true' } },
    },
    // The older runtime needs libfuse2, and writes --no-sandbox into the desktop's entry, with which the program refuses to start.
    toolsets: { appimage: '1.0.3' },
    deb: { packageCategory: 'misc', afterRemove: 'installers/linux/after-remove.sh' },
    rpm: { afterRemove: 'installers/linux/after-remove.sh' },

    win: { target: SYSTEMS.win.targets, icon: 'out/icons/icon.ico' },
    nsis: {
      oneClick: true,
      perMachine: false,
      // The script of our own asks.
      deleteAppDataOnUninstall: false,
      include: 'installers/windows/installer.nsh',
      buildUniversalInstaller: false,
      shortcutName: PRODUCT,
      uninstallDisplayName: PRODUCT,
    },

    mac: {
      target: SYSTEMS.mac.targets,
      icon: 'out/icons/icon.icns',
      category: 'public.app-category.finance',
      // Without an identity the app is signed for this machine alone ("-"): Apple's processors run nothing unsigned. The
      // hardened runtime would then refuse Electron's own frameworks, whose signature names no team.
      ...(signed ? {} : { identity: '-' }),
      hardenedRuntime: signed,
      gatekeeperAssess: false,
      entitlements: 'installers/mac/entitlements.plist',
      entitlementsInherit: 'installers/mac/entitlements.plist',
      notarize: signed && mayNotarise(environment),
    },
    dmg: { title: `${PRODUCT} \${version}` },
  };
}

/** Whether Apple's notary can be asked: by one of the three sets of variables that the builder reads. */
export function mayNotarise(environment) {
  const sets = [
    ['APPLE_API_KEY', 'APPLE_API_KEY_ID', 'APPLE_API_ISSUER'],
    ['APPLE_ID', 'APPLE_APP_SPECIFIC_PASSWORD', 'APPLE_TEAM_ID'],
    ['APPLE_KEYCHAIN_PROFILE'],
  ];
  return sets.some((names) => names.every((name) => (environment[name] ?? '') !== ''));
}

/** deb and rpm must name one; RFC 2606 keeps .invalid for what names nothing. */
function homepageOf(publish) {
  if (publish?.provider === 'github') return `https://github.com/${publish.owner}/${publish.repo}`;
  return publish?.url ?? `https://${NAME}.invalid/`;
}

/** A distribution that was unpacked beforehand still has Electron's own program inside, and on macOS its licences beside it. */
function afterExtract({ appOutDir, packager, electronPlatformName }) {
  const isMac = electronPlatformName === 'darwin';
  const resources = isMac ? join(appOutDir, 'Electron.app', 'Contents', 'Resources') : join(appOutDir, 'resources');
  rmSync(join(resources, 'default_app.asar'), { force: true });
  rmSync(join(appOutDir, 'version'), { force: true });
  const dist = packager.config.electronDist;
  if (!isMac || typeof dist !== 'string') return;
  for (const [name, as] of [['LICENSE', 'LICENSE.electron.txt'], ['LICENSES.chromium.html', 'LICENSES.chromium.html']]) {
    if (existsSync(join(dist, name)) && !existsSync(join(resources, as))) copyFileSync(join(dist, name), join(resources, as));
  }
}

/** The builder's own @electron/fuses does not know every fuse of this Electron. Signing comes after this. */
async function afterPack({ appOutDir, packager, electronPlatformName }) {
  const extension = { darwin: '.app', win32: '.exe', linux: '' }[electronPlatformName];
  const name = electronPlatformName === 'linux' ? packager.executableName : packager.appInfo.productFilename;
  const fuses = Object.entries(FUSES).map(([fuse, { enabled }]) => [FuseV1Options[fuse], enabled]);
  await flipFuses(join(appOutDir, `${name}${extension}`), { version: FuseVersion.V1, strictlyRequireAllFuses: true, ...Object.fromEntries(fuses) });
}
