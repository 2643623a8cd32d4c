import { beforeEach, describe, expect, it } from 'vitest';
import { flatClock } from '../../../src-core/calendar/expiry-clock.ts';
import { marketViewSchema, smileViewSchema } from '../../../src-core/contract/schemas.ts';
import { HOUR, MINUTE, SECOND } from '../../../src-core/time.ts';
import { Market } from '../../../src-main/market-data/market.ts';
import { SimulatedFeed } from '../../../src-main/market-data/simulated-feed.ts';
import { marketView } from '../../../src-main/operations/views/market-view.ts';
import { smileView } from '../../../src-main/operations/views/smile-view.ts';
import { tradingSession } from '../market-data/session.ts';

const session = tradingSession('2026-08-21');
const noon = session.open + 2.5 * HOUR;

let market: Market;
let feed: SimulatedFeed;

beforeEach(() => {
  feed = new SimulatedFeed({ seed: 3, session });
  market = new Market({ session, clock: flatClock(session), rate: 0.04, quoting: 'changes', staleAfterMs: 15 * SECOND });
});

function runTo(from: number, to: number): void {
  feed.seek(from, market);
  for (let time = from; time <= to; time += 250) {
    feed.advance(time, market);
    market.price(time);
  }
}

describe('the smile of a chain', () => {
  it('fits the simulated market within its spreads, with a distribution around the forward', () => {
    runTo(noon, noon + 20 * SECOND);
    const view = smileView(market, 'SPY', noon + 20 * SECOND);
    expect(smileViewSchema.parse(view)).toEqual(view);
    const { fit, forward, points, straddle } = view;
    if (fit.state !== 'fitted' || forward === null || straddle === null) throw new Error(`expected a fit, got ${JSON.stringify(fit)}`);
    expect(points.length).toBeGreaterThan(15);
    expect(fit.withinSpread).toBeGreaterThan(0.9);
    expect(points.every(({ strike }, i) => i === 0 || strike > (points[i - 1]?.strike ?? 0))).toBe(true);
    // The straddle and the density speak of the same move; sigma is a quarter more than the mean distance.
    expect(fit.move.mean / straddle.mean).toBeCloseTo(1, 1);
    expect(straddle.sigma / straddle.mean).toBeCloseTo(Math.sqrt(Math.PI / 2), 9);
    expect(fit.move.interval68.low).toBeLessThan(forward);
    expect(fit.move.interval95.high).toBeGreaterThan(fit.move.interval68.high);
    const step = (fit.curve[1]?.strike ?? 0) - (fit.curve[0]?.strike ?? 0);
    const mass = fit.curve.reduce((sum, { density }) => sum + density * step, 0);
    expect(mass).toBeGreaterThan(0.95);
    expect(mass).toBeLessThan(1.001);
    expect(fit.curve.every(({ density, cumulative }) => density >= 0 && cumulative >= 0 && cumulative <= 1)).toBe(true);
  });

  it('is fitted once a second at most', () => {
    runTo(noon, noon + 2 * SECOND);
    const first = market.smile('SPY');
    market.price(noon + 2 * SECOND + 200);
    expect(market.smile('SPY')).toBe(first);
    market.price(noon + 3 * SECOND);
    expect(market.smile('SPY')).not.toBe(first);
  });

  it('says why there is none', () => {
    expect(smileView(market, 'SPY', noon).fit).toEqual({ state: 'absent', reason: 'no_chain' });
    market.list('SPY', session.date, [{ strike: 600, right: 'call' }]);
    market.price(noon);
    expect(smileView(market, 'SPY', noon).fit).toMatchObject({ state: 'absent' });
    expect(market.distribution('SPY')).toBeNull();
    const late = session.reference + MINUTE;
    market.price(late);
    expect(smileView(market, 'SPY', late)).toMatchObject({ fit: { state: 'absent', reason: 'no_time_left' }, straddle: null });
  });

  it('is summed up in the market’s view with what parity said', () => {
    runTo(noon, noon + 5 * SECOND);
    const view = marketView(market, session, noon + 5 * SECOND, 15 * SECOND);
    expect(marketViewSchema.parse(view)).toEqual(view);
    const chain = view.tickers.find(({ ticker }) => ticker === 'SPY')?.chain;
    expect(chain).toMatchObject({ forwardSource: 'parity', clockLabel: 'flat clock', discountSource: 'configured', rate: 0.04, disagreement: false });
    expect(chain?.forwardError).toBeLessThan(0.02);
    expect(chain?.pairsUsed).toBeGreaterThan(5);
    expect(chain?.minutesLeft).toBeCloseTo(240 - 5 / 60, 9);
    expect(chain?.dividendYield?.significant).toBe(false);
  });
});
