import { DAY, type EpochMs } from '../../../src-core/time.ts';

export const LOG_NAME = 'smart-0dte.log';

/** What all files of the log together may be. */
export const LOG_BOUNDS = { bytesPerFile: 5 << 20, files: 30, bytes: 50 << 20, age: 30 * DAY };
export type LogBounds = typeof LOG_BOUNDS;

export interface LogFile {
  readonly name: string;
  readonly bytes: number;
  /** Of its last change. */
  readonly time: EpochMs;
}

/** A file that is full or of an earlier day: "smart-0dte.2026-11-27.1.log". */
export function rotatedName(day: EpochMs, index: number): string {
  return `smart-0dte.${new Date(day).toISOString().slice(0, 10)}.${index}.log`;
}

export function isLogFile(name: string): boolean {
  return /^smart-0dte(\.\d{4}-\d{2}-\d{2}\.\d+)?\.log$/.test(name);
}

/** The names of those that go, oldest first; the one that is written stays. */
export function filesToRemove(files: readonly LogFile[], now: EpochMs, bounds: LogBounds): readonly string[] {
  const newestFirst = files.filter(({ name }) => isLogFile(name) && name !== LOG_NAME).sort((a, b) => b.time - a.time || (a.name < b.name ? 1 : -1));
  let bytes = 0;
  return newestFirst
    .filter((file, at) => {
      bytes += file.bytes;
      return at + 1 >= bounds.files || bytes + bounds.bytesPerFile > bounds.bytes || now - file.time > bounds.age;
    })
    .map(({ name }) => name)
    .reverse();
}
