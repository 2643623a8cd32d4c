import { type LeastRole, refusalOf, type Role, type Standing } from '../../src-core/access/permission.ts';
import type { AccessView } from '../../src-core/contract/access.ts';
import { type OperationName, operations } from '../../src-core/contract/operations.ts';
import { useStreamPart } from '../connection/core.tsx';

const ROLE_WORDS: Readonly<Record<Role, string>> = { viewer: 'a viewer', trader: 'a trader', admin: 'an admin' };
const LEAST_WORDS: Readonly<Record<LeastRole, string>> = { nobody: 'Anybody', viewer: 'Whoever is signed in', trader: 'Traders and admins', admin: 'Admins' };

/** How the signed-in person stands to the contract's permissions. The only person of a local profile counts as its admin. */
export function standingOf({ profile, phase, user, account }: AccessView): Standing {
  const role: LeastRole = phase !== 'open' || user === null ? 'nobody' : profile === 'local' ? 'admin' : user.role;
  return { role, isLocked: phase === 'locked', ownsAccount: account.mayTrade, isUnconfirmedLive: account.needsConfirmation };
}

/** Why the person may not do an operation, as a sentence for them; null where they may. The core judges by the same rule. */
export function refusalWords(name: OperationName, access: AccessView): string | null {
  const permission = operations[name];
  const standing = standingOf(access);
  // Whether a live account was confirmed is asked for where its orders are sent.
  if (refusalOf(name, permission, standing, false) === null) return null;
  if (standing.isLocked) return 'This session is locked: unlock it first.';
  if (access.user === null || standing.role === 'nobody') return 'Nobody is signed in here: sign in first.';
  const { username, role } = access.user;
  if (refusalOf(name, { ...permission, scope: 'any' }, standing, false) === null) return `The account ${access.account.number} is another’s and is not shared with ${username}.`;
  return `${LEAST_WORDS[permission.role]} may do this; ${username} is ${ROLE_WORDS[role]}.`;
}

/** A hook: {@link refusalWords} of whoever is signed in; null also while that is not known, when the core answers. */
export function useRefusal(name: OperationName): string | null {
  return useStreamPart('access', (access) => (access === null ? null : refusalWords(name, access)));
}
