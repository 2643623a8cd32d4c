import type { CompiledQuery, Kysely, Selectable } from 'kysely';
import type { TradeCircumstances } from '../../../../src-core/performance/trade-result.ts';
import type { EpochMs } from '../../../../src-core/time.ts';
import type { Database } from '../schema.ts';
import { type Owner, within } from './performance-owner.ts';

/** Beyond these, in dollars, an amount does not fit DECIMAL(12,4) and (14,4). */
const MOST_PRICE = 1e8;
const MOST_RESULT = 1e10;

/** Writes what surrounded a trade. The trade is written before it. */
export function circumstancesQuery(db: Kysely<Database>, { id: accountId }: Owner, circumstances: TradeCircumstances, time: EpochMs): CompiledQuery {
  const { best, bestAt, regime, spot, tradeId, vix, worst, worstAt } = circumstances;
  const changing = {
    spot: within(spot, MOST_PRICE),
    vix,
    regime,
    best: within(best, MOST_RESULT),
    best_at: bestAt,
    worst: within(worst, MOST_RESULT),
    worst_at: worstAt,
    updated_at: time,
  };
  return db
    .insertInto('trade_circumstances')
    .values({ trade_id: tradeId, account_id: accountId, ...changing })
    .onConflict((conflict) => conflict.column('trade_id').doUpdateSet(changing))
    .compile();
}

/** The inverse of circumstancesQuery. */
export function circumstancesOf(row: Selectable<Database['trade_circumstances']>): TradeCircumstances {
  return {
    tradeId: row.trade_id,
    spot: row.spot,
    vix: row.vix,
    regime: row.regime,
    best: row.best,
    bestAt: row.best_at,
    worst: row.worst,
    worstAt: row.worst_at,
  };
}
