import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DeskStore, type DeskStoreOptions, openDeskStore } from '../../../../src-main/stores/relational/desk/desk-store.ts';
import { programFiles } from '../../../../src-main/program-files.ts';
import { compareBooks } from '../../../support/compare-books.ts';

export const OWNER = 'desk';
export const NUMBER = 'PAPER-1';
export const ACCOUNT = `${OWNER}/${NUMBER}`;

/** A workstation's data directory, with the stores that were opened in it: all of it goes with `remove`. */
export class DeskDirectory {
  readonly path = mkdtempSync(join(tmpdir(), 'desk-'));
  readonly file = join(this.path, 'desk.sqlite');
  readonly refusals: { readonly count: number; readonly reason: string }[] = [];
  readonly url: string;
  readonly #files = programFiles();
  readonly #open: DeskStore[] = [];
  #now = Date.UTC(2026, 10, 20, 14, 30);

  constructor(url: string) {
    this.url = url;
  }

  async open(options: Partial<DeskStoreOptions> = {}): Promise<DeskStore> {
    const store = await openDeskStore({
      directory: this.path,
      ...this.#files,
      // Each moment is another one.
      clock: { now: () => (this.#now += 1) },
      access: { url: this.url, password: null },
      account: ACCOUNT,
      restoreBackup: false,
      onRefused: (count, reason) => this.refusals.push({ count, reason }),
      ...options,
    });
    this.#open.push(store);
    return store;
  }

  async closeAll(): Promise<void> {
    await Promise.all(this.#open.splice(0).map((store) => store.close()));
  }

  async remove(): Promise<void> {
    await this.closeAll();
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** The directory of a store suite: when a test has ended, the server must have what the replica has. */
export class ComparedDesk extends DeskDirectory {
  override async remove(): Promise<void> {
    await this.closeAll();
    const store = await this.open();
    await store.relay.idle();
    await store.close();
    const differences = await compareBooks(this.file, this.url, true);
    await super.remove();
    if (differences.length > 0) throw new Error(`the server differs from the replica: ${differences.join('; ')}`);
  }
}
