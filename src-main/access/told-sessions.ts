import type { Role } from '../../src-core/access/permission.ts';
import type { UserSession } from './access-directory.ts';

/** Whoever keeps what others read of the sessions of this workstation. */
export interface ToldOfSessions {
  /** It began, or its end or its person's role is another now. */
  signedIn(session: UserSession, role: Role): void;
  signedOut(tokenHash: string): void;
}

interface Known {
  readonly id: string;
  readonly expiresAt: number;
  readonly role: Role;
}

/** Tells of the sessions of this workstation as they begin, change and end; of each but once. */
export class ToldSessions {
  readonly #told: ToldOfSessions;
  #known = new Map<string, Known>();

  constructor(told: ToldOfSessions) {
    this.#told = told;
  }

  /** All there are now. */
  update(sessions: readonly { readonly session: UserSession; readonly role: Role }[]): void {
    const now = new Map<string, Known>();
    for (const { session, role } of sessions) {
      const { id, expiresAt, tokenHash } = session;
      now.set(tokenHash, { id, expiresAt, role });
      const before = this.#known.get(tokenHash);
      if (before?.id !== id || before.expiresAt !== expiresAt || before.role !== role) this.#told.signedIn(session, role);
    }
    for (const tokenHash of this.#known.keys()) if (!now.has(tokenHash)) this.#told.signedOut(tokenHash);
    this.#known = now;
  }
}
