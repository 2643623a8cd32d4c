import type { EndedTrade } from '../../src-core/ledger/daily-results.ts';
import type { TradeId } from '../../src-core/orders/order.ts';
import type { TradeResult } from '../../src-core/performance/trade-result.ts';
import type { IsoDate } from '../../src-core/time.ts';

/** Trades that are over, by the day they ended on. */
export class TradeIndex {
  readonly #byId = new Map<TradeId, TradeResult>();
  readonly #byDate = new Map<IsoDate, Map<TradeId, TradeResult>>();
  /** In the order in which they ended; null after one changed. */
  #ordered: readonly TradeResult[] | null = null;

  get size(): number {
    return this.#byId.size;
  }

  put(result: TradeResult): void {
    this.remove(result.id);
    this.#byId.set(result.id, result);
    const day = this.#byDate.get(result.date);
    if (day === undefined) this.#byDate.set(result.date, new Map([[result.id, result]]));
    else day.set(result.id, result);
  }

  /** False where it was not there. */
  remove(id: TradeId): boolean {
    const known = this.#byId.get(id);
    this.#ordered = null;
    if (known === undefined) return false;
    this.#byId.delete(id);
    const day = this.#byDate.get(known.date);
    day?.delete(id);
    if (day?.size === 0) this.#byDate.delete(known.date);
    return true;
  }

  get(id: TradeId): TradeResult | undefined {
    return this.#byId.get(id);
  }

  endedOn(date: IsoDate): readonly EndedTrade[] {
    return [...(this.#byDate.get(date)?.values() ?? [])];
  }

  /** Ascending. */
  dates(): readonly IsoDate[] {
    return [...this.#byDate.keys()].sort();
  }

  /** Those that ended in the period, in the order in which they did. */
  between(from: IsoDate, to: IsoDate): readonly TradeResult[] {
    const all = this.#inOrder();
    return all.slice(firstAt(all, (date) => date >= from), firstAt(all, (date) => date > to));
  }

  #inOrder(): readonly TradeResult[] {
    this.#ordered ??= this.dates().flatMap((date) => [...(this.#byDate.get(date)?.values() ?? [])].sort(byEnd));
    return this.#ordered;
  }
}

function byEnd(left: TradeResult, right: TradeResult): number {
  return left.closedAt - right.closedAt || (left.id < right.id ? -1 : 1);
}

/** The first place whose date passes; those after it pass too. */
function firstAt(all: readonly TradeResult[], passes: (date: IsoDate) => boolean): number {
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const date = all[middle]?.date;
    if (date !== undefined && !passes(date)) low = middle + 1;
    else high = middle;
  }
  return low;
}
