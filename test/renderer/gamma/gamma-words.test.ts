import { describe, expect, it } from 'vitest';
import type { GammaLevelSummary, HeldCount } from '../../../src-core/contract/volatility.ts';
import { wilsonInterval } from '../../../src-core/statistics/wilson-interval.ts';
import { parseIsoDate } from '../../../src-core/time.ts';
import { amountWords, byOrigin, counted, heldWords, interestWords, outcomeWords, shareWords, studyWords, verdictWords } from '../../../src-renderer/panels/gamma/gamma-words.ts';

const held = (of: number, judged: number): HeldCount => ({
  levels: judged + 3,
  reached: judged,
  judged,
  held: of,
  share: judged === 0 ? null : of / judged,
  interval: judged === 0 ? null : wilsonInterval(of / judged, judged),
});
const summary = (origin: GammaLevelSummary['origin'], kind: GammaLevelSummary['kind']): GammaLevelSummary => ({ origin, kind, days: 20, level: held(3, 9), control: held(5, 11) });

describe('gamma in words', () => {
  it('counts calls and puts as each convention does, one the opposite of the other', () => {
    const strike = { calls: 30, puts: 50 };
    expect(counted('callsLessPuts', strike)).toEqual({ calls: 30, puts: -50, net: -20 });
    expect(counted('putsLessCalls', strike)).toEqual({ calls: -30, puts: 50, net: 20 });
    expect(counted('total', strike)).toEqual({ calls: 30, puts: 50, net: 80 });
  });

  it('writes amounts by their size', () => {
    expect([amountWords(1.2345e9), amountWords(-312e6), amountWords(14.52e6, true), amountWords(8_200), amountWords(999.6e6), amountWords(null)]).toEqual(['$1.23 bn', '−$312 m', '+$14.5 m', '$8.20 k', '$1.00 bn', '–']);
  });

  it('says how often a level held with its sample and interval, and whether that is more than others did', () => {
    expect(heldWords(held(3, 9))).toBe('3 of 9 · 12–65 %');
    expect(heldWords(held(0, 0))).toBe('–');
    expect([shareWords(1 / 3), shareWords(null)]).toEqual(['33 %', '–']);
    expect(verdictWords({ level: held(3, 9), control: held(5, 11) })).toBe('not told apart');
    expect(verdictWords({ level: held(80, 100), control: held(40, 100) })).toBe('more often than others');
    expect(verdictWords({ level: held(10, 100), control: held(40, 100) })).toBe('less often than others');
    expect(verdictWords({ level: held(1, 1), control: held(0, 0) })).toBe('too few to tell');
  });

  it('keeps made-up sessions apart from recorded ones', () => {
    expect(byOrigin([summary('simulated', 'flip'), summary('recorded', 'call_wall'), summary('recorded', 'flip')]).map(({ origin, kinds }) => [origin, kinds.length])).toEqual([['recorded', 2], ['simulated', 1]]);
  });

  it('tells the age of the open interest, and that it is made up', () => {
    expect(interestWords({ asOf: parseIsoDate('2026-11-20'), ageDays: 3, simulated: false })).toBe('open interest of 2026-11-20, 3 days old');
    expect(interestWords({ asOf: parseIsoDate('2026-11-20'), ageDays: 3, simulated: true })).toBe('open interest simulated');
    expect(interestWords({ asOf: null, ageDays: null, simulated: false })).toBe('open interest of the session before');
  });

  it('tells how the study goes and what became of a level', () => {
    const study = { days: 23, done: 4, date: parseIsoDate('2026-07-22'), written: 36, problems: [] };
    expect(studyWords({ ...study, state: 'running' })).toBe('Day 5 of 23, 2026-07-22: 36 levels written');
    expect(studyWords({ ...study, state: 'done', date: null, problems: ['2026-07-21: no quotes'] })).toBe('23 days studied, 36 levels written; one day could not be: 2026-07-21: no quotes');
    expect(studyWords({ ...study, state: 'stopped' })).toBe('Stopped after 4 of 23 days, 36 levels written');
    expect(outcomeWords(null)).toBe('not over yet');
    expect(outcomeWords({ state: 'unknown', reachedAt: null })).toBe('prices are missing');
  });
});
