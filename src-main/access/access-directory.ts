import type { Role } from '../../src-core/access/permission.ts';
import type { EpochMs } from '../../src-core/time.ts';

/** A row of users. */
export interface User {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly role: Role;
  readonly isActive: boolean;
  /** Argon2id in its standard text form; null where no password was ever set, so that none matches. */
  readonly passwordHash: string | null;
  readonly createdAt: EpochMs;
  readonly lastLogin: EpochMs | null;
}

/** A row of user_sessions: one sign-in of a person. */
export interface UserSession {
  readonly id: string;
  readonly userId: string;
  /** SHA-256 of the device's token, in hex. */
  readonly tokenHash: string;
  readonly createdAt: EpochMs;
  readonly lastSeen: EpochMs;
  readonly expiresAt: EpochMs;
  readonly address: string | null;
  /** What the shell said the device is. */
  readonly agent: string;
  /** The workstation's name. */
  readonly place: string;
}

/** That a user may trade an account beside its owner. */
export interface Grant {
  readonly accountId: string;
  readonly userId: string;
}

export interface DirectoryState {
  readonly users: ReadonlyMap<string, User>;
  readonly sessions: ReadonlyMap<string, UserSession>;
  readonly grants: readonly Grant[];
  /** Why users and passwords cannot be changed now, as a sentence; null while they can. Signing in and out works all the same. */
  readonly readOnly: string | null;
}

export type DirectoryChange =
  | { readonly kind: 'user'; readonly user: User }
  /** Nothing else of the user is written: another workstation may be changing the rest at this moment. */
  | { readonly kind: 'signed_in'; readonly userId: string; readonly time: EpochMs; readonly rehashed: { readonly from: string; readonly to: string } | null }
  /** A new one. */
  | { readonly kind: 'session'; readonly session: UserSession }
  /** Changes nothing where it has ended meanwhile: being seen brings no session back. */
  | { readonly kind: 'session_seen'; readonly id: string; readonly lastSeen: EpochMs; readonly expiresAt: EpochMs }
  | { readonly kind: 'session_ended'; readonly id: string }
  | { readonly kind: 'grant'; readonly grant: Grant; readonly by: string }
  | { readonly kind: 'grant_ended'; readonly grant: Grant };

/**
 * Users, sessions and grants as they are kept: in this workstation's database, or in the desk's with a copy here that
 * people can sign in by while it is away.
 */
export interface AccessDirectory {
  /** In memory: as of the last write here, and of other workstations at most a second old while the desk is reached. */
  state(): DirectoryState;
  onChange(listener: () => void): () => void;
  /**
   * All or none. Resolved: durable and in force here, and on its way to every workstation. Sessions are taken while the
   * desk is away and handed to it afterwards; a change of a user or a grant is refused then with ContractFailure
   * 'unavailable'. A username or address that is another's is ContractFailure 'conflict'.
   */
  change(changes: readonly DirectoryChange[]): Promise<void>;
  close(): Promise<void>;
}
