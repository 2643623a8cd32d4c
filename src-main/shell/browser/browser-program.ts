import { join } from 'node:path';
import { App } from '../../app/app.ts';
import type { Diagnostics } from '../../app/diagnostics/diagnostics.ts';
import { safeModeHint } from '../../app/diagnostics/safe-mode-offer.ts';
import { noOpenRequests } from '../../app/nothing-around.ts';
import type { AppDesk } from '../../app/app-desk.ts';
import { realPacer } from '../../composition/real-pacer.ts';
import { obstaclesOf, quitWords } from '../../app/quit-obstacles.ts';
import { StandingWatch } from '../../app/standing.ts';
import type { Restart } from '../../restart.ts';
import type { Settings } from '../../settings.ts';
import { watchMachine } from '../machine-watching.ts';
import { RestartingTerminal, type ShownTerminal } from '../restarting-terminal.ts';
import { type BrowserShell, runBrowserShell } from './browser-shell.ts';
import { Ending } from './ending.ts';
import { installationOf, updatesOf } from './installation.ts';
import { showNotice } from './notice.ts';
import { showLink } from './show-link.ts';
import { WindowBoundLife } from './window-bound-life.ts';
import { realClock } from '../../real-clock.ts';

export interface BrowserProgramOptions {
  readonly settings: Settings;
  /** Where the built program lies: main/ and renderer/. */
  readonly outDir: string;
  readonly version: string;
  readonly diagnostics: Diagnostics;
  readonly start: (app: AppDesk, restore: string | null, restart: NonNullable<Restart>) => Promise<ShownTerminal>;
  /** The terminal was ended and could not be started anew. */
  readonly onFailure: (reason: unknown) => void;
  /** Ends the process in an orderly way, through `close`. */
  readonly end: () => void;
  readonly say: (line: string) => void;
  readonly warn: (line: string) => void;
}

export interface BrowserProgram {
  printLink(): void;
  close(): Promise<void>;
}

/** The browser shell with what stands around it: its windows, its end, and later starts. Throws StartFailure; nothing is left running then. */
export async function runBrowserProgram(options: BrowserProgramOptions): Promise<BrowserProgram> {
  const { diagnostics, settings, end, say, warn } = options;
  const hint = safeModeHint(diagnostics.record.failedBefore, settings.safeMode);
  if (hint !== null) warn(hint);
  let watch: StandingWatch | null = null;
  const obstacle = (): string | null => {
    const { message, detail } = quitWords(obstaclesOf(watch?.now() ?? null));
    return message === '' ? null : `${message} ${detail}`;
  };
  const ending = new Ending({ obstacle, end });
  const life = new WindowBoundLife({
    after: realPacer.after,
    obstacle,
    end: () => {
      warn('its last window was closed, and it ends');
      end();
    },
    onStaying(why) {
      warn(`its last window was closed, but it goes on: ${why} Start it again for a window, or end it with --stop-anyway.`);
      showNotice('Smart 0DTE goes on without a window', why);
    },
  });
  const app = appOf(options, ending);
  let stopWatching = (): void => undefined;
  const shell = await runBrowserShell({
    settings,
    rendererDir: join(options.outDir, 'renderer'),
    laterStarts: { onLink: () => life.windowExpected(), stop: ending.ask },
    start: async () => {
      const terminal = await RestartingTerminal.start({
        start: (restore, restart) => options.start(app, restore, restart),
        onFailure: options.onFailure,
        say: (line) => {
          say(`smart-0dte: ${line}`);
          diagnostics.log.info(line);
        },
      });
      watch = new StandingWatch(terminal.host({ origin: 'headless' }));
      diagnostics.follow(terminal.host({ origin: 'headless' }));
      const machine = watchMachine({ terminal, app, clock: realClock, say: (text) => diagnostics.log.info(text) });
      stopWatching = () => machine.close();
      return terminal;
    },
  });
  // A page waits from now on for whoever opens it.
  diagnostics.record.reachedWindow();
  const takeBack = showFirst(options, shell, life);
  return {
    printLink: () => say(runningAt(shell)),
    async close() {
      stopWatching();
      life.close();
      takeBack();
      watch?.close();
      await shell.close();
    },
  };
}

function appOf({ diagnostics, settings, outDir, version }: BrowserProgramOptions, ending: Ending): App {
  const installation = installationOf(outDir);
  return new App({
    version,
    shell: 'browser',
    installation,
    safeMode: settings.safeMode,
    failedStarts: diagnostics.record.failedBefore,
    ...diagnostics.told,
    updates: updatesOf(installation),
    crashes: diagnostics.crashes,
    requests: noOpenRequests(),
    windows: null,
    quit: ending.quit,
  });
}

/** Opens the first window, and says where it runs. Returns the function that takes back what is left of it when the program ends. */
function showFirst({ settings, say, warn }: BrowserProgramOptions, shell: BrowserShell, life: WindowBoundLife): () => void {
  shell.onWindows((count) => life.windowsAre(count));
  const newLink = (used: () => void): string => shell.newLink(used);
  let shown = showLink({
    settings,
    newLink,
    say: warn,
    onAppWindowEnded(code) {
      if (code === 0 || life.hadWindow) {
        life.browserEnded();
        return;
      }
      life.close();
      warn('the app window could not be opened: the default browser is opened instead');
      shown = showLink({ settings: { ...settings, appWindow: false }, newLink, onAppWindowEnded: () => undefined, say: warn });
      say(runningAt(shell));
    },
  });
  if (shown.kind === 'app_window') life.browserStarted();
  // What a menu starts may be written to the system's log, where others read the link.
  if (shown.kind === 'app_window' && !process.stdout.isTTY) say(`Smart 0DTE is running at http://127.0.0.1:${shell.port}/ in a window of ${shown.browser.name}`);
  else say(runningAt(shell));
  return () => {
    if (shown.kind !== 'nowhere') shown.remove();
    // A window of its own that is left behind would show nothing but that its program is gone.
    if (shown.kind === 'app_window') shown.close();
  };
}

function runningAt(shell: BrowserShell): string {
  return `Smart 0DTE is running at ${shell.newLink()}`;
}
