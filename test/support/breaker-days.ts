import shipped from '../../resources/correlation-baseline.json' with { type: 'json' };
import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import { flatClock } from '../../src-core/calendar/expiry-clock.ts';
import { parseShippedBaseline } from '../../src-core/market/correlation-baseline.ts';
import { fromDollars, ZERO } from '../../src-core/money.ts';
import { INITIAL_LIMITS } from '../../src-core/risk/limits.ts';
import { type BreakerName, BREAKER_NAMES } from '../../src-core/risk/trading-state.ts';
import { StudyBars } from '../../src-main/headless/study-bars.ts';
import type { FeedSink, MarketFeed } from '../../src-main/market-data/feed.ts';
import { Market } from '../../src-main/market-data/market.ts';
import { MarketMeasures } from '../../src-main/market-data/market-measures.ts';
import { SessionClock } from '../../src-main/market-data/session-pump.ts';
import { BreakerReader } from '../../src-main/risk/breaker-readings.ts';
import type { MeasuredBreaker } from '../../src-main/risk/breakers/readings.ts';
import { TradingStateDesk } from '../../src-main/risk/trading-state-desk.ts';
import { MarketStateTracker } from '../../src-main/signals/market-state-tracker.ts';
import { MemoryTradingDays } from './trading-days.ts';

export interface BreakerDay {
  readonly date: string;
  /** Of each breaker, how often it tripped. */
  readonly trips: Readonly<Partial<Record<BreakerName, number>>>;
  readonly texts: readonly string[];
  /** Steps of the session in which a breaker had a reading. */
  readonly known: Readonly<Partial<Record<BreakerName, number>>>;
}

const baseline = parseShippedBaseline(shipped);
const NOTHING = { realised: ZERO, commission: ZERO, fees: ZERO };

/**
 * Runs sessions one after another with an empty book, the initial limits and the program's own breakers. Option quotes are
 * left out: to a breaker of the market they are a sign of life and no more, and pricing them is most of a session's work.
 */
export class BreakerDays {
  readonly #bars = new StudyBars();

  async run(session: ExchangeSession, feed: Pick<MarketFeed, 'advance' | 'nextTime' | 'description'>): Promise<BreakerDay> {
    const { quoting, staleAfterMs } = feed.description;
    const market = new Market({ session, clock: flatClock(session), rate: 0.04, quoting, staleAfterMs });
    const sink: FeedSink = { list: () => undefined, quotes: () => undefined, ticker: (tick) => market.ticker(tick) };
    const clock = new SessionClock(session.open);
    const measures = new MarketMeasures({ session, market });
    let reader: BreakerReader | null = null;
    const tracker = new MarketStateTracker({
      ...{ session, market, measures, events: [], baseline },
      readMinutes: (underlying, from, to) => Promise.resolve(this.#bars.minutes(underlying, from, to)),
      learned: (former) => reader?.learn(former),
    });
    reader = new BreakerReader({ session, feed: feed.description, market, state: () => tracker.state(), booked: () => NOTHING, result: () => ZERO, working: [] });
    await tracker.load();
    const trips: Partial<Record<BreakerName, number>> = {};
    const known: Partial<Record<MeasuredBreaker, number>> = {};
    const texts: string[] = [];
    const desk = await TradingStateDesk.recover({
      ...{ journal: new MemoryTradingDays(), witness: null, date: session.date, clock, limits: () => INITIAL_LIMITS, equity: () => fromDollars(25_000) },
      notice: (text) => texts.push(text),
      events: {
        tell({ type, description }) {
          const name = BREAKER_NAMES.find((breaker) => type === `breaker_${breaker}`);
          if (name !== undefined) trips[name] = (trips[name] ?? 0) + 1;
          texts.push(`${new Date(clock.now()).toISOString().slice(11, 19)} ${description}`);
          return { id: `${session.date} ${texts.length}` };
        },
        resolve: () => undefined,
      },
    });
    const nextMoment = (): number => Math.min(feed.nextTime() ?? session.lastTrade, tracker.nextTime() ?? session.lastTrade);
    for (let now = nextMoment(); ; now = nextMoment()) {
      clock.set(Math.min(Math.max(now, clock.now()), session.lastTrade));
      feed.advance(clock.now(), sink);
      tracker.advance(clock.now());
      tracker.step(clock.now());
      const readings = reader.step(clock.now());
      desk.step(clock.now(), readings);
      for (const name of ['vix', 'correlation', 'volume', 'stale_feed', 'clock_skew'] as const) {
        if (!Number.isNaN(readings[name].value)) known[name] = (known[name] ?? 0) + 1;
      }
      if (clock.now() >= session.lastTrade) break;
    }
    this.#bars.add(session, market);
    return { date: session.date, trips, texts, known };
  }
}
