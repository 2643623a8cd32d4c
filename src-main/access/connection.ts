import type { User, UserSession } from './access-directory.ts';
import type { Caller, ConnectionOrigin, Identity } from './caller.ts';
import { connectionToken, type Presence } from './session-book.ts';

/** The session that a connection sits in. */
export interface Seat {
  readonly session: UserSession;
  readonly user: User;
  readonly presence: Presence;
}

/** One connection: where it comes from, and who is there. */
export class Connection implements Identity {
  readonly id: string;
  readonly origin: ConnectionOrigin;
  /** Says who is there now where that may have changed by the passing of time alone. */
  readonly #look: (connection: Connection) => void;
  readonly #onClosed: (connection: Connection) => void;
  readonly #listeners = new Set<() => void>();
  #caller: Caller;
  seat: Seat | null = null;
  /** The session of a connection without a device, which ends with it. */
  ownSession: string | null = null;
  isClosed = false;
  /** For a connection that has no session to remember it. */
  isConfirmedLive = false;
  /** The name that a password was last given for. */
  lastTried: string | null = null;

  constructor(id: string, origin: ConnectionOrigin, look: (connection: Connection) => void, onClosed: (connection: Connection) => void) {
    this.id = id;
    this.origin = origin;
    this.#look = look;
    this.#onClosed = onClosed;
    this.#caller = nobodyAt(id, origin);
  }

  get caller(): Caller {
    this.#look(this);
    return this.#caller;
  }

  get tokenHash(): string | null {
    return this.origin.device?.tokenHash ?? null;
  }

  /** What its sessions are found by. */
  get sessionToken(): string {
    return this.tokenHash ?? connectionToken(this.id);
  }

  /** By what wrong passwords are counted: a connection that comes anew is the same as before. */
  get attemptsKey(): string {
    return this.tokenHash ?? `${this.origin.origin} at ${this.origin.remote ?? 'this machine'}`;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Returns whether that is somebody else, or may do something else, than before. */
  become(caller: Caller): boolean {
    if (isSame(caller, this.#caller)) return false;
    this.#caller = caller;
    return true;
  }

  tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  closed(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.#listeners.clear();
    this.#onClosed(this);
  }
}

export function nobodyAt(connection: string, { origin, remote, device }: ConnectionOrigin): Caller {
  return {
    connection,
    userId: null,
    role: 'nobody',
    isLocked: false,
    ownsAccount: false,
    isUnconfirmedLive: false,
    origin,
    address: remote ?? null,
    agent: device?.agent ?? null,
  };
}

function isSame(one: Caller, other: Caller): boolean {
  return (
    one.userId === other.userId &&
    one.role === other.role &&
    one.isLocked === other.isLocked &&
    one.ownsAccount === other.ownsAccount &&
    one.isUnconfirmedLive === other.isUnconfirmedLive
  );
}
