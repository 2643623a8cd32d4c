import { randomUUID } from 'node:crypto';
import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import type { InstrumentSymbol, Underlying } from '../../src-core/instruments/instrument.ts';
import { fromDollars, type Money } from '../../src-core/money.ts';
import type { Clock } from '../../src-core/time.ts';
import { gatewayView } from '../ibkr/gateway-view.ts';
import type { AccountBalances } from '../ibkr/reconciliation/account-values.ts';
import type { Market } from '../market-data/market.ts';
import type { Timed } from '../market-data/session-pump.ts';
import { startingCash } from '../stores/relational/access/account-records.ts';
import type { Broker } from '../trading/broker.ts';
import type { BrokerDesk } from '../trading/broker-desk.ts';
import type { OrderManager } from '../trading/order-manager.ts';
import { PaperBroker } from '../trading/paper-broker.ts';
import { noVendorGreeks, PaperBrokerDesk } from '../trading/paper-broker-desk.ts';
import type { Foundation } from './foundation.ts';
import { addressOf } from './gateway.ts';
import type { SessionMarket } from './session-market.ts';
import { reconcileAfter } from './waking.ts';

/** Milliseconds an order takes to the paper broker. */
const LATENCY = { least: 40, most: 160 };

/** Where the account's orders go. */
export interface SessionBroker {
  readonly broker: Broker;
  /** What of it has its moments in session time. */
  readonly timed: readonly Timed[];
  /** There once it is started. */
  readonly desk: BrokerDesk;
  /** What is held or ordered, which must have quotes before all else. */
  held(): Iterable<InstrumentSymbol>;
  /** Why nothing new may be sent now, as a sentence; null while it may. */
  ban(): string | null;
  /** Who knows what becomes of options at their expiry. */
  readonly expiresAt: 'here' | 'broker';
  /** What a new account is opened with; null where the broker's records say what there is. */
  readonly capital: Money | null;
  /** The account's totals as the broker has them; null where the books are the broker. */
  balances(): AccountBalances | null;
  /** Begins to work with the broker: the books are recovered. */
  start(): Promise<void>;
  /** Compares books and broker after a sleep; sentences. `orders` are recovered by then. */
  woke(): Promise<string>;
  close(): Promise<void>;
}

export interface SessionBrokerParts {
  readonly foundation: Foundation;
  readonly opened: SessionMarket;
  readonly session: ExchangeSession;
  readonly clock: Clock;
  readonly market: Market;
  /** There once the books are recovered; nothing asks before. */
  readonly orders: () => OrderManager;
  /** At the reference time of this session; null before. */
  readonly referenceOf: (underlying: Underlying) => Money | null;
}

/** Paid into a new paper account. */
const PAPER_CAPITAL = fromDollars(25_000);

/** Where the account's orders go; what speaks with a broker is loaded where the account is at one. */
export async function composeBroker(parts: SessionBrokerParts): Promise<SessionBroker> {
  if (parts.foundation.profile.broker === 'paper') return composePaperBroker(parts);
  const { composeIbkrBroker } = await import('./ibkr-broker.ts');
  return composeIbkrBroker(parts);
}

async function composePaperBroker({ foundation, opened, session, clock, market, orders }: SessionBrokerParts): Promise<SessionBroker> {
  const { machineClock, notices, profile, settings, store } = foundation;
  const { gateway, live } = opened;
  const address = addressOf(settings, profile);
  const broker = new PaperBroker({ quotes: market, seed: opened.plan.seed, session, clock, latency: LATENCY, report: (report) => orders().onReport(report) });
  const desk = new PaperBrokerDesk({
    account: { number: profile.accountNumber, kind: profile.kind },
    orders: { working: () => orders().working(), pending: () => orders().pending() },
    broker,
    market: () => ({ gateway: gateway === null ? null : gatewayView(gateway, address), data: live?.marketDataView() ?? null }),
    vendorGreeks: (underlying) => live?.vendorGreeks(underlying, (symbol) => market.quote(symbol)) ?? noVendorGreeks(underlying),
    retry: () => gateway?.retry(),
    cancelAll: () => orders().emergencyCancel(),
    clock: machineClock,
    newId: randomUUID,
  });
  return {
    broker,
    timed: [{ nextTime: () => broker.nextDue(), advance: (now) => broker.advance(now) }],
    desk,
    expiresAt: 'here',
    capital: foundation.capital ?? (await startingCash(store, profile.accountId)) ?? PAPER_CAPITAL,
    balances: () => null,
    held: () => heldBy(orders()),
    ban: () => null,
    start: async () => undefined,
    woke: () => reconcileAfter({ orders: orders(), broker, date: session.date, clock, notices }, machineClock.now()),
    close: async () => undefined,
  };
}

export function heldBy(orders: OrderManager): readonly InstrumentSymbol[] {
  return [...orders.book.holdings().map(({ symbol }) => symbol), ...orders.working().flatMap(({ legs }) => legs.map(({ symbol }) => symbol))];
}
