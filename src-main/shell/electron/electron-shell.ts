import { join } from 'node:path';
import { app, dialog, Menu, session } from 'electron';
import { type Diagnostics, openDiagnostics } from '../../app/diagnostics/diagnostics.ts';
import { LINK_SCHEME, splitArguments } from '../../app/open-argument.ts';
import { programFiles, programVersion } from '../../program-files.ts';
import { parseSettings, type Settings } from '../../settings.ts';
import { HelpRequest, reportStart, StartFailure } from '../../start-failure.ts';
import { readRenderer } from '../renderer-files.ts';
import { endAtOnce, keepDumps, watchCrashes } from './crash-watch.ts';
import { DesktopProgram, type StartTerminal } from './desktop-program.ts';
import { DesktopUpdates } from './desktop-updates.ts';
import { guardApp } from './guards.ts';
import { registerPageScheme, servePage } from './page-protocol.ts';
import { commandLineRefusal } from './policies/command-line.ts';
import { askForSafeMode, relaunchInSafeMode, withoutGraphicsAcceleration } from './safe-mode-dialog.ts';
import { realClock } from '../../real-clock.ts';

export interface ElectronShellOptions {
  readonly start: StartTerminal;
  /** Where the built program lies: main/, preload/ and renderer/. */
  readonly outDir: string;
}

/** Runs the desktop app until it is ended. A start that fails is shown in a dialog and ends with its exit code. */
export async function runElectronShell(options: ElectronShellOptions): Promise<void> {
  registerPageScheme();
  let diagnostics: Diagnostics | null = null;
  const failed = (reason: unknown): void => {
    diagnostics?.failed(reason);
    void endFailed(reason);
  };
  try {
    await open(options, failed, (opened) => (diagnostics = opened));
  } catch (reason) {
    failed(reason);
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

async function open({ start, outDir }: ElectronShellOptions, failed: (reason: unknown) => void, opened: (diagnostics: Diagnostics) => void): Promise<void> {
  const weakened = commandLineRefusal(process.argv, (name) => app.commandLine.hasSwitch(name), app.isPackaged);
  if (weakened !== null) throw new StartFailure(weakened);
  // It takes "--no-sandbox" back, without which root cannot run Chromium at all: a developer's machine may need it.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  const asked = splitArguments(programArguments(process.argv, app.isPackaged), process.cwd());
  const readSettings = (): Settings => parseSettings(asked.flags, process.env);
  const settings = readSettings();
  if (settings.stop !== null) throw new StartFailure('--stop: ends a browser shell; expected a start without it, and the desktop app ended by its menu or its tray');
  // The lock belongs to this directory, so each data directory has one program and two directories may have two.
  app.setPath('userData', join(settings.dataDir, 'window'));
  if (!app.requestSingleInstanceLock()) {
    // What runs on it hears of this start, and shows its window.
    process.stdout.write('smart-0dte: it runs on this data directory already, and shows its window\n');
    app.exit(0);
    return;
  }
  const version = programVersion();
  const diagnostics = openDiagnostics({
    dataDir: settings.dataDir,
    version,
    shell: 'desktop',
    flags: asked.flags,
    safeMode: settings.safeMode,
    clock: realClock,
    process,
    end: endAtOnce,
    dumpFolder: keepDumps(),
  });
  opened(diagnostics);
  withoutGraphicsAcceleration(settings.safeMode);
  // The system gives what is to be opened to whoever listens before it is ready.
  const waiting: string[] = asked.open === null ? [] : [asked.open];
  let program: DesktopProgram | null = null;
  const openLater = (argument: string, directory: string): void => {
    if (program === null) waiting.push(argument);
    else program.open(argument, directory);
  };
  app.on('open-file', (event, path) => {
    event.preventDefault();
    openLater(path, '/');
  });
  app.on('open-url', (event, url) => {
    event.preventDefault();
    openLater(url, '/');
  });
  app.on('second-instance', (_event, argv, directory) => program?.open(splitArguments(programArguments(argv, app.isPackaged), directory).open, directory));
  const files = readRenderer(join(outDir, 'renderer'));

  await app.whenReady();
  // A version that never reaches its window is taken back before anything is asked.
  const updates = await DesktopUpdates.begin({ dataDir: settings.dataDir, version, isSafeMode: settings.safeMode, sqliteWorker: programFiles().sqliteWorker, clock: realClock, warn: diagnostics.warn });
  if (updates.start.kind === 'ends') {
    await diagnostics.close();
    DesktopUpdates.leave(updates.start.end);
    return;
  }
  const choice = askForSafeMode(diagnostics.record.failedBefore, settings.safeMode);
  if (choice !== 'usual') {
    if (choice === 'safe') relaunchInSafeMode(process.argv, process.env);
    await diagnostics.close();
    app.exit(0);
    return;
  }
  if (updates.start.told !== null) {
    diagnostics.warn(updates.start.told);
    dialog.showErrorBox('Smart 0DTE and its last update', updates.start.told);
  }
  servePage(files);
  guardApp(session.defaultSession);
  watchCrashes(diagnostics, realClock);
  Menu.setApplicationMenu(menu(app.isPackaged, () => program?.openWindow()));
  if (app.isPackaged) app.setAsDefaultProtocolClient(LINK_SCHEME);

  program = await DesktopProgram.start({ start, outDir, version, settings, readSettings, diagnostics, updates, onFailure: failed });
  for (const argument of waiting) program.open(argument, process.cwd());
  endWith(program, diagnostics);
}

function endWith(program: DesktopProgram, diagnostics: Diagnostics): void {
  app.on('activate', () => program.showWindow());
  app.on('window-all-closed', program.lastWindowClosed);
  app.on('before-quit', program.beforeQuit);
  process.on('SIGINT', () => program.endNow());
  process.on('SIGTERM', () => program.endNow());
  let closing = false;
  app.on('will-quit', (event) => {
    event.preventDefault();
    if (closing) return;
    closing = true;
    program
      .close()
      .then(() => diagnostics.close())
      .then(
        () => app.exit(0),
        (reason: unknown) => {
          diagnostics.failed(reason);
          app.exit(reportStart(reason, process.stdout, process.stderr));
        },
      );
  });
}

/** The program's own flags, without the binary, Chromium's switches before the app's path, and that path. */
export function programArguments(argv: readonly string[], packaged: boolean): readonly string[] {
  const rest = argv.slice(1);
  return packaged ? rest : rest.slice(rest.findIndex((argument) => !argument.startsWith('-')) + 1);
}

function menu(isPackaged: boolean, openWindow: () => void): Menu {
  return Menu.buildFromTemplate([
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' as const }] : []),
    { label: 'File', submenu: [{ label: 'New Window', accelerator: 'CommandOrControl+N', click: openWindow }, { type: 'separator' }, { role: process.platform === 'darwin' ? ('close' as const) : ('quit' as const) }] },
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
