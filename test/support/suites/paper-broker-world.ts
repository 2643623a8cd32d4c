import { previousSession } from '../../../src-core/calendar/exchange-calendar.ts';
import { fromDollars, money, type Money, toDollars } from '../../../src-core/money.ts';
import { signOf } from '../../../src-core/orders/net-price.ts';
import type { OrderId, OrderLeg } from '../../../src-core/orders/order.ts';
import type { BrokerReport } from '../../../src-main/trading/broker.ts';
import { OrderManager } from '../../../src-main/trading/order-manager.ts';
import { PaperBroker } from '../../../src-main/trading/paper-broker.ts';
import { PASS_ALL } from '../../main/trading/trading-desk.ts';
import { DATE, SESSION, TEN, TestClock, TestQuotes } from '../../main/trading/trading-fixture.ts';
import { MemoryJournal } from '../memory-journal.ts';
import type { BrokerHarness, BrokerWorld } from './broker-world.ts';
import { restingRequest } from './suite-requests.ts';

/** The session's time goes on by this much at a step. */
const STEP_MS = 50;
const MOST_STEPS = 200;
/** What each leg is quoted at, dollars, while nothing is made to fill: sold legs cheap, bought legs dear. */
const DEAR = 5;
const CHEAP = 1;

/** The paper broker on quotes that the suite sets. */
export const PAPER_HARNESS: BrokerHarness = {
  name: 'paper',
  async open(): Promise<BrokerWorld> {
    const quotes = new TestQuotes();
    const clock = new TestClock(TEN);
    const notices: string[] = [];
    const told: BrokerReport[] = [];
    let journal = new MemoryJournal();
    let process = await start();

    async function start(): Promise<{ readonly orders: OrderManager; readonly broker: PaperBroker }> {
      const late: { orders?: OrderManager } = {};
      const report = (one: BrokerReport): void => {
        told.push(one);
        late.orders?.onReport(one);
      };
      const broker = new PaperBroker({ quotes, seed: 7, session: SESSION, clock, latency: { least: 40, most: 120 }, report });
      const orders = await OrderManager.recover({ broker, journal, clock, session: SESSION, risk: PASS_ALL, accountCapital: fromDollars(100_000), notice: (text) => void notices.push(text) });
      late.orders = orders;
      return { orders, broker };
    }

    async function step(): Promise<void> {
      clock.set(clock.now() + STEP_MS);
      process.broker.advance(clock.now());
      await process.orders.pending();
    }

    const quote = (legs: readonly OrderLeg[], priceOf: (leg: OrderLeg, at: number) => Money, size: number): void => {
      legs.forEach((leg, at) => {
        const price = toDollars(priceOf(leg, at));
        const sides = leg.side === 'buy' ? { bid: price - 0.02, ask: price } : { bid: price, ask: price + 0.02 };
        quotes.set(leg.symbol, clock.now(), { ...sides, bidSize: size * leg.ratio, askSize: size * leg.ratio });
      });
    };
    const rest = (legs: readonly OrderLeg[]): void => quote(legs, ({ side }) => fromDollars(side === 'buy' ? DEAR : CHEAP), 10);

    return {
      get orders() {
        return process.orders;
      },
      get broker() {
        return process.broker;
      },
      notices,
      request(legs, quantity) {
        const request = restingRequest({ expiry: DATE, strike: 640 }, legs, quantity);
        rest(request.legs);
        return request;
      },
      refused: () => restingRequest({ expiry: previousSession(DATE).date, strike: 640 }, 1, 1),
      async until(isSo) {
        for (let steps = 0; !(await isSo()); steps += 1) {
          if (steps === MOST_STEPS) throw new Error(`it was not so after ${(MOST_STEPS * STEP_MS) / 1000} s of the session`);
          await step();
        }
      },
      async quiet() {
        for (let steps = 0; steps < 10; steps += 1) await step();
      },
      fill(id: OrderId, packages: number) {
        const order = process.orders.order(id);
        if (order?.terms.type !== 'limit') throw new Error(`order ${id} rests at a limit`);
        const { legs, terms } = order;
        // What the other legs make, at a dollar more the further they stand, and the first leg makes up the limit.
        const others = legs.slice(1).reduce((net, { side, ratio }, at) => net + signOf(side) * ratio * fromDollars(5 - at), 0);
        const [first] = legs;
        const own = first === undefined ? 0 : (signOf(first.side) * (terms.limit - others)) / first.ratio;
        quote(legs, (_leg, at) => (at === 0 ? money(own) : fromDollars(6 - at)), packages);
      },
      tellAgain() {
        for (const report of told.filter(({ event }) => event.type === 'filled')) process.orders.onReport(report);
      },
      async restart() {
        journal = journal.die();
        // A new broker does not know what it took of a quote.
        for (const { legs } of process.orders.orders()) rest(legs);
        process = await start();
      },
      close: () => Promise.resolve(),
    };
  },
};
