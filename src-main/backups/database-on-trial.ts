import { existsSync, readFileSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import type { Clock } from '../../src-core/time.ts';
import { writeOwnerFile } from '../connections/owner-file.ts';
import { restoreInThread } from '../stores/relational/sqlite/database-files.ts';

/** What windows are told of the database that a start went on with. */
export interface ToldOfDatabase {
  readonly level: 'warning' | 'error';
  readonly text: string;
}

export interface TrialParts {
  /** The database. */
  readonly file: string;
  readonly backupDir: string;
  readonly sqliteWorker: URL;
  readonly clock: Clock;
}

const trialSchema = z.object({ backup: z.string(), former: z.string() });
type Trial = z.output<typeof trialSchema>;

/**
 * Starts on a backup that is put in the database's place; on what is there for null. A database that was restored is on
 * trial until a start on it has succeeded, in this process or a later one: where one fails, the database that it
 * replaced is put back, and the start is made on that. Rejects as `start` does.
 */
export async function startOnDatabase<Started>(parts: TrialParts, restore: string | null, start: (told: ToldOfDatabase | null) => Promise<Started>): Promise<Started> {
  const told = restore === null ? null : await restored(parts, restore);
  const trial = readTrial(parts);
  try {
    const started = await start(told);
    rmSync(trialFile(parts), { force: true });
    return started;
  } catch (failure) {
    if (trial === null) throw failure;
    try {
      await restoreInThread(parts.sqliteWorker, parts.file, trial.former, { as: 'nothing' });
    } catch {
      // It is in use, or the one from before cannot be read: why this start failed is what matters.
      throw failure;
    }
    rmSync(trialFile(parts), { force: true });
    return start({ level: 'error', text: `${basename(trial.backup)} could not be started on (${messageOf(failure)}); the terminal goes on with the database from before it was put back` });
  }
}

/** Puts a backup in the database's place, on trial; returns where the one that was replaced is kept. Rejects with SqliteFailure; nothing is changed then. */
export async function putInPlace({ file, backupDir, sqliteWorker, clock }: TrialParts, backup: string): Promise<string> {
  const former = await restoreInThread(sqliteWorker, file, backup, { as: 'backup', directory: backupDir, now: clock.now() });
  if (former.endsWith('.sqlite')) writeOwnerFile(trialFile({ file }), JSON.stringify({ backup, former } satisfies Trial));
  return former;
}

async function restored(parts: TrialParts, backup: string): Promise<ToldOfDatabase> {
  try {
    const former = await putInPlace(parts, backup);
    const kept = former === '' ? '' : `; the database from before is kept as ${basename(former)}`;
    return { level: 'warning', text: `the backup ${basename(backup)} was put back${kept}` };
  } catch (error) {
    return { level: 'error', text: `the backup ${basename(backup)} was not put back (${messageOf(error)}); the terminal goes on with the database it had` };
  }
}

function readTrial(parts: TrialParts): Trial | null {
  const path = trialFile(parts);
  if (!existsSync(path)) return null;
  try {
    return trialSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}

function trialFile({ file }: Pick<TrialParts, 'file'>): string {
  return `${file}.on-trial`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
