import { type EpochMs, MINUTE } from '../time.ts';

/** What an underlying traded at in a minute, or in what a recording knows of it; dollars. */
export interface PathMinute {
  /** The minute's beginning. */
  readonly time: EpochMs;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** What became of a level on one session. */
export interface LevelOutcome {
  /**
   * at_price: the price stood on it when it was set, so that it has no side. not_reached: the price never came near. late: reached
   * with too little time left to tell. unknown: prices are missing where it would have been seen, or when it was to be judged.
   */
  readonly state: 'at_price' | 'not_reached' | 'held' | 'broken' | 'late' | 'unknown';
  /** The minute of the first touch; null where it was not reached. */
  readonly reachedAt: EpochMs | null;
}

/** How near is reached, as a share of the price when the level was set. */
export const TOUCH_SHARE = 0.0003;
/** After the end of the minute of the first touch, when it is judged; sooner where the session ends. */
export const JUDGED_AFTER_MS = 30 * MINUTE;
/** With less time than this left it is not judged, and by no price older than this. */
const LEAST_LEFT_MS = 5 * MINUTE;
const OLDEST_MS = 10 * MINUTE;
/** Between two known prices that are so far apart anything may have happened. */
const LONGEST_GAP_MS = 20 * MINUTE;

/**
 * Reached: in a minute after it was set the underlying traded within 0.03 % of it or beyond. Held: half an
 * hour after the end of that minute, or at the end of the session where that is sooner, the price stands on the side of the level
 * that it came from. `path` holds the minutes after `from`, earliest first; missing ones are no trades.
 */
export function levelOutcome(level: number, set: { readonly price: number; readonly time: EpochMs }, path: readonly PathMinute[], end: EpochMs): LevelOutcome {
  const near = TOUCH_SHARE * set.price;
  if (Math.abs(set.price - level) <= near) return { state: 'at_price', reachedAt: null };
  const isBelow = set.price < level;
  const after = path.filter(({ time }) => time >= set.time && time < end);
  const touch = after.find(({ high, low }) => (isBelow ? high >= level - near : low <= level + near));
  if (hasGap(set.time, after, touch?.time ?? end)) return { state: 'unknown', reachedAt: null };
  if (touch === undefined) return { state: 'not_reached', reachedAt: null };
  const reachedAt = touch.time;
  const touched = reachedAt + MINUTE;
  if (end - touched < LEAST_LEFT_MS) return { state: 'late', reachedAt };
  const judged = Math.min(end, touched + JUDGED_AFTER_MS);
  const last = after.findLast(({ time }) => time >= touched && time + MINUTE <= judged);
  if (last === undefined || judged - (last.time + MINUTE) > OLDEST_MS) return { state: 'unknown', reachedAt };
  return { state: last.close < level === isBelow && last.close !== level ? 'held' : 'broken', reachedAt };
}

/** Whether prices are missing for long between two times. */
function hasGap(from: EpochMs, path: readonly PathMinute[], to: EpochMs): boolean {
  let known = from;
  for (const { time } of path) {
    if (time > to) break;
    if (time - known > LONGEST_GAP_MS) return true;
    known = time;
  }
  return to - known > LONGEST_GAP_MS;
}

/** The level as far from the price on the other side: what any price so far away did. */
export function mirrored(level: number, price: number): number {
  return 2 * price - level;
}
