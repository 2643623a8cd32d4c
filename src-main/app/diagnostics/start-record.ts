import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Clock } from '../../../src-core/time.ts';

/** Of the data directory. */
export const START_RECORD = 'start.json';

const recordSchema = z.object({
  version: z.string(),
  time: z.number(),
  state: z.enum(['starting', 'window', 'ended']),
  /** Starts in a row that never reached a window, before this one. */
  failed: z.int().min(0),
});
type Kept = z.output<typeof recordSchema>;

export interface StartRecordParts {
  readonly dataDir: string;
  readonly version: string;
  readonly clock: Clock;
}

/**
 * What became of the start before this one, on disk before anything else is done: a process that was killed or crashed
 * before its window says nothing itself. It belongs to the one program that runs on the data directory. A record that
 * cannot be read or written counts as none: it must not keep the program from starting.
 */
export class StartRecord {
  /** Starts in a row, before this one, that never reached a window, and were not ended in order either. */
  readonly failedBefore: number;
  /** The version that started last on this directory; null for none. */
  readonly versionBefore: string | null;
  readonly #path: string;
  #kept: Kept;

  private constructor(path: string, before: Kept | null, kept: Kept) {
    this.#path = path;
    this.failedBefore = kept.failed;
    this.versionBefore = before?.version ?? null;
    this.#kept = kept;
    this.#write();
  }

  static open({ dataDir, version, clock }: StartRecordParts): StartRecord {
    const path = join(dataDir, START_RECORD);
    const before = readRecord(path);
    const failed = before === null || before.state === 'window' ? 0 : before.failed + (before.state === 'starting' ? 1 : 0);
    return new StartRecord(path, before, { version, time: clock.now(), state: 'starting', failed });
  }

  /** A window is there, or a page that waits for one. */
  reachedWindow(): void {
    if (this.#kept.state === 'window') return;
    this.#kept = { ...this.#kept, state: 'window', failed: 0 };
    this.#write();
  }

  /** The program ends as it should, with a window or before one: a start that was refused has said why. */
  ended(): void {
    if (this.#kept.state !== 'starting') return;
    this.#kept = { ...this.#kept, state: 'ended' };
    this.#write();
  }

  #write(): void {
    try {
      mkdirSync(join(this.#path, '..'), { recursive: true, mode: 0o700 });
      // Without waiting for the disk: it is first in a start, and only a crash of the machine could lose it.
      writeFileSync(`${this.#path}.new`, JSON.stringify(this.#kept), { mode: 0o600 });
      renameSync(`${this.#path}.new`, this.#path);
    } catch {
      // What cannot be written is as if it never was.
    }
  }
}

function readRecord(path: string): Kept | null {
  try {
    return recordSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}
