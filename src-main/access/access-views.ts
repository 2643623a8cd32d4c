import { liveConfirmation } from '../../src-core/access/live-confirmation.ts';
import type { Role } from '../../src-core/access/permission.ts';
import type { AccessView, SessionEntry } from '../../src-core/contract/access.ts';
import type { TradedAccount } from './access-desk.ts';
import type { DirectoryState, User, UserSession } from './access-directory.ts';
import type { Caller } from './caller.ts';
import type { ConfigDesk } from './config-desk.ts';
import type { Seat } from './connection.ts';

/** What a view is made of, beside the connection's own. */
export interface ViewParts {
  readonly profile: 'local' | 'desk';
  readonly config: Pick<ConfigDesk, 'value'>;
  readonly account: TradedAccount;
  readonly suggested: string;
  readonly readOnly: string | null;
  /** Nobody there has a password. */
  readonly isWithoutPasswords: boolean;
  readonly waitUntil: number | null;
  readonly roleOf: (user: User) => Role;
}

/** `caller` is who is at the connection now; `person` whose session it is, locked or not. */
export function accessView(caller: Caller, seat: Seat | null, person: User | null, parts: ViewParts): AccessView {
  const { account, config, isWithoutPasswords, profile } = parts;
  const isOpen = caller.role !== 'nobody';
  const hasPassword = person === null ? !isWithoutPasswords : person.passwordHash !== null;
  const idle = config.value('access.idle_lock_minutes');
  return {
    profile,
    phase: isOpen ? 'open' : caller.isLocked ? 'locked' : profile === 'desk' && isWithoutPasswords ? 'set_up' : 'signed_out',
    user: person === null ? null : { id: person.id, username: person.username, role: parts.roleOf(person) },
    suggested: parts.suggested,
    hasPassword,
    idleMinutes: hasPassword && idle > 0 ? idle : null,
    notice: config.value('access.notice'),
    waitUntil: parts.waitUntil,
    readOnly: parts.readOnly,
    account: {
      id: account.id,
      number: account.number,
      kind: account.kind,
      mayTrade: caller.role === 'admin' || (caller.role === 'trader' && caller.ownsAccount),
      needsConfirmation: account.kind === 'live' && (!isOpen || caller.isUnconfirmedLive),
      confirmation: liveConfirmation(account.number),
    },
    sessionId: seat?.session.id ?? null,
  };
}

/** What is known here of a session beside its row. */
export interface SessionHere {
  readonly isLocked: boolean;
  readonly isConnected: boolean;
  readonly isThis: boolean;
  /** When somebody was last there; null where nobody was since this start. */
  readonly activeAt: number | null;
}

export function sessionEntry(session: UserSession, user: User, { isLocked, isConnected, isThis, activeAt }: SessionHere): SessionEntry {
  return {
    id: session.id,
    userId: user.id,
    username: user.username,
    place: session.place,
    address: session.address,
    device: session.agent,
    createdAt: session.createdAt,
    lastSeen: Math.max(session.lastSeen, activeAt ?? 0),
    expiresAt: session.expiresAt,
    isLocked,
    isConnected,
    isThis,
  };
}

export function owns({ id, ownerId }: TradedAccount, userId: string, { grants }: DirectoryState): boolean {
  return ownerId === userId || grants.some((grant) => grant.accountId === id && grant.userId === userId);
}
