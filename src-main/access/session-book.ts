import { type Clock, MINUTE } from '../../src-core/time.ts';
import type { Pacer } from '../market-data/session-pump.ts';
import type { AccessDirectory, User, UserSession } from './access-directory.ts';

/** What this process alone knows of a session. */
export interface Presence {
  isLocked: boolean;
  /** The words of a live account were typed. */
  isConfirmedLive: boolean;
  /** A window sits in it, which can be left alone. */
  hasWindow: boolean;
  /** When somebody was last there: the machine's time, and the pacer's, which nobody can set back. */
  activeAt: number;
  activePaced: number;
  /** It is being written. */
  isBeginning: boolean;
}

interface Parts {
  readonly directory: AccessDirectory;
  readonly clock: Clock;
  readonly pacer: Pacer;
}

/** How a session without a device begins its token hash, which no device's can be. */
const OF_A_CONNECTION = 'connection:';

export function connectionToken(id: string): string {
  return OF_A_CONNECTION + id;
}

/** Whether it lasts as long as a connection does. */
export function isOfConnection({ tokenHash }: Pick<UserSession, 'tokenHash'>): boolean {
  return tokenHash.startsWith(OF_A_CONNECTION);
}

/** The directory's sessions and those of this process alone, with what is known of each here. */
export class SessionBook {
  readonly #parts: Parts;
  /** Not, or not yet, in the directory. */
  readonly #held = new Map<string, UserSession>();
  readonly #presences = new Map<string, Presence>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  find(id: string): UserSession | null {
    return this.#parts.directory.state().sessions.get(id) ?? this.#held.get(id) ?? null;
  }

  all(): readonly UserSession[] {
    const { sessions } = this.#parts.directory.state();
    return [...sessions.values(), ...[...this.#held.values()].filter(({ id }) => !sessions.has(id))];
  }

  /** A device's, newest first. */
  ofDevice(tokenHash: string): readonly UserSession[] {
    return this.all()
      .filter((session) => session.tokenHash === tokenHash)
      .sort((left, right) => right.createdAt - left.createdAt);
  }

  /** The person whose session it is; null where it has expired, or the person may not be here any more. */
  personIn(session: UserSession): User | null {
    if (!isOfConnection(session) && this.#parts.clock.now() >= session.expiresAt) return null;
    const user = this.#parts.directory.state().users.get(session.userId);
    return user?.isActive === true ? user : null;
  }

  hold(session: UserSession): void {
    this.#held.set(session.id, session);
  }

  /** It is in the directory now, or has ended. Returns whether it was here alone. */
  release(id: string): boolean {
    return this.#held.delete(id);
  }

  isHeld(id: string): boolean {
    return this.#held.has(id);
  }

  /** Somebody has just signed in. */
  begin(id: string): Presence {
    const presence: Presence = { ...this.#presenceNow(), isLocked: false, isBeginning: true };
    this.#presences.set(id, presence);
    return presence;
  }

  /** One that is found is from before this start: who sits there now gives the password again. */
  presenceOf(id: string): Presence {
    const known = this.#presences.get(id);
    if (known !== undefined) return known;
    const found: Presence = this.#presenceNow();
    this.#presences.set(id, found);
    return found;
  }

  presenceHere(id: string): Presence | null {
    return this.#presences.get(id) ?? null;
  }

  isIdle({ hasWindow, activeAt, activePaced }: Presence, idleMinutes: number): boolean {
    if (idleMinutes === 0 || !hasWindow) return false;
    const { clock, pacer } = this.#parts;
    // A machine that sleeps stops the one, and a person can set back the other.
    return Math.max(clock.now() - activeAt, pacer.now() - activePaced) >= idleMinutes * MINUTE;
  }

  touch(presence: Presence): void {
    presence.activeAt = this.#parts.clock.now();
    presence.activePaced = this.#parts.pacer.now();
  }

  forget(id: string): void {
    this.#presences.delete(id);
  }

  /** Forgets what is known of sessions that have ended. */
  tidy(): void {
    for (const [id, { isBeginning }] of this.#presences) {
      if (!isBeginning && this.find(id) === null) this.#presences.delete(id);
    }
  }

  #presenceNow(): Presence {
    const { clock, pacer } = this.#parts;
    return { isLocked: true, isConfirmedLive: false, hasWindow: false, activeAt: clock.now(), activePaced: pacer.now(), isBeginning: false };
  }
}
