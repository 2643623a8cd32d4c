import { expect, test } from 'vitest';
import type { Order } from '../../../src-core/orders/order.ts';
import { reconcileAfter } from '../../../src-main/composition/waking.ts';
import { differenceOf } from '../../../src-main/trading/reconciliation.ts';
import { DATE } from '../terminal/terminal-run.ts';
import { newYorkTime } from '../../../src-core/calendar/exchange-calendar.ts';

const order = (id: string): Order => ({ id }) as unknown as Order;
const ids = (...names: readonly string[]) => names.map((name) => order(name).id);

test('what is in both, in the books alone, and at the broker alone', () => {
  const books = [order('a'), order('b'), order('c')];
  expect(differenceOf(books, ids('c', 'x', 'a'))).toEqual({ alike: 2, unknown: [order('b')], stray: ['x'] });
  expect(differenceOf([], [])).toEqual({ alike: 0, unknown: [], stray: [] });
});

test('the broker is given what it does not know; what the books do not know is told', async () => {
  const given: Order[] = [];
  const told: string[] = [];
  const found = await reconcileAfter(
    {
      orders: { working: () => [order('a'), order('b')], pending: () => null, failure: null },
      broker: { working: async () => ids('b', 'x'), reconcile: (orders) => given.push(...orders) },
      date: DATE,
      clock: { now: () => newYorkTime(DATE, '14:30') },
      notices: { tell: (_level, text) => told.push(text) },
    },
    newYorkTime(DATE, '23:00') + 7_200_000,
  );
  expect(given).toEqual([order('a')]);
  expect(told).toEqual(['the broker works 1 order that the books do not have: x']);
  expect(found).toBe(
    '1 order works in the books and at the broker alike. The broker did not know 1 order and was given it again. The broker works 1 order that the books do not have. The session of 2026-11-20 stands at 14:30; today is 2026-11-21.',
  );
});
