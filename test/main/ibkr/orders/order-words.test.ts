import { describe, expect, test } from 'vitest';
import { fromDollars, ZERO } from '../../../../src-core/money.ts';
import type { Order, OrderEvent, OrderTerms } from '../../../../src-core/orders/order.ts';
import type { BrokerCharge } from '../../../../src-main/trading/broker.ts';
import { BrokerCharges } from '../../../../src-main/ibkr/orders/broker-charges.ts';
import { readStatus, type StatusContext } from '../../../../src-main/ibkr/orders/order-status.ts';
import { contractOfLegs, gatewayOrderOf, isSameOrder, termsOf } from '../../../../src-main/ibkr/orders/order-translation.ts';
import { rejectionOf } from '../../../../src-main/ibkr/orders/rejection.ts';
import { restingText } from '../../../../src-main/ibkr/orders/resting-orders.ts';
import { BUTTERFLY, CALL, CONDOR, SOLD_CALL, SPREAD } from './ibkr-desk.ts';

const limit = (dollars: number): OrderTerms => ({ type: 'limit', limit: fromDollars(dollars) });
const stop = (dollars: number): OrderTerms => ({ type: 'stop', stop: fromDollars(dollars) });
const both = (at: number, most: number): OrderTerms => ({ type: 'stop_limit', stop: fromDollars(at), limit: fromDollars(most) });
const MARKET: OrderTerms = { type: 'market' };

describe('an order as the gateway takes it', () => {
  test.each([
    ['buying a leg', CALL, limit(1.2), undefined, { action: 'BUY', type: 'LMT', limit: 1.2, stop: null }],
    ['selling a leg', SOLD_CALL, limit(-1.2), undefined, { action: 'SELL', type: 'LMT', limit: 1.2, stop: null }],
    ['a debit of a package', SPREAD, limit(0.29), undefined, { action: 'BUY', type: 'LMT', limit: 0.29, stop: null }],
    ['a credit of a package', CONDOR, limit(-1.57), undefined, { action: 'BUY', type: 'LMT', limit: -1.57, stop: null }],
    ['an even package', CONDOR, limit(0), undefined, { action: 'BUY', type: 'LMT', limit: 0, stop: null }],
    ['the market within a collar', CALL, MARKET, 1.35, { action: 'BUY', type: 'LMT', limit: 1.35, stop: null }],
    ['the market, sold within a collar', SOLD_CALL, MARKET, -0.85, { action: 'SELL', type: 'LMT', limit: 0.85, stop: null }],
    ['what may be sold for nothing', SOLD_CALL, MARKET, 0, { action: 'SELL', type: 'LMT', limit: 0.01, stop: null }],
    ['the market without one', CALL, MARKET, undefined, { action: 'BUY', type: 'MKT', limit: null, stop: null }],
    ['a stop within a collar', SOLD_CALL, stop(-0.5), -0.3, { action: 'SELL', type: 'STP LMT', limit: 0.3, stop: 0.5 }],
    ['a stop of a package', SPREAD, stop(1.1), 1.3, { action: 'BUY', type: 'STP', limit: null, stop: 1.1 }],
    ['a stop-limit', CALL, both(1.5, 1.6), undefined, { action: 'BUY', type: 'STP LMT', limit: 1.6, stop: 1.5 }],
  ] as const)('%s', (_name, legs, terms, collar, expected) => {
    const order = gatewayOrderOf({ id: 'ours', legs, quantity: 3, terms, timeInForce: 'GTC', ...(collar !== undefined && { collar: fromDollars(collar) }) }, 'DU1');
    expect(order).toMatchObject({ ...expected, quantity: 3, timeInForce: 'GTC', account: 'DU1', reference: 'ours', transmit: true, whatIf: false });
    if (terms.type !== 'market' && !(terms.type === 'stop' && legs.length === 1)) expect(termsOf(order, legs.length)).toEqual(terms);
  });

  test('prices have no dust of floats', () => {
    const cents = Array.from({ length: 6_001 }, (_, index) => index - 3_000);
    const sent = cents.map((count) => String(gatewayOrderOf({ id: '', legs: SPREAD, quantity: 1, terms: { type: 'limit', limit: fromDollars(count / 100) }, timeInForce: 'DAY' }, '').limit));
    expect(sent).toEqual(cents.map((count) => String(Number((count / 100).toFixed(2)))));
  });

  test('a package is its legs as they are written, and waits for the gateway’s numbers', () => {
    const numbers = { conIdOf: (symbol: string) => Number(symbol.slice(-8, -3)), contractOf: () => null };
    expect(contractOfLegs(BUTTERFLY, numbers)).toMatchObject({ secType: 'BAG', symbol: 'SPY', exchange: 'SMART', currency: 'USD', comboLegs: [{ conId: 601, ratio: 1, action: 'BUY' }, { conId: 603, ratio: 2, action: 'SELL' }, { conId: 605, ratio: 1, action: 'BUY' }] });
    expect(contractOfLegs(SPREAD, { ...numbers, conIdOf: () => null })).toBeNull();
  });

  test('is the same by the prices that its type has', () => {
    const order = gatewayOrderOf({ id: '', legs: CALL, quantity: 1, terms: limit(1.1), timeInForce: 'DAY' }, '');
    expect(isSameOrder(order, { ...order, limit: 1.1 + 1e-12, stop: 0, account: 'DU1' })).toBe(true);
    expect(isSameOrder(order, { ...order, limit: 1.11 })).toBe(false);
    expect(isSameOrder(order, { ...order, quantity: 2 })).toBe(false);
  });

  test('in words', () => {
    const rest = { quantity: 3, filledQuantity: 1, timeInForce: 'DAY' } as const;
    expect(restingText({ ...rest, legs: SOLD_CALL, terms: limit(-1.2) })).toBe('sell 2 of 3 SPY 601 call of 2026-07-28 at limit 1.20, DAY');
    expect(restingText({ ...rest, legs: CONDOR, filledQuantity: 0, terms: limit(-1.5) })).toBe('buy 3 SPY 595/598/604/607 iron condor at limit -1.50, DAY');
  });
});

describe('a status', () => {
  const order = (state: Order['state'], rest: Partial<Order> = {}): StatusContext['order'] => ({ state, terms: limit(1), triggered: false, timeInForce: 'DAY', ...rest });
  const context = (state: Order['state'], rest: Partial<StatusContext> = {}, changed: Partial<Order> = {}): StatusContext => ({
    order: order(state, changed),
    booked: 0,
    isCancelAsked: false,
    isPastEnd: false,
    reason: null,
    isRefused: false,
    ...rest,
  });
  const works = (...types: readonly ('accepted' | 'triggered')[]): unknown => ({ kind: 'works', events: types.map((type) => ({ type })) });
  const over = (event: OrderEvent, isExplained = true): unknown => ({ kind: 'over', event, isExplained });

  test.each([
    ['PendingSubmit', context('SUBMITTED'), { kind: 'wait' }],
    ['ApiPending', context('SUBMITTED'), { kind: 'wait' }],
    ['PendingCancel', context('PENDING_CANCEL'), { kind: 'wait' }],
    ['PreSubmitted', context('SUBMITTED'), works('accepted')],
    ['Submitted', context('SUBMITTED'), works('accepted')],
    ['Submitted', context('ACCEPTED'), works()],
    ['Submitted', context('PENDING_CANCEL', {}, { resume: 'SUBMITTED' }), works('accepted')],
    ['PreSubmitted', context('SUBMITTED', {}, { terms: stop(2) }), works('accepted')],
    ['Submitted', context('ACCEPTED', {}, { terms: stop(2) }), works('triggered')],
    ['Submitted', context('TRIGGERED', {}, { terms: stop(2), triggered: true }), works()],
    ['Filled', context('ACCEPTED'), { kind: 'filled' }],
    ['Cancelled', context('PENDING_CANCEL', { isCancelAsked: true }, { resume: 'ACCEPTED' }), over({ type: 'canceled', reason: 'as requested' })],
    ['ApiCancelled', context('PENDING_CANCEL', { isCancelAsked: true }, { resume: 'SUBMITTED' }), over({ type: 'canceled', reason: 'as requested' })],
    ['Cancelled', context('ACCEPTED', { isPastEnd: true }), over({ type: 'expired', reason: 'the session is over' })],
    ['Cancelled', context('ACCEPTED', { reason: 'the exchange is closed' }), over({ type: 'canceled', reason: 'the exchange is closed' })],
    ['Cancelled', context('ACCEPTED'), over({ type: 'canceled', reason: 'the broker cancelled it and gave no reason' }, false)],
    ['Cancelled', context('SUBMITTED', { reason: 'no margin', isRefused: true }), over({ type: 'rejected', reason: 'no margin' })],
    ['Cancelled', context('ACCEPTED', {}, { timeInForce: 'IOC' }), over({ type: 'canceled', reason: 'IOC: no more was to be had at once' })],
    ['Inactive', context('SUBMITTED', { reason: 'no margin', isRefused: true }), over({ type: 'rejected', reason: 'no margin' })],
    ['Inactive', context('SUBMITTED'), over({ type: 'rejected', reason: 'the broker made it inactive and gave no reason' }, false)],
    ['Inactive', context('PARTIALLY_FILLED', { reason: 'halted' }), over({ type: 'canceled', reason: 'halted' })],
    ['Sideways', context('ACCEPTED'), { kind: 'unknown' }],
  ] as const)('%s', (status, known, expected) => {
    expect(readStatus({ status, filled: null }, known)).toEqual(expected);
  });
});

describe('a refusal', () => {
  test.each([
    [201, 'Order rejected - reason:YOUR AVAILABLE FUNDS ARE NOT SUFFICIENT', 'funds', /too little margin or funds.*"YOUR AVAILABLE FUNDS ARE NOT SUFFICIENT" \(code 201\)$/],
    [110, 'The price does not conform to the minimum price variation for this contract.', 'price', /price/],
    [103, 'Duplicate order id', 'duplicate_id', /number before/],
    [321, "Error validating request.-'bH' : cause - The API interface is currently in Read-Only mode.", 'read_only', /Read-Only/],
    [10_058, 'Combo per-leg prices are only supported for non-guaranteed smart combos', 'leg_prices', /one net/],
    [200, 'No security definition has been found for the request', 'no_contract', /no such contract/],
  ] as const)('of code %i has its kind and the broker’s words', (code, text, kind, words) => {
    expect(rejectionOf(code, text)).toEqual({ kind, text: expect.stringMatching(words) });
  });

  test('is none where the code refuses nothing, or is not known', () => {
    expect(rejectionOf(399, 'Warning: your order will not be placed at the exchange until 09:30')).toBeNull();
    expect(rejectionOf(77_777, 'something new')).toBeNull();
  });
});

describe('what the broker charges', () => {
  function charges(rateOf: (currency: string) => number | null = () => null): { readonly book: BrokerCharges; readonly told: BrokerCharge[] } {
    const told: BrokerCharge[] = [];
    return { told, book: new BrokerCharges({ clock: { now: () => 5 }, charge: (charge) => void told.push(charge), rateOf }) };
  }

  test('is told once it is known of all that an execution of ours was made of, whichever came first', () => {
    const { book, told } = charges();
    book.heard('a.02.01', 1.3, 'USD');
    book.made('order', 'ours', [{ id: 'a.02.01', quantity: 2 }, { id: 'a.03.01', quantity: 2 }], () => 2);
    expect(told).toEqual([]);
    expect(book.unreported).toBe(1);
    book.heard('a.03.01', 1.305, 'USD');
    book.heard('a.03.01', 1.305, 'USD');
    expect(told).toEqual([{ orderId: 'order', executionId: 'ours', time: 5, commission: fromDollars(2.605), foreign: null }]);
  });

  test('of an execution in several of ours is shared out by units, with the sum exact', () => {
    const { book, told } = charges();
    for (const name of ['one', 'two', 'three']) book.made('order', name, [{ id: 'a.02.01', quantity: 1 }], () => 3);
    book.heard('a.02.01', 1, 'USD');
    expect(told.map(({ commission }) => commission)).toEqual([3_333, 3_334, 3_333]);
    expect(told.reduce((sum, { commission }) => sum + commission, ZERO as number)).toBe(10_000);
  });

  test('in another currency waits for its rate', () => {
    let rate: number | null = null;
    const { book, told } = charges(() => rate);
    book.made('order', 'ours', [{ id: 'a.02.01', quantity: 1 }], () => 1);
    book.heard('a.02.01', 2, 'EUR');
    expect(told).toEqual([]);
    rate = 1.1;
    book.retry();
    expect(told).toMatchObject([{ commission: fromDollars(2.2), foreign: { amount: 2, currency: 'EUR', rate: 1.1 } }]);
  });
});
