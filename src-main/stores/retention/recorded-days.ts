import { sql } from 'kysely';
import { type Ticker, TICKERS } from '../../../src-core/instruments/instrument.ts';
import { type Money, toDollars } from '../../../src-core/money.ts';
import { DAY, type EpochMs } from '../../../src-core/time.ts';
import { tickerPoint } from '../../market-data/market-series.ts';
import type { RelationalStore } from '../relational/relational-store.ts';
import type { TimeSeriesStore } from '../timeseries/time-series-store.ts';

type Store = Pick<RelationalStore, 'kind' | 'db'>;

/** A ticker on a day of UTC, in which every session lies whole. */
interface TickerDay {
  readonly tickerId: number;
  /** Midnight in UTC. */
  readonly day: EpochMs;
}

/**
 * Stands between the prices of each minute in a relational store and what is left of them afterwards: before a day of
 * them goes, the time series must have a bar of it.
 */
export class RecordedDays {
  readonly #store: Store;
  readonly #timeSeries: Pick<TimeSeriesStore, 'bars' | 'write' | 'flush'>;
  /** Days known to be in the time series. */
  readonly #known = new Set<string>();
  #tickers: ReadonlyMap<number, Ticker> | null = null;

  constructor(store: Store, timeSeries: Pick<TimeSeriesStore, 'bars' | 'write' | 'flush'>) {
    this.#store = store;
    this.#timeSeries = timeSeries;
  }

  /** Makes sure that the days of the rows up to an id, or of those with `from` <= timestamp < `to`, have their bars. */
  async keep(rows: { readonly lastId: number } | { readonly from: EpochMs; readonly to: EpochMs }): Promise<void> {
    const day = this.#store.kind === 'sqlite' ? sql<number>`timestamp / ${sql.lit(DAY)}` : sql<number>`floor(extract(epoch FROM timestamp) / 86400)::integer`;
    let query = this.#store.db.selectFrom('market_data_snapshots').select(['ticker_id', day.as('day')]).distinct();
    query = 'lastId' in rows ? query.where('id', '<=', rows.lastId) : query.where('timestamp', '>=', rows.from).where('timestamp', '<', rows.to);
    let written = false;
    for (const { ticker_id: tickerId, day: number } of await query.execute()) {
      const name = `${tickerId} ${number}`;
      if (this.#known.has(name)) continue;
      written = (await this.#missing({ tickerId, day: number * DAY })) || written;
      this.#known.add(name);
    }
    // Whatever was added now must outlast the rows it was made of.
    if (written) await this.#timeSeries.flush();
  }

  /**
   * The first session time whose prices were recorded at `since` or later; null where there is none. In SQLite of all that
   * is left, which was pruned first.
   */
  async firstSince(since: EpochMs): Promise<EpochMs | null> {
    const { db, kind } = this.#store;
    let query = db.selectFrom('market_data_snapshots').select((expression) => expression.fn.min('timestamp').as('timestamp'));
    if (kind === 'postgresql') query = query.where('created_at', '>=', since);
    const { timestamp } = await query.executeTakeFirstOrThrow();
    return timestamp;
  }

  /** Hands a day to the time series where they do not know it. Returns true when something was written. */
  async #missing({ tickerId, day }: TickerDay): Promise<boolean> {
    const ticker = await this.#tickerOf(tickerId);
    if (ticker === undefined) return false;
    const bars = await this.#timeSeries.bars(ticker, 'day', day, day + DAY);
    if (bars.length > 0) return false;
    const rows = await this.#store.db
      .selectFrom('market_data_snapshots')
      .select(['timestamp', 'price', 'bid', 'ask', 'volume', 'previous_close'])
      .where('ticker_id', '=', tickerId)
      .where('timestamp', '>=', day)
      .where('timestamp', '<', day + DAY)
      .orderBy('timestamp')
      .execute();
    const none = { open: Number.NaN, high: Number.NaN, low: Number.NaN };
    const points = rows.map(({ timestamp: time, price, bid, ask, volume, previous_close: close }) =>
      tickerPoint({ ...none, ticker, time, last: toDollars(price), bid: dollars(bid), ask: dollars(ask), volume: volume ?? Number.NaN, previousClose: dollars(close) }),
    );
    this.#timeSeries.write(points);
    return points.length > 0;
  }

  async #tickerOf(id: number): Promise<Ticker | undefined> {
    if (this.#tickers?.has(id) !== true) {
      const rows = await this.#store.db.selectFrom('tickers').select(['id', 'symbol']).execute();
      this.#tickers = new Map(rows.filter(({ symbol }) => TICKERS.includes(symbol)).map((row) => [row.id, row.symbol]));
    }
    return this.#tickers?.get(id);
  }
}

function dollars(amount: Money | null): number {
  return amount === null ? Number.NaN : toDollars(amount);
}
