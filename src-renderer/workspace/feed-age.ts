import type { SessionView } from '../../src-core/contract/schemas.ts';
import { formatCount } from '../design/format.ts';

/** Milliseconds since the feed's last event. */
const LIVE_WITHIN = 2_000;

/** "live", or since when nothing came; at more than real time a reading of the clock covers more of the session. */
export function ageWords({ feed: { age, stale }, speed }: { readonly feed: Pick<SessionView['feed'], 'age' | 'stale'>; readonly speed: number | null }): string {
  if (age === null) return 'nothing yet';
  const isLive = speed === null || age < LIVE_WITHIN * Math.max(1, speed);
  if (!stale && isLive) return 'live';
  const seconds = `${formatCount(Math.floor(age / 1000))} s`;
  return stale ? `stale, last ${seconds} ago` : `last ${seconds} ago`;
}
