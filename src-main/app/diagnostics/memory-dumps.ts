import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type EpochMs, MINUTE } from '../../../src-core/time.ts';

/** A native crash's minidump: parts of a process's memory. */
export interface MemoryDump {
  readonly path: string;
  readonly bytes: number;
  readonly time: EpochMs;
}

/** What a dump may be away from the report of the same crash. */
const SAME_CRASH_MS = 2 * MINUTE;

/** Those in a folder as Crashpad keeps it, and one level below; none where there is no such folder. */
export function readDumps(folder: string | null): readonly MemoryDump[] {
  return folder === null ? [] : [folder, ...['completed', 'pending', 'reports', 'new'].map((name) => join(folder, name))].flatMap(dumpsIn);
}

function dumpsIn(folder: string): readonly MemoryDump[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.dmp'))
      .map((name) => {
        const path = join(folder, name);
        const { size, mtimeMs } = statSync(path);
        return { path, bytes: size, time: mtimeMs };
      });
  } catch {
    return [];
  }
}

export function removeDump({ path }: MemoryDump): void {
  rmSync(path, { force: true });
  rmSync(path.replace(/\.dmp$/, '.meta'), { force: true });
}

/** Each dump with the report nearest to it in time; null where none is near. */
export function nearestReports<Report extends { readonly time: EpochMs }>(dumps: readonly MemoryDump[], reports: readonly Report[]): ReadonlyMap<MemoryDump, Report | null> {
  return new Map(
    dumps.map((dump) => {
      const away = ({ time }: Report): number => Math.abs(time - dump.time);
      const [nearest = null] = [...reports].sort((a, b) => away(a) - away(b));
      return [dump, nearest !== null && away(nearest) <= SAME_CRASH_MS ? nearest : null] as const;
    }),
  );
}
