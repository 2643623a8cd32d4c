import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { OpenRequest } from '../../src-core/contract/app.ts';
import { readAbout, type RecordingAbout } from '../market-data/recordings/recording-about.ts';
import { aboutPackage, BadPackage } from '../market-data/recordings/recording-package.ts';
import type { OpenRequestDesk } from './app-desk.ts';
import { type OpenArgument, openArgument } from './open-argument.ts';

export interface OpenRequestsParts {
  /** Of this terminal's own recordings. */
  readonly root: string;
  readonly newId: () => string;
  /** Why nothing is opened now, a sentence; null where it is. */
  readonly refusal: string | null;
}

/** What the system asked to open. It is read, and shown to whoever is at the window; nothing is done before they say so. */
export class OpenRequests implements OpenRequestDesk {
  readonly #parts: OpenRequestsParts;
  readonly #listeners = new Set<() => void>();
  #newest: OpenRequest | null = null;

  constructor(parts: OpenRequestsParts) {
    this.#parts = parts;
  }

  /** `argument` as the system gave it, `directory` what it is relative to. Resolves once it is shown; what asks for nothing is passed over. */
  async ask(argument: string, directory: string): Promise<void> {
    const asked = openArgument(argument, directory);
    if (asked === null) return;
    const found = await this.#find(asked);
    this.#newest = { id: this.#parts.newId(), asked: argument.slice(0, 1_000), ...found };
    this.#changed();
  }

  view(): OpenRequest | null {
    return this.#newest;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(id: string): void {
    if (this.#newest?.id !== id) return;
    this.#newest = null;
    this.#changed();
  }

  async #find(asked: OpenArgument): Promise<Pick<OpenRequest, 'recording' | 'problem'>> {
    const { refusal, root } = this.#parts;
    if (refusal !== null) return refused(refusal);
    switch (asked.kind) {
      case 'refused':
        return refused(asked.why);
      case 'kept': {
        const path = join(root, asked.name);
        if (!existsSync(path)) return refused(`there is no recording "${asked.name}" on this machine; it may have been removed, or is another's`);
        const about = readAbout(path);
        if (about === null) return refused(`the recording "${asked.name}" does not say what it is of`);
        return { recording: { kind: 'kept', path, date: about.date, title: titleOf(about), bytes: await bytesIn(path) }, problem: null };
      }
      case 'file':
        try {
          const about = await aboutPackage(asked.path);
          const { size } = await stat(asked.path);
          return { recording: { kind: 'file', path: asked.path, date: about.date, title: titleOf(about), bytes: size }, problem: null };
        } catch (error) {
          const name = basename(asked.path);
          if (error instanceof BadPackage) return refused(`"${name}" ${error.message}`);
          return refused(`"${name}" cannot be read (${error instanceof Error ? error.message : String(error)})`);
        }
    }
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

async function bytesIn(folder: string): Promise<number> {
  const sizes = await Promise.all((await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

function refused(problem: string): Pick<OpenRequest, 'recording' | 'problem'> {
  return { recording: null, problem };
}

/** "SIMULATED, seed 1". */
function titleOf({ feed }: RecordingAbout): string {
  return feed.detail === '' ? feed.label : `${feed.label}, ${feed.detail}`;
}
