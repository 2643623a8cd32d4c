import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { placeCopy, sha512Of } from './program-file.ts';
import type { ProgramFile } from './update-trial.ts';
import type { InstallEnd, ProgramInstaller } from './updater.ts';

/**
 * An AppImage is one file: it is kept as a copy, and replaced in one step by a file that lies whole beside it. The
 * library's own way deletes the program before the new one is there, and gives it another name where the old one holds
 * a version.
 */
export class AppImageInstaller implements ProgramInstaller {
  readonly installation = 'appimage';
  readonly #appImage: string;

  /** `appImage` is the file that runs: APPIMAGE of the environment. */
  constructor(appImage: string) {
    this.#appImage = appImage;
  }

  async keep(version: string, directory: string): Promise<ProgramFile> {
    const sha512 = await sha512Of(this.#appImage);
    const kept = { version, file: join(directory, `${version}.AppImage`), sha512, needsAdmin: false };
    await placeCopy({ ...kept, file: this.#appImage }, kept.file, 0o700);
    return kept;
  }

  async install(file: ProgramFile): Promise<InstallEnd> {
    const { mode } = await stat(this.#appImage);
    await placeCopy(file, this.#appImage, (mode & 0o777) | 0o500);
    return { kind: 'relaunch', execPath: this.#appImage };
  }
}
