import { sessionOn } from '../../src-core/calendar/exchange-calendar.ts';
import { flatClock } from '../../src-core/calendar/expiry-clock.ts';
import { HOUR, MINUTE, parseIsoDate } from '../../src-core/time.ts';
import { Market } from '../../src-main/market-data/market.ts';
import { SimulatedFeed } from '../../src-main/market-data/simulated-feed.ts';

/** Option quotes a second through the simulated feed alone, and through feed and pricing, over two hours after a warm-up. */
export async function run(): Promise<Record<string, number>> {
  const session = sessionOn(parseIsoDate('2026-08-21'));
  if (session === null) throw new Error('2026-08-21 is a session');
  const warm = session.open + 20 * MINUTE;
  const end = warm + 2 * HOUR;

  let generated = 0;
  const sink = { list: () => undefined, ticker: () => undefined, quotes: ({ count }: { count: number }) => void (generated += count) };
  const alone = new SimulatedFeed({ seed: 1, session });
  alone.advance(warm, sink);
  generated = 0;
  const aloneStart = performance.now();
  alone.advance(end, sink);
  const aloneSeconds = (performance.now() - aloneStart) / 1000;

  const feed = new SimulatedFeed({ seed: 1, session });
  const { quoting, staleAfterMs } = feed.description;
  const market = new Market({ session, clock: flatClock(session), rate: 0.037, quoting, staleAfterMs });
  const play = (until: number): void => {
    for (let time = feed.nextTime(); time !== null && time <= until; time = feed.nextTime()) {
      feed.advance(time, market);
      market.price(time);
    }
  };
  play(warm);
  const { quotesSeen, contractsPriced } = market;
  const start = performance.now();
  play(end);
  const seconds = (performance.now() - start) / 1000;

  return {
    'generated quotes/s': generated / aloneSeconds,
    'priced quotes/s': (market.quotesSeen - quotesSeen) / seconds,
    'contracts priced/s': (market.contractsPriced - contractsPriced) / seconds,
    'times real time': (end - warm) / 1000 / seconds,
  };
}
