import type { CompiledQuery, Kysely, Selectable } from 'kysely';
import type { LedgerTransaction } from '../../../../src-core/ledger/transaction.ts';
import { ORDER_STATES } from '../../../../src-core/orders/order.ts';
import { isTerminal } from '../../../../src-core/orders/life-cycle.ts';
import type { EpochMs } from '../../../../src-core/time.ts';
import type { JournalRecord, TradingHistory, TradingJournal } from '../../../trading/journal.ts';
import type { RelationalStore } from '../relational-store.ts';
import type { Database } from '../schema.ts';
import { chargeQuery } from './charge-rows.ts';
import { isCurrentTrade } from './current-trades.ts';
import { historyEntryOf, historyQueries } from './history-rows.ts';
import { transactionOf, transactionQueries } from './ledger-rows.ts';
import { orderOf, orderQueries } from './order-rows.ts';
import { markNewestSettled, newestSessionId } from './session-queries.ts';
import { type Owner, tradeOf, tradeQueries } from './trade-rows.ts';

const LIVE_STATES = ORDER_STATES.filter((state) => !isTerminal(state));

/** Rows refer to rows of the kinds before theirs. */
const KINDS = ['trade', 'order', 'history', 'transaction', 'charge', 'settled'] as const satisfies readonly JournalRecord['kind'][];

/** One account's trading, in the relational store. */
export function createTradingJournal(store: RelationalStore, owner: Owner): TradingJournal {
  return {
    write(records) {
      const time = Math.max(...records.map(timeOf));
      const queries = KINDS.flatMap((kind) =>
        records.filter((record) => record.kind === kind).flatMap((record) => queriesOf(store.db, owner, record, time)),
      );
      return store.commit(queries);
    },
    load: () => load(store.db, owner.accountId),
    async hasOrder(id) {
      const row = await store.db.selectFrom('order_packages').select('id').where('id', '=', id).executeTakeFirst();
      return row !== undefined;
    },
    async tradeBooks(id) {
      const { db } = store;
      const { accountId } = owner;
      const [row, heads, lines] = await Promise.all([
        db
          .selectFrom('trades')
          .innerJoin('tickers', 'tickers.id', 'trades.ticker_id')
          .where('trades.id', '=', id)
          .where('trades.account_id', '=', accountId)
          .selectAll('trades')
          .select('tickers.symbol')
          .executeTakeFirst(),
        db.selectFrom('ledger_transactions').where('account_id', '=', accountId).where('trade_id', '=', id).selectAll().orderBy('sequence').execute(),
        db
          .selectFrom('ledger_entries')
          .where('account_id', '=', accountId)
          .where('transaction_id', 'in', db.selectFrom('ledger_transactions').where('account_id', '=', accountId).where('trade_id', '=', id).select('id'))
          .selectAll()
          .orderBy('transaction_id')
          .orderBy('line')
          .execute(),
      ]);
      return row === undefined ? null : { trade: tradeOf(row), transactions: joined(heads, lines) };
    },
  };
}

function queriesOf(db: Kysely<Database>, owner: Owner, record: JournalRecord, time: EpochMs): readonly CompiledQuery[] {
  switch (record.kind) {
    case 'order':
      return orderQueries(db, owner.accountId, record.order);
    case 'history':
      return historyQueries(db, record.entry);
    case 'trade':
      return tradeQueries(db, owner, record.trade, time);
    case 'transaction':
      return transactionQueries(db, owner.accountId, record.transaction);
    case 'charge':
      return [chargeQuery(db, owner.accountId, record.charge)];
    case 'settled':
      return [markNewestSettled(db, record.date, record.time)];
  }
}

function timeOf(record: JournalRecord): EpochMs {
  switch (record.kind) {
    case 'order':
      return record.order.updatedAt;
    case 'history':
      return record.entry.time;
    case 'trade':
      return record.trade.closedAt ?? record.trade.openedAt;
    case 'transaction':
      return record.transaction.time;
    case 'charge':
      return record.charge.time;
    case 'settled':
      return record.time;
  }
}

async function load(db: Kysely<Database>, accountId: string): Promise<TradingHistory> {
  const [orders, history, trades, transactions, newest] = await Promise.all([
    currentOrders(db, accountId).innerJoin('tickers', 'tickers.id', 'order_packages.ticker_id').selectAll('order_packages').select('tickers.symbol').execute(),
    db
      .selectFrom('order_history')
      .innerJoin('order_packages', 'order_packages.id', 'order_history.package_id')
      .where('package_id', 'in', currentOrders(db, accountId).select('order_packages.id'))
      .selectAll('order_history')
      .orderBy('order_packages.sequence')
      .orderBy('order_history.step')
      .execute(),
    currentTrades(db, accountId).execute(),
    loadTransactions(db, accountId),
    db
      .selectFrom('order_packages')
      .where('account_id', '=', accountId)
      .select((eb) => eb.fn.max('sequence').as('sequence'))
      .executeTakeFirst(),
  ]);
  return {
    orders: orders.map(orderOf),
    history: history.map(historyEntryOf),
    trades: trades.map(tradeOf),
    transactions,
    lastSequence: newest?.sequence ?? 0,
  };
}

/** Orders that are not terminal, and all of the newest session, oldest first. */
function currentOrders(db: Kysely<Database>, accountId: string) {
  return db
    .selectFrom('order_packages')
    .where('order_packages.account_id', '=', accountId)
    .where((eb) =>
      eb.or([
        eb('order_packages.state', 'in', LIVE_STATES),
        eb('order_packages.session_id', 'is not distinct from', newestSessionId(db)),
      ]),
    )
    .orderBy('order_packages.sequence');
}

/** Oldest first. */
function currentTrades(db: Kysely<Database>, accountId: string) {
  return db
    .selectFrom('trades')
    .innerJoin('tickers', 'tickers.id', 'trades.ticker_id')
    .where(isCurrentTrade(db, accountId))
    .selectAll('trades')
    .select('tickers.symbol')
    .orderBy('trades.opened_at')
    // Trades opened at the same moment stay in the order in which they were asked for.
    .orderBy((eb) =>
      eb
        .selectFrom('order_packages')
        .whereRef('order_packages.trade_id', '=', 'trades.id')
        .select((inner) => inner.fn.min('order_packages.sequence').as('first')),
    );
}

async function loadTransactions(db: Kysely<Database>, accountId: string) {
  const [heads, lines] = await Promise.all([
    db.selectFrom('ledger_transactions').where('account_id', '=', accountId).selectAll().orderBy('sequence').execute(),
    db.selectFrom('ledger_entries').where('account_id', '=', accountId).selectAll().orderBy('transaction_id').orderBy('line').execute(),
  ]);
  return joined(heads, lines);
}

function joined(heads: readonly Selectable<Database['ledger_transactions']>[], lines: readonly Selectable<Database['ledger_entries']>[]): readonly LedgerTransaction[] {
  const linesById = Map.groupBy(lines, ({ transaction_id }) => transaction_id);
  return heads.map((head) => transactionOf(head, linesById.get(head.id) ?? []));
}
