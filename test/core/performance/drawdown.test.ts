import { describe, expect, it } from 'vitest';
import type { DayNet } from '../../../src-core/performance/day-net.ts';
import { deepestDrawdown, drawdowns } from '../../../src-core/performance/drawdown.ts';
import { equityCurve } from '../../../src-core/performance/equity-curve.ts';
import { parseIsoDate } from '../../../src-core/time.ts';

const day = (i: number) => parseIsoDate(`2026-03-${String(i + 2).padStart(2, '0')}`);
const curve = (start: number, ...nets: readonly number[]) => equityCurve(nets.map((net, i): DayNet => ({ date: day(i), net })), start);

describe('equityCurve', () => {
  it('measures from the highest equity so far, the start included', () => {
    expect(curve(100, -10, 30, -60)).toEqual([
      { date: day(0), net: -10, equity: 90, drawdown: -10, drawdownShare: -0.1 },
      { date: day(1), net: 30, equity: 120, drawdown: 0, drawdownShare: 0 },
      { date: day(2), net: -60, equity: 60, drawdown: -60, drawdownShare: -0.5 },
    ]);
  });

  it('has no share of a peak that is not above 0', () => {
    expect(curve(0, -10, 30, -3).map(({ drawdownShare }) => drawdownShare)).toEqual([null, 0, -0.15]);
  });
});

describe('drawdowns', () => {
  it('reach from the last day at the peak to the first day at it again', () => {
    expect(drawdowns(curve(100, 0, -10, -5, 0, 8, 7, 4, -2))).toEqual([
      { peakDate: day(0), troughDate: day(2), recoveredDate: day(5), depth: 15, depthShare: 0.15, length: 5, recovery: 3 },
      { peakDate: day(6), troughDate: day(7), recoveredDate: null, depth: 2, depthShare: 2 / 104, length: 1, recovery: null },
    ]);
  });

  it('recover exactly, however the amounts are written in floats', () => {
    expect(drawdowns(curve(0.7, -0.1, -0.2, 0.3))).toMatchObject([{ peakDate: null, recoveredDate: day(2), length: 3, recovery: 1 }]);
    expect(drawdowns(curve(10_000, 0.1, 0.2, -0.3, 0.3))).toMatchObject([{ depth: 0.3, length: 2 }]);
  });

  it('are none while nothing is lost; the deepest is the first of equals', () => {
    expect(drawdowns(curve(100, 0, 1, 0))).toEqual([]);
    expect(deepestDrawdown([])).toBeNull();
    expect(deepestDrawdown(drawdowns(curve(100, -2, 2, -5, 5, -5, 6)))).toMatchObject({ depth: 5, troughDate: day(2) });
  });
});
