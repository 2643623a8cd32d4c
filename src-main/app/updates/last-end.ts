import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeOwnerFile } from '../../connections/owner-file.ts';
import type { Standing } from '../standing.ts';
import { type LastEnd, lastEndOf, lastEndSchema } from './update-obstacle.ts';

const FILE = 'last-end.json';
const fileSchema = z.union([z.literal('running'), lastEndSchema]);

/** How the account stood when the program ended; 'running' where it has not, or not as it should. null where nothing was ever written, or cannot be read. */
export function readLastEnd(directory: string): LastEnd | 'running' | null {
  const path = join(directory, FILE);
  if (!existsSync(path)) return null;
  try {
    return fileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}

/** null where it is not known: that counts as an end that was none. */
export function writeLastEnd(directory: string, standing: Standing | null): void {
  writeOwnerFile(join(directory, FILE), `${JSON.stringify(standing === null ? 'running' : lastEndOf(standing))}\n`);
}
