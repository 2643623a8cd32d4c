import { dateInNewYork, type ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import { type InstrumentSymbol, parseSymbol } from '../../src-core/instruments/instrument.ts';
import { Book } from '../../src-core/ledger/book.ts';
import { type FeeSchedule, scheduleOn } from '../../src-core/ledger/fees.ts';
import { toDollars } from '../../src-core/money.ts';
import { isTerminal } from '../../src-core/orders/life-cycle.ts';
import type { Clock, IsoDate } from '../../src-core/time.ts';
import type { MarketFeed } from '../market-data/feed.ts';
import type { ContractBook } from '../ibkr/contract-book.ts';
import type { IbkrFeed } from '../ibkr/feed/ibkr-feed.ts';
import type { Gateway } from '../ibkr/gateway.ts';
import { FeedRefused, openReplay } from '../market-data/replay-feed.ts';
import { SIMULATED_RATE, SimulatedFeed } from '../market-data/simulated-feed.ts';
import { type BooksState, planLiveSession, planSession, type SessionPlan } from '../session-plan.ts';
import type { FeedChoice } from '../settings.ts';
import { StartFailure } from '../start-failure.ts';
import type { LocalProfile } from '../stores/relational/local-profile.ts';
import type { TradingHistory } from '../trading/journal.ts';
import type { Foundation } from './foundation.ts';
import { addressOf } from './gateway.ts';
import { realPacer } from './real-pacer.ts';

/** The market of a session, and which session that is. */
export interface SessionMarket {
  readonly plan: SessionPlan;
  readonly feed: MarketFeed;
  /** What a live session goes with; null where the session's clock drives its market. */
  readonly wall: Clock | null;
  /** Where one is set up, whatever the market is. */
  readonly gateway: Gateway | null;
  /** Instruments by the gateway's numbers; null without a gateway. */
  readonly contracts: ContractBook | null;
  /** The feed where it is the broker's own. */
  readonly live: IbkrFeed | null;
}

/** Chooses session and market from the flags, the account and the books. Throws StartFailure where they contradict each other. */
export async function openMarket({ feed: given, machineClock, profile, settings }: Foundation, books: BooksState, gateway: Gateway | null, needed: () => Iterable<InstrumentSymbol>): Promise<SessionMarket> {
  const choice = marketOf(settings.feed, profile);
  if (given === null && choice.kind === 'ibkr') {
    if (gateway === null) throw new StartFailure('--feed "ibkr": no gateway is set up; give TWS or IB Gateway in the Connections panel or in gateway.host of the config file, or start with --feed simulated or --safe-mode');
    const plan = planLiveSession(settings, books, machineClock.now(), profile.broker === 'ibkr');
    const [{ IbkrFeed }, { ContractBook }] = await Promise.all([import('../ibkr/feed/ibkr-feed.ts'), import('../ibkr/contract-book.ts')]);
    const contracts = new ContractBook({ gateway, pacer: realPacer });
    const address = addressOf(settings, profile);
    const newestPrices = Object.fromEntries(Object.entries(plan.previousCloses).map(([ticker, close]) => [ticker, toDollars(close)]));
    const live = new IbkrFeed({ gateway, contracts, session: plan.session, clock: machineClock, pacer: realPacer, address, lines: settings.connections.settings.gateway.lines, needed, newestPrices });
    return { plan, feed: live, wall: machineClock, gateway, contracts, live };
  }
  const opened = given ?? (choice.kind === 'replay' ? await openRecording(choice.path, settings.date) : null);
  const plan = planSession({ ...settings, feed: choice }, books, opened?.description ?? null, dateInNewYork(machineClock.now()));
  return { plan, feed: opened ?? simulatedFeed(plan), wall: null, gateway, contracts: null, live: null };
}

/** An account at a broker is traded on that broker's market and on no other. Throws StartFailure. */
function marketOf(asked: FeedChoice | null, { accountNumber, broker }: Pick<LocalProfile, 'accountNumber' | 'broker'>): FeedChoice {
  if (broker === 'paper') return asked ?? { kind: 'simulated' };
  if (asked !== null && asked.kind !== 'ibkr') {
    throw new StartFailure(`--feed asks for ${asked.kind}, but ${accountNumber} is an account at Interactive Brokers and is traded on their market; start without it, or choose another account`);
  }
  return { kind: 'ibkr' };
}

/** Throws StartFailure. */
async function openRecording(path: string, date: IsoDate | null): Promise<MarketFeed> {
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
function simulatedFeed({ seed, session, previousCloses }: SessionPlan): MarketFeed {
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
