import { type CompiledQuery, type Kysely, type Selectable, sql } from 'kysely';
import { z } from 'zod';
import { moneySchema, symbolSchema, timeSchema } from '../../../../src-core/contract/schemas.ts';
import type { Execution, OrderEvent } from '../../../../src-core/orders/order.ts';
import type { OrderHistoryEntry } from '../../../trading/journal.ts';
import { readJson } from '../json-column.ts';
import type { Database } from '../schema.ts';
import { changeSchema } from './order-rows.ts';

const sideSchema = z.enum(['buy', 'sell']);

const marketEvidence = z.object({
  optimistic: moneySchema,
  expected: moneySchema,
  pessimistic: moneySchema,
  quotes: z.array(
    z.object({
      symbol: symbolSchema,
      bid: z.number(),
      ask: z.number(),
      bidSize: z.number().nullable(),
      askSize: z.number().nullable(),
      time: timeSchema,
    }),
  ),
});

const executionSchema = z.object({
  id: z.string(),
  time: timeSchema,
  packages: z.int(),
  net: moneySchema,
  legs: z.array(z.object({ symbol: symbolSchema, side: sideSchema, quantity: z.int(), price: moneySchema })),
  evidence: z.discriminatedUnion('rule', [
    marketEvidence.extend({ rule: z.enum(['marketable', 'resting']), seed: z.number(), draw: z.number().optional(), threshold: z.number().optional() }),
    marketEvidence.extend({ rule: z.literal('broker'), executions: z.array(z.object({ id: z.string(), exchange: z.string(), symbol: symbolSchema, quantity: z.int() })) }),
  ]),
}) satisfies z.ZodType<Execution>;

const reason = z.string();
const eventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('submitted'), elsewhere: z.literal(true).optional() }),
  z.object({ type: z.literal('denied'), reason }),
  z.object({ type: z.literal('accepted') }),
  z.object({ type: z.literal('rejected'), reason }),
  z.object({ type: z.literal('triggered') }),
  z.object({ type: z.literal('filled'), execution: executionSchema }),
  z.object({ type: z.literal('change_requested'), change: changeSchema }),
  z.object({ type: z.literal('changed') }),
  z.object({ type: z.literal('change_rejected'), reason }),
  z.object({ type: z.literal('cancel_requested') }),
  z.object({ type: z.literal('cancel_rejected'), reason }),
  z.object({ type: z.literal('canceled'), reason }),
  z.object({ type: z.literal('expired'), reason }),
]) satisfies z.ZodType<OrderEvent>;

/** Writes one step of an order's life; a fill also as rows of its own. The order is written before it. */
export function historyQueries(db: Kysely<Database>, entry: OrderHistoryEntry): readonly CompiledQuery[] {
  const { orderId, step, time, state, event } = entry;
  const row = db
    .insertInto('order_history')
    .values({ package_id: orderId, step, time, state, event: JSON.stringify(event) })
    .compile();
  return event.type === 'filled' ? [row, ...fillQueries(db, orderId, event.execution)] : [row];
}

function fillQueries(db: Kysely<Database>, orderId: string, execution: Execution): readonly CompiledQuery[] {
  const { id, time, packages, net, legs, evidence } = execution;
  const fill = db
    .insertInto('fills')
    .values({ id, package_id: orderId, time, packages, net, evidence: JSON.stringify(evidence) })
    .compile();
  const fillLegs = db
    .insertInto('fill_legs')
    .values(
      legs.map(({ symbol, side, quantity, price }, index) => ({
        fill_id: id,
        leg_order: index + 1,
        symbol,
        action: side,
        quantity,
        price,
      })),
    )
    .compile();
  return [fill, fillLegs, averageOfOrder(db, orderId), averageOfTrade(db, orderId)];
}

/** Sets the average price of an order's legs from its fills. */
function averageOfOrder(db: Kysely<Database>, orderId: string): CompiledQuery {
  return db
    .updateTable('orders')
    .set((eb) => ({
      avg_fill_price: eb
        .selectFrom('fill_legs')
        .innerJoin('fills', 'fills.id', 'fill_legs.fill_id')
        .innerJoin('trade_legs', 'trade_legs.option_symbol', 'fill_legs.symbol')
        .whereRef('trade_legs.id', '=', 'orders.trade_leg_id')
        .where('fills.package_id', '=', orderId)
        .select(averagePrice.as('average')),
    }))
    .where('package_id', '=', orderId)
    .compile();
}

/** Sets the average price of a trade's legs from the fills of the orders that opened it. */
function averageOfTrade(db: Kysely<Database>, orderId: string): CompiledQuery {
  return db
    .updateTable('trade_legs')
    .set((eb) => ({
      avg_fill_price: eb
        .selectFrom('fill_legs')
        .innerJoin('fills', 'fills.id', 'fill_legs.fill_id')
        .innerJoin('order_packages', 'order_packages.id', 'fills.package_id')
        .whereRef('order_packages.trade_id', '=', 'trade_legs.trade_id')
        .whereRef('fill_legs.symbol', '=', 'trade_legs.option_symbol')
        .where('order_packages.closing', '=', false)
        .select(averagePrice.as('average')),
    }))
    .where('trade_id', '=', db.selectFrom('order_packages').select('trade_id').where('id', '=', orderId))
    .compile();
}

// One server keeps ten-thousandths of a dollar and another dollars: each adapter knows how its averages are rounded.
const averagePrice = sql<never>`money_average(sum(fill_legs.price * fill_legs.quantity), sum(fill_legs.quantity))`;

/** The inverse of historyQueries. Throws ZodError when the event is none. */
export function historyEntryOf(row: Selectable<Database['order_history']>): OrderHistoryEntry {
  return { orderId: row.package_id, step: row.step, time: row.time, state: row.state, event: readJson(eventSchema, row.event) };
}
