import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { AppUpdater } from 'electron-updater';
import { plainNotes } from '../../app/updates/release-notes.ts';
import { placeCopy, sha512Of } from '../../app/updates/program-file.ts';
import { updateProblem } from '../../app/updates/update-problem.ts';
import type { Staged } from '../../app/updates/update-trial.ts';
import type { Found, Updater } from '../../app/updates/updater.ts';

type UpdateInfo = NonNullable<Awaited<ReturnType<AppUpdater['checkForUpdates']>>>['updateInfo'];

/** What of the library is said here: nothing is fetched, installed or gone back to that was not asked for. */
export function tame<Kind extends AppUpdater>(updater: Kind): Kind {
  updater.autoDownload = false;
  updater.autoInstallOnAppQuit = false;
  updater.allowDowngrade = false;
  updater.disableWebInstaller = true;
  updater.logger = null;
  return updater;
}

/** New versions by electron-updater, which verifies their SHA-512 and, on Windows and macOS, who signed them. */
export class ElectronUpdater implements Updater {
  readonly #library: () => Promise<AppUpdater>;
  #opened: AppUpdater | null = null;
  #info: UpdateInfo | null = null;

  /** `library` is the updater of this installation; it is opened when it is first needed. */
  constructor(library: () => Promise<AppUpdater>) {
    this.#library = library;
  }

  async check(): Promise<Found | null> {
    try {
      const result = await (await this.#open()).checkForUpdates();
      if (result === null) throw new Error('this program is not one that is updated');
      this.#info = result.isUpdateAvailable ? result.updateInfo : null;
      if (this.#info === null) return null;
      const { version, releaseNotes, files } = this.#info;
      return { version, notes: plainNotes(releaseNotes), size: files.length === 1 ? (files[0]?.size ?? null) : null };
    } catch (error) {
      throw new Error(updateProblem(error), { cause: error });
    }
  }

  async download(directory: string, progress: (share: number) => void): Promise<Staged> {
    const library = await this.#open();
    const heard = ({ percent }: { readonly percent: number }): void => progress(percent / 100);
    library.on('download-progress', heard);
    try {
      const info = this.#info;
      if (info === null) throw new Error('nothing was found that could be fetched');
      const [fetched] = await library.downloadUpdate();
      if (fetched === undefined) throw new Error('nothing was fetched');
      return await staged(info, fetched, directory);
    } catch (error) {
      throw new Error(updateProblem(error), { cause: error });
    } finally {
      library.off('download-progress', heard);
    }
  }

  async #open(): Promise<AppUpdater> {
    return (this.#opened ??= tame(await this.#library()));
  }
}

/** Takes what was fetched out of the library's cache, which every program of this user shares. */
async function staged({ version, releaseNotes, files }: UpdateInfo, fetched: string, directory: string): Promise<Staged> {
  const sha512 = await sha512Of(fetched);
  const published = files.find((file) => file.sha512 === sha512);
  if (published === undefined) throw Object.assign(new Error(`${basename(fetched)} is not what was published`), { code: 'ERR_CHECKSUM_MISMATCH' });
  const file = join(directory, basename(fetched));
  await rm(directory, { recursive: true, force: true });
  await placeCopy({ file: fetched, sha512, version }, file, 0o700);
  await rm(fetched, { force: true });
  return { version, file, sha512, needsAdmin: published.isAdminRightsRequired === true, notes: plainNotes(releaseNotes), size: published.size ?? 0 };
}
