import type { CompiledQuery, Kysely, Selectable } from 'kysely';
import { z } from 'zod';
import { legSchema, underlyingSchema } from '../../../../src-core/contract/schemas.ts';
import type { Ticker } from '../../../../src-core/instruments/instrument.ts';
import type { Trade } from '../../../../src-core/ledger/trade.ts';
import { add, type Money, money } from '../../../../src-core/money.ts';
import type { EpochMs } from '../../../../src-core/time.ts';
import { readJson } from '../json-column.ts';
import type { Database } from '../schema.ts';
import { legId } from './leg-id.ts';
import { newestSessionId } from './session-queries.ts';

const legsSchema = z.array(legSchema);
const statusSchema = z.enum(['pending', 'open', 'closed', 'settled', 'cancelled', 'rejected', 'expired']);

export interface Owner {
  readonly userId: string;
  readonly accountId: string;
}

/** What of a trade's row changes with it; the session in which it did comes beside them. */
export function tradeColumns(trade: Trade, updatedAt: EpochMs) {
  const { id: _id, underlying: _underlying, strategy, legs, source: _source, status, openedAt, closedAt, openedQuantity, closedQuantity, ...more } = trade;
  const { openCost, closeCost, optimisticCost, pessimisticCost, realised, commission, fees, signalId: _signalId, ...rest } = more;
  // A field that a trade gains must get a column here: this line then no longer compiles.
  const nothingLeft: Record<string, never> = rest;
  return {
    ...nothingLeft,
    strategy_type: strategy,
    status,
    opened_at: openedAt,
    closed_at: closedAt ?? null,
    total_cost: add(paid(openCost), paid(closeCost)),
    total_proceeds: add(received(openCost), received(closeCost)),
    realized_pnl: realised,
    commission,
    fees,
    legs: JSON.stringify(legs),
    opened_quantity: openedQuantity,
    closed_quantity: closedQuantity,
    open_cost: openCost,
    close_cost: closeCost,
    optimistic_cost: optimisticCost,
    pessimistic_cost: pessimisticCost,
    updated_at: updatedAt,
  };
}

/** Writes a trade whole, and its legs. */
export function tradeQueries(db: Kysely<Database>, owner: Owner, trade: Trade, updatedAt: EpochMs): readonly CompiledQuery[] {
  const { id, underlying, legs, source, openedAt, openedQuantity, signalId } = trade;
  const changing = { ...tradeColumns(trade, updatedAt), session_id: newestSessionId(db) };
  const whole = db
    .insertInto('trades')
    .values({
      ...changing,
      id,
      user_id: owner.userId,
      account_id: owner.accountId,
      ticker_id: db.selectFrom('tickers').select('id').where('symbol', '=', underlying),
      trade_type: source,
      signal_id: signalId ?? null,
      created_at: openedAt,
    })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(changing))
    .compile();
  const rows = legs.map(({ symbol, side, ratio }, index) => ({
    id: legId(id, index + 1),
    trade_id: id,
    leg_order: index + 1,
    action: side,
    option_symbol: symbol,
    quantity: ratio * openedQuantity,
    filled_quantity: ratio * openedQuantity,
    created_at: openedAt,
    updated_at: updatedAt,
  }));
  const legRows = db
    .insertInto('trade_legs')
    .values(rows)
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((eb) => ({
        filled_quantity: eb.ref('excluded.filled_quantity'),
        updated_at: eb.ref('excluded.updated_at'),
      })),
    )
    .compile();
  return [whole, legRows];
}

function paid(cost: Money): Money {
  return money(Math.max(cost, 0));
}

function received(cost: Money): Money {
  return money(Math.max(-cost, 0));
}

/** The inverse of tradeQueries. Throws ZodError or Error when the row is not a trade of this program. */
export function tradeOf(row: Selectable<Database['trades']> & { readonly symbol: Ticker }): Trade {
  return {
    id: row.id,
    underlying: underlyingSchema.parse(row.symbol),
    strategy: row.strategy_type,
    legs: readJson(legsSchema, row.legs),
    source: row.trade_type,
    status: statusSchema.parse(row.status),
    openedAt: row.opened_at,
    ...(row.closed_at === null ? {} : { closedAt: row.closed_at }),
    openedQuantity: row.opened_quantity,
    closedQuantity: row.closed_quantity,
    openCost: row.open_cost,
    closeCost: row.close_cost,
    optimisticCost: row.optimistic_cost,
    pessimisticCost: row.pessimistic_cost,
    realised: booked(row, 'realized_pnl'),
    commission: booked(row, 'commission'),
    fees: booked(row, 'fees'),
    ...(row.signal_id === null ? {} : { signalId: row.signal_id }),
  };
}

function booked(row: Selectable<Database['trades']>, column: 'realized_pnl' | 'commission' | 'fees'): Money {
  const amount = row[column];
  if (amount === null) throw new Error(`trade ${row.id} has no ${column}`);
  return amount;
}
