import { randomUUID } from 'node:crypto';
import { IbkrBroker } from '../ibkr/orders/ibkr-broker.ts';
import { IbkrBrokerDesk } from '../ibkr/reconciliation/ibkr-broker-desk.ts';
import { createBrokerJournal } from '../stores/relational/broker/broker-journal.ts';
import { highestOrderId } from '../stores/relational/broker/highest-order-id.ts';
import { createSessionRepository } from '../stores/relational/session-repository.ts';
import { addressOf } from './gateway.ts';
import { realPacer } from './real-pacer.ts';
import { heldBy, type SessionBroker, type SessionBrokerParts } from './session-broker.ts';

/** The broker that the account is at. Throws where it has no market of its own: the market's choice sees to that. */
export async function composeIbkrBroker({ foundation, opened, session, clock, market, orders, referenceOf }: SessionBrokerParts): Promise<SessionBroker> {
  const { machineClock: machine, notices, profile, settings, store } = foundation;
  const { contracts, gateway, live } = opened;
  if (contracts === null || gateway === null || live === null) throw new Error(`${profile.accountNumber} is traded on its broker's market`);
  const address = addressOf(settings, profile);
  const [highest, references] = await Promise.all([highestOrderId(store, profile.accountId), createSessionRepository(store).liveReferences()]);
  let started: IbkrBrokerDesk | null = null;
  const desk = (): IbkrBrokerDesk => {
    if (started === null) throw new Error('the broker is asked before the books are recovered');
    return started;
  };
  const broker = new IbkrBroker({
    gateway,
    clientId: address.clientId,
    contracts,
    books: { order: (id) => orders().order(id), history: (id) => orders().history(id) },
    clock,
    machine,
    pacer: realPacer,
    session,
    quotes: market,
    account: () => address.account,
    highestOrderId: highest,
    report: (report) => orders().onReport(report),
    charge: (charge) => orders().charged(charge),
    foreign: (foreign) => started?.foreign(foreign),
    currency: () => started?.currency() ?? null,
    rateOf: (currency) => started?.rateOf(currency) ?? null,
    notice: (text) => notices.tell('warning', text),
  });
  return {
    broker,
    timed: [],
    get desk() {
      return desk();
    },
    expiresAt: 'broker',
    capital: null,
    balances: () => started?.balances() ?? null,
    held: () => heldBy(orders()),
    ban: () => (started === null ? 'the broker’s records were not compared with the books yet' : started.ban()),
    async start() {
      started = await IbkrBrokerDesk.start({
        gateway,
        address,
        account: { number: profile.accountNumber, kind: profile.kind },
        broker,
        contracts,
        orders: orders(),
        journal: createBrokerJournal(store, profile.accountId),
        marketData: () => live.marketDataView(),
        vendorGreeks: (underlying) => live.vendorGreeks(underlying, (symbol) => market.quote(symbol)),
        referenceOf: (underlying, date) => (date === session.date ? referenceOf(underlying) : (references.get(date)?.[underlying] ?? null)),
        clock,
        machine,
        pacer: realPacer,
        newId: randomUUID,
        tell: (level, text) => notices.tell(level, text),
      });
    },
    woke: () => desk().woke(),
    async close() {
      broker.close();
      await started?.close();
    },
  };
}
