import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { app, autoUpdater } from 'electron';
import { sessionOn } from '../../../src-core/calendar/exchange-calendar.ts';
import type { Installation } from '../../../src-core/contract/app.ts';
import type { Clock } from '../../../src-core/time.ts';
import type { UpdateDesk } from '../../app/app-desk.ts';
import { noUpdates } from '../../app/nothing-around.ts';
import type { Standing } from '../../app/standing.ts';
import { AppImageInstaller } from '../../app/updates/appimage-installer.ts';
import { installationOf, whyNotUpdated } from '../../app/updates/installation.ts';
import { writeLastEnd } from '../../app/updates/last-end.ts';
import { beginUpdates, type UpdateStart, windowReached } from '../../app/updates/update-start.ts';
import { UpdateTrial } from '../../app/updates/update-trial.ts';
import { type InstallEnd, type ProgramInstaller } from '../../app/updates/updater.ts';
import { Updates, type UpdatesParts } from '../../app/updates/updates.ts';
import { LibraryInstaller } from './library-installer.ts';
import { ElectronUpdater } from './updater.ts';

export interface DesktopUpdatesParts {
  readonly dataDir: string;
  readonly version: string;
  readonly isSafeMode: boolean;
  readonly sqliteWorker: URL;
  readonly clock: Clock;
  /** Told a sentence that belongs into the log. */
  readonly warn: (text: string) => void;
}

/** Updates of the desktop app, from the first thing its start does to the last thing its end does. */
export class DesktopUpdates {
  readonly installation: Installation;
  /** What the start is to do. */
  readonly start: UpdateStart;
  readonly #parts: DesktopUpdatesParts;
  readonly #trial: UpdateTrial | null;
  readonly #off: string | null;
  #desk: Updates | null = null;

  private constructor(parts: DesktopUpdatesParts, installation: Installation, trial: UpdateTrial | null, off: string | null, start: UpdateStart) {
    this.#parts = parts;
    this.installation = installation;
    this.#trial = trial;
    this.#off = off;
    this.start = start;
  }

  /** To be called by the one program of its data directory, once Electron is ready and before the terminal runs. Never rejects. */
  static async begin(parts: DesktopUpdatesParts): Promise<DesktopUpdates> {
    const installation = thisInstallation();
    const appImage = installation === 'appimage' ? (process.env['APPIMAGE'] ?? null) : null;
    const off = whyNotUpdated(installation, { hasFeed: existsSync(join(process.resourcesPath ?? '', 'app-update.yml')), isWritable: appImage === null || isWritable(dirname(appImage)) });
    try {
      const trial = new UpdateTrial(parts.dataDir);
      const start = await beginUpdates({ ...parts, trial, installer: installerOf(installation, appImage, parts.version), calendar: sessionOn, mayInstall: off === null && !parts.isSafeMode });
      return new DesktopUpdates(parts, installation, trial, off, start);
    } catch (error) {
      parts.warn(`what belongs to updates cannot be used: ${messageOf(error)}`);
      return new DesktopUpdates(parts, installation, null, off ?? `What belongs to updates cannot be used here (${messageOf(error)}).`, { kind: 'goes_on', told: null });
    }
  }

  /** Where the start ends: starts the program that took this one's place, and ends this one. */
  static leave(end: InstallEnd): void {
    if (end.kind === 'relaunch') app.relaunch({ execPath: end.execPath, args: process.argv.slice(1) });
    app.exit(0);
  }

  /** What the core's operations act on. `quit` ends the program as a person does, or throws ContractFailure. */
  desk({ standing, mayCheck, quit }: Pick<UpdatesParts, 'standing' | 'mayCheck'> & { readonly quit: () => void }): UpdateDesk {
    const { clock, isSafeMode } = this.#parts;
    if (this.#off !== null || this.#trial === null) return noUpdates(this.#off ?? '');
    const { installation } = this;
    const desk = new Updates({
      updater: new ElectronUpdater(() => libraryOf(installation)),
      trial: this.#trial,
      clock,
      calendar: sessionOn,
      standing,
      mayCheck: isSafeMode ? async () => false : mayCheck,
      beginAnew: () => {
        quit();
        const appImage = installation === 'appimage' ? process.env['APPIMAGE'] : undefined;
        app.relaunch({ args: process.argv.slice(1), ...(appImage !== undefined && { execPath: appImage }) });
      },
      every: (milliseconds, task) => {
        const timer = setInterval(task, milliseconds);
        return () => clearInterval(timer);
      },
    });
    this.#desk = desk;
    return desk;
  }

  /** A window is shown, and its page has asked the core something. Calling it again changes nothing. */
  reachedWindow(): void {
    this.#attempt(({ trial }) => windowReached(trial, this.#parts.version, this.#parts.clock));
  }

  /** The program ends, after its terminal: how the account stood last. null where that is not known. */
  ended(standing: Standing | null): void {
    this.#desk?.close();
    this.#attempt(({ trial }) => writeLastEnd(trial.directory, standing));
  }

  #attempt(task: (has: { readonly trial: UpdateTrial }) => void): void {
    if (this.#trial === null) return;
    try {
      task({ trial: this.#trial });
    } catch (error) {
      this.#parts.warn(`what belongs to updates cannot be written: ${messageOf(error)}`);
    }
  }
}

function thisInstallation(): Installation {
  const packageType = join(process.resourcesPath ?? '', 'package-type');
  return installationOf({
    platform: process.platform,
    isPackaged: app.isPackaged,
    execPath: process.execPath,
    env: process.env,
    packageType: existsSync(packageType) ? readFileSync(packageType, 'utf8').trim() : null,
    hasBeside: (name) => existsSync(join(dirname(process.execPath), name)),
    isFromStore: process.windowsStore === true,
  });
}

function installerOf(installation: Installation, appImage: string | null, version: string): ProgramInstaller | null {
  if (installation === 'nsis') return new LibraryInstaller({ installation, open: async () => new (await import('electron-updater')).NsisUpdater() }, version);
  if (installation === 'dmg') {
    return new LibraryInstaller({ installation, open: async () => new (await import('electron-updater')).MacUpdater(), onQuit: (listener) => void autoUpdater.once('before-quit-for-update', listener) }, version);
  }
  return appImage === null ? null : new AppImageInstaller(appImage);
}

async function libraryOf(installation: Installation) {
  const { AppImageUpdater, MacUpdater, NsisUpdater } = await import('electron-updater');
  return installation === 'nsis' ? new NsisUpdater() : installation === 'dmg' ? new MacUpdater() : new AppImageUpdater();
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
