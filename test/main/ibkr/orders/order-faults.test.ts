import { describe, expect, test } from 'vitest';
import { type InstrumentSymbol, multiplier, parseSymbol } from '../../../../src-core/instruments/instrument.ts';
import { add, fromDollars, type Money, times, ZERO } from '../../../../src-core/money.ts';
import { isTerminal } from '../../../../src-core/orders/life-cycle.ts';
import { signOf } from '../../../../src-core/orders/net-price.ts';
import { symbolOfContract } from '../../../../src-main/ibkr/contract-book.ts';
import { SeededRandom } from '../../../../src-main/market-data/random.ts';
import { partsOf, randomFaults } from '../../../support/tws/faults.ts';
import { BUTTERFLY, CALL, CONDOR, IbkrDesk, SOLD_CALL, SPREAD } from './ibkr-desk.ts';

const SEEDS = Number(process.env['ORDER_FAULTS'] ?? 80);

const PACKAGES = [
  { legs: CALL, limit: 1 },
  { legs: SOLD_CALL, limit: -1.2 },
  { legs: SPREAD, limit: 0.4 },
  { legs: BUTTERFLY, limit: 0.3 },
  { legs: CONDOR, limit: -1.5 },
] as const;

/** A day of orders, changes, cancels, fills, ends of the connection and starts. */
async function day(seed: number): Promise<IbkrDesk> {
  const random = new SeededRandom(seed + 1);
  const below = (limit: number): number => Math.floor(random.uniform() * limit);
  const schedule = randomFaults(seed);
  const desk = await IbkrDesk.open({ schedule });
  const parts = new Map<string, number[]>();
  const reconnect = async (): Promise<void> => {
    desk.gateway.heartbeat();
    const isUp = (): boolean => desk.gateway.state.kind === 'up';
    while (!isUp()) {
      desk.gateway.open();
      await desk.heard();
      if (isUp()) await desk.settle();
    }
  };
  for (let step = 0; step < 26; step += 1) {
    await reconnect();
    const working = desk.manager.working();
    const order = working[below(working.length)];
    switch (below(7)) {
      case 0:
      case 1: {
        const { legs, limit } = PACKAGES[below(PACKAGES.length)] ?? PACKAGES[0];
        const quantity = 1 + below(5);
        const asked = desk.request(legs, { type: 'limit', limit: fromDollars(limit) }, { quantity });
        parts.set(asked.id, [...partsOf(quantity, schedule)]);
        await desk.manager.place(asked).catch(() => undefined);
        break;
      }
      case 2:
        if (order?.terms.type === 'limit') await desk.manager.change(order.id, { terms: { type: 'limit', limit: add(order.terms.limit, fromDollars(0.01)) }, quantity: Math.max(1, order.filledQuantity, order.quantity + below(3) - 1) }).catch(() => undefined);
        break;
      case 3:
        if (order) await desk.manager.cancel(order.id).catch(() => undefined);
        break;
      case 4:
      case 5: {
        const open = desk.model.orderBook.open.filter(({ status }) => status === 'Submitted' || status === 'PendingCancel');
        const filling = open[below(open.length)];
        if (filling) desk.model.fill(filling, Math.min(parts.get(filling.order.reference)?.shift() ?? 1, filling.order.quantity - filling.filled), { pieces: schedule.pieces });
        break;
      }
      default:
        if (below(4) === 0) {
          await desk.restart();
          await desk.settle();
        }
    }
    if (below(2) === 0) {
      desk.gateway.deliver(1 + below(6));
      await desk.manager.pending();
    } else await desk.pass(below(3) * 700);
  }
  desk.model.manners.holdsCancels = false;
  desk.model.orderBook.confirmCancels();
  await desk.heard();
  await reconnect();
  desk.model.executions.releaseCommissions();
  await desk.heard();
  await reconnect();
  await desk.pass(20_000);
  await desk.settle();
  return desk;
}

function held(entries: Iterable<readonly [InstrumentSymbol, number]>): Record<string, number> {
  const units: Record<string, number> = {};
  for (const [symbol, quantity] of entries) {
    const all = (units[symbol] ?? 0) + quantity;
    if (all === 0) delete units[symbol];
    else units[symbol] = all;
  }
  return units;
}

describe('whatever goes wrong on the way', () => {
  test(`the books are the broker’s own records, and no order is sent twice, on ${SEEDS} bad days`, async () => {
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const desk = await day(seed);
      const why = `seed ${seed}`;
      const account = desk.model.account();
      const theirs = held(account.positions().flatMap(({ contract, quantity }) => ((symbol) => (symbol === null ? [] : [[symbol, quantity] as const]))(symbolOfContract(contract))));
      expect(held(desk.manager.book.holdings().map(({ symbol, quantity }) => [symbol, quantity] as const)), why).toEqual(theirs);

      let paid: Money = ZERO;
      for (const { execution, contract } of desk.model.executions.records(account.id, null)) {
        const symbol = symbolOfContract(contract);
        if (symbol !== null) paid = add(paid, times(fromDollars(execution.price), signOf(execution.side) * execution.quantity * multiplier(parseSymbol(symbol))));
      }
      const { cash, totals } = desk.manager.book;
      expect(cash, why).toBe(totals.capital - paid - totals.commission - totals.fees);

      const works = desk.model.orderBook.open.map(({ order }) => order.reference).toSorted();
      expect(desk.manager.working().map(({ id }) => id).toSorted(), why).toEqual(works);
      for (const { order, filled } of desk.model.orderBook.open) {
        const ours = desk.order(order.reference);
        expect({ quantity: ours.quantity, filled: ours.filledQuantity, limit: ours.terms.type === 'limit' ? Math.abs(ours.terms.limit) : null }, why).toEqual({ quantity: order.quantity, filled, limit: Math.abs(fromDollars(order.limit ?? 0)) });
      }
      const references = desk.model.orders.map(({ order }) => order.reference);
      expect(references.length, why).toBe(new Set(references).size);
      expect(desk.broker.inDoubt(), why).toEqual([]);
      expect(desk.manager.orders().filter(({ state }) => !isTerminal(state) && state.startsWith('PENDING')), why).toEqual([]);
      expect(desk.notices.filter((text) => !/broker says/.test(text)), why).toEqual([]);
      expect(desk.broker.unreportedCharges, why).toBe(0);
    }
  });
});
