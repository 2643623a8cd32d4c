import fc from 'fast-check';
import { expect, it } from 'vitest';
import { money } from '../../../src-core/money.ts';
import type { Holding } from '../../../src-core/strategies/holding.ts';
import { losingPart } from '../../../src-core/strategies/losing-part.ts';
import { payoff } from '../../../src-core/strategies/payoff.ts';
import { CONDOR, option, shares } from './holdings.ts';

it.each<[string, readonly Holding[], readonly number[]]>([
  ['a long option cannot lose', [option(2, 610, 'call')], [0]],
  ['a debit spread neither', [option(1, 605, 'call'), option(-1, 610, 'call')], [0, 0]],
  ['nor a butterfly', [option(1, 605, 'call'), option(-2, 610, 'call'), option(1, 615, 'call')], [0, 0, 0]],
  ['a condor can lose as a whole', CONDOR, [1, -1, -1, 1]],
  ['a short strangle too', [option(-1, 600, 'put'), option(-1, 620, 'call')], [-1, -1]],
  ['of a ratio spread the short that its long does not cover', [option(1, 612, 'call'), option(-2, 616, 'call')], [0, -1]],
  ['of a ratio spread the other way round the short, and one long above it', [option(-1, 612, 'call'), option(2, 616, 'call')], [-1, 1]],
  ['of a put ratio spread the same downwards', [option(2, 600, 'put'), option(-1, 604, 'put')], [1, -1]],
  ['of a risk reversal its short side', [option(-1, 600, 'put'), option(1, 620, 'call')], [-1, 0]],
  ['of wings that differ, the short beyond the nearer one', [option(1, 605, 'call'), option(-2, 610, 'call'), option(1, 620, 'call')], [0, -1, 1]],
  ['shares count whole', [shares(100)], [100]],
])('%s', (_, holdings, part) => {
  expect(losingPart(holdings)).toEqual(part);
});

it('is never worth more than nothing, and what it leaves out never less', () => {
  const leg = fc
    .record({ quantity: fc.integer({ min: -3, max: 3 }), strike: fc.integer({ min: 600, max: 612 }), right: fc.constantFrom('call' as const, 'put' as const) })
    .map(({ quantity, strike, right }) => option(quantity, strike, right));
  const legs = fc.uniqueArray(leg, { minLength: 1, maxLength: 4, selector: ({ instrument }) => JSON.stringify(instrument) });
  fc.assert(
    fc.property(legs, (holdings) => {
      const part = losingPart(holdings);
      const losing = holdings.map(({ instrument }, index) => ({ instrument, quantity: part[index] ?? 0 }));
      const rest = holdings.map(({ instrument, quantity }, index) => ({ instrument, quantity: quantity - (part[index] ?? 0) }));
      for (const price of [0, ...Array.from({ length: 13 }, (_, index) => 600 + index), 2_000]) {
        expect(payoff(losing, money(price * 10_000))).toBeLessThanOrEqual(0);
        expect(payoff(rest, money(price * 10_000))).toBeGreaterThanOrEqual(0);
      }
    }),
    { numRuns: 1_000 },
  );
});
