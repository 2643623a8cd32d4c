import type { Underlying } from '../instruments/instrument.ts';
import type { VolatilityRegime } from '../market/volatility-regime.ts';
import type { Money } from '../money.ts';
import type { TradeId } from '../orders/order.ts';
import type { EpochMs, IsoDate } from '../time.ts';

/** What surrounded a trade: the market when it was opened, and how far its result went while it was held. Unknown is null. */
export interface TradeCircumstances {
  readonly tradeId: TradeId;
  /** Dollars of the underlying at the first fill, and VIX in points. */
  readonly spot: Money | null;
  readonly vix: number | null;
  readonly regime: VolatilityRegime | null;
  /** Greatest and least result while anything was held, dollars at mid, commission and fees so far included; when. */
  readonly best: Money | null;
  readonly bestAt: EpochMs | null;
  readonly worst: Money | null;
  readonly worstAt: EpochMs | null;
}

/** A trade that is over (closed or settled, nothing held), as statistics see it. Amounts in dollars. */
export interface TradeResult {
  readonly id: TradeId;
  readonly underlying: Underlying;
  readonly strategy: string;
  readonly source: 'manual' | 'automated';
  /** The detector of the signal it acted on; null without one. */
  readonly signalType: string | null;
  readonly tags: readonly string[];
  readonly openedAt: EpochMs;
  readonly closedAt: EpochMs;
  /** The day in New York it closed on: its result counts there. */
  readonly date: IsoDate;
  /** Packages opened. */
  readonly quantity: number;
  readonly realised: Money;
  readonly commission: Money;
  readonly fees: Money;
  /** realised less commission and fees. */
  readonly net: Money;
  /** `net`, had each fill been at its mid, and at its natural price; null where no quote was kept. */
  readonly netAtMid: Money | null;
  readonly netAtNatural: Money | null;
  /** Greatest loss at expiry of what was opened, at the prices paid, opening costs included; null without bound. */
  readonly risk: Money | null;
  readonly vix: number | null;
  readonly regime: VolatilityRegime | null;
  readonly best: Money | null;
  readonly worst: Money | null;
}
