import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Preview, Ticket } from '../../../src-core/contract/schemas.ts';
import type { InstrumentSymbol } from '../../../src-core/instruments/instrument.ts';
import { fromDollars } from '../../../src-core/money.ts';
import type { OrderTerms } from '../../../src-core/orders/order.ts';
import { payoffCurve } from '../../../src-renderer/panels/ticket/payoff-curve.ts';
import { cashOf } from '../../../src-renderer/panels/ticket/preview-figures.tsx';
import { reviewWords, termsWords } from '../../../src-renderer/panels/ticket/review-words.ts';

const ticket = (terms: OrderTerms): Ticket => ({
  underlying: 'SPY',
  legs: [
    { symbol: 'SPY   260821C00617000' as InstrumentSymbol, side: 'sell', ratio: 2 },
    { symbol: 'SPY   260821C00620000' as InstrumentSymbol, side: 'buy', ratio: 1 },
  ],
  quantity: 3,
  terms,
  timeInForce: 'DAY',
});

describe('the review', () => {
  it('says what is sent: act, packages, price, time, contracts of each leg and the bound', () => {
    expect(reviewWords(ticket({ type: 'limit', limit: fromDollars(-0.78) }), 'ratio spread', false)).toEqual({
      order: 'Open 3 × SPY ratio spread at 0.78 credit or better; good for the day.',
      legs: ['sell 6 × 617 call', 'buy 3 × 620 call'],
      amount: 'Receives at least $234.00 before fees.',
    });
    expect(reviewWords(ticket({ type: 'limit', limit: fromDollars(1.2) }), 'x', true)).toMatchObject({ amount: 'Pays at most $360.00 before fees.' });
  });
  it('promises no bound at the market', () => {
    expect(reviewWords(ticket({ type: 'market' }), 'x', false).amount).toBeNull();
    expect(reviewWords(ticket({ type: 'stop', stop: fromDollars(2) }), 'x', true).amount).toBeNull();
  });
  it('says which way a stop triggers', () => {
    expect(termsWords({ type: 'stop', stop: fromDollars(1.2) })).toBe('at the market once the natural price is 1.20 debit or more');
    expect(termsWords({ type: 'stop', stop: fromDollars(-0.4) })).toBe('at the market once the natural price is 0.40 credit or less');
  });
});

it('takes the fees off what comes in', () => {
  const fees = { commission: fromDollars(2), fees: fromDollars(0.5), total: fromDollars(2.5), lines: [] } satisfies Preview['fees'];
  expect(cashOf({ net: fromDollars(-0.78), fees }, 2)).toBe(fromDollars(153.5));
  expect(cashOf({ net: fromDollars(1), fees }, 1)).toBe(fromDollars(-102.5));
  expect(cashOf({ net: null, fees }, 1)).toBeNull();
});

it('splits a payoff at zero so that gain and loss never overlap', () => {
  expect(payoffCurve([{ price: 100, result: -50 }, { price: 110, result: 50 }])[1]).toEqual({ price: 105, result: 0, gain: 0, loss: 0 });
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -500, max: 500 }), { minLength: 2, maxLength: 20 }), (results) => {
      const curve = payoffCurve(results.map((result, index) => ({ price: 600 + index, result })));
      curve.forEach((point, index) => {
        expect(point.gain + point.loss).toBeCloseTo(point.result);
        const next = curve[index + 1];
        if (next) {
          expect(next.price).toBeGreaterThan(point.price);
          expect(point.result * next.result).toBeGreaterThanOrEqual(0);
        }
      });
    }),
  );
});
