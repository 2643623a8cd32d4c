import type { Clock } from '../../src-core/time.ts';
import type { ServerAccess } from '../desk-settings.ts';
import { programFiles } from '../program-files.ts';
import type { Limits } from '../stores/relational/postgres/postgres-connection.ts';
import { openPostgresStore } from '../stores/relational/postgres/postgres-store.ts';
import type { RelationalStore } from '../stores/relational/relational-store.ts';

/** PostgreSQL itself, for what is seen to there and not relayed. It is opened when it is first asked for. */
export class DeskServer {
  readonly #access: ServerAccess;
  readonly #clock: Clock;
  /** The relay has a connection. */
  readonly #isUp: () => boolean;
  readonly #limits: Limits | undefined;
  #store: RelationalStore | null = null;
  #opening: Promise<void> | null = null;
  #isClosed = false;

  /** `limits` are those of the store where they are not given. */
  constructor(access: ServerAccess, clock: Clock, isUp: () => boolean, limits?: Limits) {
    this.#access = access;
    this.#clock = clock;
    this.#isUp = isUp;
    this.#limits = limits;
  }

  /** null while it is not up, or not opened yet: ask again later. */
  store(): RelationalStore | null {
    if (!this.#isUp()) return null;
    if (this.#store === null && this.#opening === null && !this.#isClosed) this.#opening = this.#open();
    return this.#store;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#opening;
    await this.#store?.close();
  }

  async #open(): Promise<void> {
    const { url, password } = this.#access;
    try {
      this.#store = await openPostgresStore({ url, password, migrationsDir: programFiles().migrations.postgres, clock: this.#clock, ...(this.#limits === undefined ? {} : { limits: this.#limits }) });
    } catch {
      // The relay says what is wrong with it.
    } finally {
      this.#opening = null;
    }
  }
}
