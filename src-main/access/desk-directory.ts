import { isIP } from 'node:net';
import type { CompiledQuery, Kysely } from 'kysely';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { Clock } from '../../src-core/time.ts';
import { versionKept } from '../stores/relational/access/access-version.ts';
import { changeQuery, directoryReads, grantOf, rowOf, sessionOf, userOf } from '../stores/relational/access/directory-rows.ts';
import { accountQueries, type AccountRow, copyQueries } from '../stores/relational/access/replica-copy.ts';
import { type ServerAnswer, serverAnswer } from '../stores/relational/access/server-refusal.ts';
import type { RelationalStore } from '../stores/relational/relational-store.ts';
import type { Database } from '../stores/relational/schema.ts';
import type { AccessDirectory, DirectoryChange, DirectoryState, User, UserSession } from './access-directory.ts';
import type { DeskWatch, Follower, Reading } from './desk-watch.ts';
import { afterChanges, directoryState } from './directory-state.ts';
import { InTurn } from './in-turn.ts';
import { isSessionChange, type SessionChange, type Waiting, WaitingChanges } from './waiting-changes.ts';

const AWAY = 'the desk’s database is not reached; users, passwords and rights can be changed once it is';
/** How long the end of a terminal waits for what is on its way. */
const CLOSE_MS = 500;
/** In replica_state: changes that the desk's database does not have yet. */
const WAITING = 'access_waiting';
/** In replica_state: the id of the first admin, while the desk's database was not asked whether it has another. */
const FIRST_ADMIN = 'access_first_admin';

export interface DeskDirectoryParts {
  readonly watch: DeskWatch;
  /** This workstation's own copy, without an outbox. */
  readonly replica: RelationalStore;
  /** The machine's. */
  readonly clock: Clock;
  /** This workstation's name. */
  readonly workstation: string;
}

/**
 * Users, sessions and grants of a desk: as its database has them, with a copy in this workstation's own. Nothing waits for
 * a database that is away.
 */
export class DeskDirectory implements AccessDirectory, Follower {
  readonly #watch: DeskWatch;
  readonly #replica: RelationalStore;
  readonly #clock: Clock;
  readonly #workstation: string;
  readonly #waiting: WaitingChanges;
  readonly #listeners = new Set<() => void>();
  /** As the desk's database has it, as far as is known. */
  #base: DirectoryState;
  #state: DirectoryState;
  /** What the copy here holds. */
  #copied: DirectoryState;
  /** Sessions that this workstation ended: one that another gives back to a database that was emptied ends again. */
  readonly #ended = new Set<string>();
  readonly #accounts = new Set<string>();
  /** Named here before the desk's database was ever reached: it stands where that database has none. */
  #firstAdmin: string | null;
  readonly #writing = new InTurn();
  #handingOver: Promise<void> | null = null;

  private constructor({ watch, replica, clock, workstation }: DeskDirectoryParts, base: DirectoryState, waiting: WaitingChanges, firstAdmin: string | null) {
    this.#watch = watch;
    this.#replica = replica;
    this.#clock = clock;
    this.#workstation = workstation;
    this.#base = base;
    this.#waiting = waiting;
    this.#firstAdmin = firstAdmin;
    this.#copied = base;
    this.#state = waiting.over(base);
  }

  /** Knows everybody whom the copy knows; the watch, once it is started, brings the rest. */
  static async open(parts: DeskDirectoryParts): Promise<DeskDirectory> {
    const { db } = parts.replica;
    const kept = await db.selectFrom('replica_state').select('value').where('name', '=', WAITING).executeTakeFirst();
    const first = await db.selectFrom('replica_state').select('value').where('name', '=', FIRST_ADMIN).executeTakeFirst();
    const { users, sessions, grants } = await readDirectory(db);
    const directory = new DeskDirectory(parts, directoryState(users, sessions, grants, AWAY), WaitingChanges.of(kept?.value ?? null), first === undefined || first.value === '' ? null : first.value);
    parts.watch.follow(directory);
    return directory;
  }

  state(): DirectoryState {
    return this.#state;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async change(changes: readonly DirectoryChange[]): Promise<void> {
    const meant = changes.filter((change) => change.kind !== 'session_seen' || this.#state.sessions.has(change.id));
    afterChanges(this.#state, meant);
    if (meant.every(isSessionChange)) await this.#changeHere(meant);
    else if (this.#namesFirstAdmin(meant)) await this.#nameFirstAdmin(meant);
    else await this.#changeThere(meant);
  }

  async read(db: Kysely<Database>): Promise<Reading> {
    const { users, sessions, grants } = await readDirectory(db);
    const accounts = await db.selectFrom('trading_accounts').selectAll().execute();
    return {
      isEmpty: !users.some(hasPassword) && [...this.#base.users.values()].some(hasPassword),
      take: (version, isBehind) => this.#writing.run(() => this.#take(directoryState(users, sessions, grants, null), accounts, version, isBehind)),
    };
  }

  looked(): void {
    this.#handOver();
    this.#publish();
  }

  /** What is on its way gets a moment; the rest is handed over at the next start. Ends the watch. */
  async close(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => {
      timer = setTimeout(resolve, CLOSE_MS);
    });
    await Promise.race([this.#watch.close().then(() => this.#handingOver), late]);
    clearTimeout(timer);
    await this.#writing.run(async () => undefined);
    this.#listeners.clear();
  }

  /** Sessions are in force here at once; the desk's database is told afterwards. */
  async #changeHere(changes: readonly SessionChange[]): Promise<void> {
    if (changes.length === 0) return;
    await this.#writing.run(async () => {
      for (const change of changes) {
        this.#waiting.add(change);
        if (change.kind === 'session_ended') this.#ended.add(change.id);
      }
      await this.#putInForce(this.#base);
    });
    this.#handOver();
  }

  /** A desk that was never reached has nobody who could sign in, and trading goes on without it. */
  #namesFirstAdmin(changes: readonly DirectoryChange[]): boolean {
    const [change] = changes;
    return !this.#watch.isReached && changes.length === 1 && change?.kind === 'user' && hasPassword(change.user) && ![...this.#base.users.values()].some(hasPassword);
  }

  async #nameFirstAdmin(changes: readonly DirectoryChange[]): Promise<void> {
    await this.#writing.run(async () => {
      const [id] = changes.flatMap((change) => (change.kind === 'user' ? [change.user.id] : []));
      this.#firstAdmin = id ?? null;
      await this.#putInForce(afterChanges(this.#base, changes));
    });
  }

  /** With a change of a user or a grant among them, all of it goes to the desk's database first. */
  async #changeThere(changes: readonly DirectoryChange[]): Promise<void> {
    try {
      await this.#watch.change((db) => changes.flatMap((change) => this.#queriesOf(db, change)), AWAY);
    } catch (error) {
      throw error instanceof ContractFailure ? error : failureOf(error, serverAnswer(error));
    }
    await this.#writing.run(async () => {
      this.#waiting.drop(changes.filter(isSessionChange));
      for (const change of changes) if (change.kind === 'session_ended') this.#ended.add(change.id);
      await this.#putInForce(afterChanges(this.#base, changes));
    });
  }

  /** A user who is there is written where something is different: another workstation may be changing the rest. */
  #queriesOf(db: Kysely<Database>, change: DirectoryChange): readonly CompiledQuery[] {
    const now = this.#clock.now();
    if (change.kind === 'session') return [changeQuery(db, { kind: 'session', session: sendable(change.session) }, now)];
    if (change.kind !== 'user') return [changeQuery(db, change, now)];
    const row = rowOf(change.user);
    const before = this.#base.users.get(change.user.id);
    const insert = db.insertInto('users').values({ ...row, updated_at: now });
    if (before === undefined) return [insert.compile()];
    const different = { ...differences(rowOf(before), row), updated_at: now };
    return [insert.onConflict((conflict) => conflict.column('id').doUpdateSet(different)).compile()];
  }

  async #take(read: DirectoryState, accounts: readonly AccountRow[], version: number, isBehind: boolean): Promise<void> {
    // Who acts here comes to the database through the relay, and is known here before.
    const coming = [...this.#base.users.values()].filter((user) => !read.users.has(user.id) && !hasPassword(user));
    const firstAdmin = this.#firstAdminAgainst(read);
    const base = directoryState([...read.users.values(), ...coming, ...firstAdmin], read.sessions.values(), read.grants, null);
    if (isBehind) this.#giveBack(read);
    // One that was seen here and is not there any more was ended elsewhere.
    this.#waiting.drop(this.#waiting.list().filter((change) => change.kind === 'session_seen' && !base.sessions.has(change.id)));
    for (const id of base.sessions.keys()) if (this.#ended.has(id) && !this.#waiting.isEnded(id)) this.#waiting.add({ kind: 'session_ended', id });
    const added = accounts.filter(({ id }) => !this.#accounts.has(id));
    // Grants of an account that was not here before are not in the copy.
    if (added.length > 0) this.#copied = { ...this.#copied, grants: [] };
    await this.#putInForce(base, accountQueries(this.#replica.db, added), [versionKept(this.#replica.db, version)]);
    for (const { id } of added) this.#accounts.add(id);
  }

  /** The first admin who was named here, where the desk has nobody else who can sign in; else the sessions of that name here end. */
  #firstAdminAgainst(read: DirectoryState): readonly User[] {
    const user = this.#firstAdmin === null ? undefined : this.#base.users.get(this.#firstAdmin);
    if (user === undefined) return [];
    const there = read.users.get(user.id);
    if (![...read.users.values()].some(hasPassword)) return [user];
    if (there?.passwordHash !== user.passwordHash) {
      const sessions = this.#waiting.list().filter((change) => change.kind === 'session' && change.session.userId === user.id);
      this.#waiting.drop(sessions);
      for (const change of sessions) if (change.kind === 'session') this.#ended.add(change.session.id);
    }
    this.#firstAdmin = null;
    return [];
  }

  /** The database lost changes: it gets the sessions of this workstation again, and no other's. */
  #giveBack(read: DirectoryState): void {
    for (const session of this.#state.sessions.values()) {
      if (session.place === this.#workstation && !read.sessions.has(session.id) && !this.#waiting.isNew(session.id)) this.#waiting.add({ kind: 'session', session });
    }
  }

  /** Durable here, then in memory. */
  async #putInForce(base: DirectoryState, before: readonly CompiledQuery[] = [], after: readonly CompiledQuery[] = []): Promise<void> {
    const { db } = this.#replica;
    const state = this.#waiting.over(base);
    const text = this.#waiting.text();
    const waiting = db
      .insertInto('replica_state')
      .values({ name: WAITING, value: text })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: text }))
      .compile();
    const first = this.#firstAdmin ?? '';
    const firstAdmin = db
      .insertInto('replica_state')
      .values({ name: FIRST_ADMIN, value: first })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: first }))
      .compile();
    const [people, rest] = this.#copyOf(state);
    await this.#replica.commit([...people, ...before, ...rest, waiting, firstAdmin, ...after]);
    this.#base = base;
    this.#copied = state;
    this.#state = state;
    this.#publish(true);
  }

  /** Accounts stand between people, who own them, and grants. */
  #copyOf(state: DirectoryState): readonly [people: readonly CompiledQuery[], rest: readonly CompiledQuery[]] {
    const { db } = this.#replica;
    const now = this.#clock.now();
    const people: DirectoryState = { ...this.#copied, users: state.users };
    return [copyQueries(db, this.#copied, people, now), copyQueries(db, people, state, now)];
  }

  #handOver(): void {
    if (this.#handingOver !== null || !this.#watch.isReached || (this.#deliverable().length === 0 && this.#firstAdmin === null)) return;
    this.#handingOver = this.#handOverFirstAdmin()
      .then(() => this.#handOverAll())
      .catch(() => {
        // This machine's disk does not take it, which its store says; the next look tries again.
      })
      .finally(() => {
        this.#handingOver = null;
      });
  }

  /** Sessions refer to their person, so that one comes first. */
  async #handOverFirstAdmin(): Promise<void> {
    const user = this.#firstAdmin === null ? undefined : this.#base.users.get(this.#firstAdmin);
    if (user === undefined) return;
    const row = { ...rowOf(user), updated_at: this.#clock.now() };
    const isDone = await this.#watch.handOver((db) => [
      db
        .insertInto('users')
        .values(row)
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .compile(),
    ]);
    if (!isDone) return;
    await this.#writing.run(async () => {
      this.#firstAdmin = null;
      await this.#putInForce(this.#base);
    });
  }

  /** Until everything is there, the database is not reached, or nothing more is taken. */
  async #handOverAll(): Promise<void> {
    let atOnce = Number.POSITIVE_INFINITY;
    for (;;) {
      const some = this.#deliverable().slice(0, atOnce);
      if (some.length === 0) return;
      const answer = await this.#handOverSome(some);
      if (answer === null) atOnce = Number.POSITIVE_INFINITY;
      else if (answer.kind === 'not_reached' || answer.kind === 'unknown') return;
      else if (some.length > 1) atOnce = 1;
      else await this.#refused(some);
    }
  }

  /** Those whose person the database has. */
  #deliverable(): readonly Waiting[] {
    return this.#waiting.list().filter((change) => change.kind !== 'session' || this.#base.users.has(change.session.userId));
  }

  /** null where they arrived. */
  async #handOverSome(some: readonly Waiting[]): Promise<ServerAnswer | null> {
    const isAnyNew = some.some((change) => change.kind === 'session');
    const sent = await this.#writing.run(async () => {
      const those = this.#waiting.send(some);
      if (isAnyNew) await this.#putInForce(this.#base);
      return those;
    });
    let answer: ServerAnswer | null;
    try {
      const isDone = await this.#watch.handOver((db) => some.flatMap((change) => this.#queriesOf(db, change)));
      answer = isDone ? null : { kind: 'not_reached' };
    } catch (error) {
      answer = serverAnswer(error);
    }
    await this.#writing.run(async () => {
      if (answer === null) this.#waiting.arrived(sent);
      else this.#waiting.returned(sent, answer.kind !== 'unknown');
      // A new one that may have arrived stays until the database is read again, which says so.
      const arrived = answer === null ? sent : answer.kind === 'unknown' ? sent.filter((change) => change.kind === 'session') : [];
      await this.#putInForce(afterChanges(this.#base, arrived));
    });
    return answer;
  }

  /** A session that the database will not have ends. */
  async #refused(some: readonly Waiting[]): Promise<void> {
    await this.#writing.run(async () => {
      this.#waiting.drop(some);
      for (const change of some) if (change.kind === 'session') this.#ended.add(change.session.id);
      await this.#putInForce(afterChanges(this.#base, some.flatMap((change) => (change.kind === 'session' ? [{ kind: 'session_ended', id: change.session.id }] : []))));
    });
  }

  /** Tells of a new state, where there is one. */
  #publish(isChanged = false): void {
    const readOnly = this.#watch.isReached ? null : AWAY;
    if (readOnly !== this.#state.readOnly) this.#state = { ...this.#state, readOnly };
    else if (!isChanged) return;
    for (const listener of [...this.#listeners]) listener();
  }
}

async function readDirectory(db: Kysely<Database>): Promise<Pick<DirectoryState, 'grants'> & { readonly users: readonly User[]; readonly sessions: readonly UserSession[] }> {
  const reads = directoryReads(db);
  const users = (await reads.users.execute()).map(userOf);
  const sessions = (await reads.sessions.execute()).map(sessionOf);
  const grants = (await reads.grants.execute()).map(grantOf);
  return { users, sessions, grants };
}

/** What PostgreSQL has no place for is left out: an address's zone, and letters that are none. */
function sendable(session: UserSession): UserSession {
  const [address = ''] = (session.address ?? '').split('%');
  return { ...session, address: isIP(address) === 0 ? null : address, agent: session.agent.replaceAll('\0', '\ufffd').toWellFormed() };
}

function differences<Row extends object>(before: Row, after: Row): Partial<Row> {
  const different: Partial<Row> = {};
  for (const column in after) if (before[column] !== after[column]) different[column] = after[column];
  return different;
}

function hasPassword({ passwordHash }: User): boolean {
  return passwordHash !== null;
}

function failureOf(error: unknown, answer: ServerAnswer): unknown {
  switch (answer.kind) {
    case 'duplicate':
      return answer.field === null
        ? error
        : new ContractFailure({ code: 'conflict', field: answer.field, message: answer.field === 'username' ? 'there is a user of that name already; choose another name' : 'the address is another user’s; give one of their own' });
    case 'missing':
      return new ContractFailure({ code: 'unavailable', message: 'the desk’s database does not have the account or the user yet; try again in a moment' });
    case 'refused':
      return new ContractFailure({ code: 'bad_input', message: `the desk’s database does not take it: ${error instanceof Error ? error.message : String(error)}` });
    case 'not_reached':
      return new ContractFailure({ code: 'unavailable', message: AWAY });
    case 'unknown':
      return new ContractFailure({ code: 'unavailable', message: 'the desk’s database went away before it answered: whether this was changed shows once it is reached again' });
  }
}
