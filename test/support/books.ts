import { join } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { Book } from '../../src-core/ledger/book.ts';
import { LEDGER_CAUSES, type LedgerTransaction } from '../../src-core/ledger/transaction.ts';
import { moneySchema, symbolSchema } from '../../src-core/contract/schemas.ts';
import { ORDER_STATES } from '../../src-core/orders/order.ts';

const orderRow = z.object({
  id: z.string(),
  trade_id: z.string(),
  closing: z.number(),
  quantity: z.number(),
  state: z.enum(ORDER_STATES),
  filled_quantity: z.number(),
  filled_net_total: z.number(),
});
const stepRow = z.object({ package_id: z.string(), step: z.number(), state: z.enum(ORDER_STATES), event: z.string().transform((text) => z.looseObject({ type: z.string() }).parse(JSON.parse(text))) });
const fillRow = z.object({ id: z.string(), package_id: z.string(), packages: z.number(), net: z.number() });
const fillLegRow = z.object({ fill_id: z.string(), symbol: symbolSchema, action: z.enum(['buy', 'sell']), quantity: z.number(), price: moneySchema });
const tradeRow = z.object({ id: z.string(), status: z.string(), opened_quantity: z.number(), closed_quantity: z.number(), realized_pnl: z.number(), commission: z.number(), fees: z.number() });
const transactionRow = z.object({ id: z.string(), time: z.number(), cause: z.enum(LEDGER_CAUSES), trade_id: z.string().nullable() });
const entryRow = z.object({
  transaction_id: z.string(),
  ledger_account: z.enum(['cash', 'positions', 'realised', 'commission', 'fees', 'capital']),
  amount: moneySchema,
  symbol: symbolSchema.nullable(),
  quantity: z.number().nullable(),
  price: moneySchema.nullable(),
});

/** Everything the database says about trading, read by itself: nothing of the program's own reading is used. */
export interface Books {
  readonly orders: readonly z.output<typeof orderRow>[];
  readonly steps: readonly z.output<typeof stepRow>[];
  readonly fills: readonly z.output<typeof fillRow>[];
  readonly fillLegs: readonly z.output<typeof fillLegRow>[];
  readonly trades: readonly z.output<typeof tradeRow>[];
  readonly transactions: readonly LedgerTransaction[];
  /** What SQLite's own checks complain of. */
  readonly damage: readonly unknown[];
}

/** Reads the database of a terminal that is not running. */
export function readBooks(dataDir: string): Books {
  const db = new Database(join(dataDir, 'smart-0dte.sqlite'), { readonly: true, fileMustExist: true });
  try {
    const all = <T>(row: z.ZodType<T>, sql: string): T[] => z.array(row).parse(db.prepare(sql).all());
    const entries = Map.groupBy(all(entryRow, 'SELECT * FROM ledger_entries ORDER BY transaction_id, line'), (entry) => entry.transaction_id);
    return {
      orders: all(orderRow, 'SELECT * FROM order_packages ORDER BY sequence'),
      steps: all(stepRow, 'SELECT * FROM order_history ORDER BY package_id, step'),
      fills: all(fillRow, 'SELECT * FROM fills ORDER BY package_id, time, id'),
      fillLegs: all(fillLegRow, 'SELECT * FROM fill_legs ORDER BY fill_id, leg_order'),
      trades: all(tradeRow, 'SELECT * FROM trades'),
      transactions: all(transactionRow, 'SELECT * FROM ledger_transactions ORDER BY sequence').map((head) => ({
        id: head.id,
        time: head.time,
        cause: head.cause,
        ...(head.trade_id === null ? {} : { tradeId: head.trade_id }),
        entries: (entries.get(head.id) ?? []).map((entry) => ({
          account: entry.ledger_account,
          amount: entry.amount,
          ...(entry.symbol === null ? {} : { symbol: entry.symbol }),
          ...(entry.quantity === null ? {} : { quantity: entry.quantity }),
          ...(entry.price === null ? {} : { price: entry.price }),
        })),
      })),
      damage: [...db.prepare('PRAGMA foreign_key_check').all(), ...db.pragma('integrity_check', { simple: true }) === 'ok' ? [] : ['integrity_check']],
    };
  } finally {
    db.close();
  }
}

/** The sum of every entry on the cash account. */
export function cashOf(books: Books): number {
  return Book.replay(books.transactions).cash;
}

/** What does not add up in books by themselves, in words; empty when all does. */
export function discrepancies({ orders, steps, fills, fillLegs, trades, transactions, damage }: Books): readonly string[] {
  const wrong: string[] = damage.map((line) => `database: ${JSON.stringify(line)}`);
  const expect = (what: string, actual: unknown, expected: unknown): void => {
    if (!Object.is(actual, expected)) wrong.push(`${what}: ${String(actual)}, expected ${String(expected)}`);
  };
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

  for (const { id, entries } of transactions) expect(`sum of transaction ${id}`, sum(entries.map(({ amount }) => amount)), 0);
  const stepsOf = Map.groupBy(steps, (step) => step.package_id);
  const fillsOf = Map.groupBy(fills, (fill) => fill.package_id);
  const legsOf = Map.groupBy(fillLegs, (leg) => leg.fill_id);
  for (const order of orders) {
    const own = stepsOf.get(order.id) ?? [];
    const filled = fillsOf.get(order.id) ?? [];
    expect(`steps of order ${order.id}`, own.map(({ step }) => step).join(), own.map((_, index) => index + 1).join());
    expect(`last step of order ${order.id}`, own.at(-1)?.state, order.state);
    expect(`filled quantity of order ${order.id}`, order.filled_quantity, sum(filled.map(({ packages }) => packages)));
    expect(`filled net of order ${order.id}`, order.filled_net_total, sum(filled.map(({ packages, net }) => packages * net)));
    expect(`fills in the history of order ${order.id}`, own.filter(({ event }) => event.type === 'filled').length, filled.length);
    if (order.filled_quantity > order.quantity) wrong.push(`order ${order.id} is filled ${order.filled_quantity} of ${order.quantity}`);
  }
  const booked = transactions.filter(({ cause }) => cause === 'fill').map(({ id }) => id);
  expect('transactions of fills', booked.toSorted().join(), fills.map(({ id }) => `fill:${id}`).toSorted().join());
  expect('deposits', transactions.filter(({ cause }) => cause === 'deposit').length, 1);

  let book: Book;
  try {
    book = Book.replay(transactions);
  } catch (error) {
    return [...wrong, `the transactions cannot be replayed: ${String(error)}`];
  }
  const tradeOfOrder = new Map(orders.map((order) => [order.id, order.trade_id]));
  const held = new Map<string, number>();
  for (const fill of fills) {
    for (const leg of legsOf.get(fill.id) ?? []) {
      const key = `${tradeOfOrder.get(fill.package_id) ?? 'no trade'} ${leg.symbol}`;
      held.set(key, (held.get(key) ?? 0) + (leg.action === 'buy' ? leg.quantity : -leg.quantity));
    }
  }
  const isSettled = transactions.some(({ cause }) => cause === 'exercise' || cause === 'assignment' || cause === 'lapse');
  if (!isSettled) {
    const fromFills = [...held].filter(([, quantity]) => quantity !== 0).map(([key, quantity]) => `${key} ${quantity}`);
    expect('positions', book.holdings().map(({ tradeId, symbol, quantity }) => `${tradeId} ${symbol} ${quantity}`).toSorted().join('\n'), fromFills.toSorted().join('\n'));
  }
  for (const trade of trades) {
    const own = transactions.filter(({ tradeId }) => tradeId === trade.id);
    const moved = (account: string): number => sum(own.flatMap(({ entries }) => entries.filter((entry) => entry.account === account).map(({ amount }) => amount)));
    const packages = (closing: number): number => sum(orders.filter((order) => order.trade_id === trade.id && order.closing === closing).map((order) => order.filled_quantity));
    expect(`commission of trade ${trade.id}`, trade.commission, moved('commission'));
    expect(`fees of trade ${trade.id}`, trade.fees, moved('fees'));
    expect(`result of trade ${trade.id}`, trade.realized_pnl, moved('realised') === 0 ? 0 : -moved('realised'));
    expect(`packages opened by trade ${trade.id}`, trade.opened_quantity, packages(0));
    const holds = book.holdingsOf(trade.id).length > 0;
    if (holds && trade.status !== 'open' && trade.status !== 'settled') wrong.push(`trade ${trade.id} is ${trade.status} and holds a position`);
    if (!holds && trade.status === 'open') wrong.push(`trade ${trade.id} is open and holds nothing`);
  }
  return wrong;
}
