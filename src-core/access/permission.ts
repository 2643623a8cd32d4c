/** What a person may do at most; each role may do what those before it may. */
export const ROLES = ['viewer', 'trader', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** 'nobody': whoever reaches the door, signed in or not. */
export type LeastRole = Role | 'nobody';

/**
 * What an operation acts on. 'account': the account that the terminal trades, which the caller must own or share (admins:
 * any). 'self': the caller's own user and sessions, and no other's. 'any': whatever the caller's role may see or change.
 */
export const SCOPES = ['any', 'account', 'self'] as const;
export type Scope = (typeof SCOPES)[number];

/** What each operation and stream declares. */
export interface Permission {
  /** The least role that may ask for it. */
  readonly role: LeastRole;
  readonly scope: Scope;
}

/** A caller as authorisation sees it. */
export interface Standing {
  /** 'nobody' while nobody is signed in, and while the session is locked. */
  readonly role: LeastRole;
  readonly isLocked: boolean;
  /** The terminal's account is the caller's own, or shared with the caller. */
  readonly ownsAccount: boolean;
  /** The account is a live one, and this session has not typed its confirmation yet. */
  readonly isUnconfirmedLive: boolean;
}

const RANK: Readonly<Record<LeastRole, number>> = { nobody: 0, viewer: 1, trader: 2, admin: 3 };

/**
 * Why a caller may not do what is asked, as a sentence; null where they may. `what` names it ("operation orders.place").
 * `raisesRisk` is true of what acts on the account and does not make it safer at once: a live account wants its
 * confirmation first.
 */
export function refusalOf(what: string, { role, scope }: Permission, standing: Standing, raisesRisk: boolean): string | null {
  if (RANK[standing.role] < RANK[role]) {
    if (standing.isLocked) return `${what}: this session is locked; unlock it with the password first`;
    if (standing.role === 'nobody') return `${what} needs the role ${role}, and nobody is signed in here; sign in first`;
    return `${what} needs the role ${role}; this connection has ${standing.role}`;
  }
  if (scope !== 'account') return null;
  if (!standing.ownsAccount && standing.role !== 'admin') return `${what}: the account of this terminal is another’s and is not shared with you; its owner or an admin can share it`;
  if (raisesRisk && standing.isUnconfirmedLive) return `${what}: this is a live account; confirm it once in this session by typing its words`;
  return null;
}
