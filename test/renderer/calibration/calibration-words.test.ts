import { describe, expect, it } from 'vitest';
import { amountWords, correctionName, exitShares, sampleWords, shareWords, standingWords, verdictWords } from '../../../src-renderer/panels/calibration/calibration-words.ts';
import { fakeCalibration } from '../../support/window/fake-calibration.ts';

const estimate = (value: number, half: number) => ({ value, interval: { low: value - half, high: value + half } });

describe('a verdict on probabilities', () => {
  it('says that they hold only where slope and intercept are within their intervals', () => {
    expect(verdictWords({ sample: 400, slope: estimate(0.98, 0.1), intercept: estimate(0.02, 0.1) })).toContain('happened that often');
    expect(verdictWords({ sample: 400, slope: estimate(0.7, 0.1), intercept: estimate(0, 0.1) })).toContain('too boldly');
    expect(verdictWords({ sample: 400, slope: estimate(1.3, 0.1), intercept: estimate(0, 0.1) })).toContain('too cautiously');
    expect(verdictWords({ sample: 400, slope: estimate(1, 0.1), intercept: estimate(-0.3, 0.1) })).toContain('less often than said');
  });
  it('says that nothing can be said of a few', () => {
    expect(verdictWords({ sample: 12, slope: null, intercept: null })).toContain('12 settled signals are too few');
    expect(verdictWords({ sample: 0, slope: null, intercept: null })).toBe('Nothing is settled yet.');
  });
});

it('figures carry their intervals, and what is absent is no zero', () => {
  expect(shareWords(0.66, { low: 0.6, high: 0.72 })).toBe('66 % (60–72)');
  expect(shareWords(null, null)).toBe('–');
  expect(amountWords(-2.4, { low: -11.2, high: 6.4 })).toBe('−2.40 (−11.20 to +6.40)');
  expect(amountWords(null, null)).toBe('–');
  expect(exitShares({ exits: { target: 0, stop: 0, expiry: 0 } })).toBe('–');
  expect(exitShares({ exits: { target: 41, stop: 34, expiry: 25 } })).toBe('41 · 34 · 25');
  expect(standingWords({ state: 'uncalibrated', settled: 34 }, 100)).toBe('34 of 100');
  expect(correctionName({ group: 'hour', name: '13' })).toBe('Hour 13');
  expect(sampleWords(fakeCalibration('pin', 0, 'local'))).toBe('104 settled in 62 sessions');
});
