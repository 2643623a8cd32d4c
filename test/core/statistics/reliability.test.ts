import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brierScore } from '../../../src-core/statistics/brier.ts';
import { calibrationLine } from '../../../src-core/statistics/calibration-line.ts';
import { equalCountBins } from '../../../src-core/statistics/equal-count-bins.ts';
import { probabilityOf } from '../../../src-core/statistics/log-odds.ts';
import { reliabilityOf } from '../../../src-core/statistics/reliability.ts';
import { SeededRandom } from '../../../src-main/market-data/random.ts';

describe('equal-count bins', () => {
  it('hold every forecast once, in order, 20 or more each, and never part equal ones', () => {
    const forecast = fc.integer({ min: 0, max: 30 }).map((step) => step / 30);
    fc.assert(
      fc.property(fc.array(forecast, { maxLength: 400 }), (forecasts) => {
        const bins = equalCountBins(forecasts);
        if (forecasts.length < 20) {
          expect(bins).toEqual([]);
          return;
        }
        expect(bins.length).toBeGreaterThan(0);
        expect(bins.length).toBeLessThanOrEqual(10);
        expect(bins.flat().sort((left, right) => left - right)).toEqual(forecasts.map((_, i) => i));
        for (const bin of bins) expect(bin.length).toBeGreaterThanOrEqual(20);
        for (let i = 1; i < bins.length; i += 1) {
          expect(Math.max(...(bins[i - 1] ?? []).map((at) => forecasts[at] ?? Number.NaN))).toBeLessThan(Math.min(...(bins[i] ?? []).map((at) => forecasts[at] ?? Number.NaN)));
        }
      }),
    );
  });

  it('are ten of the same count where forecasts differ', () => {
    expect(equalCountBins(Array.from({ length: 1_000 }, (_, i) => ((i * 617) % 1_000) / 1_000)).map((bin) => bin.length)).toEqual(new Array(10).fill(100));
  });
});

describe('Brier score', () => {
  it('is reliability less resolution, plus uncertainty, plus what is within the bins', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean()), { minLength: 1, maxLength: 300 }), (pairs) => {
        const forecasts = pairs.map(([forecast]) => forecast);
        const brier = reliabilityOf(forecasts, pairs.map(([, won]) => won), pairs.map((_, i) => `day ${i % 7}`)).brier;
        if (brier === null) throw new Error('no score');
        expect(brier.score).toBeCloseTo(brier.reliability - brier.resolution + brier.uncertainty + brier.within, 12);
      }),
    );
  });

  it('has the parts of a case worked out by hand', () => {
    const score = brierScore([0.2, 0.4, 0.8], [false, true, true], [[0, 1], [2]]);
    expect(score?.score).toBeCloseTo((0.04 + 0.36 + 0.04) / 3, 12);
    expect(score?.reliability).toBeCloseTo((2 * 0.2 ** 2 + 0.2 ** 2) / 3, 12);
    expect(score?.resolution).toBeCloseTo((2 * (1 / 2 - 2 / 3) ** 2 + (1 / 3) ** 2) / 3, 12);
    expect(score?.uncertainty).toBeCloseTo(2 / 9, 12);
    // Inside the first bin: 2 · 0.1² less 2 · (0.1 · 0.5 + 0.1 · 0.5).
    expect(score?.within).toBeCloseTo((0.02 - 0.2) / 3, 12);
  });
});

/** Ten signals a session whose log odds are said, and won with log odds of intercept + slope · said + the session's shock. */
function outcomes(seed: number, sessions: number, truth: { readonly intercept: number; readonly slope: number; readonly shock: number }) {
  const random = new SeededRandom(seed);
  const said: number[] = [];
  const won: boolean[] = [];
  const sessionOf: string[] = [];
  for (let session = 0; session < sessions; session += 1) {
    const shock = truth.shock * random.normal();
    for (let signal = 0; signal < 10; signal += 1) {
      const odds = random.normal();
      said.push(probabilityOf(odds));
      won.push(random.uniform() < probabilityOf(truth.intercept + truth.slope * odds + shock));
      sessionOf.push(`day ${session}`);
    }
  }
  return { said, won, sessionOf };
}

describe('calibration line', () => {
  it('holds 1 and 0 for honest probabilities in 95 % of repetitions', () => {
    const repetitions = 400;
    let slope = 0;
    let intercept = 0;
    for (let seed = 0; seed < repetitions; seed += 1) {
      const { said, won, sessionOf } = outcomes(seed, 40, { intercept: 0, slope: 1, shock: 0 });
      const line = calibrationLine(said, won, sessionOf);
      if (line === null) throw new Error('not estimated');
      if (line.slope.interval.low <= 1 && line.slope.interval.high >= 1) slope += 1;
      if (line.intercept.interval.low <= 0 && line.intercept.interval.high >= 0) intercept += 1;
    }
    for (const covered of [slope, intercept]) {
      expect(covered / repetitions).toBeGreaterThan(0.915);
      expect(covered / repetitions).toBeLessThan(0.985);
    }
  });

  it('allows for sessions whose outcomes go together', () => {
    let covered = 0;
    for (let seed = 0; seed < 200; seed += 1) {
      const { said, won, sessionOf } = outcomes(1_000 + seed, 40, { intercept: 0, slope: 1, shock: 1.2 });
      const line = calibrationLine(said, won, sessionOf);
      if (line !== null && line.intercept.interval.low <= 0 && line.intercept.interval.high >= 0) covered += 1;
    }
    expect(covered / 200).toBeGreaterThan(0.9);
  });

  it('finds overconfidence and a lean', () => {
    const { said, won, sessionOf } = outcomes(3, 2_000, { intercept: -0.4, slope: 0.6, shock: 0 });
    const line = calibrationLine(said, won, sessionOf);
    expect(line?.slope.value).toBeCloseTo(0.6, 1);
    expect(line?.intercept.value).toBeCloseTo(-0.4, 1);
    expect(line?.slope.interval.high).toBeLessThan(0.8);
  });

  it('is absent where it cannot be estimated', () => {
    const { said, won, sessionOf } = outcomes(4, 20, { intercept: 0, slope: 1, shock: 0 });
    expect(calibrationLine(said, won, sessionOf)).not.toBeNull();
    expect(calibrationLine(said.slice(0, 49), won.slice(0, 49), sessionOf.slice(0, 49))).toBeNull();
    expect(calibrationLine(said, won, sessionOf.map((_, i) => `day ${i % 9}`))).toBeNull();
    expect(calibrationLine(said, won.map(() => true), sessionOf)).toBeNull();
    expect(calibrationLine(said.map(() => 0.6), won, sessionOf)).toBeNull();
    expect(calibrationLine(said, said.map((forecast) => forecast > 0.5), sessionOf)).toBeNull();
    expect(calibrationLine(said, said.map((forecast) => forecast < 0.5), sessionOf)).toBeNull();
    // One outcome on the wrong side is enough for a finite, if steep, line; and 0 and 1 are probabilities.
    const steep = said.map((forecast, i) => (i === 0 ? won[0] === true ? 0 : 1 : forecast));
    expect(Number.isFinite(calibrationLine(steep, won, sessionOf)?.slope.value)).toBe(true);
    expect(() => calibrationLine(said.with(0, Number.NaN), won, sessionOf)).toThrow(/0 to 1, got NaN/);
  });
});
