import { z } from 'zod';
import type { AuditRow } from '../../../src-core/contract/access.ts';
import type { JsonValue } from '../../../src-core/contract/schemas.ts';
import { differenceOf, type DifferenceRow, pathWords, valueWords } from './json-difference.ts';

/** What an entry holds: what was asked for, and what that changed. */
export interface EntryContent {
  /** null where an entry tells only what was changed. */
  readonly asked: JsonValue | null;
  /** null where nothing is known of it. */
  readonly before: JsonValue | null;
  readonly after: JsonValue | null;
}

/** What the door writes of an act: what was asked with, and what it acted on as it stood afterwards. */
const writtenSchema = z.object({ outcome: z.string(), input: z.json(), after: z.json().optional() });

export function contentOf({ old, new: written }: Pick<AuditRow, 'old' | 'new'>): EntryContent {
  const parsed = writtenSchema.safeParse(written);
  if (!parsed.success) return { asked: null, before: old, after: written };
  const { input, after } = parsed.data;
  const isEmpty = typeof input === 'object' && input !== null && Object.keys(input).length === 0;
  return { asked: isEmpty ? null : input, before: old, after: after ?? null };
}

/** Fields whose values are never kept: the record tells only that they were given. */
const SECRETS: ReadonlySet<string> = new Set(['credential', 'credentials', 'password', 'passphrase', 'current', 'next']);

/** True of a password or the like, which was given and is not in the record. */
export function isUnkept(path: readonly string[], value: JsonValue | undefined): boolean {
  return value === true && path.some((part) => SECRETS.has(part));
}

/** The rows that differ, in their order; none where nothing is known of a side that could differ. */
export function changesOf({ before, after }: EntryContent): readonly DifferenceRow[] {
  return before === null && after === null ? [] : differenceOf(before ?? undefined, after ?? undefined).filter(({ kind }) => kind !== 'same');
}

/** Values in a summary. */
const MOST = 3;
const LETTERS = 40;

/** "quantity 2 → 3 · price 0.78 → 0.80": what an act changed in a few words; what it was asked with, where that is not known. */
export function summaryOf(row: Pick<AuditRow, 'old' | 'new'>): string {
  const content = contentOf(row);
  const changes = content.before === null || content.after === null ? [] : changesOf(content);
  if (changes.length > 0) {
    const words = changes.slice(0, MOST).map(({ path, kind, before, after }) => {
      const name = path.length === 0 ? '' : `${pathWords(path.slice(-2))} `;
      switch (kind) {
        case 'added':
          return `${name}+ ${short(after)}`;
        case 'removed':
          return `${name}− ${short(before)}`;
        case 'changed':
        case 'same':
          return `${name}${short(before)} → ${short(after)}`;
      }
    });
    return joined(words, changes.length);
  }
  const told = content.asked ?? content.after ?? content.before;
  if (told === null) return '';
  const rows = differenceOf(undefined, told).filter(({ after, path }) => after !== null && path.at(-1) !== 'id' && !isUnkept(path, after));
  return joined(
    rows.slice(0, MOST).map(({ path, after }) => (path.length === 0 ? short(after) : `${pathWords(path.slice(-1))} ${short(after)}`)),
    rows.length,
  );
}

function joined(words: readonly string[], count: number): string {
  return [...words, ...(count > words.length ? [`${count - words.length} more`] : [])].join(' · ');
}

function short(value: JsonValue | undefined): string {
  if (value === undefined) return '–';
  const text = valueWords(value);
  return text.length <= LETTERS ? text : `${text.slice(0, LETTERS - 1)}…`;
}
