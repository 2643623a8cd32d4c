import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { add, fromDollars, type Money, money, times, ZERO } from '../../../../src-core/money.ts';
import { signOf } from '../../../../src-core/orders/net-price.ts';
import type { Execution, OrderLeg } from '../../../../src-core/orders/order.ts';
import { type AssembledExecution, ExecutionAssembler, type LegExecution } from '../../../../src-main/ibkr/orders/execution-assembler.ts';
import { CALL, SPREAD, spy, STRIKE } from './ibkr-desk.ts';

const RATIOS: readonly OrderLeg[] = [
  { symbol: spy('call', STRIKE), side: 'buy', ratio: 3 },
  { symbol: spy('call', STRIKE + 1), side: 'sell', ratio: 2 },
  { symbol: spy('put', STRIKE), side: 'buy', ratio: 1 },
];

function execution(leg: OrderLeg | undefined, id: string, quantity: number, dollars: number, time = 1_000): LegExecution {
  if (leg === undefined) throw new Error('the order has that leg');
  return { id, time, symbol: leg.symbol, side: leg.side, quantity, price: fromDollars(dollars), exchange: 'CBOE' };
}

/** As the books keep it. */
function booked({ parts, ...made }: AssembledExecution): Execution {
  return { ...made, evidence: { rule: 'broker', executions: parts, optimistic: made.net, expected: made.net, pessimistic: made.net, quotes: [] } };
}

function madeOf(assembler: ExecutionAssembler, all: readonly LegExecution[]): readonly AssembledExecution[] {
  return all.flatMap((one) => {
    const taken = assembler.take(one);
    return 'made' in taken ? taken.made : [];
  });
}

function costOf(all: readonly AssembledExecution[]): Money {
  return add(ZERO, ...all.map(({ net, packages }) => times(net, packages)));
}

describe('one leg', () => {
  test('each execution of the broker is one of ours, by its id without its revision', () => {
    const assembler = new ExecutionAssembler(CALL, []);
    expect(madeOf(assembler, [execution(CALL[0], 'a.01.01', 2, 1.2)])).toMatchObject([{ id: 'ibkr:a.01', packages: 2, net: fromDollars(1.2), parts: [{ id: 'a.01.01', quantity: 2 }] }]);
    expect(assembler.take(execution(CALL[0], 'a.01.01', 2, 1.2))).toEqual({ kind: 'known' });
    expect(assembler.take({ ...execution(CALL[0], 'b.01.01', 2, 1.2), side: 'sell' })).toEqual({ kind: 'not_of_order' });
  });

  test('a correction of what is booked changes nothing and is told', () => {
    const assembler = new ExecutionAssembler(CALL, []);
    const [made] = madeOf(assembler, [execution(CALL[0], 'a.01.01', 2, 1.2)]);
    expect(assembler.take(execution(CALL[0], 'a.01.02', 2, 1.1))).toEqual({ kind: 'corrected_after_booking', bookedId: 'a.01.01', made: [] });
    expect(assembler.take(execution(CALL[0], 'a.01.01', 2, 1.2))).toEqual({ kind: 'known' });
    if (made === undefined) throw new Error('it was made');
    const later = new ExecutionAssembler(CALL, [booked(made)]);
    expect(later.take(execution(CALL[0], 'a.01.02', 2, 1.1))).toMatchObject({ kind: 'corrected_after_booking', made: [] });
    expect(later.packages).toBe(2);
  });
});

describe('a package', () => {
  test('waits for all of its legs; what runs ahead is loose, and may be corrected until then', () => {
    const assembler = new ExecutionAssembler(SPREAD, []);
    expect(madeOf(assembler, [execution(SPREAD[0], 'a.02.01', 3, 1)])).toEqual([]);
    expect(assembler.take(execution(SPREAD[0], 'a.02.02', 3, 1.01))).toEqual({ kind: 'corrected', made: [] });
    expect(assembler.loose()).toEqual([{ symbol: SPREAD[0]?.symbol, side: 'buy', quantity: 3, ids: ['a.02.02'] }]);
    expect(madeOf(assembler, [execution(SPREAD[1], 'a.03.01', 2, 0.5)])).toMatchObject([{ packages: 2, net: fromDollars(0.51) }]);
    expect(assembler.loose()).toMatchObject([{ quantity: 1 }]);
  });

  test('each price level is an execution of its own; units of one package at several prices have their mean, with the sum exact', () => {
    const assembler = new ExecutionAssembler(RATIOS, []);
    const made = madeOf(assembler, [
      execution(RATIOS[1], 'b1.01', 4, 0.5),
      execution(RATIOS[2], 'c1.01', 2, 0.3),
      execution(RATIOS[0], 'a1.01', 3, 1, 1),
      execution(RATIOS[0], 'a2.01', 1, 1.01, 2),
      execution(RATIOS[0], 'a3.01', 2, 1.02, 3),
    ]);
    expect(made.map(({ packages, net }) => [packages, net])).toEqual([
      [1, fromDollars(3 - 1 + 0.3)],
      [1, fromDollars(3.05 - 1 + 0.3)],
    ]);
    for (const { legs, net, packages } of made) expect(add(...legs.map(({ side, price, quantity }) => times(price, signOf(side) * quantity)))).toBe(net * packages);
    expect(Math.abs((made[1]?.legs[0]?.price ?? 0) - fromDollars(3.05 / 3))).toBeLessThanOrEqual(3);
  });

  test('in any order, told twice, and over a start: the same packages, units and sum, each execution booked once', () => {
    const packages = 6;
    const day = fc.record({
      legs: fc.constantFrom(SPREAD, RATIOS),
      cuts: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 12, maxLength: 12 }),
      cents: fc.array(fc.integer({ min: 20, max: 60 }), { minLength: 30, maxLength: 30 }),
      order: fc.array(fc.nat(), { minLength: 60, maxLength: 60 }),
      start: fc.nat({ max: 40 }),
    });
    fc.assert(
      fc.property(day, ({ legs, cuts, cents, order, start }) => {
        let at = 0;
        const all = legs.flatMap((leg, index) => {
          const made: LegExecution[] = [];
          for (let left = leg.ratio * packages; left > 0; ) {
            const quantity = Math.min(left, cuts[at % cuts.length] ?? 1);
            made.push({ ...execution(leg, `${index}.${at}.01`, quantity, 1), price: money((cents[at % cents.length] ?? 1) * 100), time: 1_000 + (at % 4) });
            left -= quantity;
            at += 1;
          }
          return made;
        });
        const told = [...all, ...all].map((one, index) => ({ one, key: order[index % order.length] ?? 0 })).sort((left, right) => left.key - right.key).map(({ one }) => one);
        const first = new ExecutionAssembler(legs, []);
        const before = madeOf(first, told.slice(0, start));
        const second = new ExecutionAssembler(legs, before.map(booked));
        const after = madeOf(second, told.slice(start).concat(told));
        const made = [...before, ...after];
        expect(made.reduce((sum, one) => sum + one.packages, 0)).toBe(packages);
        expect(second.packages).toBe(packages);
        expect(second.loose()).toEqual([]);
        expect(costOf(made)).toBe(add(...all.map(({ side, price, quantity }) => times(price, signOf(side) * quantity))));
        expect(new Set(made.map(({ id }) => id)).size).toBe(made.length);
        const used = new Map<string, number>();
        for (const { id, quantity } of made.flatMap(({ parts }) => parts)) used.set(id, (used.get(id) ?? 0) + quantity);
        expect(Object.fromEntries(used)).toEqual(Object.fromEntries(all.map(({ id, quantity }) => [id, quantity])));
        for (const { legs: prices, net, packages: count } of made) expect(add(...prices.map(({ side, price, quantity }) => times(price, signOf(side) * quantity)))).toBe(net * count);
      }),
      { numRuns: 200 },
    );
  });
});
