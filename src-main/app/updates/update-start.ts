import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../../src-core/time.ts';
import { keepDatabases, putDatabasesBack } from './kept-databases.ts';
import { readLastEnd, writeLastEnd } from './last-end.ts';
import { verify } from './program-file.ts';
import { type Calendar, startObstacle } from './update-obstacle.ts';
import { type Kept, startEvent, type UpdateRecord, type UpdateTrial } from './update-trial.ts';
import type { InstallEnd, ProgramInstaller } from './updater.ts';

export interface UpdateStartParts {
  readonly dataDir: string;
  readonly trial: UpdateTrial;
  /** Of the program that starts. */
  readonly version: string;
  /** null where this program is not updated from within; an update that was cut short is still finished then. */
  readonly installer: ProgramInstaller | null;
  readonly sqliteWorker: URL;
  readonly clock: Clock;
  readonly calendar: Calendar;
  /** False where nothing is to be installed at this start, whatever was chosen. */
  readonly mayInstall: boolean;
}

export type UpdateStart =
  /** `told` is what a person must know before anything else, as sentences; null for nothing. */
  | { readonly kind: 'goes_on'; readonly told: string | null }
  /** The program is replaced: this process starts the other one, where that is not the installer's, and ends. */
  | { readonly kind: 'ends'; readonly end: InstallEnd };

/** Below the folder of updates. */
export const STAGED_FOLDER = 'staged';
export const PREVIOUS_FOLDER = 'previous';
export const BEFORE_FOLDER = 'before';

const GOES_ON: UpdateStart = { kind: 'goes_on', told: null };

/**
 * What a start does for updates, before anything of the terminal runs: counts the starts of a version on trial, goes
 * back to the one before where it never reached its window, and installs what was chosen for this start. A failure of
 * any of it is told, and the start goes on.
 */
export async function beginUpdates(parts: UpdateStartParts): Promise<UpdateStart> {
  const start = await begun(parts);
  if (start.kind === 'goes_on') writeLastEnd(parts.trial.directory, null);
  return start;
}

async function begun(parts: UpdateStartParts): Promise<UpdateStart> {
  const { trial, version } = parts;
  const event = startEvent(trial.record, version);
  if (event === null) return installChosen(parts);
  const before = trial.record;
  if (event.kind === 'old_started' && before !== null && (before.state === 'trying' || before.state === 'rolling_back')) {
    if (before.state === 'trying') trial.step(event);
    return putDataBack(parts, before.kept);
  }
  const record = trial.step(event);
  if (record?.state === 'rolling_back') return goBack(parts, record);
  if (event.kind === 'given_up') return { kind: 'goes_on', told: `${version} never reached its window, and the version before could not be put back. ${BY_HAND}` };
  if (record?.state === 'trying' && record.kept.program === null && record.starts > 1) {
    return { kind: 'goes_on', told: `${version} has not reached its window yet, and nothing is kept here of ${record.from} that could be put back. ${BY_HAND}` };
  }
  return GOES_ON;
}

const BY_HAND = 'The version before can be installed from the download page; what it needs of the databases is told in docs/updates.md.';

async function installChosen({ trial, version, installer, mayInstall, clock, calendar, ...parts }: UpdateStartParts): Promise<UpdateStart> {
  const { record, directory } = trial;
  if (record?.state !== 'staged' || !record.atNextStart || installer === null || !mayInstall) return GOES_ON;
  if (startObstacle({ lastEnd: readLastEnd(directory), now: clock.now(), calendar }) !== null) return GOES_ON;
  try {
    await verify(record.update);
    const kept: Kept = {
      program: await installer.keep(version, join(directory, PREVIOUS_FOLDER)),
      databases: await keepDatabases({ clock, ...parts }, join(directory, BEFORE_FOLDER)),
    };
    trial.step({ kind: 'begun', from: version, kept });
    return { kind: 'ends', end: await installer.install(record.update, directory) };
  } catch (error) {
    trial.step({ kind: 'failed', problem: `${record.update.version} could not be installed (${messageOf(error)}); ${version} goes on.` });
    return GOES_ON;
  }
}

/** The version that never reached its window puts the one before back. */
async function goBack({ trial, installer }: UpdateStartParts, record: Extract<UpdateRecord, { state: 'rolling_back' }>): Promise<UpdateStart> {
  const { from, kept, update } = record;
  try {
    if (installer === null || kept.program === null) throw new Error('nothing of it is kept here');
    return { kind: 'ends', end: await installer.install(kept.program, trial.directory) };
  } catch (error) {
    trial.step({ kind: 'given_up' });
    return { kind: 'goes_on', told: `${update.version} never reached its window, and ${from} could not be put back (${messageOf(error)}). ${BY_HAND}` };
  }
}

/** The version before is back, and puts the databases back that it was ended on. */
async function putDataBack({ trial, ...parts }: UpdateStartParts, { databases }: Kept): Promise<UpdateStart> {
  try {
    await putDatabasesBack(parts, databases);
  } catch (error) {
    // Tried again at the next start: the books as the other version left them may be none that this one can read.
    return { kind: 'goes_on', told: `The databases from before the update could not be put back (${messageOf(error)}). They are in ${join(trial.directory, BEFORE_FOLDER)}.` };
  }
  trial.wentBack(parts.clock.now());
  rmSync(join(trial.directory, STAGED_FOLDER), { recursive: true, force: true });
  return GOES_ON;
}

/** The window is there, and its page speaks to the core: the version that runs stays. */
export function windowReached(trial: UpdateTrial, version: string, clock: Clock): void {
  const { record } = trial;
  if (record?.state === 'trying' && record.update.version === version) trial.step({ kind: 'window_reached' });
  else if (record?.state === 'rolling_back' && record.from === version) trial.wentBack(clock.now(), 'window_reached', '; the databases could not be put back, and are as it left them');
  else return;
  rmSync(join(trial.directory, STAGED_FOLDER), { recursive: true, force: true });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
