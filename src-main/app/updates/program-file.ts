import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { chmod, copyFile, mkdir, open, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { renameDurablyLater } from '../../stores/file-durability.ts';

/** SHA-512 of a file, base64, as electron-builder writes it. */
export async function sha512Of(path: string): Promise<string> {
  const hash = createHash('sha512');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('base64');
}

/** Rejects where a file is not the one that was verified. */
export async function verify({ file, sha512, version }: { readonly file: string; readonly sha512: string; readonly version: string }): Promise<void> {
  if ((await sha512Of(file)) !== sha512) throw new Error(`${basename(file)} is not ${version} as it was verified: its SHA-512 is another one`);
}

/**
 * Puts a copy of a verified file at `to`: there is what was there before, or the new file, whole, verified and on disk.
 * `mode` is of the copy.
 */
export async function placeCopy(from: { readonly file: string; readonly sha512: string; readonly version: string }, to: string, mode: number): Promise<void> {
  const fresh = `${to}.new`;
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  try {
    await copyFile(from.file, fresh, constants.COPYFILE_FICLONE);
    await chmod(fresh, mode);
    const file = await open(fresh, 'r+');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    await verify({ ...from, file: fresh });
    await renameDurablyLater(fresh, to);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}
