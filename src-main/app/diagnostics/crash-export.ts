import { createWriteStream, existsSync, mkdirSync } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { packTar, type TarSource } from 'modern-tar/fs';
import type { Exported } from '../../../src-core/contract/access.ts';
import type { EpochMs } from '../../../src-core/time.ts';

export interface CrashExport {
  /** Is made where it is missing. */
  readonly folder: string;
  readonly time: EpochMs;
  /** Texts by their name in the archive. */
  readonly texts: ReadonlyMap<string, string>;
}

/** Writes texts into one tar that any system opens. Nothing is left where it cannot be written. */
export async function exportTexts({ folder, time, texts }: CrashExport): Promise<Exported> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = freePath(folder, time);
  const making = `${path}.making`;
  const mtime = new Date(time);
  const sources: TarSource[] = [...texts].map(([target, content]) => ({ type: 'content', content, target, mtime, mode: 0o600 }));
  try {
    await pipeline(packTar(sources), createWriteStream(making, { mode: 0o600, flags: 'wx', flush: true }));
    const { size } = await stat(making);
    await rename(making, path);
    return { path, bytes: size, files: [...texts.keys()] };
  } catch (error) {
    await rm(making, { force: true });
    throw error;
  }
}

/** smart-0dte-crashes-20261127-064508.tar, in UTC; of two in a second the later has a later second. */
function freePath(folder: string, from: EpochMs): string {
  for (let time = from; ; time += 1_000) {
    const [date = '', clock = ''] = new Date(time).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').split('T');
    const path = join(folder, `smart-0dte-crashes-${date}-${clock}.tar`);
    if (!existsSync(path) && !existsSync(`${path}.making`)) return path;
  }
}
