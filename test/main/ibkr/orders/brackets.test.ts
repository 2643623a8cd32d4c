import { beforeEach, expect, test } from 'vitest';
import { fromDollars } from '../../../../src-core/money.ts';
import type { Order, OrderTerms } from '../../../../src-core/orders/order.ts';
import type { BracketExits } from '../../../../src-main/trading/order-groups.ts';
import { CALL, IbkrDesk } from './ibkr-desk.ts';

const limit = (dollars: number): OrderTerms => ({ type: 'limit', limit: fromDollars(dollars) });
const exit = (number: number, terms: OrderTerms) => ({ id: `00000000-0000-4000-9000-${String(number).padStart(12, '0')}`, terms, timeInForce: 'DAY' }) as const;
const EXITS: BracketExits = { target: exit(1, limit(-3)), stop: exit(2, { type: 'stop', stop: fromDollars(-0.5) }) };

let desk: IbkrDesk;
let bracket: readonly Order[];

beforeEach(async () => {
  desk = await IbkrDesk.open();
  bracket = await desk.manager.placeBracket(desk.request(CALL, limit(1), { quantity: 4 }), EXITS);
  await desk.heard();
});

const states = (): string[] => bracket.map(({ id }) => `${desk.order(id).state} ${desk.order(id).filledQuantity}`);
/** The gateway says no more of what its own rules cancel, which is waited for. */
const GRACE_MS = 3_000;
const fill = async (index: number, packages: number): Promise<void> => {
  desk.model.fill(Number(desk.order(bracket[index]?.id ?? '').brokerOrderId), packages, {});
  await desk.heard();
};

test('a bracket rests at the broker with its entry’s number, let through with the last of it', async () => {
  expect(desk.arrived('place_order').map(({ orderId, order }) => [orderId, order.action, order.parentId, order.ocaGroup, order.transmit])).toEqual([
    [1, 'BUY', 0, '', false],
    [2, 'SELL', 1, '', false],
    [3, 'SELL', 1, '', true],
  ]);
  expect(states()).toEqual(['ACCEPTED 0', 'ACCEPTED 0', 'ACCEPTED 0']);
});

test('the fill of its target ends its stop, and the books know how much each may take back', async () => {
  await fill(0, 3);
  expect(bracket.map(({ id }) => desk.order(id).released)).toEqual([undefined, 3, 3]);
  await fill(0, 1);
  await fill(1, 4);
  await desk.pass(GRACE_MS);
  expect(states()).toEqual(['FILLED 4', 'FILLED 4', 'CANCELED 0']);
  expect(desk.manager.book.holdings()).toEqual([]);
});

test('a child is changed as a child, after a restart too; without its entry the broker ends it', async () => {
  await desk.restart();
  const [entry, target] = bracket;
  await desk.manager.change(target?.id ?? '', { terms: limit(-4), quantity: 4 });
  await desk.heard();
  expect(desk.arrived('place_order').at(-1)).toMatchObject({ orderId: 2, order: { parentId: 1, limit: 4, transmit: true } });
  await desk.manager.cancel(entry?.id ?? '');
  await desk.heard();
  await desk.pass(GRACE_MS);
  expect(states()).toEqual(['CANCELED 0', 'CANCELED 0', 'CANCELED 0']);
});

test('an entry that never left takes its exits with it', async () => {
  const before = desk.arrived('place_order').length;
  desk.model.rejectNext({ code: 201, text: 'Order rejected - reason:no', status: 'Inactive' });
  desk.gateway.cut();
  const exits: BracketExits = { target: exit(3, limit(-3)), stop: exit(4, { type: 'stop', stop: fromDollars(-0.5) }) };
  const orders = await desk.manager.placeBracket(desk.request(CALL, limit(1), { quantity: 4 }), exits);
  await desk.manager.pending();
  expect(orders.map(({ id }) => desk.order(id).state)).toEqual(['REJECTED', 'REJECTED', 'REJECTED']);
  expect(desk.arrived('place_order')).toHaveLength(before);
});

test('orders of one standing share a group', async () => {
  const group = { id: 'one of two' };
  const orders = await desk.manager.placeGroup([desk.request(CALL, limit(0.9), { group }), desk.request(CALL, limit(0.8), { group })]);
  await desk.heard();
  expect(desk.arrived('place_order').slice(-2).map(({ order }) => [order.ocaGroup, order.parentId, order.transmit])).toEqual([['one of two', 0, true], ['one of two', 0, true]]);
  desk.model.fill(Number(orders[0]?.brokerOrderId), 1, {});
  await desk.heard();
  await desk.pass(GRACE_MS);
  expect(orders.map(({ id }) => desk.order(id).state)).toEqual(['FILLED', 'CANCELED']);
});
