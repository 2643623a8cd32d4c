import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromDollars, type Money, money } from '../../../src-core/money.ts';
import { type MarkedHolding, marginRequirement } from '../../../src-core/strategies/margin.ts';
import { marginRequirement as marginBySearch } from '../../support/margin-by-search.ts';
import { option, shares } from './holdings.ts';

interface BookShape {
  readonly strikes: readonly [number, number];
  readonly quantity: number;
  readonly legs: number;
}

function leg({ strikes: [low, high], quantity }: BookShape): fc.Arbitrary<MarkedHolding> {
  return fc
    .record({
      quantity: fc.integer({ min: -quantity, max: quantity }),
      strike: fc.integer({ min: low, max: high }),
      right: fc.constantFrom('call' as const, 'put' as const),
      mark: fc.option(fc.integer({ min: 0, max: 3_000 }), { freq: 8 }),
    })
    .map((drawn) => ({ ...option(drawn.quantity, drawn.strike, drawn.right), mark: drawn.mark === null ? null : money(drawn.mark * 100) }));
}

function book(shape: BookShape): fc.Arbitrary<readonly MarkedHolding[]> {
  const lots = fc.integer({ min: -450, max: 450 }).map((count): MarkedHolding => ({ ...shares(count), mark: fromDollars(609.37) }));
  return fc.tuple(fc.array(leg(shape), { maxLength: shape.legs }), fc.array(lots, { maxLength: 2 })).map(([legs, held]) => [...legs, ...held]);
}

const SPOTS = fc.option(fc.integer({ min: 5_500_000, max: 6_700_000 }).map((price): Money => money(price)), { freq: 10 });

describe('the same requirement as by searching through every division', () => {
  it.each<[string, BookShape, number]>([
    ['a day’s strikes', { strikes: [596, 624], quantity: 3, legs: 12 }, 3_000],
    ['few strikes, many of each', { strikes: [608, 612], quantity: 4, legs: 16 }, 1_000],
    ['wings so far out that leaving shorts naked needs less', { strikes: [300, 900], quantity: 5, legs: 10 }, 3_000],
    ['large quantities', { strikes: [400, 800], quantity: 150, legs: 5 }, 100],
    ['many legs', { strikes: [560, 660], quantity: 2, legs: 40 }, 200],
  ])('%s', (_, shape, numRuns) => {
    fc.assert(
      fc.property(book(shape), SPOTS, (holdings, spot) => {
        expect(marginRequirement(holdings, () => spot)).toBe(marginBySearch(holdings, () => spot));
      }),
      { numRuns },
    );
  }, 60_000);
});
