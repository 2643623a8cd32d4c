import { type ExchangeSession, newYorkTime, sessionOn } from '../../src-core/calendar/exchange-calendar.ts';
import { type InstrumentSymbol, type Right, symbolOf, type Underlying } from '../../src-core/instruments/instrument.ts';
import { Book, depositTransaction, fillTransaction } from '../../src-core/ledger/book.ts';
import { fromDollars, money } from '../../src-core/money.ts';
import type { OrderLeg, Side } from '../../src-core/orders/order.ts';
import { type EpochMs, type IsoDate, parseIsoDate } from '../../src-core/time.ts';
import { Market } from '../../src-main/market-data/market.ts';
import { SimulatedFeed } from '../../src-main/market-data/simulated-feed.ts';
import { programFiles } from '../../src-main/program-files.ts';
import { expiryClockOf, readVarianceTables } from '../../src-main/variance-tables.ts';

const RATE = 0.04;

export interface SimulatedWorld {
  readonly session: ExchangeSession;
  readonly feed: SimulatedFeed;
  readonly market: Market;
  readonly now: EpochMs;
}

/** The simulated market of a day, as it stands at a time of New York. */
export function simulatedWorld(date: IsoDate = parseIsoDate('2026-11-20'), clock = '11:00', seed = 1): SimulatedWorld {
  const session = sessionOn(date);
  if (session === null) throw new Error(`${date} is a session`);
  const feed = new SimulatedFeed({ seed, session, rate: RATE });
  const { quoting, staleAfterMs } = feed.description;
  const tables = readVarianceTables(programFiles().resources);
  const market = new Market({ session, clock: expiryClockOf(tables, session).clock, rate: RATE, quoting, staleAfterMs });
  const now = newYorkTime(date, clock);
  feed.seek(now, market);
  market.price(now);
  return { session, feed, market, now };
}

/** The option so many strikes above (or, negative, below) the money. */
export function strikeAway({ market, session }: SimulatedWorld, underlying: Underlying, right: Right, steps: number): InstrumentSymbol {
  const chain = market.chain(underlying);
  const pair = chain?.ladder[chain.nearestStrike(chain.forward) + steps];
  if (pair === undefined) throw new Error(`${underlying} has no strike ${steps} away from the money`);
  return symbolOf({ kind: 'option', underlying, expiry: session.date, right, strike: fromDollars(pair.strike) });
}

export function paidIn({ session }: SimulatedWorld, dollars: number): Book {
  return Book.replay([depositTransaction('deposit', session.open, fromDollars(dollars))]);
}

/** Books the package at each leg's mid (at half its ask without a bid), without fees. */
export function take(world: SimulatedWorld, book: Book, tradeId: string, legs: readonly OrderLeg[], packages = 1): void {
  const executed = legs.map(({ symbol, side, ratio }) => {
    const quote = world.market.quote(symbol);
    return { symbol, side, quantity: ratio * packages, price: money(Math.round(((quote?.bid ?? 0) + (quote?.ask ?? 0)) / 2)) };
  });
  const net = money(executed.reduce((sum, { side, quantity, price }) => sum + ((side === 'buy' ? 1 : -1) * quantity * price) / packages, 0));
  const evidence = { rule: 'marketable', seed: 1, optimistic: net, expected: net, pessimistic: net, quotes: [] } as const;
  const execution = { id: `${tradeId} ${legs.map(({ symbol }) => symbol).join()}`, time: world.now, packages, net, legs: executed, evidence };
  book.post(fillTransaction(book, { tradeId }, execution, []));
}

export function leg(symbol: InstrumentSymbol, side: Side, ratio = 1): OrderLeg {
  return { symbol, side, ratio };
}
