import type { InstrumentSymbol } from '../../../../src-core/instruments/instrument.ts';
import { fromDollars } from '../../../../src-core/money.ts';
import type { Quote } from '../../../../src-core/market/quote.ts';
import type { Clock } from '../../../../src-core/time.ts';
import { ContractBook } from '../../../../src-main/ibkr/contract-book.ts';
import type { Gateway, GatewayContract } from '../../../../src-main/ibkr/gateway.ts';
import { IbkrBroker } from '../../../../src-main/ibkr/orders/ibkr-broker.ts';
import { readRecords } from '../../../../src-main/ibkr/reconciliation/records-reader.ts';
import type { Pacer } from '../../../../src-main/market-data/session-pump.ts';
import type { TradingJournal } from '../../../../src-main/trading/journal.ts';
import { OrderManager } from '../../../../src-main/trading/order-manager.ts';
import { PASS_ALL } from '../../../main/trading/trading-desk.ts';
import { SESSION } from '../../../main/trading/trading-fixture.ts';

export interface OurProcessParts {
  readonly gateway: Gateway;
  readonly clientId: number;
  readonly journal: TradingJournal;
  readonly clock: Clock;
  readonly pacer: Pacer;
  readonly account: string;
  /** Learnt before anything is asked. */
  readonly contracts: readonly GatewayContract[];
  readonly notice: (text: string) => void;
}

/** One life of our program, as far as it trades: books, broker and the comparison of the two. */
export interface OurProcess {
  readonly orders: OrderManager;
  readonly broker: IbkrBroker;
  readonly contracts: ContractBook;
  /** Why no orders are taken; null while they are. */
  ban(): string | null;
  /** Compares with the broker's records; resolves though it could not be done. */
  reconcile(): Promise<void>;
  /** Hears no more of the gateway, which stays as it is. */
  close(): void;
}

const NO_QUOTES = { quote: (_symbol: InstrumentSymbol): Quote | null => null };

export async function startProcess({ gateway, clientId, journal, clock, pacer, account, contracts: known, notice }: OurProcessParts): Promise<OurProcess> {
  const contracts = new ContractBook({ gateway, pacer });
  for (const contract of known) contracts.learn(contract);
  const late: { orders?: OrderManager } = {};
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
  let isReconciled = false;
  let running: Promise<void> | null = null;
  const ban = (): string | null => (isReconciled && gateway.state.kind === 'up' ? null : 'the broker’s records were not compared yet');
  const orders = await OrderManager.recover({ broker, journal, clock, session: SESSION, risk: PASS_ALL, tradingBan: ban, accountCapital: fromDollars(100_000), notice });
  late.orders = orders;
  const compare = async (): Promise<void> => {
    try {
      broker.settleWith(await readRecords(gateway, account, null, { clock, pacer, contracts }));
      isReconciled = true;
    } catch (error) {
      notice(error instanceof Error ? error.message : String(error));
    }
    running = null;
  };
  const reconcile = (): Promise<void> => (running ??= compare());
  const stop = gateway.onEvent(({ type }) => {
    if (type === 'down') isReconciled = false;
    if (type === 'up' || type === 'servers_back') void reconcile();
  });
  return {
    orders,
    broker,
    contracts,
    ban,
    reconcile,
    close(): void {
      stop();
      broker.close();
      contracts.close();
    },
  };
}
