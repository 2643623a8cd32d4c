import type { CompiledQuery } from 'kysely';
import type { Ticker } from '../../../../src-core/instruments/instrument.ts';
import type { Clock } from '../../../../src-core/time.ts';
import type { JournalRecords } from '../../../performance/journal-records.ts';
import type { RelationalStore } from '../relational-store.ts';
import { tradeOf } from '../trading/trade-rows.ts';
import { importQueries } from './imported-rows.ts';
import { readExported, readHeads, readRecord, readStamp, readTransactions, readWords } from './journal-queries.ts';
import { removalQueries } from './removed-rows.ts';

/** The journal in the relational store. `clock` stamps what is taken back. */
export function createJournalRecords(store: RelationalStore, tickerIds: Readonly<Record<Ticker, number>>, clock: Clock): JournalRecords {
  const { db } = store;
  return {
    heads: (accountId) => readHeads(db, accountId),
    stamp: (accountId) => readStamp(db, accountId),
    words: (tradeIds) => readWords(db, tradeIds),
    async accountOf(tradeId) {
      const row = await db.selectFrom('trades').where('id', '=', tradeId).select('account_id').executeTakeFirst();
      return row?.account_id ?? null;
    },
    record: (tradeId) => readRecord(db, tradeId),
    async tags(accountIds) {
      const rows = await db
        .selectFrom('trade_tags')
        .where('account_id', 'in', [...accountIds])
        .groupBy('tag')
        .select(({ fn }) => ['tag', fn.countAll<number>().as('trades')])
        .orderBy('trades', 'desc')
        .orderBy('tag')
        .execute();
      return rows.map(({ tag, trades }) => ({ tag, trades: Number(trades) }));
    },
    async annotate({ tradeId, accountId, notes, tags }) {
      const queries: CompiledQuery[] = [];
      if (notes !== undefined) queries.push(db.updateTable('trades').set({ notes: notes === '' ? null : notes }).where('id', '=', tradeId).compile());
      if (tags !== undefined) {
        queries.push(db.deleteFrom('trade_tags').where('trade_id', '=', tradeId).compile());
        if (tags.length > 0) queries.push(db.insertInto('trade_tags').values(tags.map((tag) => ({ trade_id: tradeId, account_id: accountId, tag }))).compile());
      }
      await store.commit(queries);
    },
    exported: (accountId, tradeIds) => readExported(db, accountId, tradeIds),
    async imports(userId) {
      const rows = await db
        .selectFrom('statement_imports')
        .innerJoin('trading_accounts', 'trading_accounts.id', 'statement_imports.account_id')
        .where('trading_accounts.user_id', '=', userId)
        .selectAll('statement_imports')
        .select('trading_accounts.account_number')
        .orderBy('imported_at', 'desc')
        .orderBy('statement_imports.id')
        .execute();
      return rows.map((row) => ({
        id: row.id,
        accountId: row.account_id,
        accountNumber: row.account_number,
        broker: row.broker,
        fileName: row.file_name,
        importedAt: row.imported_at,
        packages: row.packages,
        fills: row.fills,
      }));
    },
    async books(accountId) {
      const [trades, transactions, newest] = await Promise.all([
        db.selectFrom('trades').innerJoin('tickers', 'tickers.id', 'trades.ticker_id').where('account_id', '=', accountId).selectAll('trades').select('tickers.symbol').orderBy('opened_at').execute(),
        readTransactions(db, accountId, null),
        db.selectFrom('order_packages').where('account_id', '=', accountId).select(({ fn }) => fn.max('sequence').as('sequence')).executeTakeFirst(),
      ]);
      return { trades: trades.map(tradeOf), transactions, lastSequence: newest?.sequence ?? 0 };
    },
    write: async (rows) => store.commit(await importQueries(db, rows, tickerIds)),
    remove: (rows) => store.commit(removalQueries(db, rows, clock.now())),
  };
}
