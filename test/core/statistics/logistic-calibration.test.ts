import { describe, expect, it } from 'vitest';
import { logOdds, probabilityOf } from '../../../src-core/statistics/log-odds.ts';
import { type CalibrationOutcome, LogisticCalibration } from '../../../src-core/statistics/logistic-calibration.ts';
import { SeededRandom } from '../../../src-main/market-data/random.ts';

const REGIMES = ['low', 'normal', 'high', 'extreme'];

interface Truth {
  readonly level?: number;
  readonly slope?: number;
  readonly types?: readonly number[];
  readonly hour?: (hour: number) => number;
  readonly shock?: number;
}

/** Ten signals a session, won as the truth has it. */
function simulate(count: number, seed: number, { level = 0, slope = 1, types = [0, 0, 0, 0], hour: ofHour = () => 0, shock = 0 }: Truth = {}): CalibrationOutcome[] {
  const random = new SeededRandom(seed);
  let common = 0;
  return Array.from({ length: count }, (_, i) => {
    if (i % 10 === 0) common = shock * random.normal();
    const odds = 0.8 * random.normal();
    const type = Math.floor(types.length * random.uniform());
    const hour = 9 + Math.floor(7 * random.uniform());
    const regime = REGIMES[Math.floor(4 * random.uniform())] ?? null;
    const truth = level + slope * odds + (types[type] ?? 0) + ofHour(hour) + common;
    return { implied: probabilityOf(odds), type: `type ${type}`, hour, regime, won: random.uniform() < probabilityOf(truth), session: `day ${Math.floor(i / 10)}` };
  });
}

const shiftOf = (calibration: LogisticCalibration, name: string): number => calibration.corrections().find((correction) => correction.name === name)?.shift ?? Number.NaN;
const keptOf = (calibration: LogisticCalibration, name: string): number => calibration.corrections().find((correction) => correction.name === name)?.kept ?? Number.NaN;

describe('logistic calibration', () => {
  it('recovers level, slope, types and hours from outcomes', () => {
    const calibration = new LogisticCalibration(simulate(20_000, 1, { level: -0.2, slope: 0.7, types: [0.5, -0.5, 0, 0], hour: (hour) => (hour === 15 ? -0.4 : 0) }));
    expect(shiftOf(calibration, 'slope')).toBeCloseTo(-0.3, 1);
    // Shifts are known up to what the level takes of them: their differences are what can be told.
    expect(shiftOf(calibration, 'type 0') - shiftOf(calibration, 'type 1')).toBeCloseTo(1, 1);
    expect(shiftOf(calibration, '15') - shiftOf(calibration, '11')).toBeCloseTo(-0.4, 1);
    for (const [type, shift] of [['type 0', 0.5], ['type 1', -0.5], ['type 3', 0]] as const) {
      const { probability, interval } = calibration.predict({ implied: 0.4, type, hour: 11, regime: 'low' });
      const truth = probabilityOf(-0.2 + 0.7 * logOdds(0.4) + shift);
      expect(probability).toBeCloseTo(truth, 1);
      expect(interval.low).toBeLessThan(truth);
      expect(interval.high).toBeGreaterThan(truth);
      expect(interval.high - interval.low).toBeLessThan(0.08);
    }
  });

  it('leaves honest probabilities nearly as they are', () => {
    let squares = 0;
    let asked = 0;
    for (let seed = 20; seed < 40; seed += 1) {
      const calibration = new LogisticCalibration(simulate(3_000, seed));
      for (const implied of [0.2, 0.5, 0.8]) {
        squares += (calibration.predict({ implied, type: 'type 1', hour: 12, regime: 'normal' }).probability - implied) ** 2;
        asked += 1;
      }
    }
    // The level alone is known to 0.9 points.
    expect(Math.sqrt(squares / asked)).toBeLessThan(0.025);
  });

  it('is moved little by 12 wins of 12, and by all of 2,000', () => {
    const others = simulate(2_000, 3);
    const added = (count: number, chance: number): CalibrationOutcome[] => {
      const random = new SeededRandom(5);
      return Array.from({ length: count }, (_, i) => ({ implied: 0.5, type: 'new', hour: 9 + (i % 7), regime: REGIMES[i % 4] ?? null, won: random.uniform() < chance, session: `later day ${i}` }));
    };
    const inputs = { implied: 0.5, type: 'new', hour: 12, regime: 'normal' };
    const few = new LogisticCalibration([...others, ...added(12, 1)]);
    expect(few.predict(inputs).probability).toBeLessThan(0.62);
    expect(keptOf(few, 'new')).toBeLessThan(0.4);
    const many = added(2_000, 0.7);
    const full = new LogisticCalibration([...others, ...many]);
    const rate = many.filter((outcome) => outcome.won).length / many.length;
    expect(Math.abs(full.predict(inputs).probability - rate)).toBeLessThan(0.03);
    expect(keptOf(full, 'new')).toBeGreaterThan(0.9);
  });

  it('trusts sessions whose signals go together less', () => {
    const inputs = { implied: 0.5, type: 'type 0', hour: 12, regime: 'normal' };
    const width = (calibration: LogisticCalibration): number => {
      const { low, high } = calibration.predict(inputs).interval;
      return high - low;
    };
    const alone = new LogisticCalibration(simulate(2_000, 6));
    const together = new LogisticCalibration(simulate(2_000, 6, { shock: 1.5 }));
    expect(alone.dispersion).toBeLessThan(1.1);
    expect(together.dispersion).toBeGreaterThan(1.2);
    expect(width(together)).toBeGreaterThan(1.2 * width(alone));
  });

  it('covers a truth not far from the market’s with its interval, with and without a common shock', () => {
    for (const shock of [0, 1]) {
      let covered = 0;
      let asked = 0;
      // The level that a shock of the log odds leaves on average is not the one it is around: a fit to very many says it.
      const truth = new LogisticCalibration(simulate(100_000, 99, { level: 0.1, types: [0.1, 0, 0, -0.1], shock }));
      for (let seed = 0; seed < 60; seed += 1) {
        const calibration = new LogisticCalibration(simulate(1_000, 200 + seed, { level: 0.1, types: [0.1, 0, 0, -0.1], shock }));
        for (const type of ['type 0', 'type 1', 'type 3']) {
          const inputs = { implied: 0.45, type, hour: 13, regime: 'high' };
          const { low, high } = calibration.predict(inputs).interval;
          const { probability } = truth.predict(inputs);
          asked += 1;
          if (low <= probability && high >= probability) covered += 1;
        }
      }
      expect(covered / asked).toBeGreaterThan(0.9);
    }
  });

  it('widens the interval for a type never seen, and does not shift it', () => {
    const calibration = new LogisticCalibration(simulate(2_000, 7));
    const seen = calibration.predict({ implied: 0.5, type: 'type 0', hour: 12, regime: 'normal' });
    const unseen = calibration.predict({ implied: 0.5, type: 'other', hour: 12, regime: 'normal' });
    expect(unseen.interval.high - unseen.interval.low).toBeGreaterThan(seen.interval.high - seen.interval.low);
    expect(Math.abs(unseen.probability - 0.5)).toBeLessThan(0.05);
  });

  it('takes all wins, certain probabilities, one outcome and none', () => {
    const wins = simulate(300, 8).map((outcome, i) => ({ ...outcome, won: true, implied: i % 3 === 0 ? 1 : i % 3 === 1 ? 0 : 0.5 }));
    const inputs = { implied: 0.5, type: 'type 0', hour: 12, regime: null };
    for (const outcomes of [wins, wins.slice(0, 1), []]) {
      const { probability, interval } = new LogisticCalibration(outcomes).predict(inputs);
      expect(probability).toBeGreaterThanOrEqual(0.5);
      expect(probability).toBeLessThan(1);
      expect(interval.low).toBeLessThan(probability);
      expect(interval.high).toBeGreaterThan(probability);
    }
    expect(new LogisticCalibration([]).predict(inputs).probability).toBe(0.5);
    expect(() => new LogisticCalibration([{ ...inputs, implied: Number.NaN, won: true, session: 'day' }])).toThrow(/0 to 1, got NaN/);
  });
});
