import type { AppUpdater, MacUpdater, NsisUpdater } from 'electron-updater';
import { KeptInstallers } from '../../app/updates/kept-installers.ts';
import { serveOneFile } from '../../app/updates/one-file-server.ts';
import type { ProgramFile } from '../../app/updates/update-trial.ts';
import type { InstallEnd, ProgramInstaller } from '../../app/updates/updater.ts';
import { tame } from './updater.ts';

/** Of macOS: fetching from this process, verifying and unpacking. Milliseconds. */
const PATIENCE = 180_000;

/** The library of an installation, and how it is told to put in place what it has verified. */
export type Library =
  | { readonly installation: 'nsis'; readonly open: () => Promise<NsisUpdater> }
  /** `onQuit` is told right before the system replaces the program. */
  | { readonly installation: 'dmg'; readonly open: () => Promise<MacUpdater>; readonly onQuit: (listener: () => void) => void };

/**
 * Windows and macOS, by electron-updater: it is given the file that was staged as a place of its own that has just that
 * version, and verifies once more who signed it and what it is, older or newer.
 */
export class LibraryInstaller implements ProgramInstaller {
  readonly installation;
  readonly #library: Library;
  readonly #running: string;

  constructor(library: Library, running: string) {
    this.installation = library.installation;
    this.#library = library;
    this.#running = running;
  }

  async keep(version: string, directory: string): Promise<ProgramFile | null> {
    return new KeptInstallers(directory).of(version);
  }

  async install(file: ProgramFile, directory: string): Promise<InstallEnd> {
    const library = this.#library;
    await new KeptInstallers(directory).add(file, this.#running);
    switch (library.installation) {
      case 'nsis': {
        const updater = tame(await library.open());
        let failure: Error | null = null;
        updater.on('error', (error) => (failure = error));
        await take(updater, file);
        // Silent, and starting the program when it is done.
        if (!updater.install(true, true)) throw failure ?? new Error('the installer could not be started');
        return { kind: 'installer' };
      }
      case 'dmg': {
        const updater = tame(await library.open());
        await take(updater, file);
        await new Promise<void>((resolve, reject) => {
          const timer = setTimeout(() => reject(new Error('the system took too long to replace the program')), PATIENCE);
          updater.once('error', reject);
          library.onQuit(() => {
            clearTimeout(timer);
            resolve();
          });
          updater.quitAndInstall();
        });
        return { kind: 'installer' };
      }
    }
  }
}

/** Lets the library fetch and verify a file of this machine. */
async function take(updater: AppUpdater, file: ProgramFile): Promise<void> {
  const server = await serveOneFile(file);
  try {
    updater.allowDowngrade = true;
    updater.disableDifferentialDownload = true;
    updater.setFeedURL({ provider: 'generic', url: server.url });
    const found = await updater.checkForUpdates();
    if (found?.isUpdateAvailable !== true) throw new Error(`${file.version} is not taken for a version to install`);
    await updater.downloadUpdate();
  } finally {
    server.close();
  }
}
