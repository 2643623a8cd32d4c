import { flatClock } from '../../../src-core/calendar/expiry-clock.ts';
import type { PositionsView } from '../../../src-core/contract/schemas.ts';
import { fromDollars, toDollars, ZERO } from '../../../src-core/money.ts';
import { symbolOf } from '../../../src-core/instruments/instrument.ts';
import type { Clock } from '../../../src-core/time.ts';
import { DeskPublisher, type PublisherParts } from '../../../src-main/desk/publisher.ts';
import type { FeedDescription } from '../../../src-main/market-data/feed.ts';
import { Market } from '../../../src-main/market-data/market.ts';
import { SessionClock } from '../../../src-main/market-data/session-pump.ts';
import { SimulatedFeed } from '../../../src-main/market-data/simulated-feed.ts';
import { orderView } from '../../../src-main/operations/views/order-view.ts';
import { positionsView } from '../../../src-main/operations/views/positions-view.ts';
import type { RealtimeStore } from '../../../src-main/stores/realtime/realtime-store.ts';
import { OrderManager } from '../../../src-main/trading/order-manager.ts';
import { PaperBroker } from '../../../src-main/trading/paper-broker.ts';
import { FakeAlertDesk, FakeRiskDesk } from '../../support/fake-risk-desk.ts';
import { FakeSignalDesk } from '../../support/fake-signal-desk.ts';
import { PASS_ALL } from '../trading/trading-desk.ts';
import { DATE, leg, MARKET, request, SESSION, TestJournal } from '../trading/trading-fixture.ts';

export const ACCOUNT = 'owner/PAPER-1';
export const USER = 'user_1';
const RATE = 0.04;
export const machineClock: Clock = { now: () => Date.now() };

export function sessionMarket({ staleAfterMs, quoting }: Pick<FeedDescription, 'staleAfterMs' | 'quoting'>, rate = RATE): Market {
  return new Market({ session: SESSION, clock: flatClock(SESSION), rate, staleAfterMs, quoting });
}

/** The simulated market with a paper account on it, and what puts both into a real-time store. */
export async function tradedSession(store: RealtimeStore, others: Partial<PublisherParts> = {}) {
  const feed = new SimulatedFeed({ seed: 7, session: SESSION, rate: RATE });
  const market = sessionMarket(feed.description);
  const clock = new SessionClock(SESSION.open);
  const broker: PaperBroker = new PaperBroker({ quotes: market, seed: 7, session: SESSION, clock, latency: { least: 100, most: 100 }, report: (report) => orders.onReport(report) });
  const orders: OrderManager = await OrderManager.recover({
    broker,
    journal: new TestJournal(),
    clock,
    session: SESSION,
    risk: PASS_ALL,
    accountCapital: fromDollars(100_000),
    notice(text) {
      throw new Error(text);
    },
  });
  const positions = (): PositionsView =>
    positionsView(
      {
        number: 'PAPER-1',
        kind: 'paper',
        book: orders.book,
        trades: orders.trades(),
        today: orders.today,
        buyingPower: { margin: ZERO, buyingPower: orders.book.cash },
        marginOf: () => ZERO,
        quoteOf: (symbol) => market.quote(symbol),
      },
      clock.now(),
      market.clock.label,
    );
  const publisher = new DeskPublisher({
    store,
    account: ACCOUNT,
    user: USER,
    workstation: 'desk-1',
    epoch: () => 3,
    machineClock,
    clock,
    market,
    openedAt: SESSION.open,
    feed: feed.description,
    orders,
    signals: new FakeSignalDesk(),
    risk: new FakeRiskDesk(),
    alerts: new FakeAlertDesk(),
    viewOf: (order) => orderView(order, orders.history(order.id), orders.trade(order.tradeId)),
    session: () => ({ phase: 'open', paused: false, speed: 1, referencePrices: {} }),
    positions,
    regime: () => ({ type: 'normal', adaptation_factor: 1 }),
    correlations: () => new Map([['SPY_QQQ', 0.85], ['SPY_IWM', Number.NaN]]),
    ...others,
  });
  let asked = 0;
  return {
    market,
    orders,
    publisher,
    clock,
    feed,
    /** Lets the session go on for so many milliseconds. */
    async goOn(milliseconds: number): Promise<void> {
      const until = clock.now() + milliseconds;
      for (let due = feed.nextTime(); due !== null && due <= until; due = feed.nextTime()) {
        clock.set(Math.max(due, clock.now()));
        feed.advance(due, market);
        market.price(due);
        broker.advance(due);
        await orders.pending();
      }
      clock.set(until);
      market.price(until);
      broker.advance(until);
      await orders.pending();
    },
    /** Buys or sells the call at the money; the id of the order. */
    async trade(side: 'buy' | 'sell', tradeId?: string): Promise<string> {
      const chain = market.chain('SPY');
      const strike = chain?.ladder[chain.nearestStrike(chain.forward)]?.strike ?? Number.NaN;
      const held = tradeId === undefined ? undefined : orders.book.holdingsOf(tradeId)[0]?.symbol;
      const symbol = held ?? symbolOf({ kind: 'option', underlying: 'SPY', expiry: DATE, right: 'call', strike: fromDollars(strike) });
      asked += 1;
      const order = await orders.place(request(asked, [leg(symbol, side)], MARKET, tradeId === undefined ? {} : { tradeId }));
      return order.id;
    },
    cash: () => toDollars(orders.book.cash),
  };
}
export type TradedSession = Awaited<ReturnType<typeof tradedSession>>;
