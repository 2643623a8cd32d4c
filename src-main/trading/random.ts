import type { EpochMs } from '../../src-core/time.ts';
import { hash } from './hash.ts';

/**
 * A number in [0, 1), uniform over 53 bits, that depends on its arguments alone: no state, so the same draw
 * comes out after a restart. `salt` says what is drawn.
 */
export function random(seed: number, orderSequence: number, time: EpochMs, salt: string): number {
  const key = `${seed}:${orderSequence}:${time}:${salt}`;
  return ((hash(key, 1) >>> 5) * 2 ** 26 + (hash(key, 2) >>> 6)) / 2 ** 53;
}
