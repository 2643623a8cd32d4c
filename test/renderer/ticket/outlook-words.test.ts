import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromDollars, money } from '../../../src-core/money.ts';
import { conditionWords, expectedWords, neededWinRate, outlookWords, sourceWords } from '../../../src-renderer/panels/ticket/outlook-words.ts';

const outlook = { source: 'smile', profit: 0.713, maximumGain: 0.61, maximumLoss: 0.08, touch: 0.52, expected: -4.31, expectedGain: 71.2, expectedLoss: 192.4 } as const;

describe('the win rate that is needed', () => {
  it('is one less credit over width, fees included', () => {
    expect(neededWinRate({ maximumGain: fromDollars(75.24), maximumLoss: fromDollars(-224.76) })).toBeCloseTo(0.7492, 10);
    expect(neededWinRate({ maximumGain: fromDollars(75.24), maximumLoss: fromDollars(224.76) })).toBeCloseTo(0.7492, 10);
  });

  it('is absent where nothing bounds the result, or nothing can be won or lost', () => {
    expect(neededWinRate({ maximumGain: null, maximumLoss: fromDollars(-10) })).toBeNull();
    expect(neededWinRate({ maximumGain: fromDollars(10), maximumLoss: null })).toBeNull();
    expect(neededWinRate({ maximumGain: fromDollars(-1), maximumLoss: fromDollars(-10) })).toBeNull();
    expect(neededWinRate({ maximumGain: fromDollars(1), maximumLoss: money(0) })).toBeNull();
  });

  it('makes always the most or always the least come out even', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), fc.integer({ min: 1, max: 10_000_000 }), (gain, loss) => {
        const rate = neededWinRate({ maximumGain: money(gain), maximumLoss: money(-loss) }) ?? Number.NaN;
        expect(Math.abs(rate * gain - (1 - rate) * loss)).toBeLessThan(1e-6 * (gain + loss));
      }),
    );
  });
});

it('says where the probabilities come from', () => {
  expect(sourceWords(outlook)).toBe('by the smile');
  expect(sourceWords({ ...outlook, source: 'lognormal' })).toContain('lognormal');
  expect(sourceWords(null)).toBe('no distribution yet');
  expect(outlookWords(outlook)).toMatch(/Risk-neutral.*Filled at the net of this ticket and held to the reference time.*smile/);
});

it('splits the mean result into what wins and what loses', () => {
  expect(expectedWords(outlook)).toBe('Mean result over all prices at the reference time, in dollars after fees. When it wins (71 %) the mean gain is $71.20. When it loses the mean loss is $192.40.');
  expect(expectedWords({ profit: 0, expectedGain: null, expectedLoss: 10 })).not.toContain('wins');
});

it('says first that a net better than the mid may not fill', () => {
  // Net debits: a credit of 0.31 where the mid gives 0.305.
  expect(conditionWords({ net: money(-3_100), mid: money(-3_050) })).toContain('Only if filled past mid');
  expect(conditionWords({ net: money(-3_050), mid: money(-3_050) })).toBe('Held to the reference');
  expect(conditionWords({ net: money(2_000), mid: money(1_900) })).toBe('Held to the reference');
  expect(conditionWords({ net: money(1_800), mid: null })).toBe('Held to the reference');
});
