import type { Kysely } from 'kysely';
import { dateInNewYork, newYorkTime } from '../../../../src-core/calendar/exchange-calendar.ts';
import type { IsoDate } from '../../../../src-core/time.ts';
import type { Database } from '../schema.ts';

/**
 * Trades with an opening and a closing fill on one date of New York, since `from`. What expiry ends is closed by no
 * order, and is no day trade.
 */
export async function dayTradesSince(db: Kysely<Database>, accountId: string, from: IsoDate): Promise<number> {
  const fills = await db
    .selectFrom('fills')
    .innerJoin('order_packages', 'order_packages.id', 'fills.package_id')
    .where('order_packages.account_id', '=', accountId)
    .where('fills.time', '>=', newYorkTime(from, '00:00'))
    .select(['order_packages.trade_id', 'order_packages.closing', 'fills.time'])
    .execute();
  const sides = new Map<string, { opened: boolean; closed: boolean }>();
  for (const { trade_id, closing, time } of fills) {
    const key = `${dateInNewYork(time)} ${trade_id}`;
    const { opened, closed } = sides.get(key) ?? { opened: false, closed: false };
    sides.set(key, { opened: opened || !closing, closed: closed || Boolean(closing) });
  }
  return [...sides.values()].filter(({ opened, closed }) => opened && closed).length;
}
