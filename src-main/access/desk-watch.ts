import type { CompiledQuery, Kysely } from 'kysely';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { Pacer } from '../market-data/session-pump.ts';
import type { RelationalStore } from '../stores/relational/relational-store.ts';
import type { Database } from '../stores/relational/schema.ts';
import { versionCounted } from '../stores/relational/access/access-version.ts';

/** Between two looks at the version: what changes is seen well within a second. */
const EVERY_MS = 400;
/** The same at a start, which waits for the first. */
const FIRST_EVERY_MS = 50;
const FIRST_FOR_MS = 5_000;
/** A look that takes longer finds the server away. */
const LOOK_MS = 1_000;
/** Reading everything, once something changed. */
const READ_MS = 3_000;
/** How long a change waits to hear whether the server is there at all: as a server needs that is near, or far away. */
const PROBE_MS = 150;
const PROBE_ANSWERS = 4;
const EASING = 0.8;
/** A change of a server that was there a moment ago. */
const CHANGE_MS = 3_000;
/** Looks that were never answered and still hold a connection: no more are begun. */
const MOST_HANGING = 2;

/** What a follower has read of the server. */
export interface Reading {
  /** The server has nothing of what was known of it: where its version went back as well, it was emptied. */
  readonly isEmpty: boolean;
  /** Puts it in force. `isBehind`: the server's version went back, so that it lost changes that it had. */
  take(version: number, isBehind: boolean): Promise<void>;
}

export interface Follower {
  read(db: Kysely<Database>): Promise<Reading>;
  /** Whether the server is reached has changed, or it was looked at again. */
  looked(): void;
}

/** Statements as the server's own database takes them. */
type QueriesOf = (db: Kysely<Database>) => readonly CompiledQuery[];

/** Where a look found the server. */
interface Sight {
  readonly version: number;
  /** Rows that are added past the version: people and accounts come through the relay as well. */
  readonly users: number;
  readonly accounts: number;
}

export interface DeskWatchParts {
  /** PostgreSQL itself; null while it is not reached. */
  readonly server: () => RelationalStore | null;
  readonly pacer: Pacer;
  /** The version as of the last time that the server was read. */
  readonly version: number;
}

/** Follows the one number by which a desk's database says that users, sessions, grants or its configuration have changed. */
export class DeskWatch {
  readonly #server: () => RelationalStore | null;
  readonly #pacer: Pacer;
  readonly #followers: Follower[] = [];
  #version: number;
  /** As of the last reading; null until there is one, and after the server was away. */
  #seen: Sight | null = null;
  /** Counts changes that were made from here: what was read before the last of them is old. */
  #changes = 0;
  #hanging = 0;
  #startedAt = 0;
  #hasReached = false;
  /** Milliseconds that an answer takes at the most, of late. */
  #answerMs = 0;
  #cancel: (() => void) | null = null;
  #looking: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor({ server, pacer, version }: DeskWatchParts) {
    this.#server = server;
    this.#pacer = pacer;
    this.#version = version;
  }

  /** The server answers, and what is in memory is what it has. */
  get isReached(): boolean {
    return this.#seen !== null;
  }

  follow(follower: Follower): void {
    this.#followers.push(follower);
  }

  start(): void {
    this.#startedAt = this.#pacer.now();
    this.#later(0);
  }

  /**
   * Writes to the server and counts the change, in one transaction. Throws ContractFailure 'unavailable' where the server
   * is away, or went away before it answered; LostConnection; or the server's own refusal.
   */
  async change(queriesOf: QueriesOf, away: string): Promise<void> {
    const server = this.#server();
    if (server === null || !this.isReached) throw unavailable(away);
    const isThere = await this.#inTime(Math.min(LOOK_MS, Math.max(PROBE_MS, PROBE_ANSWERS * this.#answerMs)), askedFor(server.db)).then(() => true, () => false);
    if (!isThere) {
      this.#lost();
      throw unavailable(away);
    }
    try {
      await this.#inTime(CHANGE_MS, this.#write(server, queriesOf));
    } catch (error) {
      if (!(error instanceof Late)) throw error;
      throw unavailable('the desk’s database did not answer in time: whether this was changed shows once it is reached again');
    }
  }

  /** As `change`, for what nobody waits for: false where the server is not reached. */
  async handOver(queriesOf: QueriesOf): Promise<boolean> {
    const server = this.#server();
    if (server === null || !this.isReached) return false;
    await this.#write(server, queriesOf);
    return true;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancel?.();
    await this.#looking;
  }

  async #write(server: RelationalStore, queriesOf: QueriesOf): Promise<void> {
    try {
      await server.commit([versionCounted(server.db), ...queriesOf(server.db)]);
    } finally {
      this.#changes += 1;
    }
  }

  #later(delay: number): void {
    if (this.#isClosed) return;
    this.#cancel = this.#pacer.after(delay, () => {
      const began = this.#pacer.now();
      this.#looking = this.#look().then((isSettled) => {
        this.#later(isSettled ? Math.max(0, this.#pause() - (this.#pacer.now() - began)) : 0);
      });
    });
  }

  #pause(): number {
    return this.#hasReached || this.#pacer.now() - this.#startedAt > FIRST_FOR_MS ? EVERY_MS : FIRST_EVERY_MS;
  }

  /** False where it must be looked again at once. */
  async #look(): Promise<boolean> {
    const server = this.#server();
    if (server === null || this.#hanging >= MOST_HANGING) {
      this.#lost();
      return true;
    }
    const changes = this.#changes;
    const began = this.#pacer.now();
    try {
      const sight = await this.#inTime(LOOK_MS, askedFor(server.db));
      this.#answerMs = Math.max(this.#pacer.now() - began, EASING * this.#answerMs);
      if (!isSame(sight, this.#seen)) {
        const readings = await this.#inTime(READ_MS, this.#read(server.db));
        const after = await this.#inTime(LOOK_MS, askedFor(server.db));
        // Something was changed between the first row that was read and the last.
        if (!isSame(sight, after) || changes !== this.#changes) return false;
        const isBehind = sight.version < this.#version;
        if (isBehind && readings.some(({ isEmpty }) => isEmpty)) {
          // A workstation gives it back what it knows.
          this.#lost();
          return true;
        }
        await Promise.all(readings.map((reading) => reading.take(sight.version, isBehind)));
        this.#version = sight.version;
        this.#seen = sight;
        this.#hasReached = true;
      }
    } catch {
      // The relay says what is wrong with the server.
      this.#lost();
      return true;
    }
    for (const follower of this.#followers) follower.looked();
    return true;
  }

  async #read(db: Kysely<Database>): Promise<readonly Reading[]> {
    const readings: Reading[] = [];
    for (const follower of this.#followers) readings.push(await follower.read(db));
    return readings;
  }

  #lost(): void {
    if (this.#seen === null) return;
    this.#seen = null;
    for (const follower of this.#followers) follower.looked();
  }

  /** Throws Late where it takes longer; it goes on then, and nobody waits for it. */
  async #inTime<Result>(milliseconds: number, work: Promise<Result>): Promise<Result> {
    let cancel = (): void => undefined;
    const late = new Promise<never>((_, reject) => {
      cancel = this.#pacer.after(milliseconds, () => {
        this.#hanging += 1;
        const over = (): void => void (this.#hanging -= 1);
        work.then(over, over);
        reject(new Late(`no answer within ${milliseconds} ms`));
      });
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      cancel();
    }
  }
}

class Late extends Error {
  override name = 'Late';
}

function askedFor(db: Kysely<Database>): Promise<Sight> {
  return db
    .selectFrom('access_version')
    .where('id', '=', 1)
    .select(({ selectFrom }) => [
      'version',
      selectFrom('users').select(({ fn }) => fn.countAll<number>().as('count')).$asScalar().$notNull().as('users'),
      selectFrom('trading_accounts').select(({ fn }) => fn.countAll<number>().as('count')).$asScalar().$notNull().as('accounts'),
    ])
    .executeTakeFirst()
    .then((row) => row ?? { version: 0, users: 0, accounts: 0 });
}

function isSame(one: Sight, other: Sight | null): boolean {
  return other !== null && one.version === other.version && one.users === other.users && one.accounts === other.accounts;
}

function unavailable(message: string): ContractFailure {
  return new ContractFailure({ code: 'unavailable', message });
}
