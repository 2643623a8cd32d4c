import { join } from 'node:path';
import { app, type BrowserWindow, dialog, Menu, safeStorage, session } from 'electron';
import { parseSettings, type Settings } from '../../settings.ts';
import { HelpRequest, reportStart, StartFailure } from '../../start-failure.ts';
import type { TerminalHooks } from '../../terminal.ts';
import { readRenderer } from '../renderer-files.ts';
import { RestartingTerminal, type ShownTerminal } from '../restarting-terminal.ts';
import { DesktopDevice } from './desktop-device.ts';
import { guardApp } from './guards.ts';
import { openVault } from './keychain.ts';
import { registerPageScheme, servePage } from './page-protocol.ts';
import { commandLineRefusal } from './policies/command-line.ts';
import { openWindow } from './window.ts';

export interface ElectronShellOptions {
  readonly start: (settings: Settings, hooks: Pick<TerminalHooks, 'vault' | 'restart' | 'restore'>) => Promise<ShownTerminal>;
  /** Where the built program lies: main/, preload/ and renderer/. */
  readonly outDir: string;
}

/** Runs the desktop app until its last window is closed. A start that fails is shown in a dialog and ends with its exit code. */
export async function runElectronShell(options: ElectronShellOptions): Promise<void> {
  registerPageScheme();
  try {
    await open(options);
  } catch (reason) {
    await endFailed(reason);
  }
}

async function endFailed(reason: unknown): Promise<void> {
  const code = reportStart(reason, process.stdout, process.stderr);
  if (!(reason instanceof HelpRequest)) {
    await app.whenReady();
    dialog.showErrorBox('Smart 0DTE cannot start', reason instanceof Error ? reason.message : String(reason));
  }
  app.exit(code);
}

async function open({ start, outDir }: ElectronShellOptions): Promise<void> {
  const weakened = commandLineRefusal(process.argv, (name) => app.commandLine.hasSwitch(name), app.isPackaged);
  if (weakened !== null) throw new StartFailure(weakened);
  // It takes "--no-sandbox" back, without which root cannot run Chromium at all: a developer's machine may need it.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  const settings = readSettings();
  // The lock belongs to this directory, so each data directory has one program and two directories may have two.
  app.setPath('userData', join(settings.dataDir, 'window'));
  if (!app.requestSingleInstanceLock()) {
    throw new StartFailure(`--data-dir "${settings.dataDir}": Smart 0DTE already runs on it; expected another directory`);
  }
  const files = readRenderer(join(outDir, 'renderer'));
  await app.whenReady();
  servePage(files);
  guardApp(session.defaultSession);
  Menu.setApplicationMenu(menu(app.isPackaged));

  const warn = (text: string): void => void process.stderr.write(`smart-0dte: ${text}\n`);
  const vault = openVault(safeStorage, settings.dataDir, process.platform, warn);
  const terminal = await startOrRestore((asked) => {
    let first: Settings | null = asked;
    return RestartingTerminal.start({
      start(restore, restart) {
        // Anew each time: a restart is asked for after settings were changed.
        const read = first ?? readSettings();
        first = null;
        return start(read, { vault, restore, restart });
      },
      onFailure: (reason) => void endFailed(reason),
      say: warn,
    });
  }, settings);
  const preload = join(outDir, 'preload', 'index.cjs');
  const desktop = new DesktopDevice(settings.dataDir, warn);
  let window: BrowserWindow | null = null;
  const show = (): void => {
    window = openWindow({ terminal, preload, deviceOf: () => desktop.device });
    window.on('closed', () => {
      window = null;
    });
  };
  show();
  terminal.onRevoked((tokenHash) => {
    // The page comes back as a device that nobody is signed in on.
    if (desktop.forget(tokenHash)) window?.reload();
  });

  app.on('second-instance', () => {
    if (window?.isMinimized() === true) window.restore();
    window?.focus();
  });
  app.on('activate', () => {
    if (window === null) show();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  const quit = (): void => app.quit();
  process.on('SIGINT', quit);
  process.on('SIGTERM', quit);
  let closing = false;
  app.on('will-quit', (event) => {
    event.preventDefault();
    if (closing) return;
    closing = true;
    terminal.close().then(
      () => app.exit(0),
      (reason: unknown) => app.exit(reportStart(reason, process.stdout, process.stderr)),
    );
  });
}

function readSettings(): Settings {
  return parseSettings(programArguments(process.argv, app.isPackaged), process.env);
}

/** Offers to go on from the newest backup where the database is damaged. */
async function startOrRestore(
  start: (settings: Settings) => Promise<ShownTerminal>,
  settings: Settings,
): Promise<ShownTerminal> {
  try {
    return await start(settings);
  } catch (failure) {
    if (!(failure instanceof StartFailure) || !failure.canRestoreBackup || settings.restoreBackup) throw failure;
    const choice = dialog.showMessageBoxSync({
      type: 'error',
      title: 'Smart 0DTE',
      message: 'The database is damaged.',
      detail: failure.message,
      buttons: ['Go on from the backup', 'Quit'],
      defaultId: 1,
      cancelId: 1,
    });
    if (choice !== 0) throw failure;
    return start({ ...settings, restoreBackup: true });
  }
}

/** The program's own flags, without the binary, Chromium's switches before the app's path, and that path. */
export function programArguments(argv: readonly string[], packaged: boolean): readonly string[] {
  const rest = argv.slice(1);
  return packaged ? rest : rest.slice(rest.findIndex((argument) => !argument.startsWith('-')) + 1);
}

function menu(isPackaged: boolean): Menu {
  return Menu.buildFromTemplate([
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' as const }] : []),
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        { role: 'reload' },
        ...(isPackaged ? [] : [{ role: 'toggleDevTools' as const }]),
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
  ]);
}
