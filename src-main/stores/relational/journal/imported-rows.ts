import { setImmediate } from 'node:timers/promises';
import type { CompiledQuery, Insertable, Kysely } from 'kysely';
import type { Trade } from '../../../../src-core/ledger/trade.ts';
import { isUnderlying, type Ticker, type InstrumentSymbol } from '../../../../src-core/instruments/instrument.ts';
import { type Money, money } from '../../../../src-core/money.ts';
import type { TradeId } from '../../../../src-core/orders/order.ts';
import type { ImportRows } from '../../../performance/journal-records.ts';
import type { ImportedOrder } from '../../../performance/statements/statement-booking.ts';
import type { Database } from '../schema.ts';
import { legId } from '../trading/leg-id.ts';
import { orderColumns } from '../trading/order-rows.ts';
import { tradeColumns } from '../trading/trade-rows.ts';

type TickerIds = Readonly<Record<Ticker, number>>;
type Bulk = 'trade_legs' | 'trades' | 'order_packages' | 'orders' | 'order_history' | 'fills' | 'fill_legs' | 'ledger_transactions' | 'ledger_entries';

/** Parameters of one statement that every server takes. */
const MOST_PARAMETERS = 30_000;

/** Queries made between two pauses, and rows of one. */
const QUERIES_BETWEEN_PAUSES = 20;
const MOST_ROWS = 500;

/** Writes an import: rows by the hundred, each table after those it refers to. Others get their turn while it is made. */
export async function importQueries(db: Kysely<Database>, rows: ImportRows, tickerIds: TickerIds): Promise<readonly CompiledQuery[]> {
  const queries: CompiledQuery[] = [];
  for (const query of rowQueries(db, rows, tickerIds)) {
    queries.push(query());
    if (queries.length % QUERIES_BETWEEN_PAUSES === 0) await setImmediate();
  }
  return queries;
}

type Making = () => CompiledQuery;

function rowQueries(db: Kysely<Database>, rows: ImportRows, tickerIds: TickerIds): readonly Making[] {
  const { record, digest, account, isNewAccount, booked } = rows;
  const { id: importId, importedAt } = record;
  const { userId, id: accountId } = account;
  const created = booked.trades.filter(({ id }) => booked.isNew(id));
  const gone = booked.trades.filter(({ id }) => !booked.isNew(id));
  const tradeLegs = new TradeLegs(booked.orders, created);
  const insert = <Table extends Bulk>(table: Table, values: readonly Insertable<Database[Table]>[]): readonly Making[] => inPieces(db, table, values);
  return [
    ...(isNewAccount
      ? [() => db.insertInto('trading_accounts').values({ id: accountId, user_id: userId, account_number: account.number, account_type: 'live', broker: account.broker, is_active: false }).compile()]
      : []),
    () =>
      db
        .insertInto('statement_imports')
        .values({ id: importId, account_id: accountId, broker: record.broker, file_name: record.fileName, digest, packages: record.packages, fills: record.fills, imported_at: importedAt })
        .compile(),
    ...insert(
      'trades',
      created.map((trade) => ({
        ...tradeColumns(trade, importedAt),
        id: trade.id,
        user_id: userId,
        account_id: accountId,
        ticker_id: tickerIds[trade.underlying],
        trade_type: trade.source,
        signal_id: null,
        created_at: trade.openedAt,
        session_id: null,
        import_id: importId,
      })),
    ),
    ...gone.map((trade) => () => restoredQuery(db, trade, importedAt)),
    ...insert('trade_legs', tradeLegs.rows(importedAt)),
    ...sharesLegQueries(db, booked.orders, created, importedAt),
    ...insert(
      'order_packages',
      booked.orders.map(({ order }) => ({
        ...orderColumns(order),
        id: order.id,
        account_id: accountId,
        sequence: order.sequence,
        ticker_id: tickerIds[order.underlying],
        created_at: order.createdAt,
        session_id: null,
      })),
    ),
    ...orderLegQueries(db, booked.orders, tradeLegs),
    ...insert(
      'order_history',
      booked.orders.flatMap(({ history }) => history.map(({ orderId, step, time, state, event }) => ({ package_id: orderId, step, time, state, event: JSON.stringify(event) }))),
    ),
    ...insert(
      'fills',
      booked.orders.flatMap(({ order, history }) =>
        history.flatMap(({ event }) => {
          if (event.type !== 'filled') return [];
          const { id, time, packages, net, evidence } = event.execution;
          return [{ id, package_id: order.id, time, packages, net, evidence: JSON.stringify(evidence) }];
        }),
      ),
    ),
    ...insert(
      'fill_legs',
      booked.orders.flatMap(({ history }) =>
        history.flatMap(({ event }) => {
          if (event.type !== 'filled') return [];
          const { id, legs } = event.execution;
          return legs.map(({ symbol, side, quantity, price }, place) => ({ fill_id: id, leg_order: place + 1, symbol, action: side, quantity, price }));
        }),
      ),
    ),
    ...insert(
      'ledger_transactions',
      booked.transactions.map(({ id, time, cause, tradeId, reason }) => ({ account_id: accountId, id, time, cause, trade_id: tradeId ?? null, reason: reason ?? null })),
    ),
    ...insert(
      'ledger_entries',
      booked.transactions.flatMap(({ id, entries }) =>
        entries.map(({ account: ledgerAccount, amount, symbol, quantity, price }, place) => ({
          account_id: accountId,
          transaction_id: id,
          line: place + 1,
          ledger_account: ledgerAccount,
          amount,
          symbol: symbol ?? null,
          quantity: quantity ?? null,
          price: price ?? null,
        })),
      ),
    ),
  ];
}

/** Writes a trade that was there before, as it is now. */
export function restoredQuery(db: Kysely<Database>, trade: Trade, time: number): CompiledQuery {
  return db.updateTable('trades').set(tradeColumns(trade, time)).where('id', '=', trade.id).compile();
}

function inPieces<Table extends Bulk>(db: Kysely<Database>, table: Table, values: readonly Insertable<Database[Table]>[]): readonly Making[] {
  const [first] = values;
  if (first === undefined) return [];
  const each = Math.max(1, Math.min(MOST_ROWS, Math.floor(MOST_PARAMETERS / Object.keys(first).length)));
  const queries: Making[] = [];
  for (let from = 0; from < values.length; from += each) queries.push(() => db.insertInto(table).values(values.slice(from, from + each)).compile());
  return queries;
}

/** The rows of trade_legs of new trades: the legs they were opened with, and the shares they were left with and traded. */
class TradeLegs {
  readonly #orders: readonly ImportedOrder[];
  readonly #trades: readonly Trade[];

  constructor(orders: readonly ImportedOrder[], trades: readonly Trade[]) {
    this.#orders = orders;
    this.#trades = trades;
  }

  rows(time: number): readonly Insertable<Database['trade_legs']>[] {
    const opened = new Map<string, { money: number; units: number }>();
    for (const { order, history } of this.#orders) {
      if (order.closing) continue;
      for (const { event } of history) {
        if (event.type !== 'filled') continue;
        for (const { symbol, quantity, price } of event.execution.legs) addTo(opened, `${order.tradeId} ${symbol}`, price * quantity, quantity);
      }
    }
    return this.#trades.flatMap((trade) =>
      trade.legs.map(({ symbol, side, ratio }, place) => ({
        id: legId(trade.id, place + 1),
        trade_id: trade.id,
        leg_order: place + 1,
        action: side,
        option_symbol: symbol,
        quantity: ratio * trade.openedQuantity,
        filled_quantity: ratio * trade.openedQuantity,
        remaining_quantity: 0,
        avg_fill_price: average(opened.get(`${trade.id} ${symbol}`)),
        status: 'filled' as const,
        created_at: trade.openedAt,
        updated_at: time,
      })),
    );
  }

  /** The place of an instrument among a new trade's legs; null for a trade that was there before, and for shares. */
  legOf(tradeId: TradeId, symbol: InstrumentSymbol): string | null {
    this.#places ??= new Map(this.#trades.flatMap((trade) => trade.legs.map((leg, place) => [`${trade.id} ${leg.symbol}`, legId(trade.id, place + 1)])));
    return this.#places.get(`${tradeId} ${symbol}`) ?? null;
  }

  #places: Map<string, string> | null = null;
}

/** Beyond the legs of any trade. */
export const SHARES_LEG_ORDER = 100;

function sharesLegQueries(db: Kysely<Database>, orders: readonly ImportedOrder[], created: readonly Trade[], time: number): readonly Making[] {
  const known = new Set(created.map(({ id }) => id));
  const traded = new Map<TradeId, ImportedOrder['order']>();
  for (const { order } of orders) if (order.legs.some(({ symbol }) => isUnderlying(symbol)) && !traded.has(order.tradeId)) traded.set(order.tradeId, order);
  return [...traded.values()].map((order) => {
    const row = {
      id: legId(order.tradeId, SHARES_LEG_ORDER),
      trade_id: order.tradeId,
      leg_order: SHARES_LEG_ORDER,
      action: order.legs[0]?.side ?? 'sell',
      option_symbol: order.underlying,
      quantity: order.quantity,
      created_at: order.createdAt,
      updated_at: time,
    };
    const insert = db.insertInto('trade_legs').values(row);
    return () => (known.has(order.tradeId) ? insert.compile() : insert.onConflict((conflict) => conflict.column('id').doNothing()).compile());
  });
}

/** Each order's legs as the document's orders. */
function orderLegQueries(db: Kysely<Database>, orders: readonly ImportedOrder[], tradeLegs: TradeLegs): readonly Making[] {
  const rows: Insertable<Database['orders']>[] = [];
  const found: Making[] = [];
  for (const { order, history, brokerOrderId } of orders) {
    const filled = new Map<string, { money: number; units: number }>();
    for (const { event } of history) {
      if (event.type !== 'filled') continue;
      for (const { symbol, quantity, price } of event.execution.legs) addTo(filled, symbol, price * quantity, quantity);
    }
    order.legs.forEach(({ symbol, side, ratio }, place) => {
      const row = {
        id: legId(order.id, place + 1),
        broker_order_id: brokerOrderId?.slice(0, 100) ?? null,
        order_type: order.terms.type,
        action: side,
        quantity: ratio * order.quantity,
        limit_price: null,
        stop_price: null,
        time_in_force: order.timeInForce,
        status: 'filled' as const,
        filled_quantity: ratio * order.quantity,
        avg_fill_price: average(filled.get(symbol)),
        submitted_at: order.createdAt,
        filled_at: order.updatedAt,
        cancelled_at: null,
        error_message: null,
        created_at: order.createdAt,
        updated_at: order.updatedAt,
        package_id: order.id,
      };
      const leg = isUnderlying(symbol) ? legId(order.tradeId, SHARES_LEG_ORDER) : tradeLegs.legOf(order.tradeId, symbol);
      if (leg !== null) {
        rows.push({ ...row, trade_leg_id: leg });
        return;
      }
      // A trade of an earlier import: its leg is the one that has the instrument.
      const columns = Object.keys(row) as (keyof typeof row)[];
      found.push(() =>
        db
          .insertInto('orders')
          .columns(['trade_leg_id', ...columns])
          .expression(
            db
              .selectFrom('trade_legs')
              .where('trade_id', '=', order.tradeId)
              .where('option_symbol', '=', symbol)
              .select((eb) => ['trade_legs.id as trade_leg_id', ...columns.map((column) => eb.val(row[column]).as(column))]),
          )
          .compile(),
      );
    });
  }
  return [...inPieces(db, 'orders', rows), ...found];
}

function addTo(sums: Map<string, { money: number; units: number }>, key: string, amount: number, units: number): void {
  const sum = sums.get(key) ?? { money: 0, units: 0 };
  sum.money += amount;
  sum.units += units;
  sums.set(key, sum);
}

function average(sum: { readonly money: number; readonly units: number } | undefined): Money | null {
  return sum === undefined || sum.units === 0 ? null : money(Math.round(sum.money / sum.units));
}
