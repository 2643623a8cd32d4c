import { performance } from 'node:perf_hooks';
import type { Pacer } from '../market-data/session-pump.ts';

/** The machine's own time. */
export const realPacer: Pacer = {
  now: () => performance.now(),
  after(delay, run) {
    if (delay === 0) {
      const immediate = setImmediate(run);
      return () => clearImmediate(immediate);
    }
    const timer = setTimeout(run, delay);
    return () => clearTimeout(timer);
  },
};
