import type { CompiledQuery, Kysely } from 'kysely';
import { z } from 'zod';
import { reconciliationSchema } from '../../../../src-core/contract/broker.ts';
import { moneySchema } from '../../../../src-core/contract/schemas.ts';
import type { BrokerJournal, SeenExecution, StandingDifferences } from '../../../ibkr/reconciliation/broker-journal.ts';
import { readJson } from '../json-column.ts';
import type { RelationalStore } from '../relational-store.ts';
import type { Database } from '../schema.ts';

const standingSchema = z.object({ positions: z.record(z.string(), z.number()), cash: moneySchema, left: z.array(z.string()) }) satisfies z.ZodType<StandingDifferences>;

/** What is remembered of one account's broker, in the relational store. */
export function createBrokerJournal(store: RelationalStore, accountId: string): BrokerJournal {
  const { db } = store;
  return {
    async keepExecutions(executions) {
      if (executions.length > 0) await store.commit(executions.map((execution) => executionQuery(db, accountId, execution)));
    },
    keepReconciliation({ reconciliation, standing }) {
      const changing = { record: JSON.stringify(reconciliation), standing: JSON.stringify(standing) };
      const query = db
        .insertInto('reconciliations')
        .values({ account_id: accountId, id: reconciliation.id, began_at: reconciliation.began, ...changing })
        .onConflict((conflict) => conflict.columns(['account_id', 'id']).doUpdateSet(changing))
        .compile();
      return store.commit([query]);
    },
    async newestReconciliation() {
      const row = await db.selectFrom('reconciliations').where('account_id', '=', accountId).select(['record', 'standing']).orderBy('began_at', 'desc').orderBy('id').limit(1).executeTakeFirst();
      return row === undefined ? null : { reconciliation: readJson(reconciliationSchema, row.record), standing: readJson(standingSchema, row.standing) };
    },
    async lastExecution() {
      const row = await db.selectFrom('broker_executions').where('account_id', '=', accountId).select('time').orderBy('time', 'desc').limit(1).executeTakeFirst();
      return row?.time ?? null;
    },
    async executionsSince(time) {
      const rows = await db.selectFrom('broker_executions').where('account_id', '=', accountId).where('time', '>=', time).select(['id', 'order_id', 'standing']).execute();
      return rows.map(({ id, order_id, standing }) => ({ id, orderId: order_id, standing }));
    },
  };
}

function executionQuery(db: Kysely<Database>, accountId: string, execution: SeenExecution): CompiledQuery {
  const { id, orderId, permId, symbol, side, quantity, price, time, exchange, charge, standing } = execution;
  const changing = { order_id: orderId, quantity, price, standing, ...(charge === null ? {} : { charge: charge.amount, charge_currency: charge.currency }) };
  return db
    .insertInto('broker_executions')
    .values({ account_id: accountId, id, perm_id: String(permId), symbol, side, time, exchange, charge: charge?.amount ?? null, charge_currency: charge?.currency ?? null, ...changing })
    .onConflict((conflict) => conflict.columns(['account_id', 'id']).doUpdateSet(changing))
    .compile();
}
