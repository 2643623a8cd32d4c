import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import { fromDollars, type Money } from '../../../src-core/money.ts';
import type { RiskLimits } from '../../../src-core/risk/limits.ts';
import type { EpochMs } from '../../../src-core/time.ts';
import { checkOrder, type PreTrade } from '../../../src-main/risk/pre-trade.ts';
import { collarOf } from '../../../src-main/risk/price-collar.ts';
import type { BrokerReport } from '../../../src-main/trading/broker.ts';
import { OrderManager } from '../../../src-main/trading/order-manager.ts';
import { PaperBroker } from '../../../src-main/trading/paper-broker.ts';
import type { RecentOrders } from '../../../src-main/trading/order-traffic.ts';
import type { TradingChange } from '../../../src-main/trading/trading-state.ts';
import { LOOSE_LIMITS } from '../../support/loose-limits.ts';
import { recentOrders, riskContext } from '../risk/risk-world.ts';
import { SESSION, type TestClock, TestJournal, type TestQuotes } from './trading-fixture.ts';

export const PASS_ALL: PreTrade = { check: () => [], lastCheck: () => null, collarOf: () => null };

/** The real checks on the desk's quotes, their limits as loose as can be unless given. */
export function realChecks(
  quotes: TestQuotes,
  clock: TestClock,
  spot: Money = fromDollars(640),
  changed: Partial<RiskLimits> = {},
  recent: () => RecentOrders = () => recentOrders([]),
): PreTrade {
  const spotOf = (_underlying: Underlying): Money => spot;
  const limits = { ...LOOSE_LIMITS, ...changed };
  return {
    check: (order, account) => checkOrder(order, riskContext({ ...account, quotes, spotOf, now: clock.now(), limits, recent: recent() })),
    lastCheck: () => null,
    collarOf: (order) => collarOf(order, quotes, limits),
  };
}

export interface DeskOptions {
  readonly quotes: TestQuotes;
  readonly clock: TestClock;
  readonly journal?: TestJournal;
  readonly risk?: PreTrade;
  readonly capital?: Money;
  readonly tradingBan?: () => string | null;
  readonly latency?: { readonly least: number; readonly most: number };
}

/** An order manager with the paper broker behind it, on quotes, time and a journal that the test holds. */
export class TradingDesk {
  readonly journal: TestJournal;
  readonly clock: TestClock;
  readonly broker: PaperBroker;
  readonly manager: OrderManager;
  readonly changes: TradingChange[];
  readonly notices: string[];

  private constructor(parts: Pick<TradingDesk, 'journal' | 'clock' | 'broker' | 'manager' | 'changes' | 'notices'>) {
    this.journal = parts.journal;
    this.clock = parts.clock;
    this.broker = parts.broker;
    this.manager = parts.manager;
    this.changes = parts.changes;
    this.notices = parts.notices;
    this.manager.subscribe((change) => this.changes.push(change));
  }

  static async start(options: DeskOptions): Promise<TradingDesk> {
    const { quotes, clock, journal = new TestJournal(), risk = PASS_ALL, capital = fromDollars(100_000) } = options;
    const notices: string[] = [];
    const late: { manager?: OrderManager } = {};
    const broker = new PaperBroker({
      quotes,
      seed: 7,
      session: SESSION,
      clock,
      latency: options.latency ?? { least: 100, most: 100 },
      report: (report: BrokerReport) => late.manager?.onReport(report),
    });
    const notice = (text: string): void => void notices.push(text);
    const manager = await OrderManager.recover({ broker, journal, clock, session: SESSION, risk, accountCapital: capital, notice, ...(options.tradingBan && { tradingBan: options.tradingBan }) });
    late.manager = manager;
    return new TradingDesk({ journal, clock, broker, manager, changes: [], notices });
  }

  /** Goes to a moment, lets the broker work, and waits until all of it is on disk. */
  async at(time: EpochMs): Promise<void> {
    this.clock.set(time);
    this.broker.advance(time);
    await this.manager.pending();
  }
}
