import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSymbol } from '../../../src-core/instruments/instrument.ts';
import { feesAtMost } from '../../../src-core/ledger/fee-bound.ts';
import { executionFees, NO_FEE_TOTALS, type OrderFeeTotals, scheduleOn } from '../../../src-core/ledger/fees.ts';
import { add, fromDollars, type Money, money, subtract, times, ZERO } from '../../../src-core/money.ts';
import { netOf } from '../../../src-core/orders/net-price.ts';
import type { OrderLeg } from '../../../src-core/orders/order.ts';
import { parseIsoDate } from '../../../src-core/time.ts';
import { leg, option, SHARES } from '../orders/examples.ts';

/** A schedule with charges on sales, and one without. */
const SCHEDULES = [scheduleOn(parseIsoDate('2026-08-19')), scheduleOn(parseIsoDate('2026-11-20'))];

function atMost(legs: readonly OrderLeg[], packages: number, net: Money, filled = 0, schedule = SCHEDULES[0]): Money {
  if (schedule === undefined) throw new Error('there are two schedules');
  const charged = legs.map((one) => ({ ...one, instrument: parseSymbol(one.symbol) }));
  const { ofSales, others } = feesAtMost(schedule, charged, packages, net, filled);
  return add(ofSales, others);
}

describe('fees at most', () => {
  it('of a cheap option are those of the dearest tier, and the minimum of an order', () => {
    const call = [leg('buy', option(640, 'call'))];
    expect(atMost(call, 1, fromDollars(0.03))).toBeGreaterThanOrEqual(fromDollars(1.053));
    expect(atMost(call, 1, fromDollars(0.03))).toBeLessThan(fromDollars(1.06));
    expect(atMost(call, 10, fromDollars(0.03))).toBeGreaterThanOrEqual(fromDollars(7.03));
    expect(atMost(call, 10, fromDollars(0.03))).toBeLessThan(fromDollars(7.04));
  });

  it('take what was paid of the minimum off what is left', () => {
    const call = [leg('buy', option(640, 'call'))];
    const first = atMost(call, 1, fromDollars(1));
    expect(subtract(atMost(call, 2, fromDollars(1)), first)).toBeLessThan(fromDollars(0.36));
    expect(atMost(call, 1, fromDollars(1), 1)).toBeLessThan(fromDollars(0.36));
  });

  const structures = fc.constantFrom<readonly OrderLeg[]>(
    [leg('buy', option(640, 'call'))],
    [leg('sell', option(640, 'call'))],
    [leg('sell', SHARES)],
    [leg('sell', option(640, 'put')), leg('sell', option(650, 'call'))],
    [leg('buy', option(640, 'put')), leg('sell', option(642, 'put')), leg('sell', option(650, 'call')), leg('buy', option(653, 'call'))],
    [leg('buy', option(640, 'call')), leg('sell', option(645, 'call'), 3)],
  );
  const fill = fc.record({ packages: fc.integer({ min: 1, max: 7 }), prices: fc.array(fc.integer({ min: 1, max: 120_000 }), { minLength: 4, maxLength: 4 }) });

  it('bound what fills cost, however they are divided and priced, together with what a better net saves', () => {
    fc.assert(
      fc.property(structures, fc.array(fill, { minLength: 1, maxLength: 5 }), fc.constantFrom(...SCHEDULES), fc.integer({ min: 0, max: 500 }), (legs, fills, schedule, above) => {
        const nets = fills.map(({ prices }) => netOf(legs, (one) => money(prices[legs.indexOf(one)] ?? 1)));
        const highest = money(Math.max(...nets) + above * 100);
        const whole = fills.reduce((sum, { packages }) => sum + packages, 0);
        const shares = legs[0]?.symbol === SHARES ? 1 : 100;
        let totals: OrderFeeTotals = NO_FEE_TOTALS;
        let paid = ZERO;
        let saved = ZERO;
        let filled = 0;
        const bound = atMost(legs, whole, highest, 0, schedule);
        for (const [index, { packages, prices }] of fills.entries()) {
          const rest = atMost(legs, whole - filled, highest, filled, schedule);
          // What is left never makes the whole dearer than it was taken for.
          expect(paid + rest - saved).toBeLessThanOrEqual(bound);
          const executed = legs.map(({ symbol, side, ratio }, at) => ({ symbol, side, quantity: ratio * packages, price: money(prices[at] ?? 1) }));
          const step = executionFees(schedule, executed, totals);
          totals = step.totals;
          paid = add(paid, ...step.lines.map(({ amount }) => amount));
          saved = add(saved, times(subtract(highest, nets[index] ?? highest), packages * shares));
          filled += packages;
          expect(paid - saved).toBeLessThanOrEqual(bound);
          // On the line from one package to all of them.
          const single = atMost(legs, 1, highest, 0, schedule);
          const line = whole === 1 ? bound : single + ((bound - single) * (filled - 1)) / (whole - 1);
          expect(paid - saved).toBeLessThanOrEqual(line);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
