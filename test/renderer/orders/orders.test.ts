import { describe, expect, it } from 'vitest';
import type { OrderView } from '../../../src-core/contract/schemas.ts';
import { fromDollars } from '../../../src-core/money.ts';
import { ORDER_STATES } from '../../../src-core/orders/order.ts';
import { changeTexts, parseChange, priceFields } from '../../../src-renderer/panels/orders/order-change.ts';
import { groupMark, isCancelable, isChangeable, orderList } from '../../../src-renderer/panels/orders/order-list.ts';

const order = (sequence: number, open: boolean): OrderView => ({ sequence, open, id: String(sequence) }) as OrderView;

it('lists what can still fill first, each newest first, and filters', () => {
  const orders = [order(1, true), order(2, false), order(3, true), order(4, false)];
  expect(orderList(orders, 'all').map((listed) => listed.sequence)).toEqual([3, 1, 4, 2]);
  expect(orderList(orders, 'working').map((listed) => listed.sequence)).toEqual([3, 1]);
});

it('lists what closes an entry under it, with its place in the bracket', () => {
  const exit = (sequence: number, role: 'target' | 'stop', open: boolean, released: number): OrderView =>
    ({ sequence, open, id: String(sequence), filledQuantity: 0, group: { id: '2', parent: '2', role, released } }) as OrderView;
  const orders = [order(1, true), order(2, false), exit(3, 'target', true, 4), exit(4, 'stop', true, 0), order(5, false)];
  expect(orderList(orders, 'all').map((listed) => listed.sequence)).toEqual([2, 3, 4, 1, 5]);
  expect(orderList(orders, 'working').map((listed) => listed.sequence)).toEqual([4, 3, 1]);
  expect(orders.map((listed) => groupMark(listed, orders)?.text ?? null)).toEqual([null, 'entry', 'target', 'stop · waits', null]);
});

it('lets an order be changed only while it works, and cancelled until a cancel is asked for', () => {
  expect(ORDER_STATES.filter((state) => isChangeable({ state }))).toEqual(['ACCEPTED', 'TRIGGERED', 'PARTIALLY_FILLED']);
  expect(isCancelable({ state: 'SUBMITTED', open: true })).toBe(true);
  expect(isCancelable({ state: 'PENDING_CANCEL', open: true })).toBe(false);
  expect(isCancelable({ state: 'FILLED', open: false })).toBe(false);
});

describe('a change', () => {
  const working = { terms: { type: 'limit', limit: fromDollars(-0.78) }, quantity: 5, filledQuantity: 2 } as const;
  it('starts from the order as it is', () => {
    expect(changeTexts(working)).toEqual({ limit: '0.78 credit', stop: '', quantity: '5' });
    expect(parseChange(working, changeTexts(working))).toEqual({ change: { terms: working.terms, quantity: 5 } });
  });
  it('keeps the side when only a number is typed, and turns it by a word', () => {
    expect(parseChange(working, { limit: '0.75', stop: '', quantity: '5' })).toMatchObject({ change: { terms: { limit: -7500 } } });
    expect(parseChange(working, { limit: '0.05 debit', stop: '', quantity: '5' })).toMatchObject({ change: { terms: { limit: 500 } } });
  });
  it('reads both prices of a stop limit', () => {
    const stop = { ...working, terms: { type: 'stop_limit', stop: fromDollars(1.2), limit: fromDollars(1.25) } } as const;
    expect(priceFields(stop.terms)).toEqual(['stop', 'limit']);
    expect(parseChange(stop, { stop: '1.30', limit: '1.40', quantity: '5' })).toEqual({
      change: { terms: { type: 'stop_limit', stop: fromDollars(1.3), limit: fromDollars(1.4) }, quantity: 5 },
    });
  });
  it('names the field that is wrong', () => {
    expect(parseChange(working, { limit: 'x', stop: '', quantity: '5' })).toMatchObject({ field: 'limit' });
    for (const quantity of ['2', '0', '1.5', '', '10001']) {
      expect(parseChange(working, { limit: '0.75', stop: '', quantity })).toMatchObject({ field: 'quantity' });
    }
  });
});
