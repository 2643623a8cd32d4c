import type { BackupEntry } from '../../../src-core/contract/access.ts';
import { ABSENT, formatAge, formatBytes, formatCount } from '../../design/format.ts';
import { momentWords } from './system-words.ts';

export const REASON_WORDS: Readonly<Record<BackupEntry['reason'], string>> = {
  start: 'at a start',
  scheduled: 'by the clock',
  migration: 'before a migration',
  restore: 'before a restore',
  manual: 'by hand',
};

export const STATE_WORDS: Readonly<Record<BackupEntry['state'], { readonly sign: string; readonly word: string; readonly means: string }>> = {
  sound: { sign: '✓', word: 'sound', means: 'It was read through.' },
  damaged: { sign: '✗', word: 'damaged', means: 'It cannot be put back.' },
  unread: { sign: '○', word: 'not read', means: 'Verify it to know what it holds; a restore reads it through first.' },
};

/** "1,204 orders, books to 20 Nov, 13:39"; absent where it was not read. */
export function holdsWords({ orders, newestEntry }: Pick<BackupEntry, 'orders' | 'newestEntry'>): string {
  if (orders === null && newestEntry === null) return ABSENT;
  const parts = [orders === null ? [] : [`${formatCount(orders)} ${orders === 1 ? 'order' : 'orders'}`], newestEntry === null ? [] : [`books to ${momentWords(newestEntry)}`]].flat();
  return parts.join(', ');
}

/** Why a backup cannot be put back now, as a sentence; null where it can. */
export function restoreStop({ state, detail }: Pick<BackupEntry, 'state' | 'detail'>, ban: string | null, refusal: string | null): string | null {
  if (refusal !== null) return refusal;
  if (ban !== null) return ban;
  return state === 'damaged' ? `It is damaged: ${detail}` : null;
}

/** What a restore does, before it is done: one sentence each. */
export function restoreWords(backup: BackupEntry, bytes: number, now: number): readonly string[] {
  const { name, createdAt, orders, newestEntry, state } = backup;
  return [
    `The database of now (${formatBytes(bytes)}) is replaced by ${name} of ${momentWords(createdAt)}, ${formatAge(now - createdAt)} old.`,
    newestEntry === null
      ? `What was traded, written and set since then is no longer there${orders === null ? '' : `; it holds ${formatCount(orders)} orders`}.`
      : `It holds ${orders === null ? 'the' : `${formatCount(orders)} orders and the`} books to ${momentWords(newestEntry)}: what was traded, written and set after that is no longer there.`,
    'What is there now is kept as a backup first, so that this can be taken back.',
    ...(state === 'unread' ? ['It was not read through yet: that is done first, and nothing changes if it is damaged.'] : []),
    'The terminal then starts anew on it. Windows stay open and come back by themselves.',
  ];
}

/** Letters that a passphrase must have, as the contract asks for. */
export const SHORTEST_PASSPHRASE = 12;
const LONGEST_PASSPHRASE = 200;

export interface PassphraseJudgement {
  readonly isEnough: boolean;
  readonly words: string;
}

/** How a passphrase stands by its length, in plain terms: length is what counts for a file that anybody may try at. */
export function passphraseWords(passphrase: string): PassphraseJudgement {
  const letters = [...passphrase].length;
  const isOne = letters > 0 && new Set(passphrase).size < 5;
  if (letters === 0) return { isEnough: false, words: `At least ${SHORTEST_PASSPHRASE} letters: four or five unrelated words are easy to keep and hard to guess.` };
  if (letters < SHORTEST_PASSPHRASE) return { isEnough: false, words: `${SHORTEST_PASSPHRASE - letters} more ${SHORTEST_PASSPHRASE - letters === 1 ? 'letter' : 'letters'} at least.` };
  if (letters > LONGEST_PASSPHRASE) return { isEnough: false, words: `${letters - LONGEST_PASSPHRASE} letters too many.` };
  if (isOne) return { isEnough: true, words: `${letters} letters, but few different ones: soon guessed.` };
  if (letters < 16) return { isEnough: true, words: `${letters} letters: enough for a short way, weak for a file that is kept.` };
  return { isEnough: true, words: letters < 24 ? `${letters} letters: good.` : `${letters} letters: very good.` };
}

/** What stands in the way of an export; null where nothing does. */
export function exportProblem(passphrase: string, again: string): string | null {
  const { isEnough, words } = passphraseWords(passphrase);
  if (!isEnough) return words;
  return again === passphrase ? null : again === '' ? 'Write it once more: nobody can open the file without it.' : 'The two are not the same.';
}
