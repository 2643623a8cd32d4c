import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { dateSchema } from '../../../src-core/contract/schemas.ts';
import type { FeedDescription } from '../feed.ts';

/** The file of a recording that says what it is of. */
export const ABOUT_FILE = 'about.json';

const momentSchema = z.iso.datetime();

/** What a recording is of, and how far it goes. */
export const recordingAboutSchema = z.object({
  format: z.literal(1),
  /** Of the program that recorded it. */
  program: z.string(),
  /** Names the session: one that goes on after a restart goes on with its recording. */
  session: z.string(),
  date: dateSchema,
  feed: z.object({ kind: z.enum(['simulated', 'replay', 'ibkr']), label: z.enum(['SIMULATED', 'REPLAY', 'DELAYED', 'LIVE']), detail: z.string() }),
  /** How its feed quotes, and the age past which a quote of it is stale, as FeedDescription has them. */
  quoting: z.enum(['changes', 'snapshot']),
  staleAfterMs: z.number().positive(),
  /** Annual, continuously compounded; what the session's chains were priced with. */
  rate: z.number(),
  /** Milliseconds of the session between two looks: of what a contract was quoted in between, the newest is kept. */
  resolutionMs: z.number().positive(),
  from: momentSchema.nullable(),
  to: momentSchema.nullable(),
  rows: z.object({ quotes: z.number(), underlying: z.number() }),
  /** Each file pair, in order. A gap between two is a stretch that was not recorded. */
  segments: z.array(z.object({ number: z.number(), from: momentSchema, to: momentSchema, quotes: z.number(), underlying: z.number() })),
  settled: z.boolean(),
  /** Dollars, once set. */
  referencePrices: z.record(z.string(), z.number()),
});
export type RecordingAbout = z.output<typeof recordingAboutSchema>;

/** What is known of a session before any of it is recorded. */
export type RecordedSessionAbout = Pick<RecordingAbout, 'program' | 'session' | 'date' | 'feed' | 'quoting' | 'staleAfterMs' | 'rate' | 'resolutionMs'>;

/** What a session comes to. */
export type RecordedEnd = Pick<RecordingAbout, 'settled' | 'referencePrices'>;

/** What a folder says of itself; null where it does not, or says nothing that can be read. */
export function readAbout(folder: string): RecordingAbout | null {
  try {
    const parsed = recordingAboutSchema.safeParse(JSON.parse(readFileSync(join(folder, ABOUT_FILE), 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** "2026-07-28_simulated_seed-1". */
export function recordingName({ date, kind, detail }: Pick<FeedDescription, 'date' | 'kind' | 'detail'>): string {
  const slug = detail
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return `${date}_${kind}_${slug === '' ? 'feed' : slug}`;
}

/** quotes-0001.parquet. */
export function segmentFile(table: 'quotes' | 'underlying', number: number): string {
  return `${table}-${String(number).padStart(4, '0')}.parquet`;
}
