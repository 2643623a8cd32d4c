import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lognormalDistribution } from '../../../src-core/market/lognormal-distribution.ts';
import { hitBothProbability, type LevelSide, touchEitherProbability, touchProbability } from '../../../src-core/market/touch-probability.ts';

/** 12 % a year over one minute, one hour and one session of 252 times 390 minutes. */
const MINUTE = 0.00038277950117547637;
const HOUR = 0.0029649972666444045;
const SESSION = 0.007559289460184544;

/**
 * Spot, forward, total volatility, level, side, probability. Computed with 60 digits in mpmath from these doubles:
 * N(m - b) + exp(2·m·b)·N(-m - b) with b = |ln(level/spot)|/s, m = ±(ln(forward/spot)/s - s/2), N by erfc.
 */
const TOUCHES: readonly (readonly [number, number, number, number, LevelSide, number])[] = [
  [612.34, 612.34, MINUTE, 612.5, 'above', 0.49483903000829368],
  [612.34, 612.35, MINUTE, 611.5, 'below', 0.000287883787709745488],
  [612.34, 612.34, MINUTE, 615, 'above', 9.9628175079471042e-30],
  [612.34, 612.4, HOUR, 615, 'above', 0.150503916640499166],
  [612.34, 612.4, SESSION, 600, 'below', 0.00690566770563379349],
  [612.34, 612.4, SESSION, 640, 'above', 5.35985667967073193e-9],
  [612.34, 640, HOUR, 615, 'above', 1],
  [612.34, 640, HOUR, 611, 'below', 2.74267145358663958e-10],
  [612.34, 580, HOUR, 613, 'above', 1.67661061617254457e-6],
  [612.34, 700, 0.0005, 612.4, 'above', 1],
  [612.34, 700, 0.0005, 612.3, 'below', 4.30518898367812908e-31],
  [612.34, 500, 0.9, 900, 'above', 0.470349711974742315],
  [612.34, 900, 3, 100, 'below', 0.904989022084335844],
];

/**
 * Spot, forward, total volatility, lower, upper, probability. Computed with 60 digits in mpmath as 1 less the sum over
 * n = -N..N, N > 40/width, of exp(m·c)·[N(b-c-m) - N(-a-c-m)] at c = 2nw less the same at c = 2b + 2nw, with
 * a = ln(spot/lower)/s, b = ln(upper/spot)/s, w = a + b. The last two are on either side of the change of series.
 */
const TOUCHES_OF_EITHER: readonly (readonly [number, number, number, number, number, number])[] = [
  [612.34, 612.34, MINUTE, 612, 612.5, 0.636467785223477893],
  [612.34, 612.36, HOUR, 610, 615, 0.339885054383426096],
  [612.34, 612.34, SESSION, 605, 620, 0.210752294523483678],
  [612.34, 612.4, SESSION, 609, 616, 0.853301170772341823],
  [612.34, 612.4, SESSION, 600, 625, 0.0138630396407164333],
  [612.34, 612.4, SESSION, 590, 640, 8.47546894037203708e-7],
  [612.34, 615, SESSION, 608, 614, 0.96199118208136228],
  [612.34, 600, HOUR, 605, 618, 0.998165239327163198],
  [612.34, 500, 0.9, 400, 900, 0.997627589186678119],
  [612.34, 1200, 0.2, 500, 1000, 0.841434817836602297],
  [612.34, 612.34, SESSION, 612.3, 612.8, 1],
  [612.34, 612.34, 0.01, 605, 621, 0.38812451632963572],
  [612.34, 612.34, 0.0106, 604.4, 620.3, 0.440788527965237275],
];

const volatility = fc.double({ min: 1e-4, max: 1, noNaN: true });
const sigmas = fc.double({ min: 0.001, max: 8, noNaN: true });
const carry = fc.double({ min: -3, max: 3, noNaN: true });
const sides = fc.constantFrom<LevelSide>('above', 'below');

function pathOf(totalVolatility: number, carry: number) {
  return { spot: 600, forward: 600 * Math.exp(carry * totalVolatility), totalVolatility };
}

function levelAt(sigmas: number, totalVolatility: number, side: LevelSide): number {
  return 600 * Math.exp((side === 'above' ? 1 : -1) * sigmas * totalVolatility);
}

describe('touchProbability', () => {
  it.each(TOUCHES)('from %d to %d at %d of %d %s', (spot, forward, totalVolatility, level, side, expected) => {
    const touch = touchProbability({ spot, forward, totalVolatility }, level, side);
    expect(Math.abs(touch / expected - 1)).toBeLessThan(2e-14);
  });

  it('is a probability, at least that of ending beyond, and falls with the distance', () => {
    fc.assert(
      fc.property(volatility, sigmas, sigmas, carry, sides, (s, one, other, carry, side) => {
        const path = pathOf(s, carry);
        const near = levelAt(Math.min(one, other), s, side);
        const far = levelAt(Math.max(one, other), s, side);
        const touch = touchProbability(path, near, side);
        const below = lognormalDistribution(path.forward, s).cumulative(near);
        expect(touch).toBeGreaterThanOrEqual((side === 'below' ? below : 1 - below) - 1e-15);
        expect(touch).toBeLessThanOrEqual(1);
        expect(touchProbability(path, far, side)).toBeLessThanOrEqual(touch * (1 + 1e-12));
      }),
      { numRuns: 1_000 },
    );
  });

  it('is about twice the probability of ending beyond while the drift is small', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-4, max: 0.01, noNaN: true }), fc.double({ min: 0.2, max: 3, noNaN: true }), sides, (s, sigmas, side) => {
        const path = pathOf(s, 0);
        const level = levelAt(sigmas, s, side);
        const below = lognormalDistribution(600, s).cumulative(level);
        const beyond = side === 'below' ? below : 1 - below;
        expect(Math.abs(touchProbability(path, level, side) / (2 * beyond) - 1)).toBeLessThan(0.02);
      }),
    );
  });

  it('is 1 at the spot and beyond it, on either side', () => {
    const path = pathOf(0.01, 0);
    expect(touchProbability(path, 600, 'above')).toBe(1);
    expect(touchProbability(path, 600, 'below')).toBe(1);
    expect(touchProbability(path, 590, 'above')).toBe(1);
    expect(touchProbability(path, 610, 'below')).toBe(1);
    expect(touchProbability(path, 600.0000001, 'above')).toBeCloseTo(1, 5);
  });

  it('of no volatility follows the straight path', () => {
    const path = { spot: 600, forward: 603, totalVolatility: 0 };
    expect([601, 603, 603.01].map((level) => touchProbability(path, level, 'above'))).toEqual([1, 1, 0]);
    expect(touchProbability(path, 599.99, 'below')).toBe(0);
    expect(touchEitherProbability(path, 599, 602)).toBe(1);
    expect(touchEitherProbability(path, 599, 604)).toBe(0);
  });

  it('is within four standard errors of 20,000 simulated paths', () => {
    for (const [s, carry, level] of [[0.0076, 0, 607], [0.003, 0.4, 598], [0.5, -0.3, 900]] as const) {
      const path = pathOf(s, carry);
      const side = level > 600 ? 'above' : 'below';
      const { mean, error } = simulate(path, level, 20_000);
      expect(Math.abs(touchProbability(path, level, side) - mean)).toBeLessThan(4 * error);
      expect(error).toBeLessThan(0.004);
    }
  });

  it('refuses what is no path', () => {
    for (const [spot, forward, totalVolatility] of [[0, 1, 1], [1, Number.NaN, 1], [1, 1, -1]] as const) {
      expect(() => touchProbability({ spot, forward, totalVolatility }, 600, 'above')).toThrow(RangeError);
    }
    expect(() => touchProbability(pathOf(0.1, 0), Number.NaN, 'above')).toThrow(RangeError);
  });
});

describe('touchEitherProbability', () => {
  it.each(TOUCHES_OF_EITHER)('from %d to %d at %d of %d or %d', (spot, forward, totalVolatility, lower, upper, expected) => {
    const touch = touchEitherProbability({ spot, forward, totalVolatility }, lower, upper);
    expect(Math.abs(touch - expected)).toBeLessThan(5e-16);
  });

  it('lies between the greater of both and their sum, and falls as the corridor widens', () => {
    fc.assert(
      fc.property(volatility, sigmas, sigmas, sigmas, carry, (s, down, up, more, carry) => {
        const path = pathOf(s, carry);
        const lower = levelAt(down, s, 'below');
        const upper = levelAt(up, s, 'above');
        const touch = touchEitherProbability(path, lower, upper);
        const below = touchProbability(path, lower, 'below');
        const above = touchProbability(path, upper, 'above');
        expect(touch).toBeGreaterThanOrEqual(Math.max(below, above));
        expect(touch).toBeLessThanOrEqual(Math.min(1, below + above));
        expect(touchEitherProbability(path, lower, levelAt(up + more, s, 'above'))).toBeLessThanOrEqual(touch + 1e-14);
      }),
      { numRuns: 1_000 },
    );
  });

  it('does not change where the series do', () => {
    for (const drift of [-4, -1, 0, 0.3, 2, 6]) {
      for (const down of [0.01, 0.4, 1.25, 2.2]) {
        const narrow = hitBothProbability(down, 2.5 - down - 1e-13, drift);
        const wide = hitBothProbability(down, 2.5 - down + 1e-13, drift);
        expect(Math.abs(narrow - wide)).toBeLessThan(2e-12);
      }
    }
  });

  it('is 1 once the spot is outside', () => {
    expect(touchEitherProbability(pathOf(0.01, 0), 601, 610)).toBe(1);
    expect(touchEitherProbability(pathOf(0.01, 0), 590, 600)).toBe(1);
  });
});

it('touches have a probability for anything finite', () => {
  const positive = fc.double({ min: 0, minExcluded: true, noNaN: true, noDefaultInfinity: true });
  const level = fc.oneof(fc.double({ noNaN: true }), fc.double({ min: 0, max: 2_000, noNaN: true }));
  const total = fc.oneof(fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }), fc.double({ min: 0, max: 1, noNaN: true }));
  const price = fc.oneof(positive, fc.double({ min: 100, max: 1_000, noNaN: true }));
  fc.assert(
    fc.property(price, price, total, level, level, sides, (spot, forward, totalVolatility, level, other, side) => {
      const path = { spot, forward, totalVolatility };
      const touch = touchProbability(path, level, side);
      const either = touchEitherProbability(path, Math.min(level, other), Math.max(level, other));
      expect(touch >= 0 && touch <= 1).toBe(true);
      expect(either >= 0 && either <= 1).toBe(true);
    }),
    { numRuns: 5_000 },
  );
});

/** Paths of 16 steps; between two of them the Brownian bridge is above the level with probability exp(-2·gap·gap'/variance). */
function simulate(path: { spot: number; forward: number; totalVolatility: number }, level: number, paths: number) {
  const steps = 16;
  const s = path.totalVolatility;
  const gap = Math.abs(Math.log(level / path.spot));
  const direction = level > path.spot ? 1 : -1;
  const drift = (direction * (Math.log(path.forward / path.spot) - (s * s) / 2)) / steps;
  const variance = (s * s) / steps;
  const normal = normals(20260821);
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < paths; i += 1) {
    let x = 0;
    let untouched = 1;
    for (let step = 0; step < steps && untouched > 0; step += 1) {
      const next = x + drift + Math.sqrt(variance) * normal();
      untouched *= next >= gap ? 0 : 1 - Math.exp((-2 * (gap - x) * (gap - next)) / variance);
      x = next;
    }
    sum += 1 - untouched;
    squares += (1 - untouched) ** 2;
  }
  const mean = sum / paths;
  return { mean, error: Math.sqrt((squares / paths - mean * mean) / paths) };
}

/** Box and Muller on the generator mulberry32. */
function normals(seed: number): () => number {
  let state = seed;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 4294967296;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}
