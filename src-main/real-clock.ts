import type { Clock } from '../src-core/time.ts';

/** The machine's own. */
export const realClock: Clock = { now: () => Date.now() };
