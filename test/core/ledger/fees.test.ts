import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateFees, executionFees, type FeeLine, NO_FEE_TOTALS, scheduleOn, sumOfFees } from '../../../src-core/ledger/fees.ts';
import { type Money, money, parseMoney } from '../../../src-core/money.ts';
import type { ExecutionLeg } from '../../../src-core/orders/order.ts';
import { parseIsoDate } from '../../../src-core/time.ts';
import { leg, option, PUT_SPREAD, SHARES } from '../orders/examples.ts';

const AUGUST = scheduleOn(parseIsoDate('2026-08-19'));

function bought(quantity: number, price: string, symbol = option(640, 'call')): ExecutionLeg {
  return { symbol, side: 'buy', quantity, price: parseMoney(price) };
}

function sold(quantity: number, price: string, symbol = option(642, 'call')): ExecutionLeg {
  return { ...bought(quantity, price, symbol), side: 'sell' };
}

function charges(legs: readonly ExecutionLeg[], schedule = AUGUST): Record<string, Money> {
  return Object.fromEntries(executionFees(schedule, legs, NO_FEE_TOTALS).lines.map((line) => [line.name, line.amount]));
}

describe('fees of one execution', () => {
  it('charges options by premium, clearing and regulation on both sides, and sales for being sales', () => {
    expect(charges([bought(10, '1.20'), sold(10, '0.42')])).toEqual({
      'IBKR commission': 130_000, // 20 × 0.65
      'OCC clearing': 5_000, // 20 × 0.025
      ORF: 5_630, // 20 × 0.02815
      'SEC section 31': 87, // 10 × 100 × 0.42 × 0.0000206 = 0.008652
      'FINRA TAF': 329, // 10 × 0.00329
    });
    expect(charges([bought(10, '1.20')])).not.toHaveProperty('FINRA TAF');
  });

  it('charges the commission of the premium tier', () => {
    const commission = (price: string) => charges([bought(10, price)])['IBKR commission'];
    expect(['0', '0.0499', '0.05', '0.0999', '0.10', '8'].map(commission)).toEqual([25_000, 25_000, 50_000, 50_000, 65_000, 65_000]);
  });

  it('charges an order its minimum once, whatever its fills', () => {
    expect(charges([bought(1, '1.20')])['IBKR commission']).toBe(10_000);
    expect(charges([bought(1, '0.03'), sold(1, '0.01')])['IBKR commission']).toBe(10_000);
    const first = executionFees(AUGUST, [bought(1, '1.20')], NO_FEE_TOTALS);
    const second = executionFees(AUGUST, [bought(1, '1.20')], first.totals);
    const third = executionFees(AUGUST, [bought(1, '1.20')], second.totals);
    expect([first, second, third].map(({ lines }) => sumOfFees(lines, 'commission'))).toEqual([10_000, 3_000, 6_500]);
  });

  it('charges shares by the share', () => {
    expect(charges([sold(200, '640', SHARES)])).toEqual({
      'IBKR commission': 7_000, // 200 × 0.0035
      'SEC section 31': 26_368, // 128,000 × 0.0000206 = 2.6368
      'FINRA TAF': 390, // 200 × 0.000195
    });
    expect(charges([bought(10, '640', SHARES)])).toEqual({ 'IBKR commission': 3_500 });
  });

  it('rounds each line half up to a ten-thousandth', () => {
    // 0.02815 is 281.5 ten-thousandths.
    expect(charges([bought(1, '1')]).ORF).toBe(282);
    expect(charges([bought(2, '1')]).ORF).toBe(563);
  });

  it('follows the dates', () => {
    const sale = [sold(100, '5')];
    const on = (date: string) => {
      const { 'SEC section 31': sec, 'FINRA TAF': taf } = charges(sale, scheduleOn(parseIsoDate(date)));
      return [sec, taf];
    };
    expect(on('2025-03-03')).toEqual([13_900, 2_790]);
    expect(on('2025-05-13')).toEqual([13_900, 2_790]);
    expect(on('2025-05-14')).toEqual([undefined, 2_790]);
    expect(on('2026-04-03')).toEqual([undefined, 3_290]);
    expect(on('2026-04-04')).toEqual([10_300, 3_290]);
    expect(on('2026-10-01')).toEqual([10_300, undefined]);
    expect(on('2027-01-01')).toEqual([10_300, 3_910]);
    expect(() => scheduleOn(parseIsoDate('2025-03-02'))).toThrow('the table starts on 2025-03-03');
  });

  it('estimates a preview as one fill', () => {
    const prices = [parseMoney('1.20'), parseMoney('0.42')];
    expect(estimateFees(AUGUST, PUT_SPREAD, 5, (one) => prices[PUT_SPREAD.indexOf(one)] ?? money(0))).toEqual(
      executionFees(AUGUST, [sold(5, '1.20', option(640, 'put')), bought(5, '0.42', option(638, 'put'))], NO_FEE_TOTALS).lines,
    );
    expect(estimateFees(AUGUST, [leg('buy', SHARES)], 1, () => parseMoney('640'))).toEqual([
      { name: 'IBKR commission', kind: 'commission', amount: 3_500 },
    ]);
  });
});

describe('partial fills', () => {
  const fills = fc.array(
    fc.record({ quantity: fc.integer({ min: 1, max: 30 }), units: fc.integer({ min: 0, max: 60_000 }), buy: fc.boolean() }),
    { minLength: 1, maxLength: 12 },
  );

  it('pay together, line by line, what one fill of the whole pays', () => {
    fc.assert(
      fc.property(fills, fc.boolean(), (drawn, shares) => {
        const legs = drawn.map(
          ({ quantity, units, buy }): ExecutionLeg => ({
            symbol: shares ? SHARES : option(640, 'call'),
            side: buy ? 'buy' : 'sell',
            quantity,
            price: money(units),
          }),
        );
        let totals = NO_FEE_TOTALS;
        const paid = new Map<string, number>();
        for (const one of legs) {
          const step: { lines: readonly FeeLine[]; totals: typeof totals } = executionFees(AUGUST, [one], totals);
          totals = step.totals;
          for (const { name, amount } of step.lines) {
            expect(amount).toBeGreaterThan(0);
            paid.set(name, (paid.get(name) ?? 0) + amount);
          }
        }
        expect(Object.fromEntries(paid)).toEqual(charges(legs));
      }),
      { numRuns: 300 },
    );
  });
});
