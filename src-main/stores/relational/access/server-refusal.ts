import pg from 'pg';
import { LostConnection } from '../relational-store.ts';

const FOREIGN_KEY = '23503';
const UNIQUE = '23505';

/** What a server made of a change that failed. */
export type ServerAnswer =
  | { readonly kind: 'duplicate'; readonly field: 'username' | 'email' | null }
  /** Something that it refers to is not there, or not yet. */
  | { readonly kind: 'missing' }
  | { readonly kind: 'refused' }
  /** Nothing was changed. */
  | { readonly kind: 'not_reached' }
  | { readonly kind: 'unknown' };

export function serverAnswer(error: unknown): ServerAnswer {
  if (error instanceof LostConnection) return { kind: error.outcome === 'not_applied' ? 'not_reached' : 'unknown' };
  // A value that cannot be sent.
  if (error instanceof TypeError) return { kind: 'refused' };
  if (!(error instanceof pg.DatabaseError)) return { kind: 'not_reached' };
  switch (error.code) {
    case UNIQUE:
      return { kind: 'duplicate', field: fieldOf(error.constraint ?? '') };
    case FOREIGN_KEY:
      return { kind: 'missing' };
    default:
      // The classes of what was wrong with the data; anything else may be well the next time.
      return { kind: /^2[23]/.test(error.code ?? '') ? 'refused' : 'not_reached' };
  }
}

/** A user's id is made from the username. */
function fieldOf(constraint: string): 'username' | 'email' | null {
  if (constraint === 'users_username_key' || constraint === 'users_pkey') return 'username';
  return constraint === 'users_email_key' ? 'email' : null;
}
