import { expect, it } from 'vitest';
import { AnalysisMarket } from '../../../src-core/analysis/analysis-market.ts';
import { flatClock } from '../../../src-core/calendar/expiry-clock.ts';
import { analysisViewSchema } from '../../../src-core/contract/analysis.ts';
import { HOUR, SECOND } from '../../../src-core/time.ts';
import { Market } from '../../../src-main/market-data/market.ts';
import { SimulatedFeed } from '../../../src-main/market-data/simulated-feed.ts';
import { analysisView } from '../../../src-main/operations/views/analysis-view.ts';
import { tradingSession } from '../market-data/session.ts';

const session = tradingSession('2026-08-21');
const noon = session.open + 2.5 * HOUR;
const newMarket = () => new Market({ session, clock: flatClock(session), rate: 0.04, quoting: 'changes', staleAfterMs: 15 * SECOND });

it('sends a window the smile itself, and where the options have the underlying', () => {
  const market = newMarket();
  const feed = new SimulatedFeed({ seed: 3, session });
  feed.seek(noon, market);
  for (let time = noon; time <= noon + 10 * SECOND; time += 250) {
    feed.advance(time, market);
    market.price(time);
  }
  const view = analysisView(market, session, 'SPY', noon + 10 * SECOND);
  const sent = analysisViewSchema.parse(JSON.parse(JSON.stringify(view)));
  expect(sent).toEqual(view);
  const fit = market.smile('SPY')?.fit;
  if (fit?.ok !== true) throw new Error('the simulated market has a smile');
  const { smile, distribution, now, view: received } = new AnalysisMarket(sent);
  const forward = view.forward ?? Number.NaN;
  for (const strike of [forward - 4, forward, forward + 3]) {
    expect(smile?.volatilityAt(strike)).toBe(fit.smile.volatilityAt(strike));
    expect(distribution?.cumulative(strike)).toBe(fit.smile.distribution.cumulative(strike));
  }
  expect(now.varianceYears).toBe(market.clock.yearsLeft(noon + 10 * SECOND));
  expect((received.spot ?? Number.NaN) * Math.exp(0.04 * now.years)).toBeCloseTo(forward, 9);
});

it('says what is missing: a price before the feed, and time after the reference', () => {
  expect(analysisView(newMarket(), session, 'SPY', noon)).toMatchObject({ spot: null, last: null, forward: null, atmIv: null, distribution: { state: 'absent', reason: 'no_chain' } });
  expect(analysisView(newMarket(), session, 'SPY', session.reference + SECOND).clock).toEqual({ minutes: [0], varianceYears: [0] });
});
