import type { AccessView, NewUser, SessionEntry, UserChange, UserView } from '../../src-core/contract/access.ts';
import type { Caller, ConnectionOrigin, Identity } from './caller.ts';

/** The account that the terminal trades. */
export interface TradedAccount {
  readonly id: string;
  readonly ownerId: string;
  readonly number: string;
  readonly kind: 'paper' | 'live';
}

/**
 * Users, their sessions, and who is behind each connection. Failures are ContractFailures. What changes is in force on
 * this workstation when a promise resolves, and on every other one of the desk within a second.
 */
export interface AccessDesk {
  connect(origin: ConnectionOrigin): Identity;
  view(caller: Caller): AccessView;
  /** Something that a view shows has changed. */
  onChange(listener: () => void): () => void;
  /** A device's session was revoked: what its shell keeps of it must go as well. */
  onRevoked(listener: (tokenHash: string) => void): () => void;

  setUp(caller: Caller, username: string, password: string): Promise<void>;
  signIn(caller: Caller, username: string, password: string): Promise<void>;
  unlock(caller: Caller, password: string): Promise<void>;
  lock(caller: Caller): Promise<void>;
  signOut(caller: Caller): Promise<void>;
  active(caller: Caller): void;
  setPassword(caller: Caller, current: string | null, next: string | null): Promise<void>;
  confirmLive(caller: Caller, typed: string): void;

  sessions(caller: Caller): readonly SessionEntry[];
  revoke(caller: Caller, id: string): Promise<void>;
  revokeOthers(caller: Caller): Promise<void>;

  users(): readonly UserView[];
  createUser(user: NewUser): Promise<UserView>;
  changeUser(id: string, change: UserChange): Promise<UserView>;
  setUserPassword(id: string, password: string): Promise<UserView>;
}
