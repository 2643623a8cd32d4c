import { money, toDollars } from '../../src-core/money.ts';
import type { TradeId } from '../../src-core/orders/order.ts';
import type { DailyResult } from '../../src-core/performance/daily-result.ts';
import type { DayNet } from '../../src-core/performance/day-net.ts';
import type { IsoDate } from '../../src-core/time.ts';
import type { LedgerDays } from './ledger-days.ts';
import type { KeptAccount, KeptTrade, PerformanceJournal } from './performance-journal.ts';
import { sessionDates } from './session-dates.ts';
import type { StoredDays } from './stored-days.ts';
import type { TradeIndex } from './trade-index.ts';
import { tradeResultOf } from './trade-results.ts';

export interface AccountResultsParts {
  readonly journal: PerformanceJournal;
  readonly account: KeptAccount;
  readonly trades: TradeIndex;
  readonly days: LedgerDays | StoredDays;
  /** Lets what else the program has to do go first. */
  readonly breathe: () => Promise<void>;
}

/** Trades read at once: few enough for the session to go on between. */
const PAGE = 100;

/** Everything an account's trading came to, in memory: its trades that are over, and its days. */
export class AccountResults {
  readonly account: KeptAccount;
  readonly trades: TradeIndex;
  readonly days: LedgerDays | StoredDays;
  readonly #parts: AccountResultsParts;
  /** Trades that changed and are not read yet. */
  readonly #unread = new Set<TradeId>();
  #loaded = false;
  #reading: Promise<void> | null = null;

  constructor(parts: AccountResultsParts) {
    this.account = parts.account;
    this.trades = parts.trades;
    this.days = parts.days;
    this.#parts = parts;
  }

  get loaded(): boolean {
    return this.#loaded;
  }

  /** Rejects where the store cannot be read. */
  async load(): Promise<void> {
    const { account, breathe, days, journal } = this.#parts;
    await days.load();
    const ids = await journal.endedTrades(account.id);
    for (let from = 0; from < ids.length; from += PAGE) {
      this.#take(await journal.trades(account.id, ids.slice(from, from + PAGE)));
      await breathe();
    }
    this.#loaded = true;
    await this.readChanged();
  }

  /** The trade as the store has it is another by now. */
  tradeChanged(id: TradeId): void {
    this.#unread.add(id);
  }

  /** Reads the trades that changed. What fails is tried again with the next. */
  readChanged(): Promise<void> {
    if (!this.#loaded || this.#unread.size === 0) return this.#reading ?? Promise.resolve();
    this.#reading ??= this.#readChanged().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  /** Trades are being read; null while none are. */
  get reading(): Promise<void> | null {
    return this.#reading;
  }

  /** Dollars at the start of a day: what was paid in by its end, and all results of the days before. */
  equityBefore(rows: readonly DailyResult[], date: IsoDate): number {
    let units: number = this.days.capitalBy(date);
    for (const row of rows) {
      if (row.underlying !== null || row.date >= date) continue;
      units += knownOf(row);
    }
    return toDollars(money(units));
  }

  async #readChanged(): Promise<void> {
    while (this.#unread.size > 0) {
      const ids = [...this.#unread].slice(0, PAGE);
      for (const id of ids) this.#unread.delete(id);
      let kept: readonly KeptTrade[];
      try {
        kept = await this.#parts.journal.trades(this.account.id, ids);
      } catch (error) {
        for (const id of ids) this.#unread.add(id);
        throw error;
      }
      const found = new Set(kept.map(({ trade }) => trade.id));
      for (const id of ids) if (!found.has(id)) this.trades.remove(id);
      this.#take(kept);
      if ('tradesChanged' in this.days) this.days.tradesChanged();
    }
  }

  #take(page: readonly KeptTrade[]): void {
    for (const kept of page) {
      const result = tradeResultOf(kept);
      if (result === null) this.trades.remove(kept.trade.id);
      else this.trades.put(result);
    }
  }
}

/** Of a day whose net is not known, what is. */
function knownOf({ commission, fees, net, realised }: DailyResult): number {
  return net ?? realised - commission - fees;
}

/**
 * Session days from `from` to `to` with what they brought, in dollars; 0 on a day without a row. A day whose net is not
 * known is left out: what is known of it is counted with the next one that is.
 */
export function netsOf(rows: readonly DailyResult[], from: IsoDate, to: IsoDate): readonly DayNet[] {
  const whole = new Map(rows.flatMap((row) => (row.underlying === null && row.date >= from && row.date <= to ? [[row.date, row] as const] : [])));
  const nets: DayNet[] = [];
  let carried = 0;
  for (const date of [...new Set([...sessionDates(from, to), ...whole.keys()])].sort()) {
    const row = whole.get(date);
    if (row === undefined) {
      nets.push({ date, net: 0 });
      continue;
    }
    carried += knownOf(row);
    if (row.net === null) continue;
    nets.push({ date, net: toDollars(money(carried)) });
    carried = 0;
  }
  return nets;
}
