import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeOwnerFileInBackground } from '../../connections/owner-file.ts';

const seenSchema = z.object({ seen: z.array(z.string()).max(1_000) });

/** Which reports somebody has looked at, kept beside them. One that cannot be read counts as not looked at. */
export class SeenCrashes {
  readonly #path: string;
  readonly #seen: Set<string>;
  /** Ends when the last write has. */
  #writing: Promise<void> = Promise.resolve();

  constructor(folder: string) {
    this.#path = join(folder, 'seen.json');
    this.#seen = new Set(readSeen(this.#path));
  }

  has(id: string): boolean {
    return this.#seen.has(id);
  }

  /** From now on exactly these count as looked at. */
  replace(ids: readonly string[]): void {
    if (ids.length === this.#seen.size && ids.every((id) => this.#seen.has(id))) return;
    this.#seen.clear();
    for (const id of ids) this.#seen.add(id);
    const text = JSON.stringify({ seen: ids });
    // Where it cannot be kept, they are fresh again after the next start.
    this.#writing = this.#writing.then(() => writeOwnerFileInBackground(this.#path, text)).catch(() => undefined);
  }

  written(): Promise<void> {
    return this.#writing;
  }
}

function readSeen(path: string): readonly string[] {
  try {
    return seenSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).seen;
  } catch {
    return [];
  }
}
