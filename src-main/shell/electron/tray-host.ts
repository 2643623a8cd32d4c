import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const WATCHER = 'org.kde.StatusNotifierWatcher';
const PATH = '/StatusNotifierWatcher';
const SHOWS = 'IsStatusNotifierHostRegistered';

/** Each asks the session's bus whether something shows tray icons. One of them is on every Linux desktop. */
const QUESTIONS: readonly (readonly [program: string, args: readonly string[]])[] = [
  ['gdbus', ['call', '--session', '--dest', WATCHER, '--object-path', PATH, '--method', 'org.freedesktop.DBus.Properties.Get', WATCHER, SHOWS]],
  ['busctl', ['--user', 'get-property', WATCHER, PATH, WATCHER, SHOWS]],
  ['dbus-send', ['--session', '--print-reply=literal', `--dest=${WATCHER}`, PATH, 'org.freedesktop.DBus.Properties.Get', `string:${WATCHER}`, `string:${SHOWS}`]],
];
const ANSWERED_WITHIN_MS = 1_000;

/**
 * Whether a tray shows icons now. Electron cannot tell: on a Linux desktop without one it makes an icon that nobody sees.
 * There the desktop is asked, by StatusNotifierItem's own property; whoever cannot be asked counts as showing none. That
 * is a tray of the older kind too (XEmbed), of which it is not known whether it took the icon. Never rejects.
 */
export async function showsTrayIcons(platform: NodeJS.Platform, environment: Readonly<Record<string, string | undefined>>): Promise<boolean> {
  if (platform === 'darwin' || platform === 'win32') return true;
  const { DBUS_SESSION_BUS_ADDRESS: address, XDG_RUNTIME_DIR: runtime } = environment;
  // Without a bus, asking would start one.
  if ((address === undefined || address === '') && (runtime === undefined || !existsSync(join(runtime, 'bus')))) return false;
  for (const [program, args] of QUESTIONS) {
    const answer = await answerOf(program, args, environment);
    if (answer !== null) return /\btrue\b/.test(answer);
  }
  return false;
}

/** What a program printed; null where it failed or is not there. */
function answerOf(program: string, args: readonly string[], environment: Readonly<Record<string, string | undefined>>): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(program, args, { env: environment, timeout: ANSWERED_WITHIN_MS }, (error, stdout) => resolve(error === null ? stdout : null));
  });
}
