import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type BrowserWindow, dialog, powerMonitor, safeStorage, screen } from 'electron';
import { App } from '../../app/app.ts';
import type { Diagnostics } from '../../app/diagnostics/diagnostics.ts';
import { OpenRequests } from '../../app/open-requests.ts';
import { StandingWatch } from '../../app/standing.ts';
import { mayCheckForUpdates } from '../../app/updates/may-check.ts';
import { RECORDINGS_FOLDER } from '../../composition/day-recording.ts';
import { realPacer } from '../../composition/real-pacer.ts';
import { programFiles } from '../../program-files.ts';
import type { Settings } from '../../settings.ts';
import { StartFailure } from '../../start-failure.ts';
import type { TerminalHooks } from '../../terminal.ts';
import { watchMachine } from '../machine-watching.ts';
import { RestartingTerminal, type ShownTerminal } from '../restarting-terminal.ts';
import { DesktopDevice } from './desktop-device.ts';
import { DesktopManners } from './desktop-manners.ts';
import type { DesktopUpdates } from './desktop-updates.ts';
import { DesktopWindows } from './desktop-windows.ts';
import { openVault } from './keychain.ts';
import { openWindow } from './window.ts';
import { realClock } from '../../real-clock.ts';

/** Begins a terminal with what the shell has. */
export type StartTerminal = (settings: Settings, hooks: Pick<TerminalHooks, 'app' | 'vault' | 'restart' | 'restore'>) => Promise<ShownTerminal>;

export interface DesktopProgramParts {
  readonly start: StartTerminal;
  /** Where the built program lies: main/, preload/ and renderer/. */
  readonly outDir: string;
  readonly version: string;
  readonly settings: Settings;
  /** Read anew: a restart is asked for after they were changed. */
  readonly readSettings: () => Settings;
  readonly diagnostics: Diagnostics;
  readonly updates: DesktopUpdates;
  /** The terminal was ended and could not be started anew. */
  readonly onFailure: (reason: unknown) => void;
}

const IN_SAFE_MODE = 'in safe mode nothing is opened: start Smart 0DTE without it, and open it again';

/** The running desktop app: its terminal, its windows, and what stands around both. Electron is ready. */
export class DesktopProgram {
  readonly #parts: DesktopProgramParts;
  readonly #requests: OpenRequests;
  readonly #windows: DesktopWindows<BrowserWindow>;
  readonly #app: App;
  readonly #onRevoked: (tokenHash: string) => void;
  #terminal: RestartingTerminal | null = null;
  #watch: StandingWatch | null = null;
  #manners: DesktopManners | null = null;
  #mayCheck: () => Promise<boolean> = async () => false;
  #stopWatchingMachine: () => void = () => undefined;
  #closing: Promise<void> | null = null;

  private constructor(parts: DesktopProgramParts) {
    this.#parts = parts;
    const { diagnostics, outDir, settings, updates, version } = parts;
    const device = new DesktopDevice(settings.dataDir, diagnostics.warn);
    const preload = join(outDir, 'preload', 'index.cjs');
    this.#requests = new OpenRequests({ root: join(settings.dataDir, RECORDINGS_FOLDER), newId: randomUUID, refusal: settings.safeMode ? IN_SAFE_MODE : null });
    this.#windows = new DesktopWindows({
      openWindow: ({ name, bounds, onConnected }) => openWindow({ terminal: this.#running(), preload, deviceOf: () => device.device, name, bounds, onConnected }),
      screen,
      dataDir: settings.dataDir,
      warn: diagnostics.warn,
      after: realPacer.after,
    });
    this.#app = new App({
      version,
      shell: 'desktop',
      installation: updates.installation,
      safeMode: settings.safeMode,
      failedStarts: diagnostics.record.failedBefore,
      ...diagnostics.told,
      updates: updates.desk({
        standing: () => this.#watch?.now() ?? null,
        mayCheck: () => this.#mayCheck(),
        quit: () => this.#quitForUpdate(),
      }),
      crashes: diagnostics.crashes,
      requests: this.#requests,
      windows: this.#windows,
      quit: (anyway) => this.#manners?.quitByOperation(anyway),
    });
    this.#onRevoked = (tokenHash) => {
      // The page comes back as a device that nobody is signed in on.
      if (device.forget(tokenHash)) this.#windows.reloadAll();
    };
  }

  /** Rejects as the terminal's start does; nothing is left running then. */
  static async start(parts: DesktopProgramParts): Promise<DesktopProgram> {
    const program = new DesktopProgram(parts);
    await program.#start();
    return program;
  }

  /** The system was asked to open the program, or something with it: `argument` as it was given, relative to `directory`. */
  open(argument: string | null, directory: string): void {
    this.#windows.show();
    if (argument !== null) void this.#requests.ask(argument, directory);
  }

  /** Of the menu. */
  openWindow(): void {
    this.#windows.openOrShow();
  }

  showWindow(): void {
    this.#windows.show();
  }

  readonly beforeQuit = (event: { preventDefault(): void }): void => this.#manners?.beforeQuit(event);
  readonly lastWindowClosed = (): void => this.#manners?.lastWindowClosed();

  /** Of the system, by a signal: without a question. */
  endNow(): void {
    this.#manners?.endNow();
  }

  /** Ends the terminal, and what stands around it. */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #start(): Promise<void> {
    const { diagnostics, settings, start, readSettings, onFailure, updates } = this.#parts;
    const vault = openVault(safeStorage, settings.dataDir, process.platform, diagnostics.warn);
    const terminal = await startOrRestore((asked) => {
      let first: Settings | null = asked;
      return RestartingTerminal.start({
        start: (restore, restart) => {
          const read = first ?? readSettings();
          first = null;
          return start(read, { app: this.#app, vault, restore, restart });
        },
        onFailure,
        say: diagnostics.warn,
      });
    }, settings);
    this.#terminal = terminal;
    terminal.onRevoked(this.#onRevoked);
    diagnostics.follow(terminal.host({ origin: 'headless' }));
    const watch = new StandingWatch(terminal.host({ origin: 'headless' }));
    this.#watch = watch;
    this.#mayCheck = mayCheckForUpdates(terminal.host({ origin: 'headless' }));
    this.#windows.onShown(() => {
      diagnostics.record.reachedWindow();
      updates.reachedWindow();
    });
    this.#windows.openAll();
    const windows = this.#windows;
    this.#manners = new DesktopManners({ watch, windows, trayIcons: join(programFiles().icons, 'tray'), platform: process.platform, environment: process.env, after: realPacer.after, warn: diagnostics.warn });
    const machine = watchMachine({ terminal, app: this.#app, clock: realClock, say: (text) => diagnostics.log.info(text) });
    powerMonitor.on('suspend', machine.suspended);
    powerMonitor.on('resume', machine.resumed);
    this.#stopWatchingMachine = () => machine.close();
  }

  async #close(): Promise<void> {
    const { updates } = this.#parts;
    const last = this.#watch?.now() ?? null;
    this.#stopWatchingMachine();
    this.#manners?.close();
    this.#windows.close();
    this.#watch?.close();
    await this.#terminal?.close();
    updates.ended(last);
  }

  #quitForUpdate(): void {
    if (this.#manners === null) throw new Error('the program is not running yet');
    this.#manners.quitByOperation(false);
  }

  #running(): RestartingTerminal {
    if (this.#terminal === null) throw new Error('the terminal is not running yet');
    return this.#terminal;
  }
}

/** Offers to go on from the newest backup where the database is damaged. */
async function startOrRestore<Started>(start: (settings: Settings) => Promise<Started>, settings: Settings): Promise<Started> {
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
