import { describe, expect, it } from 'vitest';
import type { GatewayRequest } from '../../../src-main/ibkr/gateway.ts';
import { MessagePacing } from '../../../src-main/ibkr/message-pacing.ts';
import { BUY, MARKET_DATA, SteppedTime } from './link-world.ts';

function world() {
  const time = new SteppedTime(0);
  const written: { readonly at: number; readonly request: GatewayRequest }[] = [];
  const pacing = new MessagePacing(time, (request) => void written.push({ at: time.now(), request }));
  return { time, written, pacing };
}
const CANCEL = (orderId: number): GatewayRequest => ({ type: 'cancel_order', orderId });

describe('the pacing of messages', () => {
  it('never writes more than 45 within any second, and writes all in order', () => {
    const { time, written, pacing } = world();
    for (let id = 0; id < 200; id += 1) pacing.send(MARKET_DATA(id));
    for (let step = 0; step < 100; step += 1) {
      pacing.send(BUY(step));
      time.advance(100);
    }
    time.advance(5_000);
    const times = written.map(({ at }) => at);
    for (const [index, at] of times.entries()) expect((times[index + 45] ?? Number.POSITIVE_INFINITY) - at).toBeGreaterThanOrEqual(1_000);
    const ids = written.flatMap(({ request }) => (request.type === 'market_data' ? [request.requestId] : []));
    expect(ids).toEqual([...Array(200).keys()]);
    expect(pacing.waiting).toBe(0);
  });

  it('keeps room for orders and cancels, which go at once however many subscriptions wait', () => {
    const { time, written, pacing } = world();
    for (let id = 0; id < 300; id += 1) pacing.send(MARKET_DATA(id));
    expect(written).toHaveLength(23);
    // Those that the books need have room that quotes have not.
    for (let asked = 0; asked < 10; asked += 1) expect(pacing.send({ type: 'open_orders' })).toBe('sent');
    expect(pacing.send({ type: 'open_orders' })).toBe('waiting');
    expect(pacing.send(BUY(1))).toBe('sent');
    expect(pacing.send(CANCEL(1))).toBe('sent');
    for (let order = 2; order < 12; order += 1) expect(pacing.send(BUY(order))).toBe('sent');
    // The second is full: the next waits its turn before all subscriptions.
    expect(pacing.send(BUY(12))).toBe('waiting');
    time.advance(1_000);
    expect(written.slice(45, 48).map(({ request }) => request.type)).toEqual(['place_order', 'open_orders', 'market_data']);
  });

  it('lets a cancel never overtake its order, and what the books need go before quotes', () => {
    const { time, written, pacing } = world();
    for (let order = 0; order < 45; order += 1) pacing.send(BUY(order));
    pacing.send(MARKET_DATA(1));
    pacing.send({ type: 'cancel_market_data', requestId: 1 });
    pacing.send({ type: 'open_orders' });
    pacing.send(BUY(99));
    pacing.send(CANCEL(99));
    time.advance(3_000);
    expect(written.slice(45).map(({ request }) => request.type)).toEqual(['place_order', 'cancel_order', 'open_orders', 'market_data', 'cancel_market_data']);
  });

  it('asks what an order would do in the turn of requests, not of orders', () => {
    const { pacing } = world();
    for (let id = 0; id < 33; id += 1) pacing.send({ type: 'open_orders' });
    const order = BUY(7);
    if (order.type !== 'place_order') throw new Error('not an order');
    expect(pacing.send({ ...order, order: { ...order.order, whatIf: true } })).toBe('waiting');
  });

  it('holds still for a second when the gateway says it was too much', () => {
    const { time, written, pacing } = world();
    pacing.hold();
    expect(pacing.send(BUY(1))).toBe('waiting');
    time.advance(999);
    expect(written).toHaveLength(0);
    time.advance(1);
    expect(written).toHaveLength(1);
  });

  it('gives back what waited at its end, in the order of its turns, and writes none of it', () => {
    const { time, written, pacing } = world();
    for (let order = 0; order < 45; order += 1) pacing.send(BUY(order));
    pacing.send(MARKET_DATA(1));
    pacing.send(BUY(46));
    expect(pacing.end().map(({ type }) => type)).toEqual(['place_order', 'market_data']);
    time.advance(10_000);
    expect(written).toHaveLength(45);
    expect(pacing.waiting).toBe(0);
  });
});
