import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { multiplier, parseSymbol } from '../../../src-core/instruments/instrument.ts';
import { CENT, money } from '../../../src-core/money.ts';
import { isTerminal } from '../../../src-core/orders/life-cycle.ts';
import type { Order, OrderChange, OrderId, OrderRequest, OrderState } from '../../../src-core/orders/order.ts';
import { signOf } from '../../../src-core/orders/net-price.ts';
import type { BrokerHarness, BrokerWorld } from './broker-world.ts';

/** What every broker behind the port does. Orders go through a real order manager, and what counts is what its books say. */
export function brokerSuite(harness: BrokerHarness): void {
  describe(`the broker: ${harness.name}`, () => {
    let world: BrokerWorld;
    beforeEach(async () => void (world = await harness.open()));
    afterEach(() => world.close());

    const of = (id: OrderId): Order => {
      const order = world.orders.order(id);
      if (!order) throw new Error(`order ${id} is in the books`);
      return order;
    };
    const reaches = (id: OrderId, ...states: readonly OrderState[]): Promise<void> => world.until(() => states.includes(of(id).state));
    const isFilled = (id: OrderId, packages: number): Promise<void> => world.until(() => of(id).filledQuantity === packages);
    const placed = async (request: OrderRequest): Promise<OrderId> => {
      await world.orders.place(request);
      await reaches(request.id, 'ACCEPTED');
      return request.id;
    };
    const held = (): Record<string, number> => {
      const units: Record<string, number> = {};
      for (const { symbol, quantity } of world.orders.book.holdings()) units[symbol] = (units[symbol] ?? 0) + quantity;
      return units;
    };
    const bought = (id: OrderId, packages: number): Record<string, number> => Object.fromEntries(of(id).legs.map(({ symbol, side, ratio }) => [symbol, signOf(side) * ratio * packages]));

    describe.each([
      ['one option', 1],
      ['a package of two', 2],
      ['a package of four', 4],
    ] as const)('an order of %s', (_name, legs) => {
      test('is accepted, changed and cancelled', async () => {
        const before = held();
        const id = await placed(world.request(legs, 2));
        expect(await world.broker.working()).toEqual([id]);

        const change = raised(of(id), 3);
        await world.orders.change(id, change);
        await reaches(id, 'ACCEPTED');
        expect(of(id)).toMatchObject({ quantity: 3, terms: change.terms });
        expect(of(id).pendingChange).toBeUndefined();
        expect(await world.broker.working()).toEqual([id]);

        await world.orders.cancel(id);
        await reaches(id, 'CANCELED');
        expect(of(id)).toMatchObject({ filledQuantity: 0, resume: undefined });
        expect(await world.broker.working()).toEqual([]);
        expect(held()).toEqual(before);
        expect(world.notices).toEqual([]);
      });

      test('fills in parts and whole, at its limit or better', async (context) => {
        const { fill } = world;
        if (fill === null) return context.skip();
        const before = world.orders.book.totals;
        const cash = world.orders.book.cash;
        const id = await placed(world.request(legs, 3));
        fill(id, 1);
        await isFilled(id, 1);
        expect(of(id).state).toBe('PARTIALLY_FILLED');
        expect(held()).toEqual(bought(id, 1));
        fill(id, 2);
        await reaches(id, 'FILLED');
        await world.quiet();
        const order = of(id);
        expect(held()).toEqual(bought(id, 3));
        expect(await world.broker.working()).toEqual([]);
        const { terms } = order;
        if (terms.type === 'limit') expect(order.filledNetTotal).toBeLessThanOrEqual(3 * terms.limit);
        const { commission, fees } = world.orders.book.totals;
        expect(commission).toBeGreaterThan(before.commission);
        const unit = multiplier(parseSymbol(order.legs[0]?.symbol ?? ''));
        expect(world.orders.book.cash - cash).toBe(-order.filledNetTotal * unit - (commission - before.commission) - (fees - before.fees));
        expect(world.notices).toEqual([]);
      });

      test('keeps what was filled when the rest is cancelled', async (context) => {
        if (world.fill === null) return context.skip();
        const id = await placed(world.request(legs, 4));
        world.fill(id, 1);
        await isFilled(id, 1);
        await world.orders.cancel(id);
        await reaches(id, 'CANCELED');
        expect(of(id).filledQuantity).toBe(1);
        expect(held()).toEqual(bought(id, 1));
        expect(await world.broker.working()).toEqual([]);
      });
    });

    test('refuses with a reason, and the books hold nothing of it', async (context) => {
      const request = world.refused();
      if (request === null) return context.skip();
      await world.orders.place(request);
      await reaches(request.id, 'REJECTED');
      expect(of(request.id).reason ?? '').toMatch(/\w{3}/);
      expect(world.orders.book.holdings()).toEqual([]);
      expect(world.orders.trade(of(request.id).tradeId)?.status).toBe('rejected');
      expect(await world.broker.working()).toEqual([]);
    });

    test('can no longer cancel what is filled', async (context) => {
      if (world.fill === null) return context.skip();
      const id = await placed(world.request(1, 1));
      world.fill(id, 1);
      await reaches(id, 'FILLED');
      await expect(world.orders.cancel(id)).rejects.toMatchObject({ code: 'conflict' });
      // As when the cancellation was on its way already.
      world.broker.cancel(id);
      await world.quiet();
      expect(of(id).state).toBe('FILLED');
      expect(held()).toEqual(bought(id, 1));
    });

    test('fills or cancels where both are asked at once, and says which', async (context) => {
      if (world.fill === null) return context.skip();
      const id = await placed(world.request(2, 1));
      const cancelled = world.orders.cancel(id);
      world.fill(id, 1);
      await cancelled.catch((error: unknown) => expect(error).toMatchObject({ code: 'conflict' }));
      await world.until(() => isTerminal(of(id).state));
      await world.quiet();
      expect(held()).toEqual(of(id).filledQuantity === 0 ? {} : bought(id, 1));
      expect(of(id).state).toBe(of(id).filledQuantity === 0 ? 'CANCELED' : 'FILLED');
    });

    test('gets an id that is asked for twice once', async () => {
      const request = world.request(2, 2);
      const both = await Promise.all([world.orders.place(request), world.orders.place(request)]);
      expect(both[0].id).toBe(both[1].id);
      await reaches(request.id, 'ACCEPTED');
      expect((await world.orders.place(request)).state).toBe('ACCEPTED');
      await world.quiet();
      expect(await world.broker.working()).toEqual([request.id]);
      await expect(world.orders.place({ ...request, quantity: 3 })).rejects.toMatchObject({ code: 'conflict' });
      if (world.fill === null) return;
      world.fill(request.id, 2);
      await reaches(request.id, 'FILLED');
      await world.quiet();
      expect(held()).toEqual(bought(request.id, 2));
    });

    test('goes on with the orders that work when the process starts again', async () => {
      const one = await placed(world.request(1, 2));
      const other = await placed(world.request(4, 3));
      const parts = world.fill === null ? 0 : 1;
      if (world.fill !== null) {
        world.fill(other, 1);
        await isFilled(other, 1);
      }
      const before = world.orders.orders().map(summary);
      await world.restart();
      await world.quiet();
      expect(world.orders.orders().map(summary)).toEqual(before);
      expect((await world.broker.working()).toSorted()).toEqual([one, other].toSorted());
      expect(of(other).filledQuantity).toBe(parts);

      if (world.fill !== null) {
        world.fill(other, 2);
        await reaches(other, 'FILLED');
        expect(held()).toEqual(bought(other, 3));
      }
      await world.orders.change(one, raised(of(one), 3));
      await reaches(one, 'ACCEPTED');
      expect(of(one).quantity).toBe(3);
      expect(await world.orders.cancelAll()).toBe(world.fill === null ? 2 : 1);
      await world.until(() => world.orders.working().length === 0);
      expect(await world.broker.working()).toEqual([]);
    });

    test('answers what was asked for just before the process ended', async () => {
      const resting = await placed(world.request(1, 1));
      const asked = world.request(2, 1);
      await Promise.all([world.orders.cancel(resting), world.orders.place(asked)]);
      await world.restart();
      await reaches(resting, 'CANCELED');
      await reaches(asked.id, 'ACCEPTED');
      expect(await world.broker.working()).toEqual([asked.id]);
    });

    test('counts an execution that is told twice once', async (context) => {
      const { tellAgain } = world;
      if (world.fill === null || tellAgain === null) return context.skip();
      const id = await placed(world.request(4, 3));
      world.fill(id, 2);
      await isFilled(id, 2);
      await world.quiet();
      const { cash, transactionCount, totals } = world.orders.book;
      tellAgain();
      await world.quiet();
      await world.restart();
      tellAgain();
      await world.quiet();
      expect(of(id)).toMatchObject({ state: 'PARTIALLY_FILLED', filledQuantity: 2 });
      expect(held()).toEqual(bought(id, 2));
      expect({ cash: world.orders.book.cash, transactionCount: world.orders.book.transactionCount, totals: world.orders.book.totals }).toEqual({ cash, transactionCount, totals });
    });

    test('stops everything that works on an emergency cancel', async () => {
      const ids = [await placed(world.request(1, 1)), await placed(world.request(2, 1)), await placed(world.request(4, 2))];
      expect(world.orders.emergencyCancel()).toBe(ids.length);
      await world.until(() => world.orders.working().length === 0);
      expect(ids.map((id) => of(id).state)).toEqual(ids.map(() => 'CANCELED'));
      expect(await world.broker.working()).toEqual([]);
    });
  });
}

/** A cent more, for another number of packages. */
function raised({ terms }: Order, quantity: number): OrderChange {
  return { terms: terms.type === 'limit' ? { type: 'limit', limit: money(terms.limit + CENT) } : terms, quantity };
}

function summary({ id, state, quantity, filledQuantity, filledNetTotal, terms, brokerOrderId }: Order): Partial<Order> {
  return { id, state, quantity, filledQuantity, filledNetTotal, terms, brokerOrderId };
}
