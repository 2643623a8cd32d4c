import type { CompiledQuery, Kysely, Selectable } from 'kysely';
import { z } from 'zod';
import { moneySchema } from '../../../../src-core/contract/schemas.ts';
import { EXIT_REASONS, exitPlanSchema } from '../../../../src-core/risk/exits.ts';
import type { EpochMs } from '../../../../src-core/time.ts';
import type { ExitProgress, KeptExit } from '../../../risk/risk-journal.ts';
import { readJson } from '../json-column.ts';
import type { Database } from '../schema.ts';

const progressSchema = z.object({
  best: moneySchema.nullable(),
  targetOrder: z.string().nullable(),
  closingOrder: z.string().nullable(),
  reason: z.enum(EXIT_REASONS).nullable(),
  done: z.boolean(),
}) satisfies z.ZodType<ExitProgress>;

/** Writes a position's plan and how far it has come. Its trade is written before it. */
export function exitQuery(db: Kysely<Database>, accountId: string, { tradeId, plan, progress }: KeptExit, time: EpochMs): CompiledQuery {
  const changing = { plan: JSON.stringify(plan), progress: JSON.stringify(progress), updated_at: time };
  return db
    .insertInto('position_exits')
    .values({ trade_id: tradeId, account_id: accountId, ...changing })
    .onConflict((conflict) => conflict.column('trade_id').doUpdateSet(changing))
    .compile();
}

/** The inverse of exitQuery. Throws ZodError where the row is no plan. */
export function exitOf(row: Selectable<Database['position_exits']>): KeptExit {
  return { tradeId: row.trade_id, plan: readJson(exitPlanSchema, row.plan), progress: readJson(progressSchema, row.progress) };
}
