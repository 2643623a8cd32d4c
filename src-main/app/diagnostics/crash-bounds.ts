import type { CRASH_SOURCES } from '../../../src-core/contract/app.ts';
import type { EpochMs } from '../../../src-core/time.ts';

export const CRASH_BOUNDS = { reports: 20, ofWindows: 12, bytes: 50 << 20 };
export type CrashBounds = typeof CRASH_BOUNDS;

export interface KeptCrash {
  readonly id: string;
  readonly time: EpochMs;
  readonly source: (typeof CRASH_SOURCES)[number];
  /** With what belongs to it. */
  readonly bytes: number;
}

/** The ids that go so that the rest is within bounds: the oldest first, and a window that fails again and again never drives out what ended the program. The newest stays, whatever its size. */
export function crashesToRemove(reports: readonly KeptCrash[], bounds: CrashBounds): readonly string[] {
  const newestFirst = [...reports].sort((a, b) => b.time - a.time || (a.id < b.id ? 1 : -1));
  let windows = 0;
  let kept = 0;
  let bytes = 0;
  return newestFirst
    .filter(({ source, bytes: own }, at) => {
      if (source === 'window') windows += 1;
      const goes = at > 0 && ((source === 'window' && windows > bounds.ofWindows) || kept >= bounds.reports || bytes + own > bounds.bytes);
      if (!goes) {
        kept += 1;
        bytes += own;
      }
      return goes;
    })
    .map(({ id }) => id);
}
