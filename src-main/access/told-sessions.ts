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

/** Tells of the sessions of this workstation as they begin and change, each time once, and of all that end. */
export class ToldSessions {
  readonly #told: ToldOfSessions;
  #here = new Map<string, Known>();
  #all: ReadonlySet<string> = new Set();

  constructor(told: ToldOfSessions) {
    this.#told = told;
  }

  /** `all` are the token hashes of every workstation's: one that is off says nothing of its own. */
  update(here: readonly { readonly session: UserSession; readonly role: Role }[], all: ReadonlySet<string>): void {
    for (const tokenHash of this.#all) if (!all.has(tokenHash)) this.#told.signedOut(tokenHash);
    const known = new Map<string, Known>();
    for (const { session, role } of here) {
      const { id, expiresAt, tokenHash } = session;
      known.set(tokenHash, { id, expiresAt, role });
      const before = this.#here.get(tokenHash);
      if (before?.id !== id || before.expiresAt !== expiresAt || before.role !== role) this.#told.signedIn(session, role);
    }
    this.#here = known;
    this.#all = all;
  }
}
