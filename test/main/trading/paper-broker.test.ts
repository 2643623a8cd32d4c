import { beforeEach, describe, expect, test } from 'vitest';
import { fromDollars, money, ZERO } from '../../../src-core/money.ts';
import { applyEvent } from '../../../src-core/orders/life-cycle.ts';
import type { Execution, Order, OrderRequest } from '../../../src-core/orders/order.ts';
import { type EpochMs, parseIsoDate } from '../../../src-core/time.ts';
import type { BrokerReport } from '../../../src-main/trading/broker.ts';
import { PaperBroker } from '../../../src-main/trading/paper-broker.ts';
import { leg, limit, MARKET, option, request, SESSION, SHARES, stop, submitted, TEN, TestClock, TestQuotes } from './trading-fixture.ts';

const CALL = option('call', 640);
const HIGHER_CALL = option('call', 641);
const CONDOR = [
  leg(option('put', 630), 'buy'),
  leg(option('put', 633), 'sell'),
  leg(option('call', 645), 'sell'),
  leg(option('call', 648), 'buy'),
];

class Desk {
  readonly quotes = new TestQuotes();
  readonly clock: TestClock;
  readonly reports: BrokerReport[] = [];
  broker: PaperBroker;
  #sequence = 0;

  constructor(now: EpochMs = TEN, latency = { least: 100, most: 100 }, seed = 1) {
    this.clock = new TestClock(now);
    this.broker = this.start(latency, seed);
  }

  start(latency = { least: 100, most: 100 }, seed = 1): PaperBroker {
    return new PaperBroker({
      quotes: this.quotes,
      seed,
      session: SESSION,
      clock: this.clock,
      latency,
      report: (report) => this.reports.push(report),
    });
  }

  submit(asked: OrderRequest): Order {
    this.#sequence += 1;
    const order = submitted(asked, this.#sequence, this.clock.now());
    this.broker.submit(order);
    return order;
  }

  at(time: EpochMs): void {
    this.clock.set(time);
    this.broker.advance(time);
  }

  events(): string[] {
    return this.reports.map((report) => report.event.type);
  }

  executions(): Execution[] {
    return this.reports.flatMap(({ event }) => (event.type === 'filled' ? [event.execution] : []));
  }

  /** What the last ending said. */
  reason(): string {
    const event = this.reports.at(-1)?.event;
    return event !== undefined && 'reason' in event ? event.reason : '';
  }
}

let desk: Desk;

beforeEach(() => {
  desk = new Desk();
  desk.quotes.set(CALL, TEN, { bid: 1.0, ask: 1.1 });
  desk.quotes.set(HIGHER_CALL, TEN, { bid: 0.6, ask: 0.66 });
  CONDOR.forEach(({ symbol }, index) => desk.quotes.set(symbol, TEN, { bid: 0.2 + index * 0.1, ask: 0.24 + index * 0.1 }));
});

describe('latency', () => {
  test('an order meets the quotes of the moment it arrives, not of the moment it was sent', () => {
    desk.submit(request(1, [leg(CALL, 'buy')], MARKET));
    expect(desk.broker.nextDue()).toBe(TEN + 100);
    desk.at(TEN + 50);
    expect(desk.reports).toEqual([]);
    desk.quotes.set(CALL, TEN + 60, { bid: 2.0, ask: 2.1 });
    desk.at(TEN + 100);
    expect(desk.events()).toEqual(['accepted', 'filled']);
    expect(desk.executions()[0]).toMatchObject({ time: TEN + 100, net: fromDollars(2.09), evidence: { pessimistic: fromDollars(2.1) } });
  });

  test('is drawn within its range for each request, and a cancel never overtakes its order', () => {
    const spread = new Desk(TEN, { least: 40, most: 160 });
    const dues = new Set<number>();
    for (let number = 1; number <= 60; number += 1) {
      const order = spread.submit(request(number, [leg(CALL, 'buy')], limit(0.5)));
      spread.broker.cancel(order.id);
      const due = spread.broker.nextDue() ?? 0;
      dues.add(due - spread.clock.now());
      spread.at(spread.clock.now() + 160);
    }
    expect(Math.min(...dues)).toBeGreaterThanOrEqual(40);
    expect(Math.max(...dues)).toBeLessThanOrEqual(160);
    expect(dues.size).toBeGreaterThan(20);
    const told = Map.groupBy(spread.reports, (report) => report.orderId);
    for (const reports of told.values()) expect(reports.map((report) => report.event.type)).toEqual(['accepted', 'canceled']);
    expect(told.size).toBe(60);
  });
});

describe('prices', () => {
  test('a market order pays the expected part of the spread', () => {
    desk.submit(request(1, [leg(CALL, 'buy')], MARKET));
    desk.at(TEN + 100);
    const [fill] = desk.executions();
    // mid 1.05, three quarters of the half-spread of 0.05 is 0.0375, rounded up to the cent.
    expect(fill).toMatchObject({
      id: `${request(1, [], MARKET).id}:1`,
      packages: 1,
      net: fromDollars(1.09),
      legs: [{ symbol: CALL, side: 'buy', quantity: 1, price: fromDollars(1.09) }],
      evidence: {
        rule: 'marketable',
        seed: 1,
        optimistic: fromDollars(1.05),
        expected: fromDollars(1.09),
        pessimistic: fromDollars(1.1),
        quotes: [{ symbol: CALL, bid: 1, ask: 1.1, bidSize: 10, askSize: 10, time: TEN }],
      },
    });
    expect(fill?.evidence).not.toHaveProperty('draw');
  });

  test('a limit above the expected price is improved, never worsened', () => {
    desk.submit(request(1, [leg(CALL, 'buy')], limit(5)));
    desk.submit(request(2, [leg(HIGHER_CALL, 'sell')], limit(-0.61)));
    desk.at(TEN + 100);
    // Selling: mid credit 0.63, the expected 0.6075 credit is rounded against the trader to 0.60; 0.61 is above that.
    expect(desk.executions().map((fill) => fill.net)).toEqual([fromDollars(1.09)]);
  });

  test('a limit below the mid rests until the market comes to it', () => {
    desk.submit(request(1, [leg(CALL, 'buy')], limit(1.04)));
    for (let step = 1; step <= 200; step += 1) {
      desk.quotes.set(CALL, TEN + step * 100, { bid: 1.0, ask: 1.1 });
      desk.at(TEN + step * 100);
    }
    expect(desk.events()).toEqual(['accepted']);
    desk.quotes.set(CALL, TEN + 30_000, { bid: 0.9, ask: 1.0 });
    desk.at(TEN + 30_000);
    expect(desk.executions()).toMatchObject([{ net: fromDollars(0.99), evidence: { rule: 'marketable' } }]);
  });

  test('a limit between the mid and the expected price fills at its limit, sooner the nearer it is', () => {
    const waits = [1.05, 1.07, 1.08].map((price) => {
      let looks = 0;
      for (let seed = 1; seed <= 60; seed += 1) {
        const one = new Desk(TEN, { least: 0, most: 0 }, seed);
        one.quotes.set(CALL, TEN, { bid: 1.0, ask: 1.1 });
        one.submit(request(1, [leg(CALL, 'buy')], limit(price)));
        for (let step = 0; one.executions().length === 0 && step < 2_000; step += 1) {
          looks += 1;
          one.quotes.set(CALL, TEN + step, { bid: 1.0, ask: 1.1 });
          one.at(TEN + step);
        }
        const [fill] = one.executions();
        expect(fill).toMatchObject({ net: fromDollars(price), evidence: { rule: 'resting' } });
        if (fill?.evidence.rule !== 'resting') throw new Error('it rested');
        expect(fill.evidence.draw).toBeLessThan(fill.evidence.threshold ?? 0);
      }
      return looks / 60;
    });
    expect(waits[0]).toBeGreaterThan(40);
    expect(waits[1]).toBeLessThan(20);
    expect(waits[2]).toBeLessThan(5);
  });

  test('one quote gives one chance: without a refresh a resting order is not looked at again', () => {
    desk.submit(request(1, [leg(CALL, 'buy')], limit(1.05)));
    for (let step = 0; step < 5_000; step += 1) desk.at(TEN + 100 + step);
    expect(desk.events()).toEqual(['accepted']);
  });

  test('a package of four legs fills at one net, its leg prices adding up to it exactly', () => {
    desk.submit(request(1, CONDOR, MARKET, { quantity: 3 }));
    desk.at(TEN + 100);
    const [fill] = desk.executions();
    expect(fill?.packages).toBe(3);
    const sum = (fill?.legs ?? []).reduce((total, { side, price, quantity }) => total + (side === 'buy' ? price : -price) * quantity, 0);
    expect(sum).toBe((fill?.net ?? 0) * 3);
    expect(fill?.net).toBeLessThanOrEqual(fill?.evidence.pessimistic ?? ZERO);
  });

  test('shares trade as a single leg, whatever sizes the feed leaves out', () => {
    desk.quotes.set(SHARES, TEN, { bid: 640.0, ask: 640.02, bidSize: Number.POSITIVE_INFINITY, askSize: Number.NaN });
    desk.submit(request(1, [leg(SHARES, 'buy')], MARKET, { quantity: 250 }));
    desk.at(TEN + 100);
    expect(desk.executions()).toMatchObject([{ packages: 250, net: fromDollars(640.02), evidence: { quotes: [{ bidSize: null, askSize: null }] } }]);
  });
});

describe('displayed size', () => {
  test('limits a fill, and is used up until the quote is refreshed', () => {
    desk.quotes.set(CALL, TEN, { bid: 1, ask: 1.1, askSize: 4 });
    desk.submit(request(1, [leg(CALL, 'buy')], MARKET, { quantity: 6 }));
    desk.submit(request(2, [leg(CALL, 'buy')], MARKET, { quantity: 1 }));
    desk.at(TEN + 100);
    desk.at(TEN + 200);
    expect(desk.executions().map((fill) => [fill.id.slice(-2), fill.packages])).toEqual([[':1', 4]]);
    desk.quotes.set(CALL, TEN + 300, { bid: 1, ask: 1.1, askSize: 4 });
    desk.at(TEN + 300);
    expect(desk.executions().map((fill) => [fill.id.slice(-2), fill.packages])).toEqual([
      [':1', 4],
      [':5', 2],
      [':1', 1],
    ]);
  });

  test('of a package is the least whole number of packages over its legs', () => {
    desk.quotes.set(CALL, TEN, { bid: 1, ask: 1.1, askSize: 9 });
    desk.quotes.set(HIGHER_CALL, TEN, { bid: 0.6, ask: 0.66, bidSize: 7 });
    desk.submit(request(1, [leg(CALL, 'buy'), leg(HIGHER_CALL, 'sell', 2)], MARKET, { quantity: 10 }));
    desk.at(TEN + 100);
    expect(desk.executions()).toMatchObject([{ packages: 3, legs: [{ quantity: 3 }, { quantity: 6 }] }]);
  });

  test('of a package is that of the legs that show one', () => {
    desk.quotes.set(CALL, TEN, { bid: 1, ask: 1.1, askSize: Number.NaN });
    desk.quotes.set(HIGHER_CALL, TEN, { bid: 0.6, ask: 0.66, bidSize: 2 });
    desk.submit(request(1, [leg(CALL, 'buy'), leg(HIGHER_CALL, 'sell')], MARKET, { quantity: 10 }));
    desk.at(TEN + 100);
    desk.at(TEN + 200);
    expect(desk.executions()).toMatchObject([{ packages: 2 }]);
  });

  test('on the other side stays', () => {
    desk.quotes.set(CALL, TEN, { bid: 1, ask: 1.1, bidSize: 5, askSize: 5 });
    desk.submit(request(1, [leg(CALL, 'buy')], MARKET, { quantity: 5 }));
    desk.submit(request(2, [leg(CALL, 'sell')], MARKET, { quantity: 5 }));
    desk.at(TEN + 100);
    expect(desk.executions().map((fill) => fill.packages)).toEqual([5, 5]);
  });
});

describe('quotes that never fill', () => {
  test.each(['stale', 'locked', 'crossed', 'one_sided', 'absent'] as const)('%s', (status) => {
    desk.quotes.set(CALL, TEN, { bid: status === 'one_sided' ? null : 1, ask: 1.1, status });
    desk.submit(request(1, [leg(CALL, 'buy')], MARKET));
    desk.submit(request(2, [leg(CALL, 'buy'), leg(HIGHER_CALL, 'sell')], limit(9)));
    desk.at(TEN + 100);
    expect(desk.events()).toEqual(['accepted', 'accepted']);
    desk.quotes.set(CALL, TEN + 200, { bid: 1, ask: 1.1 });
    desk.at(TEN + 200);
    expect(desk.executions()).toHaveLength(2);
  });
});

describe('the session', () => {
  test('an order sent before the open waits for it', () => {
    const early = new Desk(SESSION.open - 60_000);
    early.quotes.set(CALL, SESSION.open - 60_000, { bid: 1, ask: 1.1 });
    early.submit(request(1, [leg(CALL, 'buy')], MARKET));
    early.at(SESSION.open - 1);
    expect(early.events()).toEqual(['accepted']);
    early.at(SESSION.open);
    expect(early.events()).toEqual(['accepted', 'filled']);
  });

  test('day orders and good-till-cancelled orders on expiring options end at the last trade; shares stay', () => {
    desk.quotes.set(SHARES, TEN, { bid: 640, ask: 640.02 });
    desk.submit(request(1, [leg(CALL, 'buy')], limit(0.1)));
    desk.submit(request(2, [leg(CALL, 'buy')], limit(0.1), { timeInForce: 'GTC' }));
    desk.submit(request(3, [leg(SHARES, 'buy')], limit(500), { timeInForce: 'GTC' }));
    desk.submit(request(4, [leg(SHARES, 'buy')], limit(500)));
    desk.at(TEN + 100);
    expect(desk.broker.nextDue()).toBe(SESSION.lastTrade);
    desk.quotes.set(CALL, SESSION.lastTrade, { bid: 0.01, ask: 0.03 });
    desk.at(SESSION.lastTrade);
    expect(desk.reports.slice(4).map(({ orderId, event }) => [Number(orderId.slice(-3)), event])).toEqual([
      [1, { type: 'expired', reason: 'the session is over' }],
      [2, { type: 'expired', reason: 'its options have expired' }],
      [4, { type: 'expired', reason: 'the session is over' }],
    ]);
    expect(desk.broker.nextDue()).toBeNull();
  });

  test('an order that arrives after the last trade is rejected', () => {
    desk.clock.set(SESSION.lastTrade - 50);
    desk.submit(request(1, [leg(CALL, 'buy')], MARKET));
    desk.at(SESSION.lastTrade);
    desk.at(SESSION.lastTrade + 50);
    expect(desk.executions()).toEqual([]);
    expect(desk.events()).toHaveLength(1);
  });
});

describe('immediate orders', () => {
  test('IOC takes what is there and cancels the rest', () => {
    desk.quotes.set(CALL, TEN, { bid: 1, ask: 1.1, askSize: 3 });
    desk.submit(request(1, [leg(CALL, 'buy')], MARKET, { quantity: 5, timeInForce: 'IOC' }));
    desk.at(TEN + 100);
    expect(desk.events()).toEqual(['accepted', 'filled', 'canceled']);
    expect(desk.executions()[0]?.packages).toBe(3);
    expect(desk.reason()).toBe('IOC: no more size was shown');
  });

  test('FOK fills whole or not at all', () => {
    desk.quotes.set(CALL, TEN, { bid: 1, ask: 1.1, askSize: 4 });
    desk.submit(request(1, [leg(CALL, 'buy')], MARKET, { quantity: 5, timeInForce: 'FOK' }));
    desk.submit(request(2, [leg(CALL, 'buy')], MARKET, { quantity: 4, timeInForce: 'FOK' }));
    desk.at(TEN + 100);
    expect(desk.events()).toEqual(['accepted', 'accepted', 'canceled', 'filled']);
    expect(desk.executions()[0]?.packages).toBe(4);
  });

  test.each(['IOC', 'FOK'] as const)('%s does not wait for a usable quote', (timeInForce) => {
    desk.quotes.set(CALL, TEN, { bid: 1, ask: 1.1, status: 'stale' });
    desk.submit(request(1, [leg(CALL, 'buy')], MARKET, { timeInForce }));
    desk.at(TEN + 100);
    expect(desk.events()).toEqual(['accepted', 'canceled']);
    expect(desk.reason()).toContain('stale');
  });
});

describe('stops', () => {
  test('a stop triggers on the natural net of a usable quote, then takes the market', () => {
    desk.submit(request(1, [leg(CALL, 'buy')], stop(1.3)));
    desk.at(TEN + 100);
    desk.quotes.set(CALL, TEN + 200, { bid: 1.5, ask: 1.6, status: 'stale' });
    desk.at(TEN + 200);
    desk.quotes.set(CALL, TEN + 300, { bid: 1.19, ask: 1.29 });
    desk.at(TEN + 300);
    expect(desk.events()).toEqual(['accepted']);
    desk.quotes.set(CALL, TEN + 400, { bid: 1.2, ask: 1.3 });
    desk.at(TEN + 400);
    expect(desk.events()).toEqual(['accepted', 'triggered', 'filled']);
    expect(desk.executions()[0]?.net).toBe(fromDollars(1.29));
  });

  test('a protective sale triggers when its credit has fallen to the stop', () => {
    desk.submit(request(1, [leg(CALL, 'sell')], stop(-0.8)));
    desk.at(TEN + 100);
    expect(desk.events()).toEqual(['accepted']);
    desk.quotes.set(CALL, TEN + 200, { bid: 0.8, ask: 0.9 });
    desk.at(TEN + 200);
    expect(desk.events()).toEqual(['accepted', 'triggered', 'filled']);
  });

  test('a triggered stop-limit keeps to its limit', () => {
    desk.submit(request(1, [leg(CALL, 'buy')], { type: 'stop_limit', stop: fromDollars(1.2), limit: fromDollars(1.25) }));
    desk.at(TEN + 100);
    desk.quotes.set(CALL, TEN + 200, { bid: 1.3, ask: 1.4 });
    desk.at(TEN + 200);
    expect(desk.events()).toEqual(['accepted', 'triggered']);
    desk.quotes.set(CALL, TEN + 300, { bid: 1.1, ask: 1.2 });
    desk.at(TEN + 300);
    expect(desk.executions()).toMatchObject([{ net: fromDollars(1.19) }]);
  });
});

describe('change and cancel', () => {
  test('a change acts when it arrives', () => {
    const order = desk.submit(request(1, [leg(CALL, 'buy')], limit(0.5)));
    desk.at(TEN + 100);
    desk.broker.change(order.id, { terms: limit(1.2), quantity: 2 });
    desk.at(TEN + 150);
    expect(desk.events()).toEqual(['accepted']);
    desk.at(TEN + 200);
    expect(desk.events()).toEqual(['accepted', 'changed', 'filled']);
    expect(desk.executions()[0]?.packages).toBe(2);
  });

  test('a change that fills have overtaken is refused', () => {
    desk.quotes.set(CALL, TEN, { bid: 1, ask: 1.1, askSize: 3 });
    const order = desk.submit(request(1, [leg(CALL, 'buy')], limit(1.2), { quantity: 5 }));
    desk.broker.change(order.id, { terms: limit(1.2), quantity: 2 });
    desk.broker.change(order.id, { terms: stop(1.2), quantity: 5 });
    desk.clock.set(TEN + 100);
    desk.at(TEN + 100);
    // All three arrive at once, before the first look at the market.
    expect(desk.events()).toEqual(['accepted', 'changed', 'changed']);

    const other = desk.submit(request(2, [leg(CALL, 'buy')], limit(1.2), { quantity: 5 }));
    desk.at(TEN + 200);
    desk.broker.change(other.id, { terms: limit(1.2), quantity: 2 });
    desk.broker.change(other.id, { terms: stop(1.5), quantity: 5 });
    desk.at(TEN + 300);
    expect(desk.events().slice(3)).toEqual(['accepted', 'filled', 'change_rejected', 'change_rejected']);
  });

  test('a cancel ends the order; one that a fill overtook says nothing more', () => {
    const resting = desk.submit(request(1, [leg(CALL, 'buy')], limit(0.5)));
    const filled = desk.submit(request(2, [leg(CALL, 'buy')], MARKET));
    desk.at(TEN + 100);
    desk.broker.cancel(resting.id);
    desk.broker.cancel(filled.id);
    desk.at(TEN + 200);
    expect(desk.events()).toEqual(['accepted', 'accepted', 'filled', 'canceled']);
  });
});

describe('reconciliation', () => {
  test('takes over orders in every state', () => {
    const base = submitted(request(1, [leg(CALL, 'buy')], limit(0.5), { quantity: 2 }), 1, TEN);
    const accepted = applyEvent({ ...base, id: 'accepted', sequence: 2 }, { type: 'accepted' }, TEN);
    const change = { terms: limit(0.6), quantity: 3 };
    const pendingUpdate = applyEvent({ ...accepted, id: 'update', sequence: 3 }, { type: 'change_requested', change }, TEN);
    const pendingCancel = applyEvent({ ...accepted, id: 'cancel', sequence: 4 }, { type: 'cancel_requested' }, TEN);
    const unaccepted = applyEvent({ ...base, id: 'unaccepted', sequence: 5 }, { type: 'cancel_requested' }, TEN);
    desk.broker.reconcile([unaccepted, pendingCancel, pendingUpdate, accepted, base]);
    desk.at(TEN + 100);
    const told = desk.reports.map(({ orderId, event }) => `${orderId === base.id ? 'submitted' : orderId} ${event.type}`);
    expect(told.toSorted()).toEqual(['cancel canceled', 'submitted accepted', 'unaccepted accepted', 'unaccepted canceled', 'update changed']);
    desk.quotes.set(CALL, TEN + 200, { bid: 0.5, ask: 0.6 });
    desk.at(TEN + 200);
    expect(desk.executions().map((fill) => [fill.id, fill.packages])).toEqual([['update:1', 3]]);
  });

  test('a partly filled order goes on where it was, with the next execution id', () => {
    const order = { ...submitted(request(1, [leg(CALL, 'buy')], MARKET, { quantity: 5 }), 1, TEN), state: 'PARTIALLY_FILLED' as const };
    desk.broker.reconcile([{ ...order, filledQuantity: 3, filledNetTotal: money(30_000) }]);
    desk.at(TEN);
    expect(desk.executions()).toMatchObject([{ id: `${order.id}:4`, packages: 2 }]);
  });

  test('orders of an earlier session end at once', () => {
    const yesterday = TEN - 86_400_000;
    const gone = option('call', 640, parseIsoDate('2026-07-27'));
    const day = submitted(request(1, [leg(SHARES, 'buy')], limit(500)), 1, yesterday);
    const gtc = submitted(request(2, [leg(gone, 'buy')], limit(0.5), { timeInForce: 'GTC' }), 2, yesterday);
    const shares = submitted(request(3, [leg(SHARES, 'buy')], limit(500), { timeInForce: 'GTC' }), 3, yesterday);
    desk.broker.reconcile([day, gtc, shares].map((order) => applyEvent(order, { type: 'accepted' }, yesterday)));
    expect(desk.broker.nextDue()).toBeLessThanOrEqual(TEN);
    desk.at(TEN);
    expect(desk.reports.map(({ event }) => event)).toEqual([
      { type: 'expired', reason: 'its session is over' },
      { type: 'expired', reason: 'its options expired on 2026-07-27' },
    ]);
  });
});

test('the same seed and the same inputs give the same reports, byte for byte', () => {
  const play = (seed: number): string => {
    const one = new Desk(TEN, { least: 40, most: 160 }, seed);
    for (let step = 0; step < 400; step += 1) {
      const now = TEN + step * 50;
      const wobble = Math.round(5 * Math.sin(step / 7)) / 100;
      one.quotes.set(CALL, now, { bid: 1 + wobble, ask: 1.1 + wobble, askSize: 1 + (step % 3) });
      one.quotes.set(HIGHER_CALL, now, { bid: 0.6 + wobble, ask: 0.66 + wobble });
      one.clock.set(now);
      if (step % 20 === 0) one.submit(request(step, [leg(CALL, 'buy'), leg(HIGHER_CALL, 'sell')], limit(0.43), { quantity: 3 }));
      one.at(now);
    }
    expect(one.executions().length).toBeGreaterThan(5);
    return JSON.stringify(one.reports);
  };
  expect(play(1)).toBe(play(1));
  expect(play(1)).not.toBe(play(2));
});
