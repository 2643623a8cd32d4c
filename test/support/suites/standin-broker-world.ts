import { parseSymbol } from '../../../src-core/instruments/instrument.ts';
import { toDollars } from '../../../src-core/money.ts';
import { realPacer } from '../../../src-main/composition/real-pacer.ts';
import type { GatewayContract } from '../../../src-main/ibkr/gateway.ts';
import { GatewayLink } from '../../../src-main/ibkr/gateway-link.ts';
import { connectWire } from '../../../src-main/ibkr/wire/wire.ts';
import { DATE } from '../../main/trading/trading-fixture.ts';
import { MemoryJournal } from '../memory-journal.ts';
import { PAPER_ACCOUNT } from '../tws/account.ts';
import { ContractBook, plain } from '../tws/contracts.ts';
import { TwsModel } from '../tws/tws-model.ts';
import { TwsServer } from '../tws/tws-server.ts';
import type { BrokerHarness, BrokerWorld } from './broker-world.ts';
import { DayClock, untilSo } from './day-clock.ts';
import { type OurProcess, startProcess } from './faults/our-process.ts';
import { restingRequest } from './suite-requests.ts';

const CLIENT_ID = 17;
const STRIKE = 601;
const CONTRACTS = ContractBook.ofDays([DATE.replaceAll('-', '')]);

/** Interactive Brokers by the stand-in for TWS, over its own protocol on a socket. */
export const STANDIN_HARNESS: BrokerHarness = {
  name: 'Interactive Brokers, the stand-in for TWS',
  async open(): Promise<BrokerWorld> {
    const clock = new DayClock();
    const model = new TwsModel({ clock, contracts: CONTRACTS });
    const server = await TwsServer.start({ model, clock });
    const notices: string[] = [];
    let journal = new MemoryJournal();
    let running = await start();

    async function start(): Promise<{ readonly link: GatewayLink; readonly process: OurProcess }> {
      const link = new GatewayLink({ address: { host: server.host, port: server.port, clientId: CLIENT_ID, account: '' }, clock, pacer: realPacer, connect: connectWire });
      const process = await startProcess({ gateway: link, clientId: CLIENT_ID, journal, clock, pacer: realPacer, account: PAPER_ACCOUNT.id, contracts: suiteContracts(), notice: (text) => void (text.startsWith('info: ') || notices.push(text)) });
      await untilSo(() => process.desk.ban() === null);
      return { link, process };
    }

    async function stop(): Promise<void> {
      // Of a process that died no write ends.
      void running.process.close();
      await running.link.close();
      await untilSo(() => server.connections === 0);
    }

    /** An answer to a question comes after all that was said before it. */
    async function quiet(): Promise<void> {
      await new Promise((resolve) => setTimeout(resolve, 20));
      await running.process.desk.reconcile('asked');
      await running.process.orders.pending();
    }

    return {
      get orders() {
        return running.process.orders;
      },
      get broker() {
        return running.process.broker;
      },
      notices,
      request: (legs, quantity) => restingRequest({ expiry: DATE, strike: STRIKE }, legs, quantity),
      refused() {
        model.rejectNext();
        return restingRequest({ expiry: DATE, strike: STRIKE }, 2, 1);
      },
      until: untilSo,
      quiet,
      fill(id, packages) {
        const order = model.orders.find(({ order }) => order.reference === id);
        if (order === undefined) throw new Error(`order ${id} is at the broker`);
        if (order.completedStatus === null) model.fill(order, packages, { pieces: 2 });
      },
      // As the gateway does when it is asked for the day's executions.
      tellAgain: () => void running.process.desk.reconcile('asked'),
      async restart() {
        journal = journal.die();
        await stop();
        running = await start();
      },
      async close() {
        await stop();
        await server.close();
      },
    };
  },
};

/** What the requests of a suite are on, at the stand-in. */
export function suiteContracts(): readonly GatewayContract[] {
  return ([1, 2, 4] as const).flatMap((legs) =>
    restingRequest({ expiry: DATE, strike: STRIKE }, legs, 1).legs.flatMap(({ symbol }) => {
      const option = parseSymbol(symbol);
      return option.kind === 'option' ? [plain(CONTRACTS.option(option.underlying, DATE.replaceAll('-', ''), toDollars(option.strike), option.right === 'call' ? 'C' : 'P'))] : [];
    }),
  );
}
