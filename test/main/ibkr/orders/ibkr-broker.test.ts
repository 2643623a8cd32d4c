import { beforeEach, describe, expect, test } from 'vitest';
import { fromDollars, type Money } from '../../../../src-core/money.ts';
import type { OrderTerms } from '../../../../src-core/orders/order.ts';
import { BAD_DAYS, GOOD_DAY } from '../../../support/tws/faults.ts';
import { BUTTERFLY, CALL, CONDOR, IbkrDesk, SOLD_CALL, SPREAD, spy, STRIKE } from './ibkr-desk.ts';

function limit(dollars: number): OrderTerms {
  return { type: 'limit', limit: fromDollars(dollars) };
}

const stop = (dollars: number): OrderTerms => ({ type: 'stop', stop: fromDollars(dollars) });
const MARKET: OrderTerms = { type: 'market' };

let desk: IbkrDesk;
beforeEach(async () => void (desk = await IbkrDesk.open()));

/** The gateway’s number of the order in the books. */
const numberOf = (id: string): number => Number(desk.order(id).brokerOrderId);

describe('placing', () => {
  test('an order is accepted with the number that was written before it was sent, and fills by its executions', async () => {
    const order = await desk.place(CONDOR, limit(-1.5), { quantity: 3 });
    expect(order).toMatchObject({ state: 'ACCEPTED', brokerOrderId: '1' });
    expect(desk.arrived('place_order')).toHaveLength(1);
    expect(await desk.broker.working()).toEqual([order.id]);
    expect(desk.broker.resting()).toMatchObject([{ orderId: order.id, brokerOrderId: '1', elsewhere: false, inDoubt: false }]);
    desk.model.fill(numberOf(order.id), 1, { price: -1.55 });
    await desk.heard();
    expect(desk.order(order.id)).toMatchObject({ state: 'PARTIALLY_FILLED', filledQuantity: 1, filledNetTotal: fromDollars(-1.55) });
    desk.model.fill(numberOf(order.id), 2, { pieces: 2 });
    await desk.heard();
    expect(desk.order(order.id)).toMatchObject({ state: 'FILLED', filledNetTotal: fromDollars(-4.55) });
    expect(desk.manager.book.holdings().map(({ quantity }) => quantity).toSorted()).toEqual([-3, -3, 3, 3]);
    expect(desk.broker.inDoubt()).toEqual([]);
    expect(await desk.broker.working()).toEqual([]);
    expect(desk.notices).toEqual([]);
  });

  test('what the broker refuses is rejected in its words', async () => {
    desk.model.rejectNext({ code: 201, text: 'Order rejected - reason:YOUR EQUITY IS NOT SUFFICIENT', status: 'Inactive' });
    const order = await desk.place(CALL, limit(1));
    expect(order).toMatchObject({ state: 'REJECTED', reason: expect.stringMatching(/margin or funds.*"YOUR EQUITY IS NOT SUFFICIENT" \(code 201\)/) });
    expect(await desk.broker.working()).toEqual([]);
  });

  test('a stop waits until it is triggered, and is bounded by its collar', async () => {
    const collar: Money = fromDollars(2.5);
    desk = await IbkrDesk.open({ risk: { check: () => [], lastCheck: () => null, collarOf: () => collar } });
    const order = await desk.place(CALL, stop(2));
    expect(order).toMatchObject({ state: 'ACCEPTED', triggered: false });
    expect(desk.arrived('place_order')[0]?.order).toMatchObject({ type: 'STP LMT', stop: 2, limit: 2.5 });
    desk.model.fill(numberOf(order.id), 1, { price: 2.1 });
    await desk.heard();
    expect(desk.order(order.id)).toMatchObject({ state: 'FILLED', triggered: true });
  });

  test('what no package may be is refused before anything is written', async () => {
    const refusal = (legs: typeof CALL, terms: OrderTerms, rest = {}): string | null => desk.broker.refusalOf({ legs, terms, quantity: 1, timeInForce: 'DAY', ...rest });
    expect(refusal(SPREAD, MARKET)).toMatch(/pays whatever/);
    expect(refusal(SPREAD, MARKET, { confirmed: 'market_combo' })).toBeNull();
    expect(refusal(SPREAD, stop(1))).toMatch(/becomes a market order/);
    expect(refusal(SPREAD, { type: 'stop_limit', stop: fromDollars(1), limit: fromDollars(1.2) }, { confirmed: 'market_combo' })).toMatch(/no stop-limit order of a package/);
    expect(refusal(CALL, limit(-1))).toMatch(/buying a single leg/);
    expect(refusal(SOLD_CALL, limit(1))).toMatch(/selling a single leg/);
    expect(refusal(SOLD_CALL, limit(-1))).toBeNull();
    expect(refusal(CONDOR, limit(-1), { timeInForce: 'IOC' })).toBeNull();
    expect(refusal([{ symbol: spy('call', STRIKE + 20), side: 'buy', ratio: 1 }], limit(1))).toMatch(/try again/);
    await desk.heard();
    expect(refusal([{ symbol: spy('call', STRIKE + 20), side: 'buy', ratio: 1 }], limit(1))).toBeNull();
  });
});

describe('changing and cancelling', () => {
  test('a change keeps the number; one that is refused leaves the order as it was', async () => {
    const { id } = await desk.place(SPREAD, limit(0.4), { quantity: 2 });
    await desk.manager.change(id, { terms: limit(0.5), quantity: 3 });
    expect(desk.order(id).state).toBe('PENDING_UPDATE');
    await desk.heard();
    expect(desk.order(id)).toMatchObject({ state: 'ACCEPTED', quantity: 3, terms: limit(0.5) });
    desk.model.orderBook.planned.push({ code: 201, text: 'Order rejected - reason:The price is too far', status: null, of: 'change' });
    await desk.manager.change(id, { terms: limit(0.9), quantity: 3 });
    await desk.heard();
    expect(desk.order(id)).toMatchObject({ state: 'ACCEPTED', terms: limit(0.5) });
    expect(desk.arrived('place_order').map(({ orderId }) => orderId)).toEqual([1, 1, 1]);
  });

  test('a change that comes after the last fill changes nothing and says nothing wrong', async () => {
    const { id } = await desk.place(CALL, limit(1));
    desk.model.fill(numberOf(id), 1);
    await desk.manager.change(id, { terms: limit(1.1), quantity: 1 });
    await desk.heard();
    expect(desk.order(id)).toMatchObject({ state: 'FILLED', filledNetTotal: fromDollars(1) });
    expect(desk.notices).toEqual([]);
  });

  test('a cancel that a fill overtakes leaves it filled', async () => {
    const { id } = await desk.place(SPREAD, limit(0.4));
    desk.model.fill(numberOf(id), 1);
    await desk.manager.cancel(id);
    await desk.heard();
    expect(desk.order(id).state).toBe('FILLED');
    expect(desk.notices).toEqual([]);
  });

  test('the broker’s own cancellation says why, and the reason of an inactive one is waited for', async () => {
    const { id } = await desk.place(CALL, limit(1), { quantity: 2 });
    const order = desk.model.order(numberOf(id));
    desk.model.orderBook.deactivate(order, '');
    await desk.heard();
    expect(desk.order(id).state).toBe('ACCEPTED');
    await desk.pass(1_000);
    expect(desk.order(id)).toMatchObject({ state: 'CANCELED', reason: expect.stringMatching(/inactive and gave no reason/) });
  });

  test('what is over at the end of the session expires', async () => {
    const { id } = await desk.place(CALL, limit(1));
    desk.clock.set(Date.parse('2026-07-28T20:15:00Z'));
    desk.model.orderBook.cancelled(desk.model.order(numberOf(id)), 'Cancelled by System');
    await desk.heard();
    expect(desk.order(id)).toMatchObject({ state: 'EXPIRED', reason: 'the session is over' });
  });

  test('an emergency cancel reaches the broker and leaves no wrong word in the books', async () => {
    const { id } = await desk.place(CALL, limit(1));
    desk.manager.emergencyCancel();
    desk.manager.emergencyCancel();
    await desk.heard();
    expect(desk.order(id).state).toBe('CANCELED');
    expect(desk.notices).toEqual([]);
  });
});

describe('fills', () => {
  test.each([['as they come', 0], ['with the open order and the status last', 1]])('executions %s give the same book', async (_name, by) => {
    const schedule = by === 0 ? GOOD_DAY : BAD_DAYS.execution_before_open_order;
    desk = await IbkrDesk.open({ schedule });
    const { id } = await desk.place(BUTTERFLY, limit(0.3), { quantity: 3 });
    desk.model.fill(numberOf(id), 2, { price: 0.3, pieces: 3 });
    desk.model.fill(numberOf(id), 1, { price: 0.2 });
    await desk.heard();
    expect(desk.order(id)).toMatchObject({ state: 'FILLED', filledNetTotal: fromDollars(0.8) });
    const account = desk.model.account();
    expect(Object.fromEntries(desk.manager.book.holdings().map(({ symbol, quantity }) => [symbol, quantity]))).toEqual({
      [BUTTERFLY[0]?.symbol ?? '']: 3,
      [BUTTERFLY[1]?.symbol ?? '']: -6,
      [BUTTERFLY[2]?.symbol ?? '']: 3,
    });
    const { commission } = desk.charges.reduce((sum, charge) => ({ commission: sum.commission + charge.commission }), { commission: 0 });
    expect(commission).toBe(12 * 6_500);
    expect(account).toBeDefined();
  });

  test('a status that says filled is not a fill: it is in doubt until its executions were asked for and came', async () => {
    const { id } = await desk.place(SPREAD, limit(0.4));
    // Its own words are lost with a connection; another tells of its end.
    desk.gateway.cut();
    desk.model.fill(numberOf(id), 1);
    desk.gateway.open();
    await desk.heard();
    desk.model.orderBook.say(desk.model.order(numberOf(id)));
    await desk.heard();
    expect(desk.order(id).state).toBe('ACCEPTED');
    await desk.pass(1_000);
    expect(desk.arrived('executions')).toHaveLength(1);
    expect(desk.order(id)).toMatchObject({ state: 'FILLED', filledNetTotal: fromDollars(0.4) });
    expect(desk.broker.inDoubt()).toEqual([]);

    const other = await desk.place(SPREAD, limit(0.4));
    desk.gateway.cut();
    desk.model.fill(numberOf(other.id), 1);
    desk.model.executions.endDay();
    desk.gateway.open();
    await desk.heard();
    desk.model.orderBook.say(desk.model.order(numberOf(other.id)));
    await desk.heard();
    await desk.pass(1_000);
    expect(desk.order(other.id).state).toBe('ACCEPTED');
    expect(desk.broker.inDoubt()).toMatchObject([{ order: { id: other.id }, why: expect.stringMatching(/1 of it filled and told executions of 0/) }]);
    expect((await desk.settle()).differences).toMatchObject([{ orderId: other.id, outcome: 'doubt' }]);
  });

  test('an execution told again, also after a start, is booked once', async () => {
    const { id } = await desk.place(SPREAD, limit(0.4), { quantity: 3 });
    desk.model.fill(numberOf(id), 2, { pieces: 2 });
    await desk.heard();
    const { cash } = desk.manager.book;
    await desk.settle();
    await desk.restart();
    const settled = await desk.settle();
    expect(settled.differences.map(({ kind }) => kind)).not.toContain('execution_missed');
    expect(desk.manager.book.cash).toBe(cash);
    expect(desk.order(id)).toMatchObject({ state: 'PARTIALLY_FILLED', filledQuantity: 2 });
  });

  test('legs that run ahead of the others wait, and are told as loose once the order is over', async () => {
    const { id } = await desk.place(SPREAD, limit(0.4), { quantity: 2 });
    const order = desk.model.order(numberOf(id));
    const [first, second] = order.legs.map(({ contract }) => contract.conId);
    desk.model.fills.fillLegs(order, [{ conId: first ?? 0, quantity: 2, price: 1 }]);
    desk.model.fills.fillLegs(order, [{ conId: second ?? 0, quantity: 1, price: 0.62 }]);
    await desk.heard();
    expect(desk.order(id)).toMatchObject({ filledQuantity: 1, filledNetTotal: fromDollars(0.38) });
    await desk.manager.cancel(id);
    await desk.heard();
    const { loose } = await desk.settle();
    expect(loose).toMatchObject([{ order: { id }, legs: [{ symbol: SPREAD[0]?.symbol, side: 'buy', quantity: 1 }] }]);
  });

  test('the quotes of the moment are kept with a fill', async () => {
    desk.quotes.set(SPREAD[0]?.symbol ?? spy('call', 1), desk.clock.now(), { bid: 1, ask: 1.04 });
    desk.quotes.set(SPREAD[1]?.symbol ?? spy('call', 1), desk.clock.now(), { bid: 0.5, ask: 0.54 });
    const { id } = await desk.place(SPREAD, limit(0.52));
    desk.model.fill(numberOf(id), 1, { price: 0.51 });
    await desk.heard();
    const filled = desk.manager.history(id).flatMap(({ event }) => (event.type === 'filled' ? [event.execution] : []));
    expect(filled).toMatchObject([{ net: fromDollars(0.51), evidence: { rule: 'broker', optimistic: fromDollars(0.5), pessimistic: fromDollars(0.54), quotes: [{ bid: 1 }, { bid: 0.5 }] } }]);
    const evidence = filled[0]?.evidence;
    expect(evidence?.rule === 'broker' ? evidence.executions.map(({ quantity }) => quantity) : null).toEqual([1, 1]);
  });
});

describe('a connection that ends', () => {
  const cut = (kind: 'cut_before_request' | 'cut_after_request' | 'unsent', request: number) => ({ ...GOOD_DAY, faults: [{ kind, request }] });

  test.each([
    ['never arrived', 'cut_before_request', 'REJECTED'],
    ['arrived', 'cut_after_request', 'ACCEPTED'],
  ] as const)('an order that was not answered stays in doubt until the records say it %s, and is sent once', async (_name, kind, state) => {
    desk = await IbkrDesk.open({ schedule: cut(kind, 0) });
    const { id } = await desk.place(SPREAD, limit(0.4));
    expect(desk.order(id).state).toBe('SUBMITTED');
    expect(desk.broker.inDoubt()).toMatchObject([{ order: { id }, why: expect.stringMatching(/before the broker answered/) }]);
    expect(desk.broker.resting()).toMatchObject([{ inDoubt: true }]);
    desk.gateway.open();
    await desk.heard();
    expect(desk.order(id).state).toBe('SUBMITTED');
    const settled = await desk.settle();
    expect(desk.order(id).state).toBe(state);
    expect(settled.differences).toMatchObject([{ orderId: id, outcome: 'settled' }]);
    expect(desk.broker.inDoubt()).toEqual([]);
    expect(desk.arrived('place_order').filter(({ order }) => order.reference === id).length).toBeLessThanOrEqual(1);
  });

  test('records that are older than the order leave it in doubt', async () => {
    desk = await IbkrDesk.open({ schedule: cut('cut_before_request', 0) });
    const { id } = await desk.place(SPREAD, limit(0.4));
    // Read on the same connection before it was sent.
    const settled = await desk.settle(desk.records(desk.clock.now()));
    expect(settled.differences).toMatchObject([{ outcome: 'doubt' }]);
    expect(desk.order(id).state).toBe('SUBMITTED');
  });

  test('what had not its turn is rejected at once', async () => {
    desk = await IbkrDesk.open({ schedule: cut('unsent', 0) });
    const { id } = await desk.place(SPREAD, limit(0.4));
    expect(desk.order(id)).toMatchObject({ state: 'REJECTED', reason: expect.stringMatching(/never sent/) });
    expect(await desk.manager.place(desk.request(CALL, limit(1)))).toMatchObject({ state: 'SUBMITTED' });
    await desk.heard();
    expect(desk.manager.orders().at(-1)).toMatchObject({ state: 'REJECTED', reason: expect.stringMatching(/never sent: there is no connection/) });
    expect(desk.arrived('place_order')).toEqual([]);
  });

  test.each([
    ['change', 'cut_before_request', { state: 'ACCEPTED', terms: limit(0.4) }],
    ['change', 'cut_after_request', { state: 'ACCEPTED', terms: limit(0.5) }],
    ['cancel', 'cut_before_request', { state: 'ACCEPTED' }],
    ['cancel', 'cut_after_request', { state: 'CANCELED' }],
    ['change', 'unsent', { state: 'ACCEPTED', terms: limit(0.4) }],
    ['cancel', 'unsent', { state: 'ACCEPTED' }],
  ] as const)('a %s that met %s comes out as it was', async (asked, kind, expected) => {
    desk = await IbkrDesk.open({ schedule: cut(kind, 1) });
    const { id } = await desk.place(SPREAD, limit(0.4));
    await (asked === 'change' ? desk.manager.change(id, { terms: limit(0.5), quantity: 1 }) : desk.manager.cancel(id));
    await desk.heard();
    if (kind !== 'unsent') expect(desk.broker.inDoubt()).toHaveLength(1);
    desk.gateway.open();
    await desk.heard();
    await desk.settle();
    expect(desk.order(id)).toMatchObject(expected);
    expect(desk.broker.inDoubt()).toEqual([]);
    expect(desk.arrived('place_order').length + desk.arrived('cancel_order').length).toBe(kind === 'cut_after_request' ? 2 : 1);
  });

  test('what happened meanwhile is found in the records: filled, cancelled, changed elsewhere', async () => {
    const filled = await desk.place(SPREAD, limit(0.4), { quantity: 2 });
    const cancelled = await desk.place(CALL, limit(1));
    const changed = await desk.place(CONDOR, limit(-1.5), { quantity: 2 });
    desk.gateway.cut();
    desk.model.fill(numberOf(filled.id), 2);
    desk.model.orderBook.cancelled(desk.model.order(numberOf(cancelled.id)), 'Cancelled by Trader');
    const order = desk.model.order(numberOf(changed.id));
    order.order = { ...order.order, limit: -1.4 };
    desk.gateway.open();
    await desk.heard();
    const settled = await desk.settle();
    expect(desk.order(filled.id)).toMatchObject({ state: 'FILLED' });
    expect(desk.order(cancelled.id)).toMatchObject({ state: 'CANCELED', reason: expect.stringMatching(/Cancelled by Trader/) });
    expect(desk.order(changed.id)).toMatchObject({ state: 'ACCEPTED', terms: limit(-1.4) });
    expect(settled.differences.map(({ kind }) => kind).toSorted()).toEqual(['execution_missed', 'order_not_at_broker', 'order_terms']);
  });
});

describe('a start', () => {
  test('nothing is sent, everything is in doubt until the records come, and numbers go on from the highest', async () => {
    const one = await desk.place(CALL, limit(1));
    const other = await desk.place(SPREAD, limit(0.4));
    const before = desk.arrived('place_order').length;
    desk.model.restart({ nextOrderId: 1, dayOrders: 'kept' });
    await desk.restart();
    expect(await desk.broker.working()).toEqual([]);
    expect(desk.broker.inDoubt()).toHaveLength(2);
    await desk.settle();
    expect(desk.broker.inDoubt()).toEqual([]);
    expect(await desk.broker.working()).toEqual([one.id, other.id]);
    expect(desk.arrived('place_order')).toHaveLength(before);
    const third = await desk.place(CALL, limit(1));
    expect(third).toMatchObject({ state: 'ACCEPTED', brokerOrderId: '3' });
  });

  test('an order that another client id sent is known by its reference, and cannot be touched from here', async () => {
    const { id } = await desk.place(CALL, limit(1));
    await desk.restart(18);
    await desk.settle();
    expect(await desk.broker.working()).toEqual([id]);
    await desk.manager.cancel(id);
    await desk.manager.pending();
    expect(desk.order(id).state).toBe('ACCEPTED');
    expect(desk.manager.history(id).at(-1)?.event).toMatchObject({ type: 'cancel_rejected', reason: expect.stringMatching(/client id 17/) });
    await desk.manager.change(id, { terms: limit(1.1), quantity: 1 });
    await desk.manager.pending();
    expect(desk.manager.history(id).at(-1)?.event).toMatchObject({ type: 'change_rejected', reason: expect.stringMatching(/client id 17/) });
    expect(desk.arrived('cancel_order')).toEqual([]);
    // The gateway lets an order of another client be ended with all of the account.
    expect(desk.broker.cancelEverything()).toBe(1);
    await desk.heard();
    await desk.settle();
    expect(desk.order(id).state).toBe('CANCELED');
  });
});

describe('what is not ours', () => {
  test('orders made elsewhere are told and shown, and counted among what rests', async () => {
    const contract = desk.contracts.contractOf(CALL[0]?.symbol ?? spy('call', 1));
    if (contract === null) throw new Error('the contract is known');
    const made = desk.model.orderBook.placeElsewhere(contract, { action: 'SELL', quantity: 2, type: 'LMT', limit: 3, stop: null, timeInForce: 'GTC', account: '', reference: '', ocaGroup: '', parentId: 0, transmit: true, whatIf: false }, 0, 0);
    const settled = await desk.settle();
    expect(settled.openElsewhere).toMatchObject([{ permId: made.permId }]);
    expect(desk.broker.resting()).toMatchObject([{ orderId: null, elsewhere: true, text: `sell 2 SPY ${STRIKE} call of 2026-07-28 at limit 3.00, GTC` }]);
    desk.model.fill(made, 2);
    expect((await desk.settle()).executionsElsewhere).toHaveLength(1);
    expect(desk.manager.book.holdings()).toEqual([]);
  });
});

describe('what-if', () => {
  const ticket = { underlying: 'SPY', legs: SPREAD, quantity: 1, terms: limit(0.4), timeInForce: 'DAY' } as const;

  test('answers margin and commission, and nothing is sent', async () => {
    const asked = desk.broker.whatIf(ticket);
    await Promise.resolve();
    await new Promise((done) => setImmediate(done));
    await desk.heard();
    const answer = await asked;
    expect(answer.currency).toBe('USD');
    expect(answer.initialMargin.after).not.toBeNull();
    expect(answer.commission.currency).toBe('USD');
    expect(desk.model.orders).toEqual([]);
    expect(desk.foreign).toEqual([]);
    // Its number is not given again.
    expect((await desk.place(CALL, limit(1))).brokerOrderId).toBe('2');
  });

  test('fails in the broker’s words, when no answer comes in time, and without a connection', async () => {
    desk.gateway.deliverAll();
    const late = desk.broker.whatIf(ticket);
    await new Promise((done) => setImmediate(done));
    const failed = expect(late).rejects.toMatchObject({ code: 'unavailable', message: expect.stringMatching(/in time/) });
    desk.pacer.pass(10_000);
    await failed;
    await desk.heard();
    desk.model.manners.isReadOnly = true;
    const refused = desk.broker.whatIf(ticket);
    await new Promise((done) => setImmediate(done));
    const denied = expect(refused).rejects.toMatchObject({ code: 'denied', message: expect.stringMatching(/Read-Only/) });
    await desk.heard();
    await denied;
    desk.gateway.cut();
    await expect(desk.broker.whatIf(ticket)).rejects.toMatchObject({ code: 'unavailable' });
  });
});
