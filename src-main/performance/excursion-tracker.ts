import { type InstrumentSymbol, multiplier, parseSymbol, type Underlying } from '../../src-core/instruments/instrument.ts';
import type { Holding } from '../../src-core/ledger/holding.ts';
import type { Trade } from '../../src-core/ledger/trade.ts';
import type { VolatilityRegime } from '../../src-core/market/volatility-regime.ts';
import { add, type Money, subtract, times, ZERO } from '../../src-core/money.ts';
import type { TradeId } from '../../src-core/orders/order.ts';
import type { TradeCircumstances } from '../../src-core/performance/trade-result.ts';
import type { EpochMs } from '../../src-core/time.ts';
import type { OrderManager } from '../trading/order-manager.ts';
import type { TradingChange } from '../trading/trading-state.ts';
import type { PerformanceJournal } from './performance-journal.ts';

export interface ExcursionTrackerParts {
  readonly journal: Pick<PerformanceJournal, 'circumstances'>;
  readonly orders: Pick<OrderManager, 'book' | 'trade'>;
  readonly markOf: (symbol: InstrumentSymbol) => Money | null;
  readonly spotOf: (underlying: Underlying) => Money | null;
  /** In points; null while it is not known. */
  readonly vix: () => number | null;
  readonly regime: () => VolatilityRegime | null;
  readonly keep: (circumstances: TradeCircumstances) => void;
  /** What a trade's holdings are worth less their cost; 0 once it holds nothing. */
  readonly keepUnrealised: (tradeId: TradeId, amount: Money | null) => void;
}

interface Tracked {
  circumstances: TradeCircumstances;
  unrealised: Money | null;
  /** Something is not kept yet. */
  changed: boolean;
  unrealisedChanged: boolean;
}

/**
 * What surrounded each trade that holds something: the market at its first fill, and how far its result at mids, costs
 * so far included, went. The result it ended with counts too.
 */
export class ExcursionTracker {
  readonly #parts: ExcursionTrackerParts;
  readonly #tracked = new Map<TradeId, Tracked>();

  constructor(parts: ExcursionTrackerParts) {
    this.#parts = parts;
  }

  /** Takes up what was kept of the trades that hold something; before anything is tracked. Rejects where the store cannot be read. */
  async recover(): Promise<void> {
    const ids = [...new Set(this.#parts.orders.book.holdings().map(({ tradeId }) => tradeId))];
    if (ids.length === 0) return;
    for (const kept of await this.#parts.journal.circumstances(ids)) this.#tracked.set(kept.tradeId, tracked(kept));
  }

  onTradingChange({ trades }: Pick<TradingChange, 'trades'>, now: EpochMs): void {
    for (const trade of trades) {
      if (trade.openedQuantity === 0) continue;
      const held = this.#parts.orders.book.holdingsOf(trade.id);
      const known = this.#tracked.get(trade.id);
      if (held.length > 0) {
        if (known === undefined && trade.status === 'open') this.#begin(trade);
      } else if (known !== undefined) this.#end(trade, known, now);
    }
  }

  /** Each second of the session. */
  step(now: EpochMs): void {
    const { book } = this.#parts.orders;
    for (const [tradeId, held] of Map.groupBy(book.holdings(), ({ tradeId }) => tradeId)) {
      const trade = this.#parts.orders.trade(tradeId);
      if (trade === undefined) continue;
      const entry = this.#tracked.get(tradeId) ?? this.#take(tradeId, NOTHING_KNOWN);
      const unrealised = this.#unrealisedOf(held);
      if (unrealised !== entry.unrealised) {
        entry.unrealised = unrealised;
        entry.unrealisedChanged = true;
      }
      if (unrealised !== null) this.#observe(entry, resultOf(trade, unrealised), now);
    }
  }

  /** Has everything kept that changed since it was kept last. */
  flush(): void {
    for (const [tradeId, entry] of this.#tracked) {
      if (entry.changed) this.#keep(entry);
      if (!entry.unrealisedChanged) continue;
      entry.unrealisedChanged = false;
      this.#parts.keepUnrealised(tradeId, entry.unrealised);
    }
  }

  #begin(trade: Trade): void {
    const { regime, spotOf, vix } = this.#parts;
    const entry = this.#take(trade.id, { spot: spotOf(trade.underlying), vix: vix(), regime: regime() });
    this.#keep(entry);
  }

  #end(trade: Trade, entry: Tracked, now: EpochMs): void {
    this.#observe(entry, resultOf(trade, ZERO), now);
    this.#keep(entry);
    this.#parts.keepUnrealised(trade.id, ZERO);
    this.#tracked.delete(trade.id);
  }

  #take(tradeId: TradeId, entry: Pick<TradeCircumstances, 'spot' | 'vix' | 'regime'>): Tracked {
    const taken = tracked({ tradeId, ...entry, best: null, bestAt: null, worst: null, worstAt: null });
    this.#tracked.set(tradeId, taken);
    return taken;
  }

  #observe(entry: Tracked, result: Money, now: EpochMs): void {
    const { best, worst } = entry.circumstances;
    if (best === null || result > best) {
      entry.circumstances = { ...entry.circumstances, best: result, bestAt: now };
      entry.changed = true;
    }
    if (worst === null || result < worst) {
      entry.circumstances = { ...entry.circumstances, worst: result, worstAt: now };
      entry.changed = true;
    }
  }

  #keep(entry: Tracked): void {
    entry.changed = false;
    this.#parts.keep(entry.circumstances);
  }

  #unrealisedOf(held: readonly Holding[]): Money | null {
    let sum = ZERO;
    for (const { costBasis, quantity, symbol } of held) {
      const mark = this.#parts.markOf(symbol);
      if (mark === null) return null;
      sum = add(sum, subtract(times(mark, quantity * multiplier(parseSymbol(symbol))), costBasis));
    }
    return sum;
  }
}

const NOTHING_KNOWN = { spot: null, vix: null, regime: null };

function tracked(circumstances: TradeCircumstances): Tracked {
  return { circumstances, unrealised: null, changed: false, unrealisedChanged: false };
}

function resultOf({ commission, fees, realised }: Trade, unrealised: Money): Money {
  return subtract(add(realised, unrealised), add(commission, fees));
}
