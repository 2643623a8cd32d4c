import { fromDollars } from '../../../../src-core/money.ts';
import { ContractBook } from '../../../../src-main/ibkr/contract-book.ts';
import type { Gateway } from '../../../../src-main/ibkr/gateway.ts';
import { IbkrBroker } from '../../../../src-main/ibkr/orders/ibkr-broker.ts';
import type { TradingJournal } from '../../../../src-main/trading/journal.ts';
import { OrderManager } from '../../../../src-main/trading/order-manager.ts';
import { PASS_ALL } from '../../../main/trading/trading-desk.ts';
import { SESSION } from '../../../main/trading/trading-fixture.ts';
import { DAY_CONTRACTS } from './day-orders.ts';
import type { ManualTime } from './manual-time.ts';

export interface OurProcessParts {
  readonly gateway: Gateway;
  readonly clientId: number;
  readonly journal: TradingJournal;
  readonly time: ManualTime;
  readonly account: string;
  readonly notice: (text: string) => void;
}

/** One life of our program, as far as it trades: books, broker and the comparison of the two. */
export interface OurProcess {
  readonly orders: OrderManager;
  readonly broker: IbkrBroker;
}

const NO_QUOTES = { quote: () => null };

export async function startProcess({ gateway, clientId, journal, time, account, notice }: OurProcessParts): Promise<OurProcess> {
  const contracts = new ContractBook({ gateway, pacer: time });
  for (const contract of DAY_CONTRACTS) contracts.learn(contract);
  const late: { orders?: OrderManager } = {};
  const books = { order: (id: string) => late.orders?.order(id), history: (id: string) => late.orders?.history(id) ?? [] };
  const highestOrderId = Math.max(0, ...(await journal.load()).orders.map(({ brokerOrderId = '0' }) => (/^\d+$/.test(brokerOrderId) ? Number(brokerOrderId) : 0)));
  const broker = new IbkrBroker({
    gateway,
    clientId,
    contracts,
    books,
    clock: time,
    machine: time,
    pacer: time,
    session: SESSION,
    quotes: NO_QUOTES,
    account: () => account,
    highestOrderId,
    report: (report) => late.orders?.onReport(report),
    charge: (charge) => late.orders?.charged(charge),
    foreign: () => undefined,
    currency: () => 'USD',
    rateOf: () => 1,
    notice,
  });
  const orders = await OrderManager.recover({ broker, journal, clock: time, session: SESSION, risk: PASS_ALL, accountCapital: fromDollars(100_000), notice });
  late.orders = orders;
  return { orders, broker };
}
