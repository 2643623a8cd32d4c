import type { RiskEventQuery } from '../../src-core/contract/risk.ts';
import type { Money } from '../../src-core/money.ts';
import type { TradeId } from '../../src-core/orders/order.ts';
import type { ExitPlan } from '../../src-core/risk/exits.ts';
import type { LimitName } from '../../src-core/risk/limits.ts';
import type { RiskEvent } from '../../src-core/risk/risk-event.ts';
import type { Trip } from '../../src-core/risk/trading-state.ts';
import type { EpochMs, IsoDate } from '../../src-core/time.ts';
import type { Flattening } from '../../src-core/contract/risk.ts';

/** A risk parameter as it is kept: its value in force, and what it becomes from a later session on. */
export interface KeptLimit {
  readonly name: LimitName;
  /** null where it was never set. */
  readonly value: number | null;
  readonly pending: { readonly value: number; readonly from: IsoDate } | null;
}

export interface LimitJournal {
  limits(): Promise<readonly KeptLimit[]>;
  /** Writes each limit whole, in one write. */
  setLimits(limits: readonly KeptLimit[], time: EpochMs): Promise<void>;
}

/** What holds the trading state of one day. */
export interface TradingDay {
  readonly date: IsoDate;
  readonly locked: boolean;
  /** Open ones. */
  readonly trips: readonly Trip[];
  /** The day's peak, dollars. */
  readonly best: Money;
}

export interface TradingDayJournal {
  /** null for a day that has none. */
  day(date: IsoDate): Promise<TradingDay | null>;
  /** A day that is locked stays so, whatever is written. */
  writeDay(day: TradingDay, time: EpochMs): Promise<void>;
}

/** A position's plan, and how far it has come. */
export interface KeptExit {
  readonly tradeId: TradeId;
  readonly plan: ExitPlan;
  readonly progress: ExitProgress;
}

export interface ExitProgress {
  /** Best result so far, dollars; null before one was known. */
  readonly best: Money | null;
  /** The resting target, and the order that closes. */
  readonly targetOrder: string | null;
  readonly closingOrder: string | null;
  /** What it acted on. */
  readonly reason: 'target' | 'stop' | 'trailing' | 'time' | 'end' | null;
  readonly done: boolean;
}

export interface ExitJournal {
  /** Those of trades that hold something, and of the newest session. */
  exits(): Promise<readonly KeptExit[]>;
  writeExits(exits: readonly KeptExit[], time: EpochMs): Promise<void>;
}

export interface FlatteningJournal {
  /** The newest run that is not over; null without one. */
  running(): Promise<{ readonly id: string; readonly flattening: Flattening } | null>;
  writeFlattening(id: string, flattening: Flattening): Promise<void>;
}

export interface RiskEventJournal {
  /** Adds events, or gives those of the same id their new resolution. */
  writeEvents(events: readonly RiskEvent[]): Promise<void>;
  /** Newest first. */
  events(query: RiskEventQuery): Promise<{ readonly total: number; readonly events: readonly RiskEvent[] }>;
}

export interface DayTradeJournal {
  /** Trades that were opened and closed by orders on the same date, since `from`. */
  dayTradesSince(from: IsoDate): Promise<number>;
}
