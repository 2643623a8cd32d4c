import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Diagnostics } from './app/diagnostics/diagnostics.ts';
import { parseSettings, type Settings } from './settings.ts';
import { openAnotherWindow, stopRunning } from './shell/browser/later-start-commands.ts';
import type { BrowserProgram } from './shell/browser/browser-program.ts';
import { reportStart, StartFailure } from './start-failure.ts';
import { realClock } from './real-clock.ts';

/** How long an orderly end may take; after it the process ends all the same, which loses nothing acknowledged. */
const CLOSING_MS = 10_000;
/** Another start may just be beginning, or ending, on the same data directory. */
const PATIENCE_MS = 5_000;
const TRY_AGAIN_MS = 250;

const says = {
  say: (line: string): void => console.log(line),
  warn: (line: string): void => void process.stderr.write(`smart-0dte: ${line}\n`),
};
const readSettings = (): Settings => parseSettings(process.argv.slice(2), process.env);
/** Of the start that runs the terminal; null before it, and in one that only asks another for a window. */
let diagnostics: Diagnostics | null = null;
const endFailed = (reason: unknown): never => {
  diagnostics?.failed(reason);
  process.exit(reportStart(reason, process.stdout, process.stderr));
};

try {
  const settings = readSettings();
  if (settings.stop !== null) process.exit(await stopRunning(settings, says));
  const program = await startOrJoin(settings);
  if (program === null) process.exit(0);
} catch (reason) {
  endFailed(reason);
}

/** null where another start's program runs on the data directory; it was asked for another window. */
async function startOrJoin(settings: Settings): Promise<BrowserProgram | null> {
  for (let waited = 0; ; waited += TRY_AGAIN_MS) {
    if (await openAnotherWindow(settings, says)) return null;
    try {
      return await start(settings);
    } catch (reason) {
      if (!(reason instanceof StartFailure) || !reason.isInUse || waited >= PATIENCE_MS) throw reason;
      await wait(TRY_AGAIN_MS);
    }
  }
}

async function start(settings: Settings): Promise<BrowserProgram> {
  // A later start, which only asks for a window, is spared what a terminal is made of.
  const [{ runBrowserProgram }, { startTerminal }, { openDiagnostics }, { programVersion }] = await Promise.all([
    import('./shell/browser/browser-program.ts'),
    import('./terminal.ts'),
    import('./app/diagnostics/diagnostics.ts'),
    import('./program-files.ts'),
  ]);
  const version = programVersion();
  diagnostics ??= openDiagnostics({
    dataDir: settings.dataDir,
    version,
    shell: 'browser',
    flags: process.argv.slice(2),
    safeMode: settings.safeMode,
    clock: realClock,
    process,
    end: (code) => process.exit(code),
    dumpFolder: null,
  });
  const { close, warn } = diagnostics;
  const running = runBrowserProgram({
    settings,
    outDir: join(import.meta.dirname, '..'),
    version,
    diagnostics,
    // Settings are read anew each time: a restart is asked for after they were changed.
    start: (app, restore, restart) => startTerminal(readSettings(), { app, restore, restart }),
    onFailure: endFailed,
    end: () => stop(),
    say: says.say,
    warn,
  });
  let stopping = false;
  const stop = (): void => {
    // A Ctrl-C reaches this process more than once: from the terminal, and from each script that started it.
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), CLOSING_MS).unref();
    running
      .then((program) => program.close())
      .then(close)
      .then(() => process.exit(0), endFailed);
  };
  // Before its link is printed: whoever reads that may end it at once.
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const program = await running.catch((reason: unknown) => {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
    throw reason;
  });
  if (process.stdin.isTTY) process.stdin.on('data', () => program.printLink());
  return program;
}
