import { describe, expect, it } from 'vitest';
import type { InstrumentSymbol } from '../../../src-core/instruments/instrument.ts';
import { money } from '../../../src-core/money.ts';
import { newOrder, validateRequest } from '../../../src-core/orders/new-order.ts';
import { leg, option, request, SHARES } from './examples.ts';

const fieldsOf = (changes: Parameters<typeof request>[0]) => validateRequest(request(changes)).map((problem) => problem.field);

describe('validateRequest', () => {
  it('accepts packages and single instruments', () => {
    expect(validateRequest(request())).toEqual([]);
    expect(validateRequest(request({ legs: [leg('sell', SHARES)], quantity: 200, terms: { type: 'market' } }))).toEqual([]);
    expect(validateRequest(request({ legs: [leg('buy', option(640, 'call')), leg('sell', option(642, 'call'), 2)] }))).toEqual([]);
  });

  it('counts the legs', () => {
    expect(fieldsOf({ legs: [] })).toEqual(['legs']);
    expect(fieldsOf({ legs: [640, 641, 642, 643, 644].map((strike) => leg('buy', option(strike, 'call'))) })).toEqual(['legs']);
  });

  it('names a leg that does not belong', () => {
    const call = leg('buy', option(640, 'call'));
    expect(fieldsOf({ legs: [call, leg('sell', option(640, 'call'))] })).toEqual(['legs[1].symbol']);
    expect(fieldsOf({ legs: [call, leg('sell', option(240, 'call', 'IWM'))] })).toEqual(['legs[1].symbol']);
    expect(fieldsOf({ legs: [call, leg('sell', 'SPY 640 call' as InstrumentSymbol)] })).toEqual(['legs[1].symbol']);
    expect(fieldsOf({ legs: [call, leg('sell', SHARES)] })).toEqual(['legs[1].symbol']);
  });

  it('wants whole ratios in lowest terms, and whole packages', () => {
    const call = option(640, 'call');
    const put = option(640, 'put');
    expect(fieldsOf({ legs: [leg('buy', call, 2), leg('buy', put, 4)] })).toEqual(['legs']);
    expect(fieldsOf({ legs: [leg('buy', call, 2), leg('buy', put, 3)] })).toEqual([]);
    expect(fieldsOf({ legs: [leg('buy', call, 2)] })).toEqual(['legs']);
    for (const ratio of [0, -1, 1.5, Number.NaN]) expect(fieldsOf({ legs: [leg('buy', call, ratio)] })).toEqual(['legs[0].ratio']);
    for (const quantity of [0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) expect(fieldsOf({ quantity })).toEqual(['quantity']);
  });

  it('wants prices that stay exact in the books', () => {
    expect(fieldsOf({ terms: { type: 'limit', limit: money(1_000_000_000) } })).toEqual([]);
    expect(fieldsOf({ terms: { type: 'limit', limit: money(1_000_000_100) } })).toEqual(['terms.limit']);
    expect(fieldsOf({ terms: { type: 'stop', stop: money(-1_000_000_100) } })).toEqual(['terms.stop']);
  });

  it('wants prices in cents, credits too', () => {
    expect(fieldsOf({ terms: { type: 'limit', limit: money(-7_850) } })).toEqual(['terms.limit']);
    expect(fieldsOf({ terms: { type: 'limit', limit: money(0) } })).toEqual([]);
    expect(fieldsOf({ terms: { type: 'stop_limit', stop: money(7_801), limit: money(-7_899) } })).toEqual(['terms.stop', 'terms.limit']);
    const [problem] = validateRequest(request({ terms: { type: 'stop', stop: money(3_550) } }));
    expect(problem).toEqual({ field: 'terms.stop', message: 'is 0.355; expected a net price in whole cents' });
  });

  it('lets no stop wait in an order that cannot', () => {
    expect(fieldsOf({ terms: { type: 'stop', stop: money(3_500) }, timeInForce: 'IOC' })).toEqual(['timeInForce']);
    expect(fieldsOf({ terms: { type: 'stop', stop: money(3_500) }, timeInForce: 'GTC' })).toEqual([]);
  });
});

describe('newOrder', () => {
  it('is the request with its place in the books', () => {
    const asked = request();
    expect(newOrder(asked, { sequence: 7, tradeId: 'trade-7', closing: true, time: 5_000 })).toEqual({
      ...asked,
      tradeId: 'trade-7',
      closing: true,
      state: 'INITIALIZED',
      triggered: false,
      filledQuantity: 0,
      filledNetTotal: 0,
      createdAt: 5_000,
      updatedAt: 5_000,
      sequence: 7,
    });
  });
});
