import type { UserChange, UserView } from '../../../src-core/contract/access.ts';
import type { Role } from '../../../src-core/access/permission.ts';

/** "Anna Lindqvist"; empty where neither name is known. */
export function fullName({ firstName, lastName }: Pick<UserView, 'firstName' | 'lastName'>): string {
  return [firstName, lastName].filter((name) => name !== null && name !== '').join(' ');
}

/** What is written of a user, as texts. */
export interface UserDraft {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly role: Role;
  readonly isActive: boolean;
}

export function draftOf(user: UserView): UserDraft {
  return { email: user.email, firstName: user.firstName ?? '', lastName: user.lastName ?? '', role: user.role, isActive: user.isActive };
}

/** What the draft changes; an empty name is none. */
export function changeOf(user: UserView, draft: UserDraft): UserChange {
  const names = { firstName: draft.firstName.trim() || null, lastName: draft.lastName.trim() || null };
  return {
    ...(draft.email.trim() !== user.email && { email: draft.email.trim() }),
    ...(names.firstName !== user.firstName && { firstName: names.firstName }),
    ...(names.lastName !== user.lastName && { lastName: names.lastName }),
    ...(draft.role !== user.role && { role: draft.role }),
    ...(draft.isActive !== user.isActive && { isActive: draft.isActive }),
  };
}

/** Why a change cannot be made: nobody could undo it, or name anybody, afterwards. null where it can. */
export function lastAdminProblem(users: readonly UserView[], user: Pick<UserView, 'id' | 'username'>, { role, isActive }: Pick<UserDraft, 'role' | 'isActive'>): string | null {
  if (role === 'admin' && isActive) return null;
  const isAdmin = users.some(({ id, role: now, isActive: active }) => id === user.id && now === 'admin' && active);
  const others = users.some(({ id, role: now, isActive: active, hasPassword }) => id !== user.id && now === 'admin' && active && hasPassword);
  if (!isAdmin || others) return null;
  return `${user.username} is the only active admin with a password: name another first, else nobody could let anybody in.`;
}

/** What a change means that a person might not expect; null for nothing. */
export function changeWarning(user: Pick<UserView, 'id' | 'username' | 'role'>, { role, isActive }: UserChange, me: string | null): string | null {
  if (isActive === false) return user.id === me ? 'You are signed out everywhere at once, and cannot come back by yourself.' : `${user.username} is signed out everywhere within a second. Their orders and positions stay.`;
  if (role !== undefined && user.id === me) return `You become ${role === 'viewer' ? 'a viewer' : 'a trader'} at once, and another admin alone can change it back.`;
  if (role === 'viewer') return `${user.username} may only look from now on. What works goes on working.`;
  if (role === 'admin') return `${user.username} may then do all that you may, and take it from you.`;
  return null;
}
