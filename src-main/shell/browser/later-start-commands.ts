import { setTimeout as wait } from 'node:timers/promises';
import type { Settings } from '../../settings.ts';
import { showNotice } from './notice.ts';
import { hasDisplay } from './open-browser.ts';
import { isAlive } from './running-file.ts';
import { runningOn } from './running-program.ts';
import { showLink } from './show-link.ts';

/** A browser that cannot open its window is gone by then; one that hands it on too. */
const WINDOW_OPENS_MS = 3_000;
/** The program takes ten seconds at most to end. */
const ENDS_WITHIN_MS = 12_000;
const LOOK_MS = 50;

interface Says {
  readonly say: (line: string) => void;
  readonly warn: (line: string) => void;
}

/** Opens another window of the program that runs on the data directory; false where none does. */
export async function openAnotherWindow(settings: Settings, { say, warn }: Says): Promise<boolean> {
  const program = runningOn(settings.dataDir);
  const link = (await program?.newLink()) ?? null;
  if (program === null || link === null) return false;
  const shows = settings.open && hasDisplay(process.platform, process.env);
  // What a menu starts may be written to the system's log, where others read the link.
  if (shows && settings.appWindow && !process.stdout.isTTY) say(`Smart 0DTE runs on ${settings.dataDir} already; another window of it is opened.`);
  else say(`Smart 0DTE runs on ${settings.dataDir} already; another window of it: ${link}`);
  if (asksForSession(settings)) warn('it goes on as it was started: what was asked of the session, the port or the start has no effect');
  const forWindow = shows ? await program.newLink() : null;
  if (forWindow === null) return true;
  const ended = Promise.withResolvers<number | null>();
  const shown = showLink({ settings, newLink: () => forWindow, onAppWindowEnded: ended.resolve, say: warn });
  if (shown.kind !== 'app_window') return true;
  const code = await Promise.race([ended.promise, wait(WINDOW_OPENS_MS, 0, { ref: true })]);
  if (code === 0) return true;
  warn(`${shown.browser.name} opened no window: the default browser is opened instead`);
  showLink({ settings: { ...settings, appWindow: false }, newLink: () => forWindow, onAppWindowEnded: () => undefined, say: warn });
  return true;
}

/** Whether flags were given that only a program which starts can follow. */
function asksForSession({ feed, seed, start, speed, date, port, restoreBackup, safeMode }: Settings): boolean {
  return [feed, seed, start, speed, date, port].some((given) => given !== null) || restoreBackup || safeMode;
}

/** Ends the program that runs on the data directory, and waits until it has. Returns the exit code of who asked. */
export async function stopRunning({ dataDir, stop }: Settings, { say, warn }: Says): Promise<number> {
  const program = runningOn(dataDir);
  const answer = (await program?.stop(stop === 'anyway')) ?? null;
  if (program === null || answer === null) {
    say(`Smart 0DTE does not run on ${dataDir} as a browser shell.`);
    return 0;
  }
  const { obstacle } = answer;
  if (obstacle !== null) {
    warn(`it goes on: ${obstacle} End it all the same with --stop-anyway.`);
    // Where it was asked for from a menu, nobody reads what is written.
    if (!process.stderr.isTTY && hasDisplay(process.platform, process.env)) showNotice('Smart 0DTE goes on', obstacle);
    return 1;
  }
  for (let waited = 0; isAlive(program.running); waited += LOOK_MS) {
    if (waited >= ENDS_WITHIN_MS) {
      warn(`process ${program.running.pid} was asked to end, and has not`);
      return 1;
    }
    await wait(LOOK_MS);
  }
  say('Smart 0DTE has ended.');
  return 0;
}
