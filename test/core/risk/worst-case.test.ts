import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, fromDollars, type Money, money, toDollars, ZERO } from '../../../src-core/money.ts';
import { ExpiryCurve, type InFlight, isWorse, worstCaseAtExpiry, worstCaseOf } from '../../../src-core/risk/worst-case.ts';
import type { Holding } from '../../../src-core/strategies/holding.ts';
import { payoff } from '../../../src-core/strategies/payoff.ts';
import { CONDOR, option, shares } from '../strategies/holdings.ts';

function worst(held: readonly Holding[], basis: number, orders: readonly InFlight[] = []): { loss: number | null; at: number | null } {
  const { loss, at } = worstCaseAtExpiry(held, fromDollars(basis), orders);
  return { loss: loss === null ? null : toDollars(loss), at: at === null ? null : toDollars(at) };
}

function order(legs: readonly Holding[], packages: number, costEach: number): InFlight {
  return { legs, outcomes: [{ packages, cost: fromDollars(packages * costEach) }] };
}

describe('held alone', () => {
  it.each<[string, readonly Holding[], number, number | null, number | null]>([
    ['a debit vertical loses what was paid, below its long strike', [option(1, 605, 'call'), option(-1, 610, 'call')], 180, 180, 0],
    ['a credit vertical its width less the credit', [option(1, 597, 'put'), option(-1, 600, 'put')], -66, 234, 0],
    ['a condor of unequal wings the wider one', [option(1, 595, 'put'), ...CONDOR.slice(1)], -120, 380, 0],
    ['a long straddle both premiums, at its strike', [option(1, 610, 'call'), option(1, 610, 'put')], 310, 310, 610],
    ['a short put its strike', [option(-1, 600, 'put')], -70, 59_930, 0],
    ['a covered call what was paid', [shares(100), option(-1, 620, 'call')], 60_950, 60_950, 0],
    ['a ratio of one to two has no bound', [option(1, 612, 'call'), option(-2, 616, 'call')], -20, null, null],
    ['short shares have no bound', [shares(-10)], -6_100, null, null],
    ['what cannot lose', [option(1, 605, 'call')], -10, 0, null],
    ['nothing', [], 0, 0, null],
  ])('%s', (_, held, basis, loss, at) => {
    expect(worst(held, basis)).toEqual({ loss, at });
  });
});

describe('with orders', () => {
  it('an order that would help counts as not filled, one that would hurt as filled', () => {
    const held = [option(-1, 620, 'call')];
    expect(worst(held, -40, [order([option(1, 623, 'call')], 1, 15)]).loss).toBeNull();
    expect(worst([], 0, [order(held, 1, -40), order([option(1, 623, 'call')], 1, 15)]).loss).toBeNull();
    expect(worst([], 0, [order([option(1, 597, 'put'), option(-1, 600, 'put')], 2, -66)])).toEqual({ loss: 468, at: 0 });
  });

  it('two verticals that cannot lose together add up only where both hurt', () => {
    const puts = order([option(1, 597, 'put'), option(-1, 600, 'put')], 1, -66);
    const calls = order([option(1, 623, 'call'), option(-1, 620, 'call')], 1, -50);
    expect(worst([], 0, [puts, calls])).toEqual({ loss: 250, at: 623 });
  });

  it('closing what is held is no new loss', () => {
    const held = [option(1, 597, 'put'), option(-1, 600, 'put')];
    const back = order([option(-1, 597, 'put'), option(1, 600, 'put')], 1, 70);
    expect(worst(held, -66, [back])).toEqual({ loss: 234, at: 0 });
  });

  it('within a range a loss without bound has one, at its end', () => {
    const range = { low: fromDollars(518.5), high: fromDollars(701.5) };
    expect(worstCaseAtExpiry([option(-1, 620, 'call')], fromDollars(-40), [], range)).toEqual({ loss: fromDollars(8_110), at: fromDollars(701.5) });
    expect(worstCaseAtExpiry([option(-1, 600, 'put')], fromDollars(-70), [], range)).toEqual({ loss: fromDollars(8_080), at: fromDollars(518.5) });
  });
});

describe('whether it is worse', () => {
  const depth = (held: readonly Holding[], basis = 0) => new ExpiryCurve(held, fromDollars(basis), []).depth('held', null);

  it('compares losses, and of those without bound how they fall', () => {
    const one = depth([option(-1, 620, 'call')]);
    expect(isWorse(depth([option(-2, 620, 'call')]), one)).toBe(true);
    expect(isWorse(one, depth([option(-2, 620, 'call')]))).toBe(false);
    expect(isWorse(one, depth(CONDOR))).toBe(true);
    expect(isWorse(depth([option(-1, 620, 'call')], 10), one)).toBe(true);
    expect(isWorse(one, one)).toBe(false);
    expect(isWorse(depth(CONDOR), depth(CONDOR, -10))).toBe(true);
    // Gains are not losses.
    expect(isWorse(depth([], -1), depth([], -2))).toBe(false);
  });
});

describe('by brute force', () => {
  const leg = fc
    .record({ quantity: fc.integer({ min: -3, max: 3 }), strike: fc.integer({ min: 4, max: 16 }), right: fc.constantFrom('call' as const, 'put' as const) })
    .map(({ quantity, strike, right }) => option(quantity, strike, right));
  const flying = fc
    .record({
      legs: fc.array(leg, { minLength: 1, maxLength: 3 }),
      outcomes: fc.array(fc.record({ packages: fc.integer({ min: 1, max: 3 }), cost: fc.integer({ min: -200_000, max: 200_000 }) }), { minLength: 1, maxLength: 2 }),
    })
    .map(({ legs, outcomes }): InFlight => ({ legs, outcomes: outcomes.map(({ packages, cost }) => ({ packages, cost: money(cost * packages) })) }));
  const held = fc.tuple(fc.array(leg, { maxLength: 5 }), fc.integer({ min: -150, max: 150 })).map(([legs, count]) => [...legs, shares(count)]);
  const basis = fc.integer({ min: -3_000_000, max: 3_000_000 }).map((amount) => money(amount));

  /** Every way the orders may end: none or one of its outcomes, each; and of each outcome a part. */
  function endings(orders: readonly InFlight[]): readonly (readonly [InFlight, number, number][])[] {
    return orders.reduce<readonly (readonly [InFlight, number, number][])[]>(
      (ways, inFlight) =>
        ways.flatMap((way) => [
          way,
          ...inFlight.outcomes.flatMap(({ packages, cost }) => [1, 0.5].map((part) => [...way, [inFlight, packages * part, cost * part] as const] as readonly [InFlight, number, number][])),
        ]),
      [[]],
    );
  }

  function resultAt(holdings: readonly Holding[], cost: number, way: readonly [InFlight, number, number][], price: Money): number {
    let result = payoff(holdings, price) - cost;
    for (const [{ legs }, packages, paid] of way) result += packages * payoff(legs, price) - paid;
    return result;
  }

  it('no ending of the orders, at no price, is worse; and one is as bad', () => {
    fc.assert(
      fc.property(held, basis, fc.array(flying, { maxLength: 3 }), (holdings, cost, orders) => {
        const curve = new ExpiryCurve(holdings, cost, orders);
        const { loss, at } = worstCaseOf(curve.depth('withOrders', null));
        const ways = endings(orders);
        const far = fromDollars(1_000_000);
        let least = 0;
        for (let step = 0; step <= 80; step += 1) {
          for (const way of ways) least = Math.min(least, resultAt(holdings, cost, way, fromDollars(step / 4)));
        }
        const beyond = Math.min(...ways.map((way) => resultAt(holdings, cost, way, far)));
        if (loss === null) expect(beyond).toBeLessThan(-fromDollars(900_000));
        else {
          // Strikes are whole dollars: the grid has every one of them.
          expect(loss).toBe(-least + 0);
          expect(beyond).toBeGreaterThanOrEqual(-loss);
          if (at !== null) expect(Math.min(...ways.map((way) => resultAt(holdings, cost, way, at)))).toBe(-loss);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('one more order measured on the curve is what a curve with it measures', () => {
    const range = fc.option(fc.tuple(fc.integer({ min: 0, max: 90_000 }), fc.integer({ min: 90_001, max: 210_000 })).map(([low, high]) => ({ low: money(low), high: money(high) })));
    fc.assert(
      fc.property(held, basis, fc.array(flying, { maxLength: 3 }), flying, range, (holdings, cost, orders, more, within) => {
        const curve = new ExpiryCurve(holdings, cost, orders);
        // Where it is as low at several prices, either may be told.
        expect(worstCaseOf(curve.depthWith(more, within)).loss).toBe(worstCaseAtExpiry(holdings, cost, [...orders, more], within).loss);
        const [outcome] = more.outcomes;
        if (outcome === undefined) return;
        const filled = [...holdings, ...more.legs.map(({ instrument, quantity }) => ({ instrument, quantity: quantity * outcome.packages }))];
        expect(worstCaseOf(curve.depthFilled(more, outcome, within)).loss).toBe(worstCaseAtExpiry(filled, add(cost, outcome.cost), [], within).loss);
      }),
      { numRuns: 500 },
    );
  });

  it('is zero of nothing', () => {
    expect(worstCaseAtExpiry([], ZERO, [])).toEqual({ loss: 0, at: null });
  });
});
