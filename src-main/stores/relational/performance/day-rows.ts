import type { CompiledQuery, Kysely, Selectable } from 'kysely';
import type { Ticker } from '../../../../src-core/instruments/instrument.ts';
import { underlyingSchema } from '../../../../src-core/contract/schemas.ts';
import { add, type Money } from '../../../../src-core/money.ts';
import type { DailyResult } from '../../../../src-core/performance/daily-result.ts';
import type { EpochMs } from '../../../../src-core/time.ts';
import { nameUuid } from '../name-uuid.ts';
import type { Database } from '../schema.ts';
import { type Owner, within } from './performance-owner.ts';

/** Beyond these, in dollars, an amount does not fit the document's DECIMAL(14,4), or (10,4) for costs. */
const MOST_RESULT = 1e10;
const MOST_COSTS = 1e6;

/** Writes a day of an account. One whose booked amounts do not fit their columns is left out: null. */
export function dayQuery(db: Kysely<Database>, { id: accountId, userId }: Owner, result: DailyResult, time: EpochMs): CompiledQuery | null {
  const { commission, date, fees, losers, net, realised, state, trades, underlying, unrealised, unrealisedAtEnd, winners } = result;
  const fit = within(realised, MOST_RESULT) !== null && within(commission, MOST_COSTS) !== null && within(fees, MOST_COSTS) !== null;
  if (!fit) return null;
  const changing = {
    user_id: userId,
    realized_pnl: realised,
    unrealized_pnl: within(unrealised, MOST_RESULT),
    total_pnl: within(sumOf(realised, unrealised), MOST_RESULT),
    commission,
    fees,
    net_pnl: within(net, MOST_RESULT),
    trades_count: trades,
    winning_trades: winners,
    losing_trades: losers,
    unrealized_at_end: within(unrealisedAtEnd, MOST_RESULT),
    state,
    updated_at: time,
  };
  return db
    .insertInto('daily_pnl')
    .values({
      ...changing,
      id: nameUuid(`${accountId}/day/${date}/${underlying ?? 'all'}`),
      account_id: accountId,
      ticker_id: underlying === null ? null : db.selectFrom('tickers').select('id').where('symbol', '=', underlying),
      trade_date: date,
      created_at: time,
    })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(changing))
    .compile();
}

function sumOf(realised: Money, unrealised: Money | null): Money | null {
  return unrealised === null ? null : add(realised, unrealised);
}

/** The inverse of dayQuery. */
export function dayOf(row: Selectable<Database['daily_pnl']> & { readonly symbol: Ticker | null }): DailyResult {
  return {
    date: row.trade_date,
    underlying: row.symbol === null ? null : underlyingSchema.parse(row.symbol),
    realised: row.realized_pnl,
    unrealised: row.unrealized_pnl,
    unrealisedAtEnd: row.unrealized_at_end,
    commission: row.commission,
    fees: row.fees,
    net: row.net_pnl,
    trades: row.trades_count,
    winners: row.winning_trades,
    losers: row.losing_trades,
    state: row.state,
  };
}
