import type { EventTime } from '../../src-core/calendar/event-times.ts';
import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import type { Underlying } from '../../src-core/instruments/instrument.ts';
import type { Book } from '../../src-core/ledger/book.ts';
import type { Booked } from '../../src-core/ledger/day-start-equity.ts';
import type { FeeSchedule } from '../../src-core/ledger/fees.ts';
import type { VolatilityRegime } from '../../src-core/market/volatility-regime.ts';
import type { QuoteSource } from '../../src-core/market/quote.ts';
import type { Money } from '../../src-core/money.ts';
import type { PackageQuoteResult } from '../../src-core/orders/net-price.ts';
import type { Order } from '../../src-core/orders/order.ts';
import type { RiskLimits } from '../../src-core/risk/limits.ts';
import type { TradingStateName } from '../../src-core/risk/trading-state.ts';
import type { EpochMs } from '../../src-core/time.ts';
import type { RecentOrders } from '../trading/order-traffic.ts';
import type { Denial } from './denial.ts';
import type { OrderExposure } from './exposure.ts';

/** The book as an order meets it. */
export interface RiskAccount {
  readonly book: Book;
  /** Orders that are not terminal, without the one that is looked at. */
  readonly working: readonly Order[];
  /** Where a change is looked at, its order as it works: it may go on filling so until the change arrives. */
  readonly changing?: Order | undefined;
}

export interface StateInForce {
  readonly state: TradingStateName;
  /** What holds it, a sentence; empty while ACTIVE. */
  readonly because: string;
}

/** What the confidence of a signal is worth, 0 to 1. */
export interface SignalConfidence {
  readonly probability: number;
  readonly calibrated: boolean;
}

/** Everything an order is checked against, as it is now. */
export interface RiskContext extends RiskAccount {
  readonly session: ExchangeSession;
  readonly now: EpochMs;
  readonly quotes: QuoteSource;
  readonly spotOf: (underlying: Underlying) => Money | null;
  readonly fees: FeeSchedule;
  readonly limits: RiskLimits;
  /** At the start of the session's day, by the books. */
  readonly equity: Money;
  /** Booked since. */
  readonly today: Booked;
  /** The stricter of the portfolio's state and the underlying's own. */
  readonly stateOf: (underlying: Underlying) => StateInForce;
  readonly recent: RecentOrders;
  readonly exposure: {
    /** Takes the book and the working orders; to be called before `effectOf`. */
    refresh(account: RiskAccount): void;
    effectOf(order: Order): OrderExposure;
  };
  /** null while VIX has no price. */
  readonly regime: VolatilityRegime | null;
  /** Of the session's date. */
  readonly events: readonly EventTime[];
  /** Of the last five sessions, this one's with them. */
  readonly dayTrades: number;
  /** null for a signal that is not known. */
  readonly confidenceOf: (signalId: string) => SignalConfidence | null;
}

/** Adds what speaks against the order to `found`. */
export type Check = (order: Order, context: RiskContext, found: Denial[]) => void;
/** The same, on what its package costs now. */
export type QuoteCheck = (order: Order, context: RiskContext, quoted: PackageQuoteResult, found: Denial[]) => void;
/** The same, once it is known what the order would do to the book. */
export type EffectCheck = (order: Order, context: RiskContext, effect: OrderExposure, found: Denial[]) => void;
