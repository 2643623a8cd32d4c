import type { Kysely } from 'kysely';
import { z } from 'zod';
import { newYorkTime, sessionOn } from '../../../../src-core/calendar/exchange-calendar.ts';
import { moneySchema, symbolSchema } from '../../../../src-core/contract/schemas.ts';
import { type Ticker, TICKERS } from '../../../../src-core/instruments/instrument.ts';
import { type Money, money } from '../../../../src-core/money.ts';
import { DAY, type EpochMs, type IsoDate, parseIsoDate } from '../../../../src-core/time.ts';
import type { ReportSession, SessionPrices } from '../../../performance/report/day-report.ts';
import type { ReportRecords } from '../../../performance/report/make-report.ts';
import { readJson } from '../json-column.ts';
import type { RelationalStore } from '../relational-store.ts';
import { riskEventOf } from '../risk/risk-event-rows.ts';
import type { Database } from '../schema.ts';
import { orderOf } from '../trading/order-rows.ts';

const pricesSchema = z.partialRecord(z.enum(TICKERS), moneySchema);

/** What a day's report reads of the books and the recorded session; dates are New York's. */
export function createReportQueries(store: RelationalStore): ReportRecords {
  const { db } = store;
  return {
    async session(date) {
      const row = await db.selectFrom('market_sessions').selectAll().where('session_date', '=', date).orderBy('sequence', 'desc').limit(1).executeTakeFirst();
      if (row === undefined) return null;
      const kept = { previous: readJson(pricesSchema, row.previous_closes), closes: readJson(pricesSchema, row.closes), references: readJson(pricesSchema, row.reference_prices) };
      const ranges = await Promise.all(TICKERS.map((ticker) => rangeOf(db, ticker, date)));
      return {
        feed: { kind: row.feed_kind, detail: row.feed_detail },
        now: row.session_now,
        settledAt: row.settled_at,
        prices: TICKERS.map((ticker, at): SessionPrices => ({ ticker, previousClose: kept.previous[ticker] ?? null, ...(ranges[at] ?? NO_RANGE), close: kept.closes[ticker] ?? null, reference: kept.references[ticker] ?? null })),
      } satisfies ReportSession;
    },

    async tradeIds(accountId, date) {
      const [from, to] = dayOf(date);
      const filled = db
        .selectFrom('fills')
        .innerJoin('order_packages', 'order_packages.id', 'fills.package_id')
        .where('order_packages.account_id', '=', accountId)
        .where('fills.time', '>=', from)
        .where('fills.time', '<', to)
        .select('order_packages.trade_id');
      const rows = await db
        .selectFrom('trades')
        .where('account_id', '=', accountId)
        // One that never filled is told by its order.
        .where('status', 'in', ['open', 'closed', 'settled'])
        .where(({ or, and, eb }) => or([and([eb('opened_at', '>=', from), eb('opened_at', '<', to)]), and([eb('closed_at', '>=', from), eb('closed_at', '<', to)]), eb('id', 'in', filled)]))
        .select('id')
        .orderBy('opened_at')
        .orderBy('id')
        .execute();
      return rows.map(({ id }) => id);
    },

    async orders(accountId, date) {
      const [from, to] = dayOf(date);
      const rows = await db
        .selectFrom('order_packages')
        .innerJoin('tickers', 'tickers.id', 'order_packages.ticker_id')
        .where('account_id', '=', accountId)
        .where('order_packages.created_at', '>=', from)
        .where('order_packages.created_at', '<', to)
        .selectAll('order_packages')
        .select('tickers.symbol')
        .orderBy('sequence')
        .execute();
      return rows.map(orderOf).map((order) => ({ ...order, reason: order.reason ?? null }));
    },

    async events(accountId, date) {
      const [from, to] = dayOf(date);
      const rows = await db.selectFrom('risk_events').where('account_id', '=', accountId).where('created_at', '>=', from).where('created_at', '<', to).selectAll().orderBy('created_at').orderBy('id').execute();
      return rows.map(riskEventOf);
    },

    async held(accountId, date) {
      const [, to] = dayOf(date);
      const rows = await db
        .selectFrom('ledger_entries')
        .innerJoin('ledger_transactions', (join) => join.onRef('ledger_transactions.account_id', '=', 'ledger_entries.account_id').onRef('ledger_transactions.id', '=', 'ledger_entries.transaction_id'))
        .where('ledger_entries.account_id', '=', accountId)
        .where('ledger_entries.ledger_account', '=', 'positions')
        .where('ledger_entries.symbol', 'is not', null)
        .where('ledger_transactions.time', '<', to)
        .groupBy('ledger_entries.symbol')
        .having((eb) => eb(eb.fn.sum('ledger_entries.quantity'), '<>', 0))
        .select((eb) => ['ledger_entries.symbol', eb.fn.sum('ledger_entries.quantity').as('quantity'), eb.fn.sum<Money>('ledger_entries.amount').as('amount')])
        .orderBy('ledger_entries.symbol')
        .execute();
      return rows.map(({ symbol, quantity, amount }) => ({ symbol: symbolSchema.parse(symbol), quantity: Number(quantity), cost: money(Number(amount)) }));
    },
  };
}

const NO_RANGE = { open: null, high: null, low: null } as const;

/** From the minutes that were recorded in the session's hours: what the feed says of the day, or the prices themselves. */
async function rangeOf(db: Kysely<Database>, ticker: Ticker, date: IsoDate): Promise<Pick<SessionPrices, 'open' | 'high' | 'low'>> {
  const hours = sessionOn(date);
  if (hours === null) return NO_RANGE;
  const ofDay = db
    .selectFrom('market_data_snapshots')
    .where('ticker_id', '=', db.selectFrom('tickers').select('id').where('symbol', '=', ticker))
    .where('timestamp', '>=', hours.open)
    .where('timestamp', '<=', hours.lastTrade);
  const [first, spread] = await Promise.all([
    ofDay.select(['price', 'open_price']).orderBy('timestamp').limit(1).executeTakeFirst(),
    // Named after the columns whose kind they have: one server keeps dollars.
    ofDay
      .select(({ fn }) => [fn.max(fn.coalesce('high_price', 'price')).as('high_price'), fn.min(fn.coalesce('low_price', 'price')).as('low_price')])
      .executeTakeFirst(),
  ]);
  return { open: first?.open_price ?? first?.price ?? null, high: spread?.high_price ?? null, low: spread?.low_price ?? null };
}

/** From its midnight up to the next one's. */
function dayOf(date: IsoDate): readonly [from: EpochMs, to: EpochMs] {
  const next = new Date(Date.parse(`${date}T12:00:00Z`) + DAY).toISOString().slice(0, 10);
  return [newYorkTime(date, '00:00'), newYorkTime(parseIsoDate(next), '00:00')];
}
