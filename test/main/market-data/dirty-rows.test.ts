import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Chain } from '../../../src-core/market/chain.ts';
import { parseIsoDate } from '../../../src-core/time.ts';
import { DirtyRows } from '../../../src-main/market-data/dirty-rows.ts';

function chainOf(count: number): Chain {
  const chain = new Chain('SPY', parseIsoDate('2026-08-21'));
  chain.list(Array.from({ length: count }, (_, i) => ({ strike: 500 + i, right: 'call' as const })));
  return chain;
}

describe('dirty rows', () => {
  it('begins with every row and the chain it is for', () => {
    const chain = chainOf(70);
    const rows = new DirtyRows(() => chain, () => undefined);
    const out = new Uint16Array(100);
    expect(rows.layoutVersion).toBe(chain.layoutVersion);
    expect(rows.take(100, out)).toBe(70);
    expect([...out.subarray(0, 70)]).toEqual(Array.from({ length: 70 }, (_, i) => i));
    expect(rows.take(100, out)).toBe(0);
  });

  it('gives each marked row once, in takes of any size, like a set', () => {
    const action = fc.oneof(fc.record({ mark: fc.integer({ min: 0, max: 400 }) }), fc.record({ take: fc.integer({ min: 0, max: 50 }) }));
    fc.assert(
      fc.property(fc.array(action, { maxLength: 200 }), (actions) => {
        const rows = new DirtyRows(() => null, () => undefined);
        const expected = new Set<number>();
        const out = new Uint16Array(64);
        for (const step of actions) {
          if ('mark' in step) {
            rows.mark(step.mark);
            expected.add(step.mark);
          } else {
            const taken = rows.take(step.take, out);
            expect(taken).toBe(Math.min(step.take, expected.size));
            for (const row of out.subarray(0, taken)) expect(expected.delete(row)).toBe(true);
          }
          expect(rows.size).toBe(expected.size);
        }
      }),
    );
  });

  it('does not starve high rows when low ones change all the time', () => {
    const rows = new DirtyRows(() => null, () => undefined);
    const out = new Uint16Array(8);
    rows.mark(300);
    let seen = false;
    for (let round = 0; round < 20 && !seen; round += 1) {
      for (let row = 0; row < 100; row += 1) rows.mark(row);
      seen = out.subarray(0, rows.take(8, out)).includes(300);
    }
    expect(seen).toBe(true);
  });
});
