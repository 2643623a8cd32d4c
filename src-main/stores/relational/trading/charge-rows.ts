import type { CompiledQuery, Kysely } from 'kysely';
import type { BookedCharge } from '../../../trading/journal.ts';
import type { Database } from '../schema.ts';

/** Writes what was charged for an execution. It is booked once: what is there stays. */
export function chargeQuery(db: Kysely<Database>, accountId: string, { executionId, orderId, time, estimated, charged, foreign }: BookedCharge): CompiledQuery {
  return db
    .insertInto('broker_charges')
    .values({
      account_id: accountId,
      execution_id: executionId,
      order_id: orderId,
      time,
      estimated,
      charged,
      foreign_amount: foreign?.amount ?? null,
      foreign_currency: foreign?.currency ?? null,
      foreign_rate: foreign?.rate ?? null,
    })
    .onConflict((conflict) => conflict.columns(['account_id', 'execution_id']).doNothing())
    .compile();
}
