import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import { parseSymbol } from '../../src-core/instruments/instrument.ts';
import { Book } from '../../src-core/ledger/book.ts';
import { type FeeSchedule, scheduleOn } from '../../src-core/ledger/fees.ts';
import { toDollars } from '../../src-core/money.ts';
import { isTerminal } from '../../src-core/orders/life-cycle.ts';
import type { IsoDate } from '../../src-core/time.ts';
import type { MarketFeed } from '../market-data/feed.ts';
import { FeedRefused, openReplay } from '../market-data/replay-feed.ts';
import { SIMULATED_RATE, SimulatedFeed } from '../market-data/simulated-feed.ts';
import type { BooksState, SessionPlan } from '../session-plan.ts';
import { StartFailure } from '../start-failure.ts';
import type { TradingHistory } from '../trading/journal.ts';

/** Throws StartFailure. */
export async function openRecording(path: string, date: IsoDate | null): Promise<MarketFeed> {
  try {
    return await openReplay(path, date ?? undefined);
  } catch (error) {
    if (error instanceof FeedRefused) throw new StartFailure(`--feed: ${error.message}`, { cause: error });
    throw error;
  }
}

/** Throws StartFailure for a date whose charges are not known. */
export function feesOn({ date }: ExchangeSession): FeeSchedule {
  try {
    return scheduleOn(date);
  } catch (error) {
    throw new StartFailure(`no session of ${date} can be traded: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** The simulated market of a session, from the closes of the one before. */
export function simulatedFeed({ seed, session, previousCloses }: SessionPlan): MarketFeed {
  const dollars = Object.fromEntries(Object.entries(previousCloses).map(([ticker, close]) => [ticker, toDollars(close)]));
  return new SimulatedFeed({ seed, session, previousCloses: dollars, rate: SIMULATED_RATE });
}

/** What the books say about where a session may begin. */
export function booksState({ orders, transactions, lastSequence }: TradingHistory): Omit<BooksState, 'newest'> {
  const hasTraded = lastSequence > 0;
  const times = [...orders.map((order) => order.updatedAt), ...transactions.map(({ time }) => time)];
  const options = Book.replay(transactions)
    .holdings()
    .filter(({ symbol }) => parseSymbol(symbol).kind === 'option');
  return {
    hasTraded,
    isUnfinished: options.length > 0 || orders.some((order) => !isTerminal(order.state)),
    lastEvent: hasTraded ? times.reduce((newest, time) => Math.max(newest, time), 0) : null,
  };
}
