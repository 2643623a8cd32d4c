import type { InstrumentSymbol, Underlying } from '../instruments/instrument.ts';
import type { Money } from '../money.ts';
import type { EpochMs } from '../time.ts';

export type Side = 'buy' | 'sell';

export interface OrderLeg {
  readonly symbol: InstrumentSymbol;
  readonly side: Side;
  /** Units of this leg in one package, 1 or more; the ratios of an order have no common divisor. */
  readonly ratio: number;
}

/**
 * Prices are the net DEBIT per share of one package as its legs are written: positive is paid, negative received.
 * Every order therefore buys its package, and fills at a net at or below its limit:
 * selling one call at 1.20 or better is the leg (sell, 1) with limit -1.20.
 * A stop triggers when the package's natural net is at or above the stop price.
 */
export type OrderTerms =
  | { readonly type: 'market' }
  | { readonly type: 'limit'; readonly limit: Money }
  | { readonly type: 'stop'; readonly stop: Money }
  | { readonly type: 'stop_limit'; readonly stop: Money; readonly limit: Money };

export const TIMES_IN_FORCE = ['DAY', 'GTC', 'IOC', 'FOK'] as const;
export type TimeInForce = (typeof TIMES_IN_FORCE)[number];

/** What an order is for: a trade of its own, the exit of a position by its plan, or a step of a flattening plan. */
export const ORDER_PURPOSES = ['trade', 'exit', 'flatten'] as const;
export type OrderPurpose = (typeof ORDER_PURPOSES)[number];

export type OrderId = string;
/** A trade is one package from its opening order to its close or settlement. */
export type TradeId = string;

export interface OrderRequest {
  /** A UUID chosen by whoever asks: the same id asked twice is the same order. */
  readonly id: OrderId;
  readonly underlying: Underlying;
  /** One to four legs, each a different instrument of `underlying`. */
  readonly legs: readonly OrderLeg[];
  /** Packages, 1 or more. */
  readonly quantity: number;
  readonly terms: OrderTerms;
  readonly timeInForce: TimeInForce;
  /** The trade this order closes; absent, the order closes the oldest open trade it exactly reduces, or opens a new one. */
  readonly tradeId?: TradeId | undefined;
  readonly source: 'manual' | 'automated';
  /** The signal that it acts on. */
  readonly signalId?: string | undefined;
  /** Absent: a trade. No window and no script can ask for another. */
  readonly purpose?: OrderPurpose | undefined;
  /** The person was told what is unusual about it and asks for it all the same. */
  readonly confirmed?: OrderConfirmation | undefined;
  readonly group?: OrderGroup | undefined;
}

/** Orders of one group cancel each other. An order that others wait for is none of their group. */
export interface OrderGroup {
  readonly id: string;
  /** The entry whose fills this order waits for, and takes back; it ends with an entry that ends without a fill. */
  readonly parent?: OrderId | undefined;
}

/** market_combo: a package at whatever its legs cost. */
export const ORDER_CONFIRMATIONS = ['market_combo'] as const;
export type OrderConfirmation = (typeof ORDER_CONFIRMATIONS)[number];

/** Local, in flight, open and terminal states, in the order they are reached. */
export const ORDER_STATES = [
  'INITIALIZED',
  'SUBMITTED',
  'ACCEPTED',
  'TRIGGERED',
  'PARTIALLY_FILLED',
  'PENDING_UPDATE',
  'PENDING_CANCEL',
  'DENIED',
  'REJECTED',
  'CANCELED',
  'EXPIRED',
  'FILLED',
] as const;
export type OrderState = (typeof ORDER_STATES)[number];

export interface Order extends Omit<OrderRequest, 'tradeId' | 'confirmed'> {
  readonly tradeId: TradeId;
  /** The broker's own number of it; absent at a broker that gives none. */
  readonly brokerOrderId?: string | undefined;
  /** It was made elsewhere in the account and taken over from the broker's records. */
  readonly adopted?: true | undefined;
  /** True when the order reduces its trade. */
  readonly closing: boolean;
  /**
   * The most packages it may fill by the rules of its group, now; absent: all of them. Of one that waits for an entry:
   * what that has filled, less what others of the group have taken back, below zero where that was told first.
   */
  readonly released?: number | undefined;
  readonly state: OrderState;
  /** The open state to go back to when a pending change or cancel is refused. */
  readonly resume?: OrderState | undefined;
  /** What was asked for and not yet answered. */
  readonly pendingChange?: OrderChange | undefined;
  readonly triggered: boolean;
  /** The highest net debit per share that a market order, or a stop order once triggered, may pay; set when it is accepted. */
  readonly collar?: Money | undefined;
  /** Packages. */
  readonly filledQuantity: number;
  /** Net debit of everything filled so far: sum of net price times packages, per share. */
  readonly filledNetTotal: Money;
  readonly createdAt: EpochMs;
  readonly updatedAt: EpochMs;
  /** Why it was denied, rejected, cancelled or expired. */
  readonly reason?: string | undefined;
  /** Position in the account's sequence of orders, from 1. */
  readonly sequence: number;
}

export interface OrderChange {
  readonly terms: OrderTerms;
  readonly quantity: number;
  /** The collar of the new terms, where they are a market or a stop order; set by the order manager. */
  readonly collar?: Money | undefined;
}

/** What happened to an order, as the broker or the order manager says it. */
export type OrderEvent =
  /** elsewhere: it was made elsewhere in the account, past this program's checks, and taken over. */
  | { readonly type: 'submitted'; readonly elsewhere?: true | undefined }
  | { readonly type: 'denied'; readonly reason: string }
  | { readonly type: 'accepted' }
  | { readonly type: 'rejected'; readonly reason: string }
  | { readonly type: 'triggered' }
  | { readonly type: 'filled'; readonly execution: Execution }
  | { readonly type: 'change_requested'; readonly change: OrderChange }
  | { readonly type: 'changed' }
  | { readonly type: 'change_rejected'; readonly reason: string }
  | { readonly type: 'cancel_requested' }
  | { readonly type: 'cancel_rejected'; readonly reason: string }
  | { readonly type: 'canceled'; readonly reason: string }
  | { readonly type: 'expired'; readonly reason: string };

/** A leg's price of one execution; the legs' signed prices add up to the net exactly. */
export interface ExecutionLeg {
  readonly symbol: InstrumentSymbol;
  readonly side: Side;
  /** Units: ratio times packages. */
  readonly quantity: number;
  /** Dollars per share, never negative. */
  readonly price: Money;
}

/** One (possibly partial) fill of an order, whole packages only. */
export interface Execution {
  /** Unique and stable: the same execution told twice has the same id. */
  readonly id: string;
  readonly time: EpochMs;
  readonly packages: number;
  /** Net debit per share of one package. */
  readonly net: Money;
  readonly legs: readonly ExecutionLeg[];
  readonly evidence: FillEvidence;
}

/** What was to be had when an execution happened, kept with it; the other two prices let P&L be told three ways. */
interface MarketEvidence {
  /** Net debits per share: at the mid, as the model expects, and crossing every spread. Where no quote was to be had each is the price of the fill. */
  readonly optimistic: Money;
  readonly expected: Money;
  readonly pessimistic: Money;
  readonly quotes: readonly {
    readonly symbol: InstrumentSymbol;
    readonly bid: number;
    readonly ask: number;
    /** null where the feed shows no size. */
    readonly bidSize: number | null;
    readonly askSize: number | null;
    readonly time: EpochMs;
  }[];
}

/** Why a paper order filled where it did. */
export interface PaperEvidence extends MarketEvidence {
  /** The rule of the fill model that decided. */
  readonly rule: 'marketable' | 'resting';
  readonly seed: number;
  /** The random number compared, and what it had to be below; absent for rules that draw nothing. */
  readonly draw?: number | undefined;
  readonly threshold?: number | undefined;
}

/** A broker's own executions that make up one of ours. */
export interface BrokerEvidence extends MarketEvidence {
  readonly rule: 'broker';
  readonly executions: readonly {
    readonly id: string;
    readonly exchange: string;
    readonly symbol: InstrumentSymbol;
    /** Units of it that are in this one: the rest of them may be in another. */
    readonly quantity: number;
  }[];
}

export type FillEvidence = PaperEvidence | BrokerEvidence;
