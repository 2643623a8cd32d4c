import { sql } from 'kysely';
import type { RelationalStore } from '../relational-store.ts';

/** The highest number that an order of the account ever had at its broker; 0 before the first. Those made elsewhere have none of ours. */
export async function highestOrderId({ db }: Pick<RelationalStore, 'db'>, accountId: string): Promise<number> {
  const row = await db
    .selectFrom('order_packages')
    .select('broker_order_id')
    .where('account_id', '=', accountId)
    .where('broker_order_id', 'is not', null)
    .where('broker_order_id', 'not like', 'perm:%')
    // Whole numbers without leading zeros: the longest are the highest.
    .orderBy(sql`length(broker_order_id)`, 'desc')
    .orderBy('broker_order_id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return Number(row?.broker_order_id ?? 0);
}
