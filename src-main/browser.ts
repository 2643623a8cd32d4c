import { join } from 'node:path';
import { parseSettings, type Settings } from './settings.ts';
import { runBrowserShell } from './shell/browser/browser-shell.ts';
import { hasDisplay, openBrowser } from './shell/browser/open-browser.ts';
import { RestartingTerminal } from './shell/restarting-terminal.ts';
import { reportStart } from './start-failure.ts';
import { startTerminal } from './terminal.ts';

/** How long an orderly end may take; after it the process ends all the same, which loses nothing acknowledged. */
const CLOSING_MS = 10_000;

try {
  const readSettings = (): Settings => parseSettings(process.argv.slice(2), process.env);
  const settings = readSettings();
  const shell = await runBrowserShell({
    settings,
    rendererDir: join(import.meta.dirname, '../renderer'),
    start: () =>
      RestartingTerminal.start({
        // Settings are read anew each time: a restart is asked for after they were changed.
        start: (restore, restart) => startTerminal(readSettings(), { restore, restart }),
        onFailure: (reason) => process.exit(reportStart(reason, process.stdout, process.stderr)),
        say: (line) => console.log(`smart-0dte: ${line}`),
      }),
  });
  let removeOpened = (): void => undefined;
  let stopping = false;
  const stop = (): void => {
    // A Ctrl-C reaches this process more than once: from the terminal, and from each script that started it.
    if (stopping) return;
    stopping = true;
    removeOpened();
    setTimeout(() => process.exit(1), CLOSING_MS).unref();
    shell.close().then(
      () => process.exit(0),
      (reason: unknown) => process.exit(reportStart(reason, process.stdout, process.stderr)),
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);

  const printLink = (): void => console.log(`Smart 0DTE is running at ${shell.newLink()}`);
  printLink();
  if (settings.open && hasDisplay(process.platform, process.env)) {
    removeOpened = openBrowser({ link: shell.newLink(() => removeOpened()), dataDir: settings.dataDir });
  }
  if (process.stdin.isTTY) process.stdin.on('data', printLink);
} catch (reason) {
  process.exit(reportStart(reason, process.stdout, process.stderr));
}
