import { z } from 'zod';
import { dateSchema, timeSchema } from './schemas.ts';

/** What puts the window in front of the core; 'none' where nothing does. */
export const SHELLS = ['desktop', 'browser', 'none'] as const;

/** How the program came onto the machine; 'source' is a checkout of it. */
export const INSTALLATIONS = ['nsis', 'dmg', 'appimage', 'deb', 'rpm', 'unpacked', 'source'] as const;
export type Installation = (typeof INSTALLATIONS)[number];

const versionSchema = z.string().max(60);

/** Where the next version stands. Of sizes: bytes. */
export const updateViewSchema = z.discriminatedUnion('phase', [
  /** This program is not updated from within; why, as a sentence, and what to do instead. */
  z.object({ phase: z.literal('off'), why: z.string() }),
  z.object({ phase: z.literal('idle'), checkedAt: timeSchema.nullable(), problem: z.string().nullable() }),
  z.object({ phase: z.literal('checking') }),
  z.object({ phase: z.literal('available'), version: versionSchema, notes: z.string(), size: z.number().nullable(), problem: z.string().nullable() }),
  /** `share` from 0 to 1. */
  z.object({ phase: z.literal('downloading'), version: versionSchema, share: z.number() }),
  /**
   * Fetched and verified. `atNextStart` is what was chosen; `obstacle` is why it cannot be installed now, `problem` why
   * it was not when it was to be, as sentences.
   */
  z.object({ phase: z.literal('staged'), version: versionSchema, notes: z.string(), atNextStart: z.boolean(), obstacle: z.string().nullable(), problem: z.string().nullable() }),
  z.object({ phase: z.literal('installing'), version: versionSchema }),
]);
export type UpdateView = z.output<typeof updateViewSchema>;

/** A version that never reached its window and was taken back. */
export const rolledBackSchema = z.object({ from: versionSchema, to: versionSchema, why: z.string(), time: timeSchema });
export type RolledBack = z.output<typeof rolledBackSchema>;

/** What the core met when the machine had slept, or its clock had been set: times of the machine. */
export const interruptionSchema = z.object({
  id: z.string(),
  kind: z.enum(['slept', 'clock_set']),
  from: timeSchema,
  to: timeSchema,
  /** What was compared and what came of it, sentences. */
  found: z.string(),
});
export type Interruption = z.output<typeof interruptionSchema>;

/** A recording that the system asked to open, by a file or a link: nothing is done before a person says so. */
export const openRequestSchema = z.object({
  id: z.string(),
  /** The file's name or the link, as it came. */
  asked: z.string(),
  /** null where it cannot be opened, for the reason in `problem`. A file is to be unpacked first; what it is of is what it says itself. */
  recording: z.object({ kind: z.enum(['file', 'kept']), path: z.string(), date: dateSchema, title: z.string(), bytes: z.number() }).nullable(),
  problem: z.string().nullable(),
});
export type OpenRequest = z.output<typeof openRequestSchema>;

/** Starts in a row that never reached a window, from which on safe mode is offered. */
export const SAFE_MODE_OFFERED_AFTER = 2;

/** The program around the core: what it is, what stands beside it. */
export const appViewSchema = z.object({
  version: versionSchema,
  shell: z.enum(SHELLS),
  installation: z.enum(INSTALLATIONS),
  /** Started with nothing that could keep it from starting: see docs/safe-mode.md. */
  safeMode: z.boolean(),
  /** Starts before this one, in a row, that never reached a window. */
  failedStarts: z.number(),
  update: updateViewSchema,
  rolledBack: rolledBackSchema.nullable(),
  /** Names the displays that are there now, in their arrangement; null where the shell cannot know. */
  monitors: z.string().nullable(),
  /** Whether the shell opens further windows itself; a browser's page opens them as its own. */
  opensWindows: z.boolean(),
  interruption: interruptionSchema.nullable(),
  openRequest: openRequestSchema.nullable(),
  /** Crash reports that nobody has looked at. */
  freshCrashes: z.number(),
  /** null where nothing is logged to files. */
  logFolder: z.string().nullable(),
  /** Of all files of the log; absent where it is not known. */
  logBytes: z.number().optional(),
  /** The system and what the program runs on, "linux 6.1 x64, Node 24.21.0". */
  system: z.string().optional(),
});
export type AppView = z.output<typeof appViewSchema>;

export const CRASH_SOURCES = ['core', 'window', 'process'] as const;

/** A crash that is kept on this machine; nothing is sent anywhere. */
export const crashReportSchema = z.object({
  id: z.string(),
  time: timeSchema,
  source: z.enum(CRASH_SOURCES),
  version: versionSchema,
  /** The error in a line. */
  title: z.string(),
  /** What is known of it, without secrets. */
  detail: z.string(),
  /** Of the report with what belongs to it. */
  bytes: z.number(),
  isFresh: z.boolean(),
});
export type CrashReport = z.output<typeof crashReportSchema>;

/** An error that a window met. */
export const windowErrorSchema = z.object({ message: z.string().max(2_000), stack: z.string().max(20_000), panel: z.string().max(60).nullable() });
export type WindowError = z.output<typeof windowErrorSchema>;
