import { describe, expect, it } from 'vitest';
import { axisRange, axisTicks, tickDecimals } from '../../../src-renderer/panels/volatility/plot-axes.ts';
import { nearest } from '../../../src-renderer/panels/volatility/line-plot.tsx';
import { tabAfter } from '../../../src-renderer/panels/volatility/volatility-tabs.ts';
import { dayMinutes, decayWords, hoursOf, lastMinute, pointsWords, skewLines, skewText, termName, volatilityWords } from '../../../src-renderer/panels/volatility/volatility-words.ts';
import { MINUTE, parseIsoDate } from '../../../src-core/time.ts';

const OPEN = Date.parse('2026-11-20T14:30:00Z');
const DATE = parseIsoDate('2026-11-20');
const skew = { atm: 0.131, call25: { strike: 613, volatility: 0.128 }, put25: { strike: 611, volatility: 0.139 }, riskReversal: -0.011, butterfly: 0.0025, slopePerPercent: -0.006, slopePerSigma: -0.004 };
const moment = { time: OPEN, forward: 612, sigma: 4, atm: 0.131, skew };

describe('volatility in words', () => {
  it('writes volatilities in percent and differences in points, and never a 0 for what is absent', () => {
    expect([volatilityWords(0.13421), volatilityWords(null), pointsWords(-0.0085), pointsWords(0.004), pointsWords(null)]).toEqual(['13.42 %', '–', '−0.85 pt', '+0.40 pt', '–']);
  });

  it('sets the skew of now beside that of the open', () => {
    const lines = skewLines(moment, { ...moment, skew: null });
    expect(lines.map(({ name, now, opening }) => [name, now, opening])).toContainEqual(['Risk reversal', -0.011, null]);
    const [atm, , , reversal] = lines;
    if (atm === undefined || reversal === undefined) throw new Error('expected both lines');
    expect([skewText(atm, atm.now), skewText(reversal, reversal.now), skewText(reversal, reversal.opening)]).toEqual(['13.10 %', '−1.10 pt', '–']);
    expect(skewLines(null, null).every(({ now }) => now === null)).toBe(true);
  });

  it('names the points of the term by what they are', () => {
    const point = { volatility: 0.13, clockLabel: 'flat clock', time: OPEN, straddle: null };
    expect(termName({ ...point, kind: 'today', expiry: DATE, days: 0.1 })).toBe('today, to 16:00 · 2.4 h');
    expect(termName({ ...point, kind: 'expiry', expiry: parseIsoDate('2026-12-18'), days: 28 })).toBe('2026-12-18 · 28 d');
    expect(termName({ ...point, kind: 'vix', expiry: null, days: 30 })).toBe('VIX: SPX over 30 days');
  });

  it('reads the day by minute, and the straddle against its decay at the last one known', () => {
    const history = { volatility: [0.14, null, 0.139], straddle: [3.3, null, 3.1], decayed: [3.3, 3.29, 3.28], riskReversal: [], butterfly: [], recovered: 0, note: null };
    const minutes = dayMinutes({ open: OPEN, history });
    expect(minutes.map(({ time, straddle, riskReversal }) => [(time - OPEN) / MINUTE, straddle, riskReversal])).toEqual([[0, 3.3, null], [1, null, null], [2, 3.1, null]]);
    expect(decayWords(lastMinute(minutes))).toBe('−0.18');
    expect(decayWords(undefined)).toBe('–');
    expect(hoursOf(OPEN, OPEN + 390 * MINUTE).map((time) => new Date(time).getUTCHours())).toEqual([15, 16, 17, 18, 19, 20, 21]);
  });

  it('goes around the tabs by arrow', () => {
    expect([tabAfter('ArrowRight', 'smile'), tabAfter('ArrowLeft', 'smile'), tabAfter('ArrowRight', 'density'), tabAfter('Enter', 'skew')]).toEqual(['change', 'density', 'smile', null]);
  });
});

describe('the axes of a plot', () => {
  it('hold every value between whole ticks, and zero where it is asked for', () => {
    for (const [values, zero] of [[[0.131, 0.148], false], [[-1.5, 2.7, null], true], [[3.2, 3.3], true], [[4e8, -7e8], true], [[5], false]] as const) {
      const range = axisRange(values, 5, zero);
      if (range === null) throw new Error('expected a range');
      const known = values.filter((value) => value !== null);
      expect(range.low).toBeLessThanOrEqual(Math.min(...known));
      expect(range.high).toBeGreaterThanOrEqual(Math.max(...known));
      if (zero) expect(range.low <= 0 && range.high >= 0).toBe(true);
      const ticks = axisTicks(range, 5);
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      expect(ticks.length).toBeLessThanOrEqual(8);
      expect(new Set(ticks.map((tick) => tick.toFixed(tickDecimals(ticks)))).size).toBe(ticks.length);
    }
    expect(axisRange([null, Number.NaN], 5)).toBeNull();
    expect(axisRange([1, 3], 5, true)?.low).toBe(0);
  });

  it('reads the row that is nearest', () => {
    const rows = [1, 2, 4].map((x) => ({ x, values: [x] }));
    expect([nearest(rows, -5), nearest(rows, 2.9), nearest(rows, 3.1), nearest(rows, 99)]).toEqual([0, 1, 2, 2]);
  });
});
