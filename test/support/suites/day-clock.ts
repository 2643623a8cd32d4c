import type { Clock, EpochMs } from '../../../src-core/time.ts';
import { TEN } from '../../main/trading/trading-fixture.ts';

/** Goes with the machine's clock, but through the session that fixtures are of, from half an hour after its open. */
export class DayClock implements Clock {
  readonly #ahead = TEN - Date.now();

  now(): EpochMs {
    return Date.now() + this.#ahead;
  }
}

/** Milliseconds between two looks at a condition. */
const LOOK_MS = 2;

/** Waits in the machine's time until that is so; fails when it does not come to be within `limitMs`. */
export async function untilSo(isSo: () => boolean | Promise<boolean>, limitMs = 8_000): Promise<void> {
  const limit = performance.now() + limitMs;
  while (!(await isSo())) {
    if (performance.now() > limit) throw new Error(`it was not so within ${limitMs} ms: ${String(isSo)}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
