import { accessSync, constants, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, posix, win32 } from 'node:path';

/** A browser that can show a page as a window of its own. */
export interface AppBrowser {
  /** "Chromium". */
  readonly name: string;
  readonly path: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

interface Make {
  readonly name: string;
  /** Commands on Linux, the distribution's own package first. */
  readonly commands: readonly string[];
  /** Where their makers' packages put them on Linux, off the PATH. */
  readonly opt: string;
  readonly mac: string;
  readonly windows: string;
}

const MAKES: readonly Make[] = [
  { name: 'Chromium', commands: ['chromium', 'chromium-browser'], opt: '/usr/lib/chromium/chromium', mac: 'Chromium', windows: 'Chromium\\Application\\chrome.exe' },
  { name: 'Chrome', commands: ['google-chrome-stable', 'google-chrome'], opt: '/opt/google/chrome/google-chrome', mac: 'Google Chrome', windows: 'Google\\Chrome\\Application\\chrome.exe' },
  { name: 'Brave', commands: ['brave-browser-stable', 'brave-browser'], opt: '/opt/brave.com/brave/brave-browser', mac: 'Brave Browser', windows: 'BraveSoftware\\Brave-Browser\\Application\\brave.exe' },
  { name: 'Edge', commands: ['microsoft-edge-stable', 'microsoft-edge'], opt: '/opt/microsoft/msedge/microsoft-edge', mac: 'Microsoft Edge', windows: 'Microsoft\\Edge\\Application\\msedge.exe' },
];

/** Where such browsers are looked for, the first choice first. */
export function appBrowserPlaces(platform: NodeJS.Platform, env: Environment): readonly AppBrowser[] {
  if (platform === 'darwin') {
    const roots = ['/Applications', ...(env['HOME'] === undefined ? [] : [`${env['HOME']}/Applications`])];
    return MAKES.flatMap(({ name, mac }) => roots.map((root) => ({ name, path: `${root}/${mac}.app/Contents/MacOS/${mac}` })));
  }
  if (platform === 'win32') {
    const roots = ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'].flatMap((name) => env[name] ?? []);
    return MAKES.flatMap(({ name, windows }) => roots.map((root) => ({ name, path: win32.join(root, windows) })));
  }
  // A relative entry of the PATH would mean another program in each folder.
  const folders = (env['PATH'] ?? '').split(':').filter((folder) => posix.isAbsolute(folder));
  return MAKES.flatMap(({ name, commands, opt }) => [
    ...commands.flatMap((command) => folders.map((folder) => ({ name, path: posix.join(folder, command) }))),
    { name, path: opt },
  ]);
}

/** The first of those places that has one that can be used; null for none. */
export function findAppBrowser(platform: NodeJS.Platform, env: Environment, isUsable: (path: string) => boolean = isProgram): AppBrowser | null {
  return appBrowserPlaces(platform, env).find(({ path }) => isUsable(path)) ?? null;
}

/** Letters at the beginning of a script that are looked at. */
const LOOKED_AT = 4_096;

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile() && !isSnap(path);
  } catch {
    return false;
  }
}

/** A snap cannot read hidden folders of the home directory, and so neither our page nor a profile beside it. */
function isSnap(path: string): boolean {
  if (process.platform !== 'linux') return false;
  const real = realpathSync(path);
  if (basename(real) === 'snap' || real.startsWith('/snap/')) return true;
  // Ubuntu's own package is a script that starts the snap.
  return statSync(real).size < LOOKED_AT && readFileSync(real, 'latin1').includes('/snap/bin/');
}
