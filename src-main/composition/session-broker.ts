import { randomUUID } from 'node:crypto';
import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import type { InstrumentSymbol } from '../../src-core/instruments/instrument.ts';
import type { Clock } from '../../src-core/time.ts';
import { gatewayView } from '../ibkr/gateway-view.ts';
import type { Market } from '../market-data/market.ts';
import type { Timed } from '../market-data/session-pump.ts';
import type { Broker } from '../trading/broker.ts';
import type { BrokerDesk } from '../trading/broker-desk.ts';
import type { OrderManager } from '../trading/order-manager.ts';
import { PaperBroker } from '../trading/paper-broker.ts';
import { noVendorGreeks, PaperBrokerDesk } from '../trading/paper-broker-desk.ts';
import type { Foundation } from './foundation.ts';
import type { SessionMarket } from './session-market.ts';
import { reconcileAfter } from './waking.ts';

/** Milliseconds an order takes to the paper broker. */
const LATENCY = { least: 40, most: 160 };

/** Where the account's orders go. */
export interface SessionBroker {
  readonly broker: Broker;
  /** What of it has its moments in session time. */
  readonly timed: readonly Timed[];
  readonly desk: BrokerDesk;
  /** What is held or ordered, which must have quotes before all else. */
  held(): Iterable<InstrumentSymbol>;
  /** Why nothing new may be sent now, as a sentence; null while it may. */
  ban(): string | null;
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
}

export function composePaperBroker({ foundation, opened, session, clock, market, orders }: SessionBrokerParts): SessionBroker {
  const { machineClock, notices, profile, settings } = foundation;
  const { gateway, live } = opened;
  const address = settings.connections.settings.gateway;
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
    held: () => heldBy(orders()),
    ban: () => null,
    woke: () => reconcileAfter({ orders: orders(), broker, date: session.date, clock, notices }, machineClock.now()),
    close: async () => undefined,
  };
}

function heldBy(orders: OrderManager): readonly InstrumentSymbol[] {
  return [...orders.book.holdings().map(({ symbol }) => symbol), ...orders.working().flatMap(({ legs }) => legs.map(({ symbol }) => symbol))];
}
