import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { EpochMs } from '../../../../src-core/time.ts';
import type { Examination } from './examination.ts';

export const BACKUP_REASONS = ['start', 'scheduled', 'migration', 'restore', 'manual'] as const;
/** Why a backup was made: at a start, by the clock, before a migration or a restore, or by hand. */
export type BackupReason = (typeof BACKUP_REASONS)[number];

/** What is known of a backup, kept beside it. */
export interface BackupNote {
  readonly reason: BackupReason;
  readonly verifiedAt: EpochMs;
  readonly state: 'sound' | 'damaged';
  readonly detail: string;
  readonly orders: number | null;
  readonly newestEntry: EpochMs | null;
  /** Of the file that was read, with when it was last written: the note says nothing of another. */
  readonly bytes: number;
  readonly modified: EpochMs;
}

/** A note, and whether the file is still the one that was read for it. null where there is none that can be read. */
export function readNote(backup: string): { readonly note: BackupNote; readonly isCurrent: boolean } | null {
  const path = notePath(backup);
  if (!existsSync(path)) return null;
  try {
    const note = noteOf(JSON.parse(readFileSync(path, 'utf8')));
    if (note === null) return null;
    const { size, mtimeMs } = statSync(backup);
    return { note, isCurrent: note.bytes === size && note.modified === Math.floor(mtimeMs) };
  } catch {
    // A backup without a note is a backup that nobody has read yet.
    return null;
  }
}

/** Keeps what was found in a backup beside it. */
export function writeNote(backup: string, reason: BackupReason, now: EpochMs, { fault, remark, orders, newestEntry }: Examination): void {
  const { size, mtimeMs } = statSync(backup);
  const note: BackupNote = {
    reason,
    verifiedAt: now,
    state: fault === null ? 'sound' : 'damaged',
    detail: fault?.text ?? remark,
    orders,
    newestEntry,
    bytes: size,
    modified: Math.floor(mtimeMs),
  };
  const fresh = `${notePath(backup)}.fresh`;
  writeFileSync(fresh, `${JSON.stringify(note, null, 2)}\n`);
  // Not waited for on the disk: one that is lost is read again.
  renameSync(fresh, notePath(backup));
}

/** Takes a backup away, with what is known of it. */
export function removeBackup(backup: string): void {
  rmSync(backup, { force: true });
  rmSync(notePath(backup), { force: true });
}

/** Checked by hand: the thread that owns SQLite is to start without a library of schemas. */
function noteOf(value: unknown): BackupNote | null {
  if (typeof value !== 'object' || value === null) return null;
  const fields: Readonly<Record<string, unknown>> = { ...value };
  const { state, detail, orders, newestEntry, verifiedAt, bytes, modified } = fields;
  const reason = BACKUP_REASONS.find((known) => known === fields['reason']);
  const isNumberOrNull = (field: unknown): field is number | null => field === null || typeof field === 'number';
  if (reason === undefined || (state !== 'sound' && state !== 'damaged') || typeof detail !== 'string') return null;
  if (!isNumberOrNull(orders) || !isNumberOrNull(newestEntry)) return null;
  if (typeof verifiedAt !== 'number' || typeof bytes !== 'number' || typeof modified !== 'number') return null;
  return { reason, verifiedAt, state, detail, orders, newestEntry, bytes, modified };
}

function notePath(backup: string): string {
  return backup.replace(/\.sqlite$/, '.json');
}
