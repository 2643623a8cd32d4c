import { describe, expect, it } from 'vitest';
import { type ExpiryClock, YEAR } from '../../../src-core/calendar/expiry-clock.ts';
import { varianceClock } from '../../../src-core/calendar/variance-clock.ts';
import { type Underlying, UNDERLYINGS } from '../../../src-core/instruments/instrument.ts';
import { MINUTE } from '../../../src-core/time.ts';
import type { ScenarioName } from '../../../src-main/market-data/market-scenario.ts';
import { MartingalePath, RICH_VARIANCE } from '../../../src-main/market-data/martingale-path.ts';
import { DAY_DEVIATION, FACTOR } from '../../../src-main/market-data/price-path.ts';
import { tradingSession } from './session.ts';

const session = tradingSession('2026-08-21');
const previousCloses = { SPY: 612, QQQ: 548, IWM: 231, VIX: 16.8 };
/** Three times the variance a minute in the first hour and a half. */
const weights = Array.from({ length: 13 }, (_, bucket) => (bucket < 3 ? 2.5 : 0.55));
const clock: ExpiryClock = varianceClock(session, { bucketMinutes: 30, weights, provenance: { source: 'made up' } }, []);
const REFERENCE = (session.reference - session.open) / MINUTE;

const path = (seed: number, name: ScenarioName, splice?: { at: number; seed: number }): MartingalePath =>
  new MartingalePath({ seed, session, previousCloses, scenario: { name, ...(splice && { splice }) }, stepMs: MINUTE, clock });

/** Mean over standard error. */
function score(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return mean / Math.sqrt(variance / values.length);
}

describe('martingale path', () => {
  const fair = Array.from({ length: 4_000 }, (_, seed) => path(seed, 'fair'));

  it('pays on average what its options cost, whenever they are bought, whatever the price did before', () => {
    for (const step of [0, 60, 240, 380]) {
      for (const away of [-1, 0, 0.7]) {
        const gains = fair.map((day) => {
          const { price } = day.underlyings.QQQ;
          const now = price[step] ?? Number.NaN;
          const deviation = day.deviation('QQQ', step);
          const strike = now + away * deviation;
          const gain = (Math.max(0, (price[REFERENCE] ?? Number.NaN) - strike) - day.call(now, deviation, strike)) / deviation;
          return { gain, rose: now > (price[Math.max(0, step - 30)] ?? Number.NaN) };
        });
        expect(Math.abs(score(gains.map(({ gain }) => gain)))).toBeLessThan(4);
        if (step > 0) expect(Math.abs(score(gains.map(({ gain, rose }) => (rose ? gain : -gain))))).toBeLessThan(4);
      }
    }
  });

  it('spends its variance on the clock, and asks for as much as comes, or for half as much again', () => {
    for (const [name, ratio] of [['fair', 1], ['rich-variance', RICH_VARIANCE]] as const) {
      const days = name === 'fair' ? fair : fair.map((_, seed) => path(seed, name));
      for (const [from, to] of [[0, 90], [90, REFERENCE]] as const) {
        const asked = days.map((day) => {
          const at = (step: number): number => day.underlyings.SPY.price[step] ?? Number.NaN;
          const variance = (step: number): number => (day.deviation('SPY', step) / at(step)) ** 2;
          return Math.log(at(to) / at(from)) ** 2 / (variance(from) - (to === REFERENCE ? 0 : variance(to)));
        });
        expect(asked.reduce((sum, value) => sum + value, 0) / asked.length).toBeCloseTo(1 / ratio, 1);
      }
    }
    const share = clock.yearsLeft(session.open + 90 * MINUTE) / ((390 * MINUTE) / YEAR);
    const day = path(5, 'fair');
    const level = (day.vix[0] ?? Number.NaN) / 16.8;
    expect(day.deviation('SPY', 90) / (day.underlyings.SPY.price[90] ?? Number.NaN)).toBeCloseTo(level * DAY_DEVIATION.SPY * Math.sqrt(share), 6);
  });

  it('plants a few breaks a session of three to four deviations, none of them known before', () => {
    const days = Array.from({ length: 200 }, (_, seed) => path(seed, 'reverting-break'));
    const breaks = days.flatMap(({ planted }) => planted);
    expect(breaks.length / days.length).toBeGreaterThan(2);
    expect(breaks.length / days.length).toBeLessThan(5);
    expect(new Set(breaks.map(({ underlying, move }) => `${underlying} ${Math.sign(move)}`)).size).toBe(4);
    // What SPY does not explain goes the planted way until the peak, and back afterwards.
    const unexplained = (day: MartingalePath, underlying: Underlying, from: number, to: number): number => {
      const minute = (time: number): number => Math.round((time - session.open) / MINUTE);
      const moved = (of: Underlying): number => Math.log((day.underlyings[of].price[minute(to)] ?? Number.NaN) / (day.underlyings[of].price[minute(from)] ?? Number.NaN));
      return moved(underlying) - ((DAY_DEVIATION[underlying] * FACTOR[underlying][0]) / DAY_DEVIATION.SPY) * moved('SPY');
    };
    const away = days.flatMap((day) => day.planted.map(({ underlying, from, peak, move }) => unexplained(day, underlying, from, peak) / move));
    const back = days.flatMap((day) => day.planted.map(({ underlying, peak, to, move }) => unexplained(day, underlying, peak, to) / move));
    expect(away.reduce((sum, share) => sum + share, 0) / away.length).toBeCloseTo(1, 1);
    expect(back.reduce((sum, share) => sum + share, 0) / back.length).toBeCloseTo(-1, 1);
  });

  it('is the same day up to a splice, and another after it', () => {
    const at = session.open + 150 * MINUTE;
    for (const name of ['fair', 'reverting-break'] as const) {
      const [one, other] = [path(3, name), path(3, name, { at, seed: 99 })];
      for (const underlying of UNDERLYINGS) {
        for (const column of ['price', 'volume'] as const) {
          expect(other.underlyings[underlying][column].subarray(0, 151)).toEqual(one.underlyings[underlying][column].subarray(0, 151));
        }
        expect(other.underlyings[underlying].price[151]).not.toBe(one.underlyings[underlying].price[151]);
      }
    }
  });
});
