import { type Clock, HOUR, MINUTE } from '../../src-core/time.ts';
import type { Pacer } from '../market-data/session-pump.ts';
import type { AccessDirectory, DirectoryChange, User, UserSession } from './access-directory.ts';
import type { ConfigDesk } from './config-desk.ts';
import type { Connection, Seat } from './connection.ts';
import { InTurn } from './in-turn.ts';
import { isOfConnection, SessionBook } from './session-book.ts';

/** A session's use is written at most this often; its end can be that much too early. */
const WRITE_EVERY = 5 * MINUTE;
/** Of a session without a device, which is kept alive while it is connected: what a killed program leaves is gone soon. */
const LASTS_UNATTENDED = HOUR;
/** Their shells have forgotten them long before. */
const MOST_BARRED = 1_000;

interface Parts {
  readonly profile: 'local' | 'desk';
  readonly directory: AccessDirectory;
  readonly config: Pick<ConfigDesk, 'value'>;
  readonly clock: Clock;
  readonly pacer: Pacer;
  readonly newId: () => string;
  readonly workstation: string;
}

/** Sessions as they begin, go on and end. */
export class SessionDesk {
  readonly book: SessionBook;
  readonly #parts: Parts;
  /** Those whose use is being written. */
  readonly #writing = new Set<string>();
  readonly #turn = new InTurn();
  readonly #barred = new Set<string>();

  constructor(parts: Parts) {
    this.#parts = parts;
    this.book = new SessionBook(parts);
  }

  /** Those in the directory that have not ended. */
  inForce(): readonly { readonly session: UserSession; readonly user: User; readonly isHere: boolean }[] {
    return [...this.#parts.directory.state().sessions.values()].flatMap((session) => {
      const user = this.book.personIn(session);
      return user === null ? [] : [{ session, user, isHere: session.place === this.#parts.workstation }];
    });
  }

  /** The newest session of the connection's device, or its own. */
  seatOf(connection: Connection): Seat | null {
    const { tokenHash, ownSession } = connection;
    const own = ownSession === null ? null : this.book.find(ownSession);
    for (const session of tokenHash === null ? (own === null ? [] : [own]) : this.book.ofDevice(tokenHash)) {
      const user = this.book.personIn(session);
      if (user === null) continue;
      const presence = this.book.presenceOf(session.id);
      if (connection.origin.origin === 'window') presence.hasWindow = true;
      return { session, user, presence };
    }
    return null;
  }

  isLeftAlone({ user, presence }: Seat): boolean {
    return user.passwordHash !== null && !presence.isLocked && this.book.isIdle(presence, this.#parts.config.value('access.idle_lock_minutes'));
  }

  /** A new session in the place of those that the device, or the connection, had. Returns its id. */
  begin(connection: Connection, userId: string): Promise<string> {
    // Two at once would not end each other's.
    return this.#turn.run(() => this.#begin(connection, userId));
  }

  /** For whoever needs no password: in force now, and written when there is time for it. */
  beginAtOnce(connection: Connection, user: User): Seat {
    const session = this.#newSession(connection, user.id);
    const before = this.#sessionsAt(connection);
    const presence = this.book.begin(session.id);
    presence.isBeginning = false;
    if (connection.origin.origin === 'window') presence.hasWindow = true;
    this.book.hold(session);
    if (connection.tokenHash === null) connection.ownSession = session.id;
    if (!this.#isKeptHere(session)) {
      this.#parts.directory.change([...before.map(({ id }): DirectoryChange => ({ kind: 'session_ended', id })), { kind: 'session', session }]).then(
        () => this.book.release(session.id),
        () => {
          // It lasts as long as this process then.
        },
      );
    }
    return { session, user, presence };
  }

  /** Somebody is there. */
  touch({ session, presence }: Seat): void {
    this.book.touch(presence);
    if (!isOfConnection(session)) this.#write(session, this.#parts.config.value('access.session_hours') * HOUR);
  }

  /** A session without a device goes on while its connection is there. */
  goOn(session: UserSession): void {
    if (isOfConnection(session)) this.#write(session, LASTS_UNATTENDED);
  }

  unlock(seat: Seat): void {
    seat.presence.isLocked = false;
    this.touch(seat);
  }

  /** Whoever sits in these is not signed in again by itself, also not by coming anew. */
  bar(ids: readonly string[]): void {
    for (const id of ids) {
      const session = this.book.find(id);
      if (session !== null) this.#barred.add(session.tokenHash);
    }
    for (const oldest of this.#barred) {
      if (this.#barred.size <= MOST_BARRED) break;
      this.#barred.delete(oldest);
    }
  }

  isBarred({ sessionToken }: Connection): boolean {
    return this.#barred.has(sessionToken);
  }

  /** A password was given. */
  pardon({ sessionToken }: Connection): void {
    this.#barred.delete(sessionToken);
  }

  /** Of a device, all that it has: none may come to light under the one that ends. */
  async end(ids: readonly string[]): Promise<void> {
    const ended = new Set(ids.flatMap((id) => this.book.find(id) ?? []).flatMap(({ tokenHash }) => this.book.ofDevice(tokenHash)));
    const written = [...ended].filter((session) => !this.#isKeptHere(session));
    for (const { id } of ended) this.book.release(id);
    if (written.length > 0) await this.#parts.directory.change(written.map(({ id }) => ({ kind: 'session_ended', id })));
  }

  /** Ends those of this process alone that are meant. */
  dropHeld(isMeant: (session: UserSession) => boolean): void {
    for (const session of this.book.all()) if (this.book.isHeld(session.id) && isMeant(session)) this.book.release(session.id);
  }

  async #begin(connection: Connection, userId: string): Promise<string> {
    const session = this.#newSession(connection, userId);
    const before = this.#sessionsAt(connection);
    const { ownSession } = connection;
    const presence = this.book.begin(session.id);
    if (connection.tokenHash === null) connection.ownSession = session.id;
    try {
      if (this.#isKeptHere(session)) this.book.hold(session);
      else await this.#parts.directory.change([...before.map(({ id }): DirectoryChange => ({ kind: 'session_ended', id })), { kind: 'session', session }]);
      for (const { id } of before) this.book.release(id);
      return session.id;
    } catch (error) {
      connection.ownSession = ownSession;
      this.book.forget(session.id);
      throw error;
    } finally {
      presence.isBeginning = false;
    }
  }

  #sessionsAt({ tokenHash, ownSession }: Connection): readonly UserSession[] {
    if (tokenHash !== null) return this.book.ofDevice(tokenHash);
    const own = ownSession === null ? null : this.book.find(ownSession);
    return own === null ? [] : [own];
  }

  /** On a local profile nobody else has to know of a session that ends with its connection. */
  #isKeptHere(session: UserSession): boolean {
    return this.#parts.profile === 'local' && isOfConnection(session);
  }

  #newSession({ origin, sessionToken }: Connection, userId: string): UserSession {
    const { clock, config, newId, workstation } = this.#parts;
    const now = clock.now();
    const lasts = origin.device === undefined ? LASTS_UNATTENDED : config.value('access.session_hours') * HOUR;
    return {
      id: newId(),
      userId,
      tokenHash: sessionToken,
      createdAt: now,
      lastSeen: now,
      expiresAt: now + lasts,
      address: origin.remote ?? null,
      agent: origin.device?.agent ?? (origin.origin === 'script' ? 'a script' : 'a window'),
      place: workstation,
    };
  }

  #write({ id }: UserSession, lasts: number): void {
    const now = this.#parts.clock.now();
    const session = this.book.find(id);
    if (session === null || this.#writing.has(id) || now - session.lastSeen < WRITE_EVERY) return;
    const seen = { lastSeen: now, expiresAt: now + lasts };
    if (this.book.isHeld(id)) {
      this.book.hold({ ...session, ...seen });
      return;
    }
    this.#writing.add(id);
    this.#parts.directory
      .change([{ kind: 'session_seen', id, ...seen }])
      .catch(() => {
        // Tried again when somebody is there the next time.
      })
      .finally(() => this.#writing.delete(id));
  }
}
