import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { closeToOthers, writeOwnerFile } from '../../connections/owner-file.ts';

const FILE = 'browser-running.json';

const runningSchema = z.object({
  pid: z.int().positive(),
  port: z.int().min(1).max(65_535),
  /** Of this run alone: whoever answers in a run's place when it is over learns nothing that is good for another. */
  key: z.string().regex(/^[\w-]{43}$/),
});

/** Where the browser shell of a data directory can be asked, by a later start on the same directory. */
export type Running = z.output<typeof runningSchema>;

export function newRunningKey(): string {
  return randomBytes(32).toString('base64url');
}

/** For its owner alone. Throws where the data directory cannot keep it from others. */
export function writeRunning(dataDir: string, running: Running): void {
  writeOwnerFile(join(dataDir, FILE), `${JSON.stringify(running)}\n`);
}

/** What was written last; null where nothing can be read. It may be of a process that is gone. */
export function readRunning(dataDir: string): Running | null {
  const path = join(dataDir, FILE);
  try {
    closeToOthers(path);
    return runningSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}

/** Removes it where it is of this run. */
export function removeRunning(dataDir: string, { key }: Pick<Running, 'key'>): void {
  if (readRunning(dataDir)?.key === key) rmSync(join(dataDir, FILE), { force: true });
}

/** Whether its process is there, or another one that was given its number. */
export function isAlive({ pid }: Pick<Running, 'pid'>): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
