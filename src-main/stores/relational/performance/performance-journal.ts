import type { CompiledQuery, Kysely } from 'kysely';
import { z } from 'zod';
import { moneySchema, symbolSchema, underlyingSchema } from '../../../../src-core/contract/schemas.ts';
import { TICKERS } from '../../../../src-core/instruments/instrument.ts';
import { type Money, negate } from '../../../../src-core/money.ts';
import type { EpochMs } from '../../../../src-core/time.ts';
import type { PerformanceJournal, PerformanceRow, SessionCloses } from '../../../performance/performance-journal.ts';
import { readJson } from '../json-column.ts';
import type { RelationalStore } from '../relational-store.ts';
import type { Database } from '../schema.ts';
import { circumstancesOf, circumstancesQuery } from './circumstance-rows.ts';
import { dayOf, dayQuery } from './day-rows.ts';
import { keptTrades } from './kept-trades.ts';
import { metricsQuery } from './metric-rows.ts';
import { within } from './performance-owner.ts';

const pricesSchema = z.partialRecord(z.enum(TICKERS), moneySchema);

/** Beyond these, in dollars, an amount does not fit DECIMAL(14,4) and (17,4). */
const MOST_UNREALISED = 1e10;
const MOST_BALANCE = 1e13;

/** What the trading of a user's accounts came to, in the relational store. `accountId` is the terminal's own account. */
export function createPerformanceJournal(store: RelationalStore, { accountId: ownId }: { readonly accountId: string }): PerformanceJournal {
  const { db } = store;
  return {
    async accounts() {
      const rows = await db
        .selectFrom('trading_accounts')
        .where('user_id', '=', db.selectFrom('trading_accounts').select('user_id').where('id', '=', ownId))
        .select(['id', 'user_id', 'account_number', 'account_type', 'broker'])
        .orderBy('account_number')
        .execute();
      return rows
        .map(({ id, user_id, account_number, account_type, broker }) => ({ id, userId: user_id, number: account_number, kind: account_type, broker }))
        .sort((left, right) => Number(right.id === ownId) - Number(left.id === ownId));
    },

    async endedTrades(accountId) {
      const rows = await db.selectFrom('trades').where('account_id', '=', accountId).where('status', 'in', ['closed', 'settled']).select('id').execute();
      return rows.map(({ id }) => id);
    },

    trades(accountId, ids) {
      return keptTrades(db, accountId, ids);
    },

    async span(accountId) {
      const first = await db.selectFrom('ledger_transactions').where('account_id', '=', accountId).select('time').orderBy('time').limit(1).executeTakeFirst();
      const last = await db.selectFrom('ledger_transactions').where('account_id', '=', accountId).select('time').orderBy('time', 'desc').limit(1).executeTakeFirst();
      return first === undefined || last === undefined ? null : { from: first.time, to: last.time };
    },

    async bookings(accountId, from, to) {
      const rows = await db
        .selectFrom('ledger_transactions')
        .innerJoin('ledger_entries', (join) =>
          join.onRef('ledger_entries.account_id', '=', 'ledger_transactions.account_id').onRef('ledger_entries.transaction_id', '=', 'ledger_transactions.id'),
        )
        .leftJoin('trades', 'trades.id', 'ledger_transactions.trade_id')
        .leftJoin('tickers', 'tickers.id', 'trades.ticker_id')
        .where('ledger_transactions.account_id', '=', accountId)
        .where('ledger_transactions.time', '>=', from)
        .where('ledger_transactions.time', '<', to)
        .where('ledger_entries.ledger_account', '<>', 'cash')
        .groupBy(['tickers.symbol', 'ledger_entries.ledger_account', 'ledger_entries.symbol'])
        .having((eb) => eb.or([eb(eb.fn.sum('ledger_entries.amount'), '<>', 0), eb(eb.fn.sum('ledger_entries.quantity'), '<>', 0)]))
        .select((eb) => [
          'tickers.symbol as ticker',
          'ledger_entries.ledger_account',
          'ledger_entries.symbol as held',
          eb.fn.sum<Money>('ledger_entries.amount').as('amount'),
          eb.fn.sum<number | null>('ledger_entries.quantity').as('quantity'),
        ])
        .execute();
      return rows.map(({ amount, held, ledger_account, quantity, ticker }) => ({
        underlying: ticker === null ? null : underlyingSchema.parse(ticker),
        account: ledger_account,
        symbol: held === null ? null : symbolSchema.parse(held),
        amount,
        quantity: quantity ?? 0,
      }));
    },

    async lateBookings(accountId) {
      const rows = await db.selectFrom('ledger_transactions').where('account_id', '=', accountId).where('reason', 'is not', null).select('time').execute();
      return rows.map(({ time }) => time);
    },

    async deposits(accountId) {
      const rows = await db
        .selectFrom('ledger_transactions')
        .innerJoin('ledger_entries', (join) =>
          join.onRef('ledger_entries.account_id', '=', 'ledger_transactions.account_id').onRef('ledger_entries.transaction_id', '=', 'ledger_transactions.id'),
        )
        .where('ledger_transactions.account_id', '=', accountId)
        .where('ledger_entries.ledger_account', '=', 'capital')
        .select(['ledger_transactions.time', 'ledger_entries.amount'])
        .execute();
      return rows.map(({ amount, time }) => ({ time, amount: negate(amount) }));
    },

    async closes() {
      const rows = await db.selectFrom('market_sessions').select(['session_date', 'feed_kind', 'closes']).orderBy('sequence').execute();
      return rows.map(({ closes, feed_kind, session_date }): SessionCloses => {
        const { SPY, QQQ, IWM } = readJson(pricesSchema, closes);
        return { date: session_date, simulated: feed_kind === 'simulated', prices: { ...(SPY && { SPY }), ...(QQQ && { QQQ }), ...(IWM && { IWM }) } };
      });
    },

    async stamps(accountId) {
      const [trades, tags, days] = await Promise.all([
        db
          .selectFrom('trades')
          .where('account_id', '=', accountId)
          .where('status', 'in', ['closed', 'settled'])
          .select((eb) => [eb.fn.countAll<number>().as('count'), eb.fn.max('updated_at').as('updated_at')])
          .executeTakeFirst(),
        db.selectFrom('trade_tags').where('account_id', '=', accountId).select(['trade_id', 'tag']).orderBy('trade_id').orderBy('tag').execute(),
        db.selectFrom('daily_pnl').where('account_id', '=', accountId).select((eb) => [eb.fn.countAll<number>().as('count'), eb.fn.max('updated_at').as('updated_at')]).executeTakeFirst(),
      ]);
      return { trades: JSON.stringify([trades, tags]), days: JSON.stringify(days ?? null) };
    },

    async days(accountId) {
      const rows = await db
        .selectFrom('daily_pnl')
        .leftJoin('tickers', 'tickers.id', 'daily_pnl.ticker_id')
        .where('account_id', '=', accountId)
        .selectAll('daily_pnl')
        .select('tickers.symbol')
        .orderBy('trade_date')
        .orderBy('ticker_id')
        .execute();
      // Where the row of all underlyings comes among the others is each database's own.
      return rows.map(dayOf).sort((left, right) => (left.date === right.date ? Number(left.underlying !== null) - Number(right.underlying !== null) : left.date < right.date ? -1 : 1));
    },

    async circumstances(tradeIds) {
      if (tradeIds.length === 0) return [];
      const rows = await db.selectFrom('trade_circumstances').where('trade_id', 'in', tradeIds).selectAll().execute();
      return rows.map(circumstancesOf);
    },

    async write(rows, time) {
      const queries = rows.flatMap((row) => queryOf(db, row, time) ?? []);
      if (queries.length > 0) await store.commit(queries);
    },
  };
}

function queryOf(db: Kysely<Database>, row: PerformanceRow, time: EpochMs): CompiledQuery | null {
  const { account } = row;
  switch (row.kind) {
    case 'day':
      return dayQuery(db, account, row.result, time);
    case 'metrics':
      return metricsQuery(db, account, row.from, row.to, row.metrics, time);
    case 'circumstances':
      return circumstancesQuery(db, account, row.circumstances, time);
    case 'unrealised':
      // Not a change of the trade: who asks what changed is not told.
      return db.updateTable('trades').set({ unrealized_pnl: within(row.amount, MOST_UNREALISED) }).where('id', '=', row.tradeId).compile();
    case 'balances': {
      const { buyingPower, netLiquidation, totalCash } = row.balances;
      return db
        .updateTable('trading_accounts')
        .set({
          buying_power: within(buyingPower, MOST_BALANCE),
          net_liquidation: within(netLiquidation, MOST_BALANCE),
          total_cash: within(totalCash, MOST_BALANCE),
          updated_at: time,
        })
        .where('id', '=', account.id)
        .compile();
    }
  }
}
