import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GAP_MINUTES, ReturnGap } from '../../../src-core/market/return-gap.ts';

type Minute = readonly [x: number, y: number, years: number];

/** By the definition, from all minutes at once. */
function direct(minutes: readonly Minute[]): { gap: number; z: number } | null {
  const change = (side: 0 | 1, from: number, to: number): number => Math.log((minutes[to]?.[side] ?? Number.NaN) / (minutes[from]?.[side] ?? Number.NaN));
  const last = minutes.length - 1;
  const returns = minutes.map(([, , years], at) => ({ at, x: change(0, at - 1, at), y: change(1, at - 1, at), years })).filter(({ x, y }) => !Number.isNaN(x + y));
  const fit = (of: typeof returns) => {
    const mean = (pick: (row: (typeof of)[number]) => number) => of.reduce((sum, row) => sum + pick(row), 0) / of.length;
    const [meanX, meanY] = [mean(({ x }) => x), mean(({ y }) => y)];
    const sxx = of.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
    const slope = of.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0) / sxx;
    const left = of.reduce((sum, { x, y }) => sum + (y - meanY - slope * (x - meanX)) ** 2, 0);
    return { slope, sxx, perReturn: left / (of.length - 2), years: of.reduce((sum, { years }) => sum + years, 0), count: of.length };
  };
  const x = change(0, last - GAP_MINUTES, last);
  const y = change(1, last - GAP_MINUTES, last);
  const window = returns.slice(-180);
  if (window.length < 30 || Number.isNaN(x + y)) return null;
  const earlier = returns.filter(({ at }) => at <= last - GAP_MINUTES).slice(-150);
  const { slope, sxx } = fit(window);
  const ordinary = fit(earlier.length >= 30 ? earlier : window);
  const years = minutes.slice(last - GAP_MINUTES + 1).reduce((sum, [, , each]) => sum + each, 0);
  const variance = (ordinary.perReturn * ordinary.count * years) / ordinary.years + (x * x * ordinary.perReturn) / sxx;
  return { gap: y - slope * x, z: (y - slope * x) / Math.sqrt(variance) };
}

test('the gap of each minute is that of its definition, whatever minutes are missing', () => {
  const minute = fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 }), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 24 }));
  fc.assert(
    fc.property(fc.array(minute, { minLength: 32, maxLength: 260 }), (steps) => {
      const gap = new ReturnGap();
      const seen: Minute[] = [];
      let x = 0;
      let y = 0;
      for (const [dx, dy, years, luck] of steps) {
        x += dx * 1e-5;
        y += 0.9 * dx * 1e-5 + dy * 1e-5;
        const next: Minute = luck === 0 ? [Number.NaN, 100 * Math.exp(y), years] : [600 * Math.exp(x), 100 * Math.exp(y), years];
        seen.push(next);
        gap.minute(...next);
      }
      const expected = direct(seen);
      if (expected === null || !(Math.abs(expected.z) < 1e6)) return;
      expect(gap.value?.gap).toBeCloseTo(expected.gap, 12);
      expect(gap.value?.z).toBeCloseTo(expected.z, 6);
    }),
    { numRuns: 60 },
  );
});

test('one that runs away is ahead by what it ran, and does not widen its own yardstick', () => {
  const gap = new ReturnGap();
  const step = (minute: number) => 4e-4 * Math.sin(minute * 2.1);
  let x = Math.log(600);
  let y = Math.log(500);
  for (let minute = 0; minute < 150; minute += 1) {
    x += step(minute);
    y += 1.2 * step(minute) + 1e-4 * Math.sin(minute * 1.3) + (minute >= 120 ? 1e-4 : 0);
    gap.minute(Math.exp(x), Math.exp(y), 1);
  }
  // 30 minutes of 0.01 % each; the remainder of one minute is 0.007 %, of 30 minutes 0.039 %.
  expect(gap.value?.gap).toBeGreaterThan(0.0028);
  expect(gap.value?.gap).toBeLessThan(0.0032);
  expect(gap.value?.z).toBeGreaterThan(7);
  expect(gap.value?.z).toBeLessThan(8.2);
});
