import { nextSession } from '../../../src-core/calendar/exchange-calendar.ts';
import { realPacer } from '../../../src-main/composition/real-pacer.ts';
import type { GatewayAddress } from '../../../src-main/ibkr/gateway.ts';
import { MemoryJournal } from '../memory-journal.ts';
import type { BrokerHarness, BrokerWorld } from './broker-world.ts';
import { untilSo } from './day-clock.ts';
import { type OurProcess, startProcess } from './faults/our-process.ts';
import { machineClock, openRealGateway, priceOfSpy, REAL_ANSWER_MS, sessionOfNow } from './real-gateway.ts';
import { restingRequest } from './suite-requests.ts';

/** A cent for what is worth more for as long as its options have two sessions to go, or all but a cent of a width: none of it fills. */
const LIMITS = { 1: 0.01, 2: 0.01, 4: -2.99 } as const;

/** A paper account at Interactive Brokers. Nothing fills there, and all of it is cancelled at the end. */
export function realBrokerHarness(address: GatewayAddress): BrokerHarness {
  return {
    name: 'Interactive Brokers, a real paper account',
    async open(): Promise<BrokerWorld> {
      const notices: string[] = [];
      const session = sessionOfNow();
      const expiry = nextSession(nextSession(session.date).date).date;
      let journal = new MemoryJournal();
      let running = await start();
      const strike = Math.round(await priceOfSpy(running.link));
      const request = (legs: 1 | 2 | 4, quantity: number): ReturnType<typeof restingRequest> => restingRequest({ expiry, strike }, legs, quantity, LIMITS);
      await learn();

      async function start(): Promise<{ readonly link: Awaited<ReturnType<typeof openRealGateway>>['link']; readonly process: OurProcess }> {
        const { link, account } = await openRealGateway(address);
        const process = await startProcess({ gateway: link, clientId: address.clientId, journal, clock: machineClock, pacer: realPacer, account, session, contracts: [], notice: (text) => void (text.startsWith('error') && notices.push(text)) });
        await untilSo(() => process.desk.ban() === null, REAL_ANSWER_MS);
        return { link, process };
      }

      async function learn(): Promise<void> {
        const symbols = ([1, 2, 4] as const).flatMap((legs) => request(legs, 1).legs.map(({ symbol }) => symbol));
        const found = await Promise.all(symbols.map((symbol) => running.process.contracts.resolve(symbol)));
        const missing = symbols.filter((_, at) => found[at] === null);
        if (missing.length > 0) throw new Error(`the gateway knows no ${missing.join(', ')}`);
        const working = running.process.orders.working();
        if (working.length > 0) throw new Error(`${working.length} orders work in the account: it must have none before these tests`);
      }

      async function stop(): Promise<void> {
        void running.process.close();
        await running.link.close();
      }

      return {
        get orders() {
          return running.process.orders;
        },
        get broker() {
          return running.process.broker;
        },
        notices,
        request,
        refused: () => null,
        until: (isSo) => untilSo(isSo, REAL_ANSWER_MS),
        async quiet() {
          await running.process.desk.reconcile('asked');
          await running.process.orders.pending();
        },
        fill: null,
        tellAgain: null,
        async restart() {
          journal = journal.die();
          await stop();
          running = await start();
          await Promise.all(running.process.orders.working().flatMap(({ legs }) => legs.map(({ symbol }) => running.process.contracts.resolve(symbol))));
        },
        async close() {
          const { orders } = running.process;
          await orders.cancelAll().catch(() => 0);
          await untilSo(() => orders.working().length === 0, REAL_ANSWER_MS).finally(stop);
        },
      };
    },
  };
}
