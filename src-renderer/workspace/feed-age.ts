import type { SessionView } from '../../src-core/contract/schemas.ts';
import { formatCount } from '../design/format.ts';

/** Milliseconds since the feed's last event. */
const LIVE_WITHIN = 2_000;

/** Whether the session's clock drives the feed, so that it can stand and run faster; a live market goes by the machine's. */
export function isDriven({ feed }: { readonly feed: Pick<SessionView['feed'], 'kind'> }): boolean {
  return feed.kind !== 'ibkr';
}

/** That it comes in, or since when nothing came; at more than real time a reading of the clock covers more of the session. */
export function ageWords({ feed, speed }: { readonly feed: Pick<SessionView['feed'], 'age' | 'stale'> & Partial<Pick<SessionView['feed'], 'kind'>>; readonly speed: number | null }): string {
  const { age, stale, kind } = feed;
  if (age === null) return 'nothing yet';
  const isLive = speed === null || age < LIVE_WITHIN * Math.max(1, speed);
  // Delayed quotes come in as live ones do.
  if (!stale && isLive) return kind === 'ibkr' ? 'coming in' : 'live';
  const seconds = `${formatCount(Math.floor(age / 1000))} s`;
  return stale ? `stale, last ${seconds} ago` : `last ${seconds} ago`;
}
