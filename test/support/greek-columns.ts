import type { GreekColumns } from '../../src-core/pricing/batch.ts';

/** Columns of `size` rows for a batch to write, every cell `value` until then. */
export function greekColumns(size: number, value: number): GreekColumns {
  const column = (): Float64Array => new Float64Array(size).fill(value);
  return {
    iv: column(),
    delta: column(),
    gamma: column(),
    theta: column(),
    vega: column(),
    rho: column(),
    charm: column(),
    vanna: column(),
    vomma: column(),
    speed: column(),
    probability: column(),
  };
}
