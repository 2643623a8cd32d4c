import { type EpochMs, HOUR, MINUTE, SECOND } from '../../src-core/time.ts';

const FIRST_WAIT = SECOND;
const LONGEST_WAIT = 5 * MINUTE;
/** Longer than any wait: whoever is made to wait does not come off better by being patient. */
const FORGOTTEN_AFTER = HOUR;
/** Wrong passwords from one device for any names, as a multiple of those for one name. */
const NAMES_AT_A_DEVICE = 4;
/** Of one device, so that it cannot fill the queue that all stand in. */
const MOST_AT_ONCE = 3;
const MOST_KEPT = 10_000;

interface Count {
  readonly failures: number;
  /** No attempt before it. */
  readonly until: EpochMs;
  readonly last: EpochMs;
}

/** An attempt counts as wrong from its beginning, so that many at once are no more than many in a row. */
export interface Attempt {
  readonly kind: 'allowed';
  succeeded(): void;
  /** It was wrong. */
  failed(): void;
  /** The password was not looked at. */
  withdrawn(): void;
}

export type AttemptVerdict = Attempt | { readonly kind: 'wait'; readonly until: EpochMs } | { readonly kind: 'busy' };

/**
 * Wrong passwords, counted for each name at each device, and at each device for all names. After `free` of them in a row
 * each further one has to wait: a second, then twice as long each time, five minutes at most. What others do at their
 * devices is never counted against somebody at another.
 */
export class SignInAttempts {
  readonly #free: () => number;
  readonly #byName = new Map<string, Count>();
  readonly #byDevice = new Map<string, Count>();
  readonly #running = new Map<string, number>();

  constructor(free: () => number) {
    this.#free = free;
  }

  /** When the next attempt is looked at; null for now. Without a name, what the device has to wait whatever the name. */
  waitUntil(username: string | null, device: string, now: EpochMs): EpochMs | null {
    const name = username === null ? 0 : (current(this.#byName, keyOf(username, device), now)?.until ?? 0);
    const until = Math.max(name, current(this.#byDevice, device, now)?.until ?? 0);
    // A clock that was set back makes nobody wait for longer.
    return until > now ? Math.min(until, now + LONGEST_WAIT) : null;
  }

  begin(username: string, device: string, now: EpochMs): AttemptVerdict {
    const until = this.waitUntil(username, device, now);
    if (until !== null) return { kind: 'wait', until };
    const running = this.#running.get(device) ?? 0;
    if (running >= MOST_AT_ONCE) return { kind: 'busy' };
    this.#running.set(device, running + 1);
    const key = keyOf(username, device);
    const free = this.#free();
    const taken = { name: current(this.#byName, key, now), device: current(this.#byDevice, device, now) };
    const counted = counting(this.#byName, key, free, now);
    counting(this.#byDevice, device, free * NAMES_AT_A_DEVICE, now);
    let isOver = false;
    const over = (settle: () => void) => () => {
      if (isOver) return;
      isOver = true;
      const left = (this.#running.get(device) ?? 1) - 1;
      if (left > 0) this.#running.set(device, left);
      else this.#running.delete(device);
      settle();
    };
    return {
      kind: 'allowed',
      failed: over(() => undefined),
      succeeded: over(() => {
        const failures = this.#byName.get(key)?.failures ?? counted;
        this.#byName.delete(key);
        // Only this name's: somebody with a password of their own gains nothing by it for guessing others'.
        lessen(this.#byDevice, device, failures, 0);
      }),
      withdrawn: over(() => {
        lessen(this.#byName, key, 1, taken.name?.until ?? 0);
        lessen(this.#byDevice, device, 1, taken.device?.until ?? 0);
      }),
    };
  }
}

function keyOf(username: string, device: string): string {
  return JSON.stringify([username, device]);
}

function current(counts: Map<string, Count>, key: string, now: EpochMs): Count | undefined {
  const count = counts.get(key);
  return count !== undefined && now - count.last > FORGOTTEN_AFTER ? undefined : count;
}

function counting(counts: Map<string, Count>, key: string, free: number, now: EpochMs): number {
  const failures = (current(counts, key, now)?.failures ?? 0) + 1;
  // 2^30 seconds are beyond the longest wait, and no overflow.
  const until = failures < free ? 0 : now + Math.min(FIRST_WAIT * 2 ** Math.min(failures - free, 30), LONGEST_WAIT);
  keep(counts, key, { failures, until, last: now });
  return failures;
}

function lessen(counts: Map<string, Count>, key: string, failures: number, until: EpochMs): void {
  const count = counts.get(key);
  if (count === undefined) return;
  if (count.failures <= failures) counts.delete(key);
  else counts.set(key, { ...count, failures: count.failures - failures, until });
}

/** The newest stand last. */
function keep(counts: Map<string, Count>, key: string, count: Count): void {
  counts.delete(key);
  counts.set(key, count);
  if (counts.size <= MOST_KEPT) return;
  const oldest = counts.keys().next();
  if (oldest.done !== true) counts.delete(oldest.value);
}
