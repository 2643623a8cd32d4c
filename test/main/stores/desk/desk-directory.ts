import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DeskStore, type DeskStoreOptions, openDeskStore } from '../../../../src-main/stores/relational/desk/desk-store.ts';
import { POSTGRES_MIGRATIONS } from '../store-adapters.ts';
import { MIGRATIONS, WORKER } from '../test-store.ts';

export const OWNER = 'desk';
export const NUMBER = 'PAPER-1';
export const ACCOUNT = `${OWNER}/${NUMBER}`;

/** A workstation's data directory, with the stores that were opened in it: all of it goes with `remove`. */
export class DeskDirectory {
  readonly path = mkdtempSync(join(tmpdir(), 'desk-'));
  readonly file = join(this.path, 'desk.sqlite');
  readonly refusals: { readonly count: number; readonly reason: string }[] = [];
  readonly url: string;
  readonly #open: DeskStore[] = [];
  #now = Date.UTC(2026, 10, 20, 14, 30);

  constructor(url: string) {
    this.url = url;
  }

  async open(options: Partial<DeskStoreOptions> = {}): Promise<DeskStore> {
    const store = await openDeskStore({
      directory: this.path,
      migrations: { sqlite: MIGRATIONS, postgres: POSTGRES_MIGRATIONS },
      sqliteWorker: WORKER,
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

  async remove(): Promise<void> {
    await Promise.all(this.#open.map((store) => store.close()));
    rmSync(this.path, { recursive: true, force: true });
  }
}
