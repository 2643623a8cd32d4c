import type { Ticker } from '../../../src-core/instruments/instrument.ts';
import type { Money } from '../../../src-core/money.ts';
import type { EpochMs } from '../../../src-core/time.ts';
import type { RelationalStore } from './relational-store.ts';

/** What was recorded of a ticker at one minute. */
export interface RecordedMinute {
  readonly time: EpochMs;
  readonly price: Money;
  /** Of the day so far; null when the feed did not give it. */
  readonly volume: number | null;
}

export interface MarketHistory {
  /** The minutes at `from` or later and before `until`, oldest first. */
  minutes(ticker: Ticker, from: EpochMs, until: EpochMs): Promise<readonly RecordedMinute[]>;
}

/** Reads what the market archive recorded. */
export function createMarketHistory(store: RelationalStore, tickerIds: Readonly<Record<Ticker, number>>): MarketHistory {
  return {
    minutes: (ticker, from, until) =>
      store.db
        .selectFrom('market_data_snapshots')
        .select(['timestamp as time', 'price', 'volume'])
        .where('ticker_id', '=', tickerIds[ticker])
        .where('timestamp', '>=', from)
        .where('timestamp', '<', until)
        .orderBy('timestamp')
        .execute(),
  };
}
