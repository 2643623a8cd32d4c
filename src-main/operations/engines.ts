import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import type { DeskView, ServerStatus } from '../../src-core/contract/connections.ts';
import type { SessionView } from '../../src-core/contract/schemas.ts';
import type { Underlying } from '../../src-core/instruments/instrument.ts';
import type { Clock } from '../../src-core/time.ts';
import type { MarketFeed } from '../market-data/feed.ts';
import type { Market } from '../market-data/market.ts';
import type { SessionPump } from '../market-data/session-pump.ts';
import type { AlertDesk } from '../alerts/alert-desk.ts';
import type { RiskContext } from '../risk/pre-trade.ts';
import type { RiskDesk } from '../risk/risk-desk.ts';
import type { SignalDesk } from '../signals/signal-desk.ts';
import type { BrokerDesk } from '../trading/broker-desk.ts';
import type { OrderManager } from '../trading/order-manager.ts';
import type { Money } from '../../src-core/money.ts';
import type { JsonValue } from '../../src-core/contract/schemas.ts';
import type { CommonEngines } from './common-handlers.ts';
import type { Notices } from './notices.ts';
import type { Signal } from './stream-taps.ts';

/** A window's saved settings, by name. */
export interface SettingsStore {
  get(name: string): Promise<JsonValue | null>;
  set(name: string, value: JsonValue): Promise<void>;
}

/** The running engines as the operations see them. */
export interface Engines extends CommonEngines {
  /** Names this start of the terminal. */
  readonly run: string;
  readonly clock: Clock;
  readonly session: ExchangeSession;
  readonly feed: MarketFeed;
  readonly market: Market;
  readonly orders: OrderManager;
  readonly broker: BrokerDesk;
  readonly signals: SignalDesk;
  readonly risk: RiskDesk;
  readonly alerts: AlertDesk;
  readonly pump: SessionPump;
  readonly notices: Notices;
  readonly account: { readonly number: string; readonly kind: 'paper' | 'live' };
  /** The desk's servers; none in the local profile. */
  readonly servers: () => readonly ServerStatus[];
  /** null in the local profile. */
  readonly desk: () => DeskView | null;
  /** The practice that these are the engines of; null where the session is the real one. */
  readonly practised: SessionView['practice'] | null;
  /** Why no orders may be sent and no session may go on now, as a sentence; null while they may. */
  readonly tradingBan: () => string | null;
  readonly storeStatus: () => SessionView['store'];
  /** Set at the reference time, in dollars. */
  readonly referencePrices: () => Readonly<Record<string, number>>;
  readonly isSettled: () => boolean;
  readonly spotOf: (underlying: Underlying) => Money | null;
  /** What an order is checked against: the book as it is and every working order. */
  readonly riskContext: () => RiskContext;
  /** At the pace of a frame; the reading beat is at the pace a person reads. */
  readonly frameBeat: Signal;
  /** Quotes a real second, over the last few. */
  readonly quotesPerSecond: () => number;
}
