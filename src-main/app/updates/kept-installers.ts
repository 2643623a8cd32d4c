import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { writeOwnerFile } from '../../connections/owner-file.ts';
import { placeCopy } from './program-file.ts';
import { type ProgramFile, programFileSchema } from './update-trial.ts';

const FOLDER = 'installers';

/** Installers of versions that were installed from here, so that one of them can be put back later. */
export class KeptInstallers {
  readonly #directory: string;

  /** `directory` is the folder of updates. */
  constructor(directory: string) {
    this.#directory = join(directory, FOLDER);
  }

  /** null for a version that was not installed from here, as the first one. */
  of(version: string): ProgramFile | null {
    const note = this.#note(version);
    if (!existsSync(note)) return null;
    try {
      const file = programFileSchema.parse(JSON.parse(readFileSync(note, 'utf8')));
      return file.version === version && existsSync(file.file) ? file : null;
    } catch {
      return null;
    }
  }

  /** Keeps one more; of those before only that of `running`. */
  async add(file: ProgramFile, running: string): Promise<void> {
    if (this.of(file.version)?.sha512 === file.sha512) return;
    const kept = { ...file, file: join(this.#directory, `${file.version}-${basename(file.file)}`) };
    await placeCopy(file, kept.file, 0o700);
    writeOwnerFile(this.#note(file.version), JSON.stringify(programFileSchema.parse(kept)));
    for (const name of readdirSync(this.#directory)) {
      const isOf = (version: string): boolean => name === `${version}.json` || name.startsWith(`${version}-`);
      if (!isOf(file.version) && !isOf(running)) await rm(join(this.#directory, name), { force: true });
    }
  }

  #note(version: string): string {
    return join(this.#directory, `${version}.json`);
  }
}
