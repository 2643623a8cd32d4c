import type { CompiledQuery, Kysely, Selectable } from 'kysely';
import { z } from 'zod';
import { tripSchema } from '../../../../src-core/risk/trading-state.ts';
import type { EpochMs } from '../../../../src-core/time.ts';
import type { TradingDay } from '../../../risk/risk-journal.ts';
import { readJson } from '../json-column.ts';
import type { Database } from '../schema.ts';

const tripsSchema = z.array(tripSchema);

/**
 * Writes a day. Whatever is written, a day that is locked stays so; a write that does not know of the lock leaves the
 * trips of a locked day as they are.
 */
export function tradingDayQuery(db: Kysely<Database>, accountId: string, { date, locked, trips, best }: TradingDay, time: EpochMs): CompiledQuery {
  return db
    .insertInto('trading_days')
    .values({ account_id: accountId, date, locked, trips: JSON.stringify(trips), best_result: best, updated_at: time })
    .onConflict((conflict) =>
      conflict.columns(['account_id', 'date']).doUpdateSet((eb) => ({
        locked: eb.or([eb.ref('trading_days.locked'), eb.ref('excluded.locked')]).$castTo<boolean>(),
        trips: eb
          .case()
          .when(eb.and([eb.ref('trading_days.locked'), eb.not(eb.ref('excluded.locked'))]))
          .then(eb.ref('trading_days.trips'))
          .else(eb.ref('excluded.trips'))
          .end()
          .$castTo<string>(),
        best_result: eb.ref('excluded.best_result'),
        updated_at: eb.ref('excluded.updated_at'),
      })),
    )
    .compile();
}

/** The inverse of tradingDayQuery. Throws ZodError where the row is no day. */
export function tradingDayOf(row: Selectable<Database['trading_days']>): TradingDay {
  return { date: row.date, locked: Boolean(row.locked), trips: readJson(tripsSchema, row.trips), best: row.best_result };
}

/** A day as it is written over what is kept: the lock, and trips that last the day, are never lost. */
export function withKept(day: TradingDay, kept: TradingDay | null): TradingDay {
  if (kept === null) return day;
  const known = new Set(day.trips.map(({ id }) => id));
  const lasting = kept.trips.filter((trip) => trip.lasts === 'day' && !known.has(trip.id));
  return { ...day, locked: day.locked || kept.locked, trips: [...lasting, ...day.trips] };
}
