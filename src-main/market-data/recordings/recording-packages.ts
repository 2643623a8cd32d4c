import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, extname, isAbsolute, join, resolve } from 'node:path';
import type { Exported } from '../../../src-core/contract/access.ts';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import type { IsoDate } from '../../../src-core/time.ts';
import { type RecordingAbout, recordingName } from './recording-about.ts';
import type { RecordingFiles } from './recording-files.ts';
import { BadPackage, PACKAGE_SUFFIX, packRecording, unpackRecording } from './recording-package.ts';

export interface RecordingPackagesParts {
  /** Of this terminal's own recordings; it need not be there. */
  readonly root: string;
  /** Where files are made; it need not be there. */
  readonly exports: string;
  /** The recording that is being written, which is not whole yet; null for none. */
  readonly running: () => string | null;
}

/** This terminal's recordings as files that another one can open. */
export class RecordingPackages implements RecordingFiles {
  readonly #parts: RecordingPackagesParts;

  constructor(parts: RecordingPackagesParts) {
    this.#parts = parts;
  }

  async export(path: string): Promise<Exported> {
    const { root, exports, running } = this.#parts;
    const folder = resolve(path);
    if (dirname(folder) !== resolve(root)) throw bad(path, 'is not a recording of this terminal', 'one of the folder of its recordings');
    if (!existsSync(folder)) throw new ContractFailure({ code: 'not_found', field: 'path', message: `path: there is no recording ${path}; it may have been removed` });
    if (running() === folder) throw new ContractFailure({ code: 'conflict', field: 'path', message: 'path: that recording is being written; it can be packed when its session is over' });
    await mkdir(exports, { recursive: true, mode: 0o700 });
    const to = join(exports, `${basename(folder)}${PACKAGE_SUFFIX}`);
    // Made anew each time: a recording may have grown.
    await rm(to, { force: true });
    const files = await packRecording(folder, to);
    return { path: to, bytes: (await stat(to)).size, files: [...files] };
  }

  async import(path: string): Promise<{ readonly path: string; readonly date: IsoDate }> {
    if (!isAbsolute(path) || extname(path) !== PACKAGE_SUFFIX) throw bad(path, 'is not a file of a recording', `the whole path of a file that ends in ${PACKAGE_SUFFIX}`);
    try {
      const { folder, about } = await unpackRecording(path, this.#parts.root, nameOf);
      return { path: folder, date: about.date };
    } catch (error) {
      if (error instanceof BadPackage) throw bad(path, error.message, 'a file that Smart 0DTE packed');
      const reason = error instanceof Error ? error.message : String(error);
      throw new ContractFailure({ code: 'unavailable', field: 'path', message: `path: "${path}" cannot be unpacked (${reason})` });
    }
  }

  /** Takes away what an unpacking that was killed left. To be called once, at a start. */
  async clear(): Promise<void> {
    const { root } = this.#parts;
    if (!existsSync(root)) return;
    for (const name of await readdir(root)) {
      if (name.startsWith('.unpacking-')) await rm(join(root, name), { recursive: true, force: true });
    }
  }
}

/** As the recorder would have called it. */
function nameOf({ date, feed }: RecordingAbout): string {
  return recordingName({ date, kind: feed.kind, detail: feed.detail });
}

function bad(path: string, problem: string, expected: string): ContractFailure {
  return new ContractFailure({ code: 'bad_input', field: 'path', message: `path: "${path}" ${problem}; expected ${expected}` });
}
