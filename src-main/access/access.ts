import { liveConfirmation } from '../../src-core/access/live-confirmation.ts';
import type { Role } from '../../src-core/access/permission.ts';
import type { AccessView, NewUser, SessionEntry, UserChange, UserView } from '../../src-core/contract/access.ts';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { Clock } from '../../src-core/time.ts';
import type { Pacer } from '../market-data/session-pump.ts';
import type { AccessDesk, TradedAccount } from './access-desk.ts';
import type { AccessDirectory, User } from './access-directory.ts';
import { accessView, owns, sessionEntry } from './access-views.ts';
import { type Caller, type ConnectionOrigin, type Identity, personOf } from './caller.ts';
import type { ConfigDesk } from './config-desk.ts';
import { Connection, nobodyAt, type Seat } from './connection.ts';
import type { Passwords, Verification } from './passwords.ts';
import { isOfConnection } from './session-book.ts';
import { SessionDesk } from './session-desk.ts';
import { SignInAttempts } from './sign-in-attempts.ts';
import { type ToldOfSessions, ToldSessions } from './told-sessions.ts';
import { UserDesk } from './user-desk.ts';

/** Between two looks at who was left alone and whose session has expired; each call looks as well. */
const LOOK_MS = 5_000;

export interface AccessParts {
  readonly profile: 'local' | 'desk';
  readonly directory: AccessDirectory;
  readonly config: Pick<ConfigDesk, 'value' | 'onChange'>;
  /** The one that the terminal trades now. */
  readonly account: () => TradedAccount;
  readonly passwords: Passwords;
  /** The machine's. */
  readonly clock: Clock;
  readonly newId: () => string;
  readonly pacer: Pacer;
  /** This workstation's name. */
  readonly workstation: string;
  /** Whoever runs the program, as the directory knows them. */
  readonly systemUser: { readonly id: string; readonly username: string };
  readonly told: ToldOfSessions;
}

/** See AccessDesk. It looks after idle and expired sessions by itself until it is closed. */
export class Access implements AccessDesk {
  readonly #parts: AccessParts;
  readonly #users: UserDesk;
  readonly #sessions: SessionDesk;
  readonly #attempts: SignInAttempts;
  readonly #told: ToldSessions;
  readonly #connections = new Map<string, Connection>();
  readonly #listeners = new Set<() => void>();
  readonly #revokedListeners = new Set<(tokenHash: string) => void>();
  readonly #stopListening: readonly (() => void)[];
  #cancelLook: () => void = () => undefined;
  #isClosed = false;

  constructor(parts: AccessParts) {
    this.#parts = parts;
    this.#users = new UserDesk(parts);
    this.#sessions = new SessionDesk(parts);
    this.#attempts = new SignInAttempts(() => parts.config.value('access.free_attempts'));
    this.#told = new ToldSessions(parts.told);
    const changed = () => this.#settle(true);
    this.#stopListening = [parts.directory.onChange(changed), parts.config.onChange(changed)];
    this.#settle(false);
    this.#lookLater();
  }

  connect(origin: ConnectionOrigin): Identity {
    const connection = new Connection(
      this.#parts.newId(),
      origin,
      (each) => this.#look(each),
      (each) => this.#disconnect(each),
    );
    this.#connections.set(connection.id, connection);
    this.#settle(false);
    return connection;
  }

  view(caller: Caller): AccessView {
    const { account, config, directory, profile, systemUser } = this.#parts;
    const connection = this.#connections.get(caller.connection) ?? null;
    const now = connection?.caller ?? { ...caller, role: 'nobody', userId: null, isLocked: false };
    const { users, readOnly } = directory.state();
    return accessView(now, connection?.seat ?? null, now.userId === null ? null : (users.get(now.userId) ?? null), {
      profile,
      config,
      account: account(),
      suggested: systemUser.username,
      readOnly,
      isWithoutPasswords: profile === 'local' ? this.#localUser()?.passwordHash === null : this.#users.isWithoutPasswords(),
      waitUntil: connection === null ? null : this.#attempts.waitUntil(connection.seat?.user.username ?? connection.lastTried, connection.attemptsKey, this.#parts.clock.now()),
      roleOf: (user) => (connection?.origin.origin === 'headless' ? 'trader' : this.#roleOf(user)),
    });
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onRevoked(listener: (tokenHash: string) => void): () => void {
    this.#revokedListeners.add(listener);
    return () => this.#revokedListeners.delete(listener);
  }

  async setUp(caller: Caller, username: string, password: string): Promise<void> {
    const connection = this.#mustFind(caller);
    if (this.#parts.profile === 'local') throw new ContractFailure({ code: 'conflict', message: 'a local profile needs no setting up: its one user is there' });
    const user = await this.#users.setUp(username, password);
    await this.#signInAs(connection, user, null);
  }

  async signIn(caller: Caller, username: string, password: string): Promise<void> {
    const connection = this.#mustFind(caller);
    if (connection.origin.origin === 'headless') throw new ContractFailure({ code: 'conflict', message: 'the program itself acts as the operating system’s user and needs no password' });
    const known = this.#parts.profile === 'desk' ? this.#users.named(username) : this.#localUser();
    if (this.#parts.profile === 'local' && known?.passwordHash === null) throw new ContractFailure({ code: 'conflict', message: 'no password is set here: a window with a valid link is signed in by itself' });
    const user = known?.username === username && known.isActive ? known : null;
    const verification = await this.#verify(connection, username, user, password, 'wrong name or password');
    if (user === null) return;
    await this.#signInAs(connection, user, verification.isOutdated ? password : null);
  }

  async unlock(caller: Caller, password: string): Promise<void> {
    const connection = this.#mustFind(caller);
    const seat = connection.seat;
    if (seat === null) throw new ContractFailure({ code: 'forbidden', message: 'nobody is signed in here; sign in first' });
    if (!connection.caller.isLocked) return;
    const verification = await this.#verify(connection, seat.user.username, seat.user, password, 'wrong password');
    // It may have been revoked while the password was looked at.
    if (connection.seat?.session.id !== seat.session.id) throw new ContractFailure({ code: 'forbidden', message: 'this session has ended; sign in again' });
    this.#sessions.unlock(connection.seat);
    this.#settle(true);
    await this.#noteSignIn(seat.user, verification.isOutdated ? password : null);
  }

  async lock(caller: Caller): Promise<void> {
    const seat = this.#mustFind(caller).seat;
    if (seat === null || seat.user.passwordHash === null) throw new ContractFailure({ code: 'conflict', message: 'there is no password to open it with again; set one first' });
    seat.presence.isLocked = true;
    this.#settle(true);
  }

  async signOut(caller: Caller): Promise<void> {
    const { seat } = this.#mustFind(caller);
    if (seat === null) return;
    if (this.#parts.profile === 'local' && seat.user.passwordHash === null) throw new ContractFailure({ code: 'conflict', message: 'there is no password to sign in with again; set one first' });
    await this.#end([seat.session.id]);
  }

  active(caller: Caller): void {
    const connection = this.#connections.get(caller.connection);
    if (connection === undefined || connection.caller.role === 'nobody' || connection.seat === null) return;
    this.#sessions.touch(connection.seat);
  }

  async setPassword(caller: Caller, current: string | null, next: string | null): Promise<void> {
    const connection = this.#mustFind(caller);
    const user = this.#parts.directory.state().users.get(personOf(connection.caller));
    if (user === undefined) throw new ContractFailure({ code: 'not_found', message: 'this user is not in the directory any more' });
    if (next === null && this.#parts.profile === 'desk') throw new ContractFailure({ code: 'bad_input', message: 'next: on a desk everybody has a password; give the new one', field: 'next' });
    this.#users.mustBeWritable();
    if (user.passwordHash !== null) {
      if (current === null) throw new ContractFailure({ code: 'bad_input', message: 'current: give the password there is now', field: 'current' });
      await this.#verify(connection, user.username, user, current, 'current: wrong password');
    }
    const hash = next === null ? null : await this.#users.hashNew(next, user.username, 'next');
    if (connection.seat !== null) this.#sessions.unlock(connection.seat);
    await this.#users.keepPassword(user.id, hash, connection.seat?.session.id ?? null, { of: user.passwordHash });
    if (hash !== null) this.#sessions.dropHeld((session) => session.userId === user.id && session.id !== connection.seat?.session.id);
    this.#settle(true);
  }

  confirmLive(caller: Caller, typed: string): void {
    const connection = this.#mustFind(caller);
    const { kind, number } = this.#parts.account();
    if (kind !== 'live') throw new ContractFailure({ code: 'conflict', message: `${number} is a paper account: there is nothing to confirm` });
    const words = liveConfirmation(number);
    if (typed.trim() !== words) throw new ContractFailure({ code: 'bad_input', message: `typed: expected "${words}"`, field: 'typed' });
    if (connection.seat === null) connection.isConfirmedLive = true;
    else connection.seat.presence.isConfirmedLive = true;
    this.#settle(true);
  }

  sessions(caller: Caller): readonly SessionEntry[] {
    const now = this.#parts.clock.now();
    const mine = this.#connections.get(caller.connection)?.seat?.session.id ?? null;
    const connected = new Set([...this.#connections.values()].map(({ seat }) => seat?.session.id));
    const entries: SessionEntry[] = [];
    for (const session of this.#sessions.book.all()) {
      const user = this.#sessions.book.personIn(session);
      const isConnected = connected.has(session.id);
      if (user === null || (!isConnected && now >= session.expiresAt) || !mayEnd(caller, session.userId)) continue;
      const presence = this.#sessions.book.presenceHere(session.id);
      entries.push(sessionEntry(session, user, { isLocked: presence?.isLocked === true && user.passwordHash !== null, isConnected, isThis: session.id === mine, activeAt: presence?.activeAt ?? null }));
    }
    return entries.sort((left, right) => Number(right.isThis) - Number(left.isThis) || right.lastSeen - left.lastSeen);
  }

  async revoke(caller: Caller, id: string): Promise<void> {
    const session = this.#sessions.book.find(id);
    // Whether there is another's is not told.
    if (session === null || !mayEnd(caller, session.userId)) throw new ContractFailure({ code: 'not_found', message: `there is no session ${id} of yours`, field: 'id' });
    if (this.#connections.get(caller.connection)?.seat?.session.id === id) return this.signOut(caller);
    await this.#revoke([id]);
  }

  async revokeOthers(caller: Caller): Promise<void> {
    const person = personOf(caller);
    const mine = this.#connections.get(caller.connection)?.seat?.session.id ?? null;
    await this.#revoke(this.#sessions.book.all().flatMap(({ id, userId }) => (userId === person && id !== mine ? [id] : [])));
  }

  users(): readonly UserView[] {
    this.#mustBeDesk();
    return this.#users.list();
  }

  async createUser(user: NewUser): Promise<UserView> {
    this.#mustBeDesk();
    return this.#users.create(user);
  }

  async changeUser(id: string, change: UserChange): Promise<UserView> {
    this.#mustBeDesk();
    return this.#users.change(id, change);
  }

  async setUserPassword(id: string, password: string): Promise<UserView> {
    this.#mustBeDesk();
    return this.#users.setPassword(id, password);
  }

  /** Ends what lives as long as its connection. The directory stays open. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelLook();
    for (const stop of this.#stopListening) stop();
    const ended = [...this.#connections.values()].flatMap(({ ownSession }) => (ownSession === null ? [] : [ownSession]));
    this.#connections.clear();
    await this.#sessions.end(ended).catch(() => {
      // They expire by themselves then.
    });
  }

  #localUser(): User | null {
    return this.#parts.directory.state().users.get(this.#parts.systemUser.id) ?? null;
  }

  #roleOf({ role }: User): Role {
    return this.#parts.profile === 'local' ? 'admin' : role;
  }

  #mustFind({ connection }: Caller): Connection {
    const found = this.#connections.get(connection);
    if (found === undefined) throw new ContractFailure({ code: 'forbidden', message: 'this connection has ended; connect anew' });
    return found;
  }

  #mustBeDesk(): void {
    if (this.#parts.profile === 'local') throw new ContractFailure({ code: 'unavailable', message: 'a local profile has one user; users are kept on a desk' });
  }

  /** Throws ContractFailure 'forbidden' with `wrong` unless it is the person's password, and 'rate_limited' where it is not looked at now. */
  async #verify(connection: Connection, username: string, person: User | null, password: string, wrong: string): Promise<Verification> {
    const { clock, directory, passwords } = this.#parts;
    connection.lastTried = username;
    const attempt = this.#attempts.begin(username, connection.attemptsKey, clock.now());
    if (attempt.kind === 'busy') throw new ContractFailure({ code: 'rate_limited', message: 'passwords given here before are still being looked at; wait for them' });
    if (attempt.kind === 'wait') throw new ContractFailure({ code: 'rate_limited', message: `after so many wrong passwords the next one is looked at in ${Math.ceil((attempt.until - clock.now()) / 1_000)} s` });
    let verification: Verification;
    try {
      verification = await passwords.verify(person?.passwordHash ?? null, password);
    } catch (error) {
      attempt.withdrawn();
      throw error;
    }
    const now = person === null ? undefined : directory.state().users.get(person.id);
    if (verification.matches && now?.isActive === true && now.passwordHash === person?.passwordHash) {
      attempt.succeeded();
      return verification;
    }
    attempt.failed();
    this.#settle(true);
    throw new ContractFailure({ code: 'forbidden', message: wrong });
  }

  /** `outdated` is the password where its hash is to be made anew. */
  async #signInAs(connection: Connection, user: User, outdated: string | null): Promise<void> {
    this.#sessions.pardon(connection);
    const session = await this.#sessions.begin(connection, user.id);
    const now = this.#parts.directory.state().users.get(user.id);
    const isOver = now?.isActive !== true || now.passwordHash !== user.passwordHash;
    if (isOver || (connection.isClosed && connection.ownSession !== null)) await this.#sessions.end([session]);
    if (isOver) throw new ContractFailure({ code: 'conflict', message: 'this person’s password or rights were changed meanwhile; sign in again' });
    this.#settle(true);
    await this.#noteSignIn(user, outdated);
  }

  /** A sign-in stands whether or not this can be written. */
  async #noteSignIn(user: User, outdated: string | null): Promise<void> {
    const { clock, directory, passwords } = this.#parts;
    if (directory.state().readOnly !== null) return;
    const from = user.passwordHash;
    try {
      const rehashed = outdated === null || from === null ? null : { from, to: await passwords.hash(outdated) };
      await directory.change([{ kind: 'signed_in', userId: user.id, time: clock.now(), rehashed }]);
    } catch {
      // Tried again at the next one.
    }
  }

  async #revoke(ids: readonly string[]): Promise<void> {
    const hashes = ids.flatMap((id) => this.#sessions.book.find(id) ?? []).filter((session) => !isOfConnection(session));
    this.#sessions.bar(ids);
    await this.#end(ids);
    if (this.#parts.profile === 'desk') return;
    for (const { tokenHash } of hashes) for (const listener of [...this.#revokedListeners]) listener(tokenHash);
  }

  async #end(ids: readonly string[]): Promise<void> {
    await this.#sessions.end(ids);
    this.#settle(true);
  }

  #disconnect(connection: Connection): void {
    this.#connections.delete(connection.id);
    if (this.#isClosed || connection.ownSession === null) return;
    this.#end([connection.ownSession]).catch(() => {
      // It expires by itself then.
    });
  }

  #lookLater(): void {
    this.#cancelLook = this.#parts.pacer.after(LOOK_MS, () => {
      this.#settle(false);
      for (const { seat } of this.#connections.values()) if (seat !== null) this.#sessions.goOn(seat.session);
      this.#lookLater();
    });
  }

  /** Between two looks at all: has this one been left alone, or its session expired? */
  #look({ seat }: Connection): void {
    if (seat !== null && (this.#sessions.book.personIn(seat.session) === null || this.#sessions.isLeftAlone(seat))) this.#settle(false);
  }

  /** Looks who is at each connection now, and tells those where it is somebody else. */
  #settle(isTold: boolean): void {
    if (this.#isClosed) return;
    this.#sessions.book.tidy();
    const changed: Connection[] = [];
    for (const connection of this.#connections.values()) {
      connection.seat = this.#seatOf(connection);
      if (connection.become(this.#callerAt(connection))) changed.push(connection);
    }
    const inForce = this.#sessions.inForce();
    this.#told.update(
      inForce.flatMap(({ session, user, isHere }) => (isHere ? [{ session, role: this.#roleOf(user) }] : [])),
      new Set(inForce.map(({ session }) => session.tokenHash)),
    );
    for (const connection of changed) connection.tell();
    if (isTold || changed.length > 0) for (const listener of [...this.#listeners]) listener();
  }

  #seatOf(connection: Connection): Seat | null {
    if (connection.origin.origin === 'headless') return null;
    const seat = this.#sessions.seatOf(connection);
    const local = this.#parts.profile === 'local' ? this.#localUser() : null;
    if (seat !== null) return this.#parts.profile === 'local' && seat.user.id !== local?.id ? null : seat;
    if (local === null || local.passwordHash !== null || !local.isActive || this.#sessions.isBarred(connection)) return null;
    return this.#sessions.beginAtOnce(connection, local);
  }

  #callerAt(connection: Connection): Caller {
    const { account, directory, systemUser } = this.#parts;
    const nobody = nobodyAt(connection.id, connection.origin);
    const traded = account();
    const isLive = traded.kind === 'live';
    if (connection.origin.origin === 'headless') return { ...nobody, userId: systemUser.id, role: 'trader', ownsAccount: true, isUnconfirmedLive: isLive && !connection.isConfirmedLive };
    const { seat } = connection;
    if (seat === null) return nobody;
    if (this.#sessions.isLeftAlone(seat)) seat.presence.isLocked = true;
    const isLocked = seat.presence.isLocked && seat.user.passwordHash !== null;
    return {
      ...nobody,
      userId: seat.user.id,
      role: isLocked ? 'nobody' : this.#roleOf(seat.user),
      isLocked,
      ownsAccount: owns(traded, seat.user.id, directory.state()),
      isUnconfirmedLive: isLive && !seat.presence.isConfirmedLive,
    };
  }
}

function mayEnd({ role, userId }: Caller, owner: string): boolean {
  return role === 'admin' || userId === owner;
}
