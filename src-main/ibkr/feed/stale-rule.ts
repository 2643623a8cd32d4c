import { SECOND } from '../../../src-core/time.ts';

/**
 * Age past which a quote of the gateway must not be priced or filled on. An underlying and its chain change many times a
 * second while the market is open; VIX is published every 15 seconds and comes a little late.
 */
export const STALE_AFTER_MS = 20 * SECOND;

/** A time that is stale at `now`: what was said before it is not to be used. */
export function staleTime(now: number): number {
  return now - STALE_AFTER_MS - 1;
}
