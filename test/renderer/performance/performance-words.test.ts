import { describe, expect, it } from 'vitest';
import { daysWords, dollarsWords, durationWords, figureWords, intervalWords, monthWords, sampleWords, spanWords } from '../../../src-renderer/panels/performance/performance-words.ts';
import { parseIsoDate } from '../../../src-core/time.ts';

const MINUTE = 60_000;

describe('a figure', () => {
  it.each([
    [1840.82, 'net_result', 'dollars', '+$1,840.82'],
    [-89.57, 'average_loss', 'dollars', '−$89.57'],
    [1287.84, 'max_drawdown_dollars', 'dollars', '$1,287.84'],
    [-1.4, 'slippage_natural', 'dollars', '−$1.40'],
    [0.0736, 'total_return', 'share', '+7.36 %'],
    [0.657, 'win_rate', 'share', '65.7 %'],
    [1.3141, 'sharpe', 'ratio', '1.31'],
    [-0.004, 'return_on_risk', 'ratio', '−0.004'],
    [1204, 'trades', 'count', '1,204'],
    [1, 'max_drawdown_duration', 'days', '1 day'],
    [20 * MINUTE, 'holding_time', 'milliseconds', '20 min'],
    [null, 'calmar', 'ratio', '–'],
  ] as const)('%s as %s in %s reads %s', (value, name, unit, text) => {
    expect(figureWords(value, name, unit)).toBe(text);
  });

  it('has its interval in its own unit, with words between numbers that have signs', () => {
    expect(intervalWords({ name: 'win_rate', low: 0.617, high: 0.694 }, 'share')).toBe('61.7 – 69.4 %');
    expect(intervalWords({ name: 'expectancy', low: -4.12, high: 10.26 }, 'dollars')).toBe('−$4.12 to +$10.26');
    expect(intervalWords({ name: 'sharpe', low: -1.59, high: 4.22 }, 'ratio')).toBe('−1.59 to 4.22');
    expect(intervalWords({ name: 'trades', low: null, high: null }, 'count')).toBe('');
  });

  it('has its sample in what it counts', () => {
    expect([sampleWords(1, 'trades'), sampleWords(1200, 'trades'), sampleWords(1, 'days')]).toEqual(['1 trade', '1,200 trades', '1 day']);
  });
});

describe('times', () => {
  it('are told in their two greatest units', () => {
    expect([42_000, 59.6 * MINUTE, 83 * MINUTE, 120 * MINUTE, 26 * 60 * MINUTE, 48 * 60 * MINUTE].map(durationWords)).toEqual(['42 s', '1 h', '1 h 23 min', '2 h', '1 d 2 h', '2 d']);
    expect([1, 2.5, 12].map(daysWords)).toEqual(['1 day', '2.5 days', '12 days']);
  });

  it('name spans of days with as few years as they need', () => {
    const [june, november, january] = [parseIsoDate('2026-06-03'), parseIsoDate('2026-11-20'), parseIsoDate('2027-01-04')];
    expect(spanWords(june, november)).toBe('3 Jun – 20 Nov 2026');
    expect(spanWords(june, january)).toBe('3 Jun 2026 – 4 Jan 2027');
    expect(spanWords(november, november)).toBe('Fri 20 Nov 2026');
    expect(spanWords(null, null)).toBe('no day');
    expect(monthWords(january)).toBe('Jan 2027');
  });

  it('and dollars that are not known are absent', () => {
    expect([dollarsWords(null), dollarsWords(Number.NaN), dollarsWords(-0.001)]).toEqual(['–', '–', '$0.00']);
  });
});
