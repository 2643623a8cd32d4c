import { BLOCK_SIZE } from './layout.ts';
import { SIMD_MODULE } from './simd-module.ts';
import * as stages from './stages.ts';

/** The stages over one block of memory. Both kinds give the same bits; one works on several rows at a time. */
export interface Engine {
  readonly kind: 'simd' | 'scalar';
  readonly block: Float64Array;
  readonly volatilities: (count: number) => void;
  readonly implied: (count: number) => void;
  readonly values: (count: number) => void;
}

export function scalarEngine(): Engine {
  const block = new Float64Array(BLOCK_SIZE);
  return {
    kind: 'scalar',
    block,
    volatilities: (count) => stages.volatilities(block, count),
    implied: (count) => stages.implied(block, count),
    values: (count) => stages.values(block, count),
  };
}

/** null where the platform has no WebAssembly with SIMD or forbids it. */
export function simdEngine(): Engine | null {
  if (typeof WebAssembly === 'undefined') return null;
  try {
    const module = new WebAssembly.Module(Uint8Array.from(atob(SIMD_MODULE), (character) => character.charCodeAt(0)));
    const { memory, volatilities, implied, values } = new WebAssembly.Instance(module).exports;
    if (!(memory instanceof WebAssembly.Memory)) return null;
    const run = (value: unknown): ((count: number) => void) => {
      if (typeof value !== 'function') throw new TypeError('the module lacks a function');
      return (count) => void value(count);
    };
    return {
      kind: 'simd',
      block: new Float64Array(memory.buffer, 0, BLOCK_SIZE),
      volatilities: run(volatilities),
      implied: run(implied),
      values: run(values),
    };
  } catch {
    return null;
  }
}
