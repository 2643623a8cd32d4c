import { describe, expect, it } from 'vitest';
import { fitSmile } from '../../../src-core/market/smile/fit-smile.ts';
import { absenceWords, LEAST_STRIKES, plusMinus, straddleMeanWords } from '../../../src-renderer/panels/smile/smile-words.ts';

function reasonWith(strikes: number): string {
  const of = (value: (index: number) => number): Float64Array => Float64Array.from({ length: strikes }, (_, index) => value(index));
  const fit = fitSmile({ forward: 612, years: 5 / (24 * 365), count: strikes, strike: of((index) => 610 + index), volatility: of(() => 0.2), error: of(() => 0.002), halfSpread: of(() => 0.002) });
  return fit.ok ? 'fitted' : fit.reason;
}

describe('an absent smile', () => {
  it('names as many strikes as the fit needs', () => {
    expect(reasonWith(LEAST_STRIKES - 1)).toBe('too_few_points');
    expect(reasonWith(LEAST_STRIKES)).not.toBe('too_few_points');
    expect(absenceWords('too_few_points', 'SPY', 2)?.title).toBe('Too few strikes: 2 of 3');
  });

  it('is said in words for every reason, but quotes without a smile are shown', () => {
    expect(absenceWords('no_chain', 'IWM', 0)?.title).toContain('IWM');
    expect(absenceWords('no_time_left', 'SPY', 0)?.title).toBe('No time is left');
    expect(absenceWords('arbitrage', 'SPY', 30)).toBeNull();
    expect(absenceWords('bad_input', 'SPY', 0)).not.toBeNull();
  });
});

it('tells a straddle from a sigma', () => {
  expect(straddleMeanWords({ mean: 3.27, sigma: 4.1, strikes: [611, 611.5] })).toMatch(/mean distance.*611 and 611\.5.*not one sigma/);
  expect(plusMinus(3.27)).toBe('±3.27');
  expect(plusMinus(null)).toBe('–');
});
