import type { CompiledQuery, Kysely, Selectable } from 'kysely';
import { z } from 'zod';
import { legSchema, moneySchema, quantitySchema, termsSchema, underlyingSchema } from '../../../../src-core/contract/schemas.ts';
import { isUnderlying, type Ticker } from '../../../../src-core/instruments/instrument.ts';
import { type Money, negate } from '../../../../src-core/money.ts';
import { seedStatus } from '../../../../src-core/orders/life-cycle.ts';
import type { Order, OrderLeg, OrderTerms, Side } from '../../../../src-core/orders/order.ts';
import { readJson } from '../json-column.ts';
import type { Database } from '../schema.ts';
import { legId } from './leg-id.ts';
import { newestSessionId } from './session-queries.ts';

const legsSchema = z.array(legSchema);
/** As it was asked of the broker: the collar is the order manager's own. */
export const changeSchema = z.object({ terms: termsSchema, quantity: quantitySchema, collar: moneySchema.optional() });

/** What of an order's row changes with it; the session in which it did comes beside them. */
export function orderColumns(order: Order) {
  const { id: _id, underlying: _underlying, legs, quantity, terms, timeInForce, tradeId, source, closing, state, createdAt: _createdAt, sequence: _sequence, ...more } = order;
  const { resume, pendingChange, triggered, filledQuantity, filledNetTotal, updatedAt, reason, signalId, purpose, collar, brokerOrderId, adopted, group, released, ...rest } = more;
  // A field that an order gains must get a column here: this line then no longer compiles.
  const nothingLeft: Record<string, never> = rest;
  return {
    ...nothingLeft,
    trade_id: tradeId,
    legs: JSON.stringify(legs),
    quantity,
    ...termColumns(terms),
    time_in_force: timeInForce,
    source,
    closing,
    state,
    resume_state: resume ?? null,
    pending_change: pendingChange === undefined ? null : JSON.stringify(pendingChange),
    triggered,
    filled_quantity: filledQuantity,
    filled_net_total: filledNetTotal,
    reason: reason ?? null,
    updated_at: updatedAt,
    signal_id: signalId ?? null,
    purpose: purpose ?? 'trade',
    collar_price: collar ?? null,
    broker_order_id: brokerOrderId ?? null,
    adopted: adopted ?? false,
    group_id: group?.id ?? null,
    parent_order_id: group?.parent ?? null,
    released_quantity: released ?? null,
  };
}

/** Writes an order whole, and its legs as the document's orders. Its trade is written before it. */
export function orderQueries(db: Kysely<Database>, accountId: string, order: Order): readonly CompiledQuery[] {
  const { id, underlying, legs, createdAt, sequence } = order;
  const changing = { ...orderColumns(order), session_id: newestSessionId(db) };
  const whole = db
    .insertInto('order_packages')
    .values({
      ...changing,
      id,
      account_id: accountId,
      sequence,
      ticker_id: db.selectFrom('tickers').select('id').where('symbol', '=', underlying),
      created_at: createdAt,
    })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(changing))
    .compile();
  return [whole, ...legs.flatMap((leg, index) => legQueries(db, order, leg, index + 1))];
}

/** One leg as the document's order, beside the trade's leg of the same instrument; nothing when there is no such leg. */
function legQueries(db: Kysely<Database>, order: Order, leg: OrderLeg, legOrder: number): readonly CompiledQuery[] {
  const { state, terms, updatedAt } = order;
  const filled = leg.ratio * order.filledQuantity;
  const quantity = leg.ratio * order.quantity;
  const alone = order.legs.length === 1;
  const columns = {
    order_type: terms.type,
    quantity,
    limit_price: alone && 'limit' in terms ? priceOfLeg(leg, terms.limit) : null,
    stop_price: alone && 'stop' in terms ? priceOfLeg(leg, terms.stop) : null,
    time_in_force: order.timeInForce,
    broker_order_id: order.brokerOrderId ?? null,
    status: seedStatus(state),
    filled_quantity: filled,
    filled_at: state === 'FILLED' ? updatedAt : null,
    cancelled_at: state === 'CANCELED' ? updatedAt : null,
    error_message: order.reason ?? null,
    updated_at: updatedAt,
  };
  const sent = state === 'INITIALIZED' || state === 'DENIED' ? null : updatedAt;
  const tradeLeg = db
    .selectFrom('trade_legs')
    .where('trade_id', '=', order.tradeId)
    .where('option_symbol', '=', leg.symbol);
  const row = db
    .insertInto('orders')
    .columns(['id', 'trade_leg_id', 'action', 'submitted_at', 'created_at', 'package_id', ...keysOf(columns)])
    .expression(
      tradeLeg.select((eb) => [
        eb.val(legId(order.id, legOrder)).as('id'),
        'trade_legs.id as trade_leg_id',
        eb.val(leg.side).as('action'),
        eb.val(sent).as('submitted_at'),
        eb.val(order.createdAt).as('created_at'),
        eb.val(order.id).as('package_id'),
        ...keysOf(columns).map((key) => eb.val(columns[key]).as(key)),
      ]),
    )
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((eb) => ({
        ...columns,
        submitted_at: eb.fn.coalesce('orders.submitted_at', 'excluded.submitted_at'),
      })),
    )
    .compile();
  if (order.closing) return isUnderlying(leg.symbol) ? [sharesLegQuery(db, order, leg), row] : [row];
  const opened = db
    .updateTable('trade_legs')
    .set({ quantity, filled_quantity: filled, remaining_quantity: quantity - filled, status: legStatus(order) })
    .where('trade_id', '=', order.tradeId)
    .where('option_symbol', '=', leg.symbol)
    .compile();
  return [row, opened];
}

/** A trade has at most four legs of its own. */
const SHARES_LEG_ORDER = 5;

/** Shares that expiry left are closed through a leg with which the trade was not opened. */
function sharesLegQuery(db: Kysely<Database>, order: Order, leg: OrderLeg): CompiledQuery {
  return db
    .insertInto('trade_legs')
    .columns(['id', 'trade_id', 'leg_order', 'action', 'option_symbol', 'quantity', 'created_at', 'updated_at'])
    .expression((eb) =>
      eb
        .selectFrom('trades')
        .where('trades.id', '=', order.tradeId)
        .where(({ not, exists }) =>
          not(exists(eb.selectFrom('trade_legs').select('id').where('trade_id', '=', order.tradeId).where('option_symbol', '=', leg.symbol))),
        )
        .select((values) => [
          values.val(legId(order.tradeId, SHARES_LEG_ORDER)).as('id'),
          'trades.id as trade_id',
          values.val(SHARES_LEG_ORDER).as('leg_order'),
          values.val<Side>(leg.side === 'buy' ? 'sell' : 'buy').as('action'),
          values.val<string>(leg.symbol).as('option_symbol'),
          values.val(leg.ratio * order.quantity).as('quantity'),
          values.val(order.createdAt).as('created_at'),
          values.val(order.updatedAt).as('updated_at'),
        ]),
    )
    .compile();
}

function keysOf<T extends object>(value: T): (keyof T)[] {
  return Object.keys(value) as (keyof T)[];
}

/** An order's net is a debit; a sold leg's own price is what it receives. */
function priceOfLeg(leg: OrderLeg, net: Money): Money {
  return leg.side === 'buy' ? net : negate(net);
}

function legStatus(order: Order): 'pending' | 'filled' | 'partially_filled' | 'cancelled' {
  const status = seedStatus(order.state);
  switch (status) {
    case 'filled':
    case 'partially_filled':
    case 'pending':
      return status;
    case 'submitted':
      return order.filledQuantity > 0 ? 'partially_filled' : 'pending';
    case 'cancelled':
    case 'rejected':
    case 'expired':
      return order.filledQuantity > 0 ? 'partially_filled' : 'cancelled';
  }
}

function termColumns(terms: OrderTerms): Pick<Selectable<Database['order_packages']>, 'order_type' | 'limit_price' | 'stop_price'> {
  return {
    order_type: terms.type,
    limit_price: 'limit' in terms ? terms.limit : null,
    stop_price: 'stop' in terms ? terms.stop : null,
  };
}

/** The inverse of orderQueries. Throws ZodError when the row is not an order. */
export function orderOf(row: Selectable<Database['order_packages']> & { readonly symbol: Ticker }): Order {
  return {
    id: row.id,
    underlying: underlyingSchema.parse(row.symbol),
    legs: readJson(legsSchema, row.legs),
    quantity: row.quantity,
    terms: termsSchema.parse({ type: row.order_type, limit: row.limit_price, stop: row.stop_price }),
    timeInForce: row.time_in_force,
    tradeId: row.trade_id,
    source: row.source,
    closing: Boolean(row.closing),
    state: row.state,
    ...(row.resume_state === null ? {} : { resume: row.resume_state }),
    ...(row.pending_change === null ? {} : { pendingChange: readJson(changeSchema, row.pending_change) }),
    triggered: Boolean(row.triggered),
    filledQuantity: row.filled_quantity,
    filledNetTotal: row.filled_net_total,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    ...(row.reason === null ? {} : { reason: row.reason }),
    sequence: row.sequence,
    ...(row.signal_id === null ? {} : { signalId: row.signal_id }),
    ...(row.purpose === 'trade' ? {} : { purpose: row.purpose }),
    ...(row.collar_price === null ? {} : { collar: row.collar_price }),
    ...(row.broker_order_id === null ? {} : { brokerOrderId: row.broker_order_id }),
    ...(row.adopted ? { adopted: true as const } : {}),
    ...(row.group_id === null ? {} : { group: row.parent_order_id === null ? { id: row.group_id } : { id: row.group_id, parent: row.parent_order_id } }),
    ...(row.released_quantity === null ? {} : { released: row.released_quantity }),
  };
}
