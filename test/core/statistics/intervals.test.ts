import { describe, expect, it } from 'vitest';
import { clusteredMean } from '../../../src-core/statistics/clustered-mean.ts';
import { studentQuantile } from '../../../src-core/statistics/student-quantile.ts';
import { wilsonInterval } from '../../../src-core/statistics/wilson-interval.ts';
import { winRate } from '../../../src-core/statistics/win-rate.ts';
import { SeededRandom } from '../../../src-main/market-data/random.ts';

describe('Student quantile', () => {
  it('is what the tables say', () => {
    const table: readonly (readonly [number, number, number])[] = [
      [0.95, 1, 12.7062], [0.95, 2, 4.30265], [0.95, 3, 3.18245], [0.95, 4, 2.77645], [0.95, 5, 2.57058], [0.95, 10, 2.22814], [0.95, 30, 2.04227], [0.95, 1_000, 1.96234],
      [0.99, 7, 3.49948], [0.5, 9, 0.702722],
    ];
    for (const [within, freedom, value] of table) expect(studentQuantile(within, freedom) / value).toBeCloseTo(1, 5);
    expect(studentQuantile(0.95, 0)).toBeNaN();
  });
});

describe('Wilson interval', () => {
  it('is 11 points either way for 80 % of 50, and 3.5 for 80 % of 500', () => {
    const half = (trials: number): number => {
      const { low, high } = wilsonInterval(0.8, trials);
      return (high - low) / 2;
    };
    expect(half(50)).toBeCloseTo(0.11, 2);
    expect(half(500)).toBeCloseTo(0.035, 3);
  });

  it('has a width where all or none were won, and stays within 0 and 1', () => {
    // 20 of 20: 83.9 % and more.
    expect(wilsonInterval(1, 20).low).toBeCloseTo(0.839, 3);
    expect(wilsonInterval(1, 20).high).toBe(1);
    expect(wilsonInterval(0, 20).low).toBe(0);
    expect(wilsonInterval(0, 20).high).toBeCloseTo(0.161, 3);
  });

  it('refuses what cannot be', () => {
    expect(() => wilsonInterval(Number.NaN, 5)).toThrow(/share must be 0 to 1, got NaN/);
    expect(() => wilsonInterval(0.5, 0)).toThrow(/trials must be more than 0, got 0/);
  });
});

describe('means and rates over sessions', () => {
  it('cover the truth where sessions share a shock, and the naive interval does not', () => {
    const random = new SeededRandom(11);
    const covered = { clustered: 0, naive: 0, rate: 0, naiveRate: 0 };
    const repetitions = 400;
    for (let repetition = 0; repetition < repetitions; repetition += 1) {
      const values: number[] = [];
      const sessions: string[] = [];
      for (let session = 0; session < 40; session += 1) {
        const shock = random.normal();
        const signals = 1 + Math.floor(12 * random.uniform());
        for (let signal = 0; signal < signals; signal += 1) {
          values.push(shock + random.normal());
          sessions.push(`day ${session}`);
        }
      }
      const { mean, interval } = clusteredMean(values, sessions);
      const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - (mean ?? Number.NaN)) ** 2, 0)) / values.length;
      if (interval !== null && interval.low <= 0 && interval.high >= 0) covered.clustered += 1;
      if (mean !== null && Math.abs(mean) <= 1.96 * spread) covered.naive += 1;
      const wins = values.map((value) => value > 0);
      const { rate, interval: around } = winRate(wins, sessions);
      const naive = wilsonInterval(rate ?? Number.NaN, values.length);
      if (around !== null && around.low <= 0.5 && around.high >= 0.5) covered.rate += 1;
      if (naive.low <= 0.5 && naive.high >= 0.5) covered.naiveRate += 1;
    }
    // 95 % of 400 repetitions, give or take three deviations of their number.
    expect(covered.clustered / repetitions).toBeGreaterThan(0.915);
    expect(covered.rate / repetitions).toBeGreaterThan(0.915);
    expect(covered.clustered / repetitions).toBeLessThan(0.985);
    expect(covered.naive / repetitions).toBeLessThan(0.8);
    expect(covered.naiveRate / repetitions).toBeLessThan(0.85);
  });

  it('count one signal a session as independent', () => {
    const days = Array.from({ length: 50 }, (_, i) => `day ${i}`);
    const { effective, interval, sessions } = winRate(days.map((_, i) => i % 5 !== 0), days);
    expect(sessions).toBe(50);
    expect(effective).toBeCloseTo(49, 9);
    expect((interval?.high ?? 0) - (interval?.low ?? 0)).toBeCloseTo(0.222, 2);
  });

  it('know nothing of how sessions differ from one session', () => {
    const day = ['day', 'day', 'day'];
    expect(clusteredMean([1, 2, 3], day)).toEqual({ mean: 2, count: 3, clusters: 1, standardError: null, interval: null });
    // Three wins of one session say as much as one.
    expect(winRate([true, true, true], day)).toMatchObject({ rate: 1, effective: 1, interval: wilsonInterval(1, 1) });
    expect(winRate([], [])).toMatchObject({ rate: null, interval: null });
    expect(clusteredMean([], [])).toMatchObject({ mean: null, interval: null });
  });
});
