import type { InstrumentSymbol, Underlying } from '../../src-core/instruments/instrument.ts';
import type { Money } from '../../src-core/money.ts';

/** What one underlying puts at stake. */
export interface UnderlyingTotals {
  /** Required for what is held. */
  readonly margin: Money;
  /** That, and what each working order would add; nothing is taken off for one that would free some. */
  readonly marginWithOrders: Money;
  /** Greatest loss at expiry from what was paid; null without bound, never negative. */
  readonly worstCase: Money | null;
  /** The same with each working order where it hurts; null also while what one of them may pay is not known. */
  readonly worstCaseWithOrders: Money | null;
  /**
   * The lowest result at expiry from what was paid, with each working order where it hurts: what `worstCaseWithOrders`
   * loses, but positive where a gain is sure. Together with what the day has booked it never falls by a fill.
   */
  readonly leastResultWithOrders: Money | null;
  /** The price at which `worstCase` comes. */
  readonly worstAt: Money | null;
  /** Dollars held in effect; their change for a move of 1 %; dollars for one point of volatility. NaN while one is not known. */
  readonly delta: number;
  readonly gamma: number;
  readonly vega: number;
  /** The least and the most of each, over all subsets of the working orders. */
  readonly deltaRange: readonly [low: number, high: number];
  readonly gammaRange: readonly [low: number, high: number];
  readonly vegaRange: readonly [low: number, high: number];
  /** Short contracts by option, what is being sold included; only those with some. */
  readonly shorts: ReadonlyMap<InstrumentSymbol, number>;
}

export interface ExposureTotals {
  /** Required for what is held. */
  readonly margin: Money;
  readonly marginWithOrders: Money;
  /** Tied up by working orders, should they fill. Never negative: what an order would free counts once it is filled. */
  readonly reserved: Money;
  /** cash - margin - reserved; negative after a loss that margin no longer covers. */
  readonly buyingPower: Money;
  /** Sums over the underlyings; null where one has no bound. */
  readonly worstCase: Money | null;
  readonly worstCaseWithOrders: Money | null;
  readonly leastResultWithOrders: Money | null;
  readonly underlyings: Readonly<Record<Underlying, UnderlyingTotals>>;
}

/** What one more order would do. */
export interface OrderExposure {
  /** Cost at the highest net, estimated fees and added margin; negative when it frees buying power; null while its price is not known. */
  readonly required: Money | null;
  /** Of the margin of what is held, should the order fill at once. */
  readonly marginChange: Money;
  /** Buying power before it. */
  readonly available: Money;
  /** Greatest loss of the order by itself, fees at most; null without bound or while its price is not known; never negative. */
  readonly packageLoss: Money | null;
  readonly before: ExposureTotals;
  /** With this order in flight as well. */
  readonly after: ExposureTotals;
  /**
   * Whether it would raise the margin or the worst case of its underlying, filled at once on what is held or with
   * everything in flight, or what all underlyings together can lose. An order whose price is not known raises its worst case.
   */
  readonly held: {
    readonly marginRises: boolean;
    readonly worstCaseRises: boolean;
    /** The worst case of its underlying of what is held, once it filled whole; null without bound or while its price is not known. */
    readonly worstCase: Money | null;
  };
}
