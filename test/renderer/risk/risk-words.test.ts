import { describe, expect, it } from 'vitest';
import { cellWords, gaugeFill, percentWords, readingWords, signedDollars, thresholdWords, wholeDollars } from '../../../src-renderer/panels/risk/risk-words.ts';
import { ladderWords, planSentence, rungWords, stepTitle } from '../../../src-renderer/panels/risk/flatten-words.ts';
import { FLATTENING, PLAN, QUOTED_PLAN } from '../../support/panels/risk-views.ts';

describe('a gauge', () => {
  it('warns from three quarters, is over from the whole, and never looks empty when it is not known', () => {
    const tone = (used: number | null, most = 100) => gaugeFill({ used, most }).tone;
    expect([0, 74.9, 75, 99.9, 100, 140].map((used) => tone(used))).toEqual(['good', 'good', 'near', 'near', 'over', 'over']);
    expect(gaugeFill({ used: null, most: 100 })).toEqual({ share: null, tone: 'unknown' });
    expect(percentWords(gaugeFill({ used: 99.99, most: 100 }).share)).toBe('99 %');
    expect(percentWords(null)).toBe('–');
    expect([tone(0, 0), tone(1, 0)]).toEqual(['good', 'over']);
  });
});

describe('a breaker', () => {
  it('shows losses as results, and which way it trips', () => {
    expect(readingWords('dollars', 57.35)).toBe('−$57');
    expect(readingWords('dollars', -184.2)).toBe('+$184');
    expect(thresholdWords({ unit: 'dollars', threshold: 2_000 })).toBe('≤ −$2,000');
    expect(thresholdWords({ unit: 'correlation', threshold: 0.3 })).toBe('≤ 0.30');
    expect(thresholdWords({ unit: 'points', threshold: 35 })).toBe('≥ 35.00');
    expect(thresholdWords({ unit: 'none', threshold: null })).toBe('by hand');
    expect(readingWords('seconds', null)).toBe('–');
  });
});

describe('dollars', () => {
  it('carry a true minus, and no sign at zero', () => {
    expect([wholeDollars(-1_204.4), wholeDollars(0.4), wholeDollars(-0.4), wholeDollars(null)]).toEqual(['−$1,204', '$0', '$0', '–']);
    expect([signedDollars(87), signedDollars(-87), signedDollars(0)]).toEqual(['+$87', '−$87', '$0']);
  });

  it('fit a cell with their sign', () => {
    expect([12.4, -999, -1_240, 12_400, -340_000, 1_240_000, 0.3, null].map(cellWords)).toEqual(['+12', '−999', '−1.2k', '+12k', '−340k', '+1.2M', '0', '–']);
    expect([999.6, 9_960].map(cellWords)).toEqual(['+1.0k', '+10k']);
  });
});

describe('a flattening plan', () => {
  it('names packages and legs, and its prices', () => {
    expect(PLAN.steps.map(stepTitle)).toEqual(['SPY 604/607/617/620 iron condor', 'QQQ 551/553 bear call spread', 'IWM buy 1 × 231 call', 'IWM sell 1 × 226 put']);
    expect(PLAN.steps.map(({ ladder }) => ladderWords(ladder))).toEqual(['0.52 → 0.75 db', '0.23 → 0.42 db', '–', '–']);
    expect(FLATTENING.plan.steps.map(rungWords)).toEqual(['0.56 db, 2 of 4', '0.25 db, 2 of 4', '–', '–']);
  });

  it('sums up only what is known', () => {
    expect(planSentence(QUOTED_PLAN)).toBe('2 closing orders, $198 paid as expected and $287 paid at worst. The whole ladder takes 40 s at most.');
    expect(planSentence(PLAN)).toBe('3 closing orders. 1 of them has no usable quote and waits: the sums are not known. 1 leg is left to lapse. The whole ladder takes 40 s at most.');
  });
});
