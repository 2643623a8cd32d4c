import Database from 'better-sqlite3';
import { type ExchangeSession, previousSession } from '../../src-core/calendar/exchange-calendar.ts';
import { type Right, symbolOf, type Underlying, UNDERLYINGS } from '../../src-core/instruments/instrument.ts';
import { Book, depositTransaction, fillTransaction } from '../../src-core/ledger/book.ts';
import { settlementTransactions } from '../../src-core/ledger/expiry.ts';
import { executionFees, NO_FEE_TOTALS, scheduleOn } from '../../src-core/ledger/fees.ts';
import { openTrade, tradeAfterExecution, tradeAfterSettlement } from '../../src-core/ledger/trade-accounting.ts';
import type { Trade } from '../../src-core/ledger/trade.ts';
import type { LedgerTransaction } from '../../src-core/ledger/transaction.ts';
import { fromDollars, type Money, money } from '../../src-core/money.ts';
import { newOrder } from '../../src-core/orders/new-order.ts';
import { netOf } from '../../src-core/orders/net-price.ts';
import type { Execution, Order, OrderLeg, Side } from '../../src-core/orders/order.ts';
import { structureName } from '../../src-core/strategies/structure.ts';
import { type EpochMs, type IsoDate, MINUTE, SECOND } from '../../src-core/time.ts';
import { nameUuid } from '../../src-main/stores/relational/name-uuid.ts';
import { random } from '../../src-main/trading/random.ts';

const SPOTS: Readonly<Record<Underlying, number>> = { SPY: 600, QQQ: 540, IWM: 230 };
const DETECTORS = ['gap_fade', 'opening_range', 'straddle_rich', 'correlation_break'] as const;
const TAGS = ['news', 'late', 'plan', 'too big', 'revenge'] as const;
const REGIMES = ['low', 'normal', 'high', 'extreme'] as const;
/** Packages of an order, opened and closed in two fills each. */
const QUANTITY = 4;

type Shape = readonly (readonly [side: Side, right: Right, offset: number])[];
const SHAPES: readonly Shape[] = [
  [['buy', 'put', -7], ['sell', 'put', -4], ['sell', 'call', 4], ['buy', 'call', 7]],
  [['buy', 'put', -5], ['sell', 'put', -3]],
  [['sell', 'call', 3], ['buy', 'call', 5]],
  [['buy', 'call', 1]],
  [['sell', 'put', -4], ['sell', 'call', 4]],
  [['buy', 'put', 0], ['sell', 'put', -2]],
];

/** A package with everything its trading left. */
export interface MadePackage {
  readonly session: ExchangeSession;
  readonly trade: Trade;
  readonly orders: readonly Order[];
  readonly executions: readonly { readonly orderId: string; readonly execution: Execution }[];
  readonly transactions: readonly LedgerTransaction[];
  readonly detector: string | null;
  readonly tags: readonly string[];
  readonly regime: (typeof REGIMES)[number];
  readonly vix: number;
}

export interface YearOptions {
  readonly packages: number;
  readonly sessions: number;
  /** The year ends before it. */
  readonly before: IsoDate;
}

/** Four fills a package: 80,000. */
export const WHOLE_YEAR = { packages: 20_000, sessions: 250 } as const;

/** Packages of many sessions, oldest first, the same each time: mostly closed, every fifth left to expiry without worth. */
export function* yearOfTrading({ packages, sessions, before }: YearOptions): Generator<MadePackage> {
  const dates: ExchangeSession[] = [];
  for (let date = before; dates.length < sessions; ) {
    const session = previousSession(date);
    dates.unshift(session);
    date = session.date;
  }
  for (let number = 0; number < packages; number += 1) {
    const session = dates[Math.floor((number * sessions) / packages)];
    if (session !== undefined) yield madePackage(number, session);
  }
}

function madePackage(number: number, session: ExchangeSession): MadePackage {
  const draw = (salt: string): number => random(7, number, 0, salt);
  const pick = <Item>(items: readonly [Item, ...(readonly Item[])] | readonly Item[], salt: string): Item => items[Math.floor(draw(salt) * items.length)] as Item;
  const underlying = pick(UNDERLYINGS, 'underlying');
  const shape = pick(SHAPES, 'shape');
  const strike = SPOTS[underlying] + Math.floor(draw('strike') * 10);
  const legs = shape.map(([side, right, offset]): OrderLeg => ({ symbol: symbolOf({ kind: 'option', underlying, expiry: session.date, right, strike: fromDollars(strike + offset) }), side, ratio: 1 }));
  const openedAt = session.open + MINUTE + Math.floor(draw('time') * 300) * MINUTE;
  const detector = draw('signal') < 0.4 ? pick(DETECTORS, 'detector') : null;
  const isLeft = number % 5 === 4;
  const book = new Book();
  const tradeId = nameUuid(`year/${number}`);
  const orders: Order[] = [];
  const executions: { orderId: string; execution: Execution }[] = [];
  const transactions: LedgerTransaction[] = [];
  let trade: Trade | null = null;
  const schedule = scheduleOn(session.date);

  /** Two fills of half the packages each at leg prices in cents. */
  const fill = (name: string, orderLegs: readonly OrderLeg[], cents: readonly number[], quantity: number, closing: boolean, time: EpochMs): void => {
    const request = {
      id: nameUuid(`year/${number}/${name}`), underlying, legs: orderLegs, quantity, terms: { type: 'market' } as const, timeInForce: 'DAY' as const,
      source: detector === null ? ('manual' as const) : ('automated' as const), ...(detector === null ? {} : { signalId: nameUuid(`year/${number}/signal`) }),
    };
    const asked = newOrder(request, { sequence: 4 * number + orders.length + 1, tradeId, closing, time });
    const price = (leg: OrderLeg): Money => money(100 * (cents[orderLegs.indexOf(leg)] ?? 1));
    const net = netOf(orderLegs, price);
    const half = quantity / 2;
    for (const part of [1, 2]) {
      const execution: Execution = {
        id: `${asked.id}:${part}`,
        time: time + part * SECOND,
        packages: half,
        net,
        legs: orderLegs.map((leg) => ({ symbol: leg.symbol, side: leg.side, quantity: half, price: price(leg) })),
        evidence: { rule: 'marketable', seed: 7, optimistic: money(net - 100 * orderLegs.length), expected: net, pessimistic: money(net + 100), quotes: [] },
      };
      const { lines } = executionFees(schedule, execution.legs, NO_FEE_TOTALS);
      const transaction = fillTransaction(book, asked, execution, lines);
      book.post(transaction);
      trade = tradeAfterExecution(trade ?? openTrade(asked, structureName(legs)), asked, execution, transaction, book.holdingsOf(tradeId));
      executions.push({ orderId: asked.id, execution });
      transactions.push(transaction);
    }
    orders.push({ ...asked, state: 'FILLED', filledQuantity: quantity, filledNetTotal: money(net * quantity), updatedAt: time + 2 * SECOND });
  };

  const opening = shape.map(([, , offset]) => 20 + Math.max(0, 60 - 8 * Math.abs(offset)) + Math.floor(draw(`price ${offset}`) * 20));
  if (isLeft) {
    // As many fills as the others have.
    fill('open', legs, opening, QUANTITY / 2, false, openedAt);
    fill('more', legs, opening, QUANTITY / 2, false, openedAt + MINUTE);
    const settled = settlementTransactions(book, session.date, () => fromDollars(strike), session.lastTrade + SECOND).filter(({ cause }) => cause === 'lapse');
    const all = settlementTransactions(book, session.date, () => fromDollars(strike), session.lastTrade + SECOND);
    for (const transaction of all) {
      book.post(transaction);
      transactions.push(transaction);
    }
    if (trade !== null) trade = tradeAfterSettlement(trade, all, session.lastTrade + SECOND);
    if (settled.length !== all.length) throw new Error(`package ${number} was to end without worth`);
  } else {
    const change = draw('result') - 0.45;
    fill('open', legs, opening, QUANTITY, false, openedAt);
    const back = legs.map((leg): OrderLeg => ({ ...leg, side: leg.side === 'buy' ? 'sell' : 'buy' }));
    const closing = opening.map((cents, place) => Math.max(1, Math.round(cents * (1 + (legs[place]?.side === 'buy' ? change : -change)))));
    fill('close', back, closing, QUANTITY, true, openedAt + (2 + Math.floor(draw('held') * 50)) * MINUTE);
  }
  if (trade === null) throw new Error('a package has fills');
  const vix = 11 + 30 * draw('vix') ** 2;
  return {
    session,
    trade,
    orders,
    executions,
    transactions,
    detector,
    tags: TAGS.filter((tag) => draw(`tag ${tag}`) < 0.15),
    regime: REGIMES[vix < 15 ? 0 : vix < 25 ? 1 : vix < 35 ? 2 : 3] ?? 'normal',
    vix,
  };
}

/** Puts a year into a migrated database that no program has open, past the store. */
export function insertYear(file: string, owner: { readonly userId: string; readonly accountId: string }, year: YearOptions): { readonly packages: number; readonly fills: number; readonly transactions: number } {
  const db = new Database(file);
  try {
    const tickers = new Map(db.prepare<[], { id: number; symbol: string }>('SELECT id, symbol FROM tickers').all().map(({ id, symbol }) => [symbol, id]));
    const insert = (table: string, columns: string): ((...values: unknown[]) => unknown) => {
      const statement = db.prepare(`INSERT INTO ${table} (${columns}) VALUES (${columns.split(',').map(() => '?').join(', ')})`);
      return (...values) => statement.run(values);
    };
    const session = insert('market_sessions', 'id, session_date, feed_kind, feed_detail, seed, session_now, previous_closes, closes, reference_prices, settled_at');
    const signal = insert('signals', 'id, ticker_id, signal_type, strategy_type, confidence_score, generated_at, expires_at, status, underlying_price');
    const outcome = insert('signal_outcomes', 'signal_id, account_id, session_id, session_date, ticker_id, signal_type, generated_at, detector, title, hour, implied_probability, said_probability, calibrated, maximum_loss, status, fate');
    const trade = insert(
      'trades',
      'id, user_id, account_id, signal_id, ticker_id, strategy_type, trade_type, status, opened_at, closed_at, realized_pnl, commission, fees, legs, opened_quantity, closed_quantity, open_cost, close_cost, optimistic_cost, pessimistic_cost, session_id, created_at, updated_at',
    );
    const order = insert('order_packages', 'id, account_id, sequence, trade_id, ticker_id, legs, quantity, order_type, time_in_force, source, closing, state, triggered, filled_quantity, filled_net_total, created_at, updated_at, session_id');
    const fill = insert('fills', 'id, package_id, time, packages, net, evidence');
    const head = insert('ledger_transactions', 'account_id, id, time, cause, trade_id');
    const line = insert('ledger_entries', 'account_id, transaction_id, line, ledger_account, amount, symbol, quantity, price');
    const tag = insert('trade_tags', 'trade_id, account_id, tag');
    const around = insert('trade_circumstances', 'trade_id, account_id, spot, vix, regime, best, best_at, worst, worst_at, updated_at');
    const counts = { packages: 0, fills: 0, transactions: 0 };
    const book = (transaction: LedgerTransaction): void => {
      head(owner.accountId, transaction.id, transaction.time, transaction.cause, transaction.tradeId ?? null);
      transaction.entries.forEach((entry, place) => line(owner.accountId, transaction.id, place + 1, entry.account, entry.amount, entry.symbol ?? null, entry.quantity ?? null, entry.price ?? null));
      counts.transactions += 1;
    };
    db.transaction(() => {
      let last: IsoDate | null = null;
      for (const made of yearOfTrading(year)) {
        const { date, lastTrade, open } = made.session;
        const sessionId = nameUuid(`year/session/${date}`);
        if (last === null) book(depositTransaction('deposit:opening', open, fromDollars(1_000_000)));
        if (date !== last) session(sessionId, date, 'simulated', '', 1, lastTrade + SECOND, '{}', JSON.stringify({ SPY: 6_000_000, QQQ: 5_400_000, IWM: 2_300_000 }), '{}', lastTrade + SECOND);
        last = date;
        const { closedAt, closeCost, closedQuantity, commission, fees, id, legs, openCost, openedAt, openedQuantity, optimisticCost, pessimisticCost, realised, source, status, strategy, underlying, signalId } = made.trade;
        const ticker = tickers.get(underlying);
        if (made.detector !== null) {
          signal(signalId, ticker, 'neutral', strategy, 0.6, openedAt, openedAt + MINUTE, 'executed', 6_000_000);
          outcome(signalId, owner.accountId, sessionId, date, ticker, 'neutral', openedAt, made.detector, made.detector, 10, 0.6, 0.6, 0, 1_000_000, 'executed', 'traded');
        }
        trade(
          id, owner.userId, owner.accountId, signalId ?? null, ticker, strategy, source, status, openedAt, closedAt, realised, commission, fees, JSON.stringify(legs), openedQuantity, closedQuantity,
          openCost, closeCost, optimisticCost, pessimisticCost, sessionId, openedAt, closedAt,
        );
        for (const { closing, createdAt, filledNetTotal, filledQuantity, id: orderId, legs: orderLegs, quantity, sequence, source: from, state, updatedAt } of made.orders) {
          order(orderId, owner.accountId, sequence, id, ticker, JSON.stringify(orderLegs), quantity, 'market', 'DAY', from, Number(closing), state, 0, filledQuantity, filledNetTotal, createdAt, updatedAt, sessionId);
        }
        for (const { execution, orderId } of made.executions) {
          fill(execution.id, orderId, execution.time, execution.packages, execution.net, JSON.stringify(execution.evidence));
          counts.fills += 1;
        }
        for (const transaction of made.transactions) book(transaction);
        for (const name of made.tags) tag(id, owner.accountId, name);
        const net = realised - commission - fees;
        around(id, owner.accountId, 6_000_000, made.vix, made.regime, Math.max(net, 0) + 50_000, openedAt + SECOND, Math.min(net, 0) - 50_000, openedAt + MINUTE, closedAt);
        counts.packages += 1;
      }
    })();
    return counts;
  } finally {
    db.close();
  }
}
