import type { ExchangeSession } from '../../../../src-core/calendar/exchange-calendar.ts';
import type { InstrumentSymbol } from '../../../../src-core/instruments/instrument.ts';
import type { Quote } from '../../../../src-core/market/quote.ts';
import type { Clock } from '../../../../src-core/time.ts';
import { ContractBook } from '../../../../src-main/ibkr/contract-book.ts';
import type { Gateway, GatewayContract } from '../../../../src-main/ibkr/gateway.ts';
import { IbkrBroker } from '../../../../src-main/ibkr/orders/ibkr-broker.ts';
import type { BrokerJournal } from '../../../../src-main/ibkr/reconciliation/broker-journal.ts';
import { IbkrBrokerDesk } from '../../../../src-main/ibkr/reconciliation/ibkr-broker-desk.ts';
import type { Pacer } from '../../../../src-main/market-data/session-pump.ts';
import type { TradingJournal } from '../../../../src-main/trading/journal.ts';
import { noVendorGreeks } from '../../../../src-main/trading/paper-broker-desk.ts';
import { OrderManager } from '../../../../src-main/trading/order-manager.ts';
import { PASS_ALL } from '../../../main/trading/trading-desk.ts';
import { SESSION } from '../../../main/trading/trading-fixture.ts';

export interface OurProcessParts {
  readonly gateway: Gateway;
  readonly clientId: number;
  readonly journal: TradingJournal & { readonly broker: BrokerJournal };
  readonly clock: Clock;
  readonly pacer: Pacer;
  readonly account: string;
  /** That of the fixtures unless told. */
  readonly session?: ExchangeSession;
  /** Learnt before anything is asked. */
  readonly contracts: readonly GatewayContract[];
  readonly notice: (text: string) => void;
}

/** One life of our program, as far as it trades: books, broker and the comparison of the two. */
export interface OurProcess {
  readonly orders: OrderManager;
  readonly broker: IbkrBroker;
  readonly desk: IbkrBrokerDesk;
  readonly contracts: ContractBook;
  /** Hears no more of the gateway, which stays as it is. */
  close(): Promise<void>;
}

const NO_QUOTES = { quote: (_symbol: InstrumentSymbol): Quote | null => null };

let ids = 0;
const newId = (): string => `comparison ${(ids += 1)}`;

export async function startProcess({ gateway, clientId, journal, clock, pacer, account, session = SESSION, contracts: known, notice }: OurProcessParts): Promise<OurProcess> {
  const contracts = new ContractBook({ gateway, pacer });
  for (const contract of known) contracts.learn(contract);
  const late: { orders?: OrderManager; desk?: IbkrBrokerDesk } = {};
  const books = { order: (id: string) => late.orders?.order(id), history: (id: string) => late.orders?.history(id) ?? [] };
  const highestOrderId = Math.max(0, ...(await journal.load()).orders.map(({ brokerOrderId = '0' }) => (/^\d+$/.test(brokerOrderId) ? Number(brokerOrderId) : 0)));
  const broker = new IbkrBroker({
    gateway,
    clientId,
    contracts,
    books,
    clock,
    machine: clock,
    pacer,
    session,
    quotes: NO_QUOTES,
    account: () => account,
    highestOrderId,
    report: (report) => late.orders?.onReport(report),
    charge: (charge) => late.orders?.charged(charge),
    foreign: (foreign) => late.desk?.foreign(foreign),
    currency: () => late.desk?.currency() ?? null,
    rateOf: (currency) => late.desk?.rateOf(currency) ?? null,
    notice,
  });
  const tradingBan = (): string | null => (late.desk === undefined ? 'the broker’s records were not compared yet' : late.desk.ban());
  const orders = await OrderManager.recover({ broker, journal, clock, session, risk: PASS_ALL, tradingBan, accountCapital: null, expiresAt: 'broker', notice });
  late.orders = orders;
  const desk = await IbkrBrokerDesk.start({
    gateway,
    address: { host: '', port: 0, clientId, account },
    account: { number: account, kind: 'paper' },
    broker,
    contracts,
    orders,
    journal: journal.broker,
    marketData: () => null,
    vendorGreeks: noVendorGreeks,
    referenceOf: () => null,
    clock,
    machine: clock,
    pacer,
    newId,
    tell: (level, text) => notice(`${level}: ${text}`),
  });
  late.desk = desk;
  return {
    orders,
    broker,
    desk,
    contracts,
    async close(): Promise<void> {
      broker.close();
      contracts.close();
      await desk.close();
    },
  };
}
