import { chmodSync, closeSync, fchmodSync, fstatSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';

/** For the owner alone; Windows keeps this by the directory's own rights. */
const MODE = 0o600;
const SHARED = 0o077;

/**
 * Replaces a file whole, for its owner alone: it holds the old bytes or the new ones, never a part. Throws where the
 * file system cannot keep others out, and leaves nothing behind then.
 */
export function writeOwnerFile(path: string, bytes: string | Buffer): void {
  const fresh = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    const file = openSync(fresh, 'wx', MODE);
    try {
      // Before the bytes, so that nobody else can have read them.
      fchmodSync(file, MODE);
      if (isShared(fstatSync(file).mode)) throw new Error('its file system lets others read it');
      const buffer = Buffer.from(bytes);
      for (let written = 0; written < buffer.length; ) written += writeSync(file, buffer, written);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(fresh, path);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
}

/** As writeOwnerFile, while others go on: of two for one file the second must wait for the first. */
export async function writeOwnerFileInBackground(path: string, bytes: string): Promise<void> {
  const fresh = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    const file = await open(fresh, 'wx', MODE);
    try {
      await file.chmod(MODE);
      if (isShared((await file.stat()).mode)) throw new Error('its file system lets others read it');
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(fresh, path);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}

/** Takes a file that is there from everybody but its owner. Throws where that cannot be done. */
export function closeToOthers(path: string): void {
  const before = statSync(path, { throwIfNoEntry: false });
  if (before === undefined || !isShared(before.mode)) return;
  chmodSync(path, MODE);
  if (isShared(statSync(path).mode)) throw new Error('its file system lets others read it');
}

function isShared(mode: number): boolean {
  return process.platform !== 'win32' && (mode & SHARED) !== 0;
}
