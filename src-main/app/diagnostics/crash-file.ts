import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import { CRASH_SOURCES } from '../../../src-core/contract/app.ts';
import { timeSchema } from '../../../src-core/contract/schemas.ts';

/** What the program was doing; null for what was not known. */
export const doingSchema = z.object({
  profile: z.string().nullable(),
  /** "SIMULATED", "REPLAY", … */
  feed: z.string().nullable(),
  /** The session's own time. */
  sessionTime: timeSchema.nullable(),
  /** Seconds since the process began. */
  uptime: z.number(),
  /** Resident, bytes. */
  memory: z.number(),
});
export type Doing = z.output<typeof doingSchema>;

/** One report as its file holds it; all texts without secrets. */
export const crashFileSchema = z.object({
  format: z.literal('smart-0dte-crash'),
  time: timeSchema,
  source: z.enum(CRASH_SOURCES),
  version: z.string().max(60),
  system: z.string().max(200),
  title: z.string().max(300),
  error: z.string().max(40_000),
  /** Of a window's error: the panel that it was in. */
  panel: z.string().max(60).nullable(),
  doing: doingSchema.nullable(),
  /** How often it was met in that start, and when last. */
  times: z.int().min(1),
  lastTime: timeSchema,
  /** The last of the log, oldest first. */
  log: z.array(z.string()).max(500),
});
export type CrashFile = z.output<typeof crashFileSchema>;

/** "20261127-064508-123-core": sorts by time. `taken` are ids that are in use. */
export function crashId(time: number, source: CrashFile['source'], taken: ReadonlySet<string>): string {
  const [date = '', clock = ''] = new Date(time).toISOString().replaceAll(/[-:]/g, '').split('T');
  const id = `${date}-${clock.slice(0, 6)}-${clock.slice(7, 10)}-${source}`;
  for (let count = 1; ; count += 1) {
    const free = count === 1 ? id : `${id}-${count}`;
    if (!taken.has(free)) return free;
  }
}

const ID = /^(\d{4})(\d{2})(\d{2})-(\d{2})(\d{2})(\d{2})-(\d{3})-(core|window|process)(-\d+)?$/;

/** The time and the source that an id names; null for what is none. */
export function readCrashId(id: string): { readonly time: number; readonly source: CrashFile['source'] } | null {
  const found = ID.exec(id);
  if (found === null) return null;
  const [, year, month, day, hour, minute, second, millisecond, named] = found;
  const source = CRASH_SOURCES.find((one) => one === named);
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${millisecond}Z`);
  return source === undefined || Number.isNaN(time) ? null : { time, source };
}

export type CrashReading = { readonly good: true; readonly file: CrashFile; readonly bytes: number } | { readonly good: false; readonly problem: string; readonly bytes: number };

/** Reads a report; one that was cut off, or is none, says so. */
export function readCrashFile(path: string): CrashReading {
  let bytes = 0;
  try {
    bytes = statSync(path).size;
    const parsed = crashFileSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    if (parsed.success) return { good: true, file: parsed.data, bytes };
    const [issue] = parsed.error.issues;
    return { good: false, problem: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`, bytes };
  } catch (error) {
    return { good: false, problem: error instanceof SyntaxError ? 'it is not whole' : error instanceof Error ? error.message : String(error), bytes };
  }
}
