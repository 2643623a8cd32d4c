import type { Ticker } from '../../../../src-core/instruments/instrument.ts';
import { type Money, toDollars } from '../../../../src-core/money.ts';
import { MINUTE } from '../../../../src-core/time.ts';
import type { RecordedChains } from '../../../performance/recorded-chains.ts';
import type { RelationalStore } from '../relational-store.ts';

/** How old a snapshot may be: they are taken each five minutes. */
const OLDEST = 10 * MINUTE;
const SOURCE = 'recorded session';

/** The chains that the market archive keeps each five minutes, as long as retention lets it. */
export function createSnapshotChains(store: RelationalStore, tickerIds: Readonly<Record<Ticker, number>>): RecordedChains {
  return {
    async at({ underlying, date, time }) {
      const ofChain = store.db.selectFrom('options_chains').where('underlying_ticker_id', '=', tickerIds[underlying]).where('expiration_date', '=', date);
      const newest = await ofChain.where('timestamp', '<=', time).where('timestamp', '>=', time - OLDEST).select('timestamp').orderBy('timestamp', 'desc').limit(1).executeTakeFirst();
      if (newest === undefined) return null;
      const [rows, spot] = await Promise.all([
        ofChain.where('timestamp', '=', newest.timestamp).select(['strike_price', 'option_type', 'bid', 'ask', 'implied_volatility', 'delta', 'id']).orderBy('id').execute(),
        store.db
          .selectFrom('market_data_snapshots')
          .where('ticker_id', '=', tickerIds[underlying])
          .where('timestamp', '<=', newest.timestamp)
          .where('timestamp', '>=', newest.timestamp - OLDEST)
          .select('price')
          .orderBy('timestamp', 'desc')
          .limit(1)
          .executeTakeFirst(),
      ]);
      return {
        recordedAt: newest.timestamp,
        source: SOURCE,
        spot: spot === undefined ? null : toDollars(spot.price),
        rows: rows.map(({ strike_price, option_type, bid, ask, implied_volatility, delta }) => ({
          strike: toDollars(strike_price),
          right: option_type,
          bid: dollars(bid),
          ask: dollars(ask),
          iv: implied_volatility ?? Number.NaN,
          delta: delta ?? Number.NaN,
        })),
      };
    },
  };
}

function dollars(price: Money | null): number {
  return price === null ? Number.NaN : toDollars(price);
}
