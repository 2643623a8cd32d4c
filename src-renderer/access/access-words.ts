import type { Role } from '../../src-core/access/permission.ts';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import { isUnanswered } from '../connection/unanswered.ts';

/** What each role may do, as a person reads it. */
export const ROLE_MEANINGS: Readonly<Record<Role, string>> = {
  viewer: 'sees everything and changes nothing',
  trader: 'trades the accounts that are theirs or shared with them',
  admin: 'trades every account, names users and sets the configuration',
};

/** What an admin may do, for whoever is about to be one. */
export const ADMIN_RIGHTS = [
  'add people, give and take roles, set their passwords',
  'share accounts, and open one for live trading',
  'change the configuration, put backups back, export everything',
  'read the record of what everybody did',
] as const;

/** What a password is given for: one's own, or ('give') for another. */
export type Asked = 'sign_in' | 'unlock' | 'set_up' | 'change' | 'give';

/** Which of name and password was wrong is not said. null where no password is compared. */
const WRONG: Readonly<Record<Asked, string | null>> = {
  sign_in: 'That name and password do not belong together.',
  unlock: 'That is not the password of this session.',
  set_up: null,
  change: 'The present password is not that one.',
  give: null,
};

/** Why an attempt came to nothing, as a sentence; null where the countdown says it. */
export function attemptWords(asked: Asked, error: unknown): string | null {
  if (!(error instanceof ContractFailure)) return error instanceof Error ? sentenceOf(error.message) : 'It did not work.';
  switch (error.code) {
    case 'forbidden':
      return WRONG[asked] ?? sentenceOf(error.message);
    case 'rate_limited':
      return null;
    case 'conflict':
      return asked === 'set_up' ? 'Somebody has named the first admin meanwhile: sign in.' : sentenceOf(error.message);
    default:
      return isUnanswered(error) ? `No answer: ${sentenceOf(error.message)}` : sentenceOf(error.message);
  }
}

/** "After so many, the next is looked at in 8 s."; null once nothing is waited for. */
export function waitWords(waitUntil: number | null, now: number): string | null {
  if (waitUntil === null || waitUntil <= now) return null;
  const seconds = Math.ceil((waitUntil - now) / 1_000);
  const left = seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
  return `After so many, the next is looked at in ${left}.`;
}

/** That what a person chooses in the window is not kept, and why; null where it is. `reason` is the core's. */
export function unkeptWords(reason: string | null, role: Role | undefined): string | null {
  if (reason === null) return null;
  return `Layout and theme last while this window is open. ${role === 'viewer' ? 'A viewer’s are not kept.' : sentenceOf(reason)}`;
}

/** With a capital and a full stop. */
export function sentenceOf(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}

/** What is wrong with a new password as typed twice; null where nothing is that the window can see. */
export function newPasswordProblem(next: string, again: string): string | null {
  if (next === '') return 'A password is missing.';
  if (next !== again) return 'The two are not the same.';
  return null;
}
