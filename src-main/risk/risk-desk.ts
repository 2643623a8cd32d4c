import type { FlattenPlan, KillResult, LimitChanges, LimitsView, RiskEventPage, RiskEventQuery, RiskView } from '../../src-core/contract/risk.ts';
import type { Underlying } from '../../src-core/instruments/instrument.ts';
import type { OrderId, TradeId } from '../../src-core/orders/order.ts';
import type { ExitPlan, ExitView } from '../../src-core/risk/exits.ts';
import type { LimitName } from '../../src-core/risk/limits.ts';
import type { ExpiryView, ScenarioGrid } from '../../src-core/risk/measures.ts';

/** The risk engine as the door, the publisher and the window's streams see it. */
export interface RiskDesk {
  view(): RiskView;
  /** What may be traded now and what holds it: known without measuring anything. */
  standing(): Pick<RiskView, 'state' | 'underlyings' | 'locked' | 'trips' | 'flattening'>;
  expiry(): ExpiryView;
  scenarios(scope: 'book' | Underlying): ScenarioGrid;
  /** Halts before it returns, then cancels; resolves when every cancellation was sent. Never fails because something else does. */
  kill(options: { readonly flatten: boolean }): Promise<KillResult>;
  reduce(): Promise<RiskView>;
  /** Fails with 'conflict' while the day is locked or a breaker holds, with its numbers. */
  resume(to: 'ACTIVE' | 'REDUCING'): Promise<RiskView>;
  /** Fails with 'not_found' for a trade that holds nothing. */
  flattenPlan(tradeIds: readonly TradeId[] | null): FlattenPlan;
  flatten(tradeIds: readonly TradeId[] | null): Promise<RiskView>;
  stopFlattening(): Promise<RiskView>;
  events(query: RiskEventQuery): Promise<RiskEventPage>;
  limits(): LimitsView;
  /** Fails with 'bad_input' that names the limit; nothing is changed then. */
  setLimits(changes: LimitChanges): Promise<LimitsView>;
  /** Fails with 'not_found' where nothing waits. */
  withdrawLimit(name: LimitName): Promise<LimitsView>;
  /** Of every trade that holds something, and of those that an exit ended. */
  exits(): readonly ExitView[];
  exit(tradeId: TradeId): ExitView | null;
  /** Fails with 'not_found' or 'bad_input'. */
  setExit(tradeId: TradeId, plan: ExitPlan): Promise<ExitView>;
  /** The target that rests for a trade and gives way to a person's own closing order; null without one. */
  restingTarget(tradeId: TradeId): OrderId | null;
  /** Withdraws it; resolves once it is gone, which takes session time. Fails with 'conflict' while an exit closes the trade. */
  makeRoom(tradeId: TradeId): Promise<void>;
  /** `listener` hears of changes of state at once, and which exits changed; it must not throw. The result ends it. */
  subscribe(listener: (change: { readonly state: boolean; readonly exits: readonly TradeId[] }) => void): () => void;
}
