import { beforeEach, describe, expect, test } from 'vitest';
import type { Denial } from '../../../src-main/risk/denial.ts';
import { PASS_ALL, TradingDesk } from './trading-desk.ts';
import { id, leg, limit, option, request, stop, TEN, TestClock, TestJournal, TestQuotes } from './trading-fixture.ts';

const CALL = option('call', 640);
const HALTED: Denial = { code: 'halted', because: 'a person halted trading' };

let quotes: TestQuotes;
let clock: TestClock;
let journal: TestJournal;
let desk: TradingDesk;
let isHalted: boolean;
/** What the broker was told, in order. */
let heard: string[];

beforeEach(async () => {
  quotes = new TestQuotes();
  clock = new TestClock(TEN);
  journal = new TestJournal();
  isHalted = false;
  heard = [];
  quotes.set(CALL, TEN, { bid: 1, ask: 1.04, bidSize: 2, askSize: 2 });
  desk = await TradingDesk.start({ quotes, clock, journal, risk: { ...PASS_ALL, lastCheck: () => (isHalted ? HALTED : null) } });
  const { broker } = desk;
  for (const name of ['submit', 'change', 'cancel'] as const) {
    const real = broker[name].bind(broker) as (...told: unknown[]) => void;
    Object.assign(broker, {
      [name]: (...told: unknown[]) => {
        heard.push(name);
        real(...told);
      },
    });
  }
});

function kill(): number {
  isHalted = true;
  heard.push('kill');
  return desk.manager.emergencyCancel();
}

const buy = (number: number, terms = limit(0.5), quantity = 1) => request(number, [leg(CALL, 'buy')], terms, { quantity });

describe('an emergency cancel', () => {
  test('ends an order in every open state, and none fills afterwards', async () => {
    await desk.manager.place(buy(1));
    await desk.manager.place(buy(2, limit(2), 5));
    await desk.manager.place(buy(3, stop(1.03)));
    await desk.manager.place(buy(4));
    await desk.at(TEN + 150);
    await desk.manager.change(id(4), { terms: limit(0.6), quantity: 1 });
    await desk.manager.place(buy(5));
    expect(desk.manager.orders().map(({ state }) => state)).toEqual(['ACCEPTED', 'PARTIALLY_FILLED', 'TRIGGERED', 'PENDING_UPDATE', 'SUBMITTED']);
    expect(kill()).toBe(5);
    expect(heard.slice(heard.indexOf('kill'))).toEqual(['kill', ...Array.from({ length: 5 }, () => 'cancel')]);
    await desk.at(TEN + 400);
    quotes.set(CALL, TEN + 400, { bid: 0.2, ask: 0.22, bidSize: 50, askSize: 50 });
    await desk.at(TEN + 10_000);
    expect(desk.manager.orders().map(({ state, filledQuantity }) => [state, filledQuantity])).toEqual([
      ['CANCELED', 0],
      ['CANCELED', 2],
      ['CANCELED', 0],
      ['CANCELED', 0],
      ['CANCELED', 0],
    ]);
    expect(desk.notices).toEqual([]);
    expect(kill()).toBe(0);
  });

  test('reaches the broker while a write hangs, and what was behind it is never sent', async () => {
    await desk.manager.place(buy(1));
    const release = journal.hold();
    const waiting = [buy(2), buy(3)].map((asked) => desk.manager.place(asked).catch((error: unknown) => error));
    await Promise.resolve();
    expect(kill()).toBe(1);
    expect(heard).toEqual(['submit', 'kill', 'cancel']);
    release();
    const refusals = await Promise.all(waiting);
    for (const refusal of refusals) expect(refusal).toMatchObject({ code: 'denied', message: expect.stringContaining('halted') });
    expect(heard).toEqual(['submit', 'kill', 'cancel']);
    await desk.at(TEN + 400);
    expect(desk.manager.working()).toEqual([]);
  });

  test('reaches the broker after a write failed', async () => {
    await desk.manager.place(buy(1));
    journal.fail(new Error('the disk is full'));
    await expect(desk.manager.place(buy(2))).rejects.toMatchObject({ code: 'unavailable' });
    expect(kill()).toBe(1);
    expect(heard).toEqual(['submit', 'kill', 'cancel']);
  });

  test('cancels the others where the broker takes one of them badly', async () => {
    await desk.manager.place(buy(1));
    await desk.manager.place(buy(2));
    const { cancel } = desk.broker;
    Object.assign(desk.broker, {
      cancel: (orderId: string) => {
        if (orderId === id(1)) throw new Error('the line is down');
        cancel.call(desk.broker, orderId);
      },
    });
    expect(kill()).toBe(2);
    expect(heard.slice(-1)).toEqual(['cancel']);
    expect(desk.notices).toEqual(['order 1 could not be cancelled: the line is down']);
  });

  test.each([0, 1, 2, 3, 4, 5, 6, 8, 10])('nothing is sent after it, at whatever moment it comes (%i)', async (moments) => {
    const ended = desk.manager.subscribe(({ orders }) => {
      if (!orders.some(({ state }) => state === 'SUBMITTED' || state === 'PENDING_UPDATE')) return;
      let left = moments;
      const later = (): void => {
        if (left-- === 0) kill();
        else void Promise.resolve().then(later);
      };
      later();
    });
    await desk.manager.place(buy(1)).catch(() => undefined);
    await desk.at(TEN + 400);
    await desk.at(TEN + 800);
    expect(heard).toContain('kill');
    expect(heard.slice(heard.indexOf('kill'))).not.toContain('submit');
    expect(desk.manager.working()).toEqual([]);
    ended();
  });
});
