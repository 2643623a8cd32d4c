import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type RolledBack, rolledBackSchema } from '../../../src-core/contract/app.ts';
import type { EpochMs } from '../../../src-core/time.ts';
import { writeOwnerFile } from '../../connections/owner-file.ts';

/** Of the data directory: the folder of everything that belongs to updates. */
export const UPDATES_FOLDER = 'updates';
const FILE = 'update.json';

/** Starts of a new version that may end without a window; the next one puts the version before back. */
export const MOST_STARTS = 2;
/** Times that it is tried to put a version back. */
const MOST_ATTEMPTS = 2;

const version = z.string().max(60);

/** A file of a version of the program. */
export const programFileSchema = z.object({ version, file: z.string(), /** Of the file, base64. */ sha512: z.string(), /** The system's own asking for an administrator. */ needsAdmin: z.boolean() });
export type ProgramFile = z.output<typeof programFileSchema>;

const stagedSchema = programFileSchema.extend({ notes: z.string(), size: z.number() });
/** A version that was fetched and verified. */
export type Staged = z.output<typeof stagedSchema>;

const keptSchema = z.object({
  /** null where the version before could not be kept. */
  program: programFileSchema.nullable(),
  /** The databases, and where each was copied to. */
  databases: z.array(z.object({ file: z.string(), copy: z.string() })),
});
/** What is needed to go back. */
export type Kept = z.output<typeof keptSchema>;

const recordSchema = z.discriminatedUnion('state', [
  /** `problem` is why it was not installed when it was to be. */
  z.object({ state: z.literal('staged'), update: stagedSchema, atNextStart: z.boolean(), problem: z.string().nullable() }),
  z.object({ state: z.literal('installing'), update: stagedSchema, from: version, kept: keptSchema }),
  /** `starts` of the new version so far, none of which has reached its window. */
  z.object({ state: z.literal('trying'), update: stagedSchema, from: version, kept: keptSchema, starts: z.number() }),
  z.object({ state: z.literal('rolling_back'), update: stagedSchema, from: version, kept: keptSchema, why: z.string(), attempts: z.number() }),
]);
/** One update, from being fetched to being there; null where there is none. */
export type UpdateRecord = z.output<typeof recordSchema>;
export type UpdateState = UpdateRecord['state'] | 'none';

export type UpdateEvent =
  | { readonly kind: 'fetched'; readonly update: Staged }
  | { readonly kind: 'chosen' }
  | { readonly kind: 'discarded' }
  /** All that is needed to go back is kept, and the next thing is to replace the program. */
  | { readonly kind: 'begun'; readonly from: string; readonly kept: Kept }
  | { readonly kind: 'failed'; readonly problem: string }
  | { readonly kind: 'old_started' }
  | { readonly kind: 'new_started' }
  /** As 'new_started', once too often. */
  | { readonly kind: 'new_started_again'; readonly why: string }
  /** A version that is neither. */
  | { readonly kind: 'other_started' }
  | { readonly kind: 'window_reached' }
  | { readonly kind: 'given_up' };

/** The life of one update. What is not here cannot happen, and stepping there throws. */
export const UPDATE_TABLE: Readonly<Record<UpdateState, Partial<Record<UpdateEvent['kind'], UpdateState>>>> = {
  none: {
    fetched: 'staged',
  },
  staged: {
    fetched: 'staged',
    chosen: 'staged',
    discarded: 'none',
    begun: 'installing',
    failed: 'staged',
    // Somebody installed it, or another one, by hand.
    new_started: 'none',
    other_started: 'none',
  },
  installing: {
    failed: 'staged',
    // The installer did nothing.
    old_started: 'staged',
    new_started: 'trying',
    other_started: 'none',
  },
  trying: {
    new_started: 'trying',
    new_started_again: 'rolling_back',
    // Somebody put the version before back by hand.
    old_started: 'rolling_back',
    window_reached: 'none',
    given_up: 'trying',
    other_started: 'none',
  },
  rolling_back: {
    new_started_again: 'rolling_back',
    // The databases are put back by the version before, at its start.
    old_started: 'none',
    // They could not be, and the version before runs on what is there.
    window_reached: 'none',
    given_up: 'trying',
    other_started: 'none',
  },
};

/** What becomes of an update. Throws where the table has no such step. */
export function afterEvent(record: UpdateRecord | null, event: UpdateEvent): UpdateRecord | null {
  const state = record?.state ?? 'none';
  const next = UPDATE_TABLE[state][event.kind];
  const impossible = (): Error => new Error(`an update that is "${state}" takes no "${event.kind}"`);
  if (next === undefined) throw impossible();
  if (event.kind === 'fetched') return { state: 'staged', update: event.update, atNextStart: false, problem: null };
  if (next === 'none' || record === null) return null;
  const { update } = record;
  if (next === 'staged') {
    const problem = event.kind === 'failed' ? event.problem : event.kind === 'old_started' ? `${update.version} was not installed: its installer ended without having done anything.` : null;
    return { state: 'staged', update, atNextStart: event.kind === 'chosen', problem };
  }
  if (record.state === 'staged') {
    if (event.kind !== 'begun') throw impossible();
    return { state: 'installing', update, from: event.from, kept: event.kept };
  }
  const { from, kept } = record;
  if (next === 'trying') {
    // Given up: nothing is kept any more that could be put back.
    if (event.kind === 'given_up') return { state: 'trying', update, from, kept: { ...kept, program: null }, starts: 1 };
    return { state: 'trying', update, from, kept, starts: record.state === 'trying' ? record.starts + 1 : 1 };
  }
  const why = event.kind === 'new_started_again' ? event.why : `${from} was started in place of ${update.version}, which had not reached its window`;
  return record.state === 'rolling_back' ? { ...record, attempts: record.attempts + 1 } : { state: 'rolling_back', update, from, kept, why, attempts: 1 };
}

/** What the start of a version is to an update; null where it is nothing. */
export function startEvent(record: UpdateRecord | null, started: string): UpdateEvent | null {
  if (record === null) return null;
  const isNew = started === record.update.version;
  if (record.state === 'staged') return isNew ? { kind: 'new_started' } : null;
  if (started === record.from) return { kind: 'old_started' };
  if (!isNew) return { kind: 'other_started' };
  if (record.state === 'trying' && record.starts >= MOST_STARTS && record.kept.program !== null) {
    return { kind: 'new_started_again', why: `${started} was started ${record.starts} times and never reached its window` };
  }
  if (record.state === 'rolling_back') return record.attempts >= MOST_ATTEMPTS ? { kind: 'given_up' } : { kind: 'new_started_again', why: record.why };
  return { kind: 'new_started' };
}

const fileSchema = z.object({
  record: recordSchema.nullable(),
  rolledBack: rolledBackSchema.nullable(),
  /** The version that was taken back last, also after that was read. */
  failedVersion: version.nullable(),
  checkedAt: z.number().nullable(),
});
type Held = z.output<typeof fileSchema>;

const NOTHING: Held = { record: null, rolledBack: null, failedVersion: null, checkedAt: null };

/** The update of a data directory, on disk: each step is written whole before it counts. */
export class UpdateTrial {
  /** Where staged files and what is kept lie. */
  readonly directory: string;
  readonly #path: string;
  #held: Held;

  /** A file that cannot be read is of no update. Throws where the folder cannot be made. */
  constructor(dataDir: string) {
    this.directory = join(dataDir, UPDATES_FOLDER);
    mkdirSync(this.directory, { recursive: true, mode: 0o700 });
    this.#path = join(this.directory, FILE);
    this.#held = this.#read();
  }

  get record(): UpdateRecord | null {
    return this.#held.record;
  }

  get rolledBack(): RolledBack | null {
    return this.#held.rolledBack;
  }

  get failedVersion(): string | null {
    return this.#held.failedVersion;
  }

  /** When it was last asked for a new version; null for never. */
  get checkedAt(): EpochMs | null {
    return this.#held.checkedAt;
  }

  /** Throws where the table has no such step, or it cannot be written. */
  step(event: UpdateEvent): UpdateRecord | null {
    const record = afterEvent(this.record, event);
    this.#write({ ...this.#held, record });
    return record;
  }

  /** The version before is back; `more` is added to why. */
  wentBack(time: EpochMs, event: 'old_started' | 'window_reached' = 'old_started', more = ''): void {
    const { record } = this;
    if (record?.state !== 'rolling_back') throw new Error('nothing was to be taken back');
    const { from: to, why, update } = record;
    this.#write({ ...this.#held, record: afterEvent(record, { kind: event }), rolledBack: { from: update.version, to, why: `${why}${more}`, time }, failedVersion: update.version });
  }

  /** What was taken back was read. */
  forgetRolledBack(): void {
    this.#write({ ...this.#held, rolledBack: null });
  }

  checked(time: EpochMs): void {
    this.#write({ ...this.#held, checkedAt: time });
  }

  #write(held: Held): void {
    writeOwnerFile(this.#path, `${JSON.stringify(held, null, 2)}\n`);
    this.#held = held;
  }

  #read(): Held {
    if (!existsSync(this.#path)) return NOTHING;
    try {
      return fileSchema.parse(JSON.parse(readFileSync(this.#path, 'utf8')));
    } catch {
      return NOTHING;
    }
  }
}
