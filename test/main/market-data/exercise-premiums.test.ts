import { describe, expect, it } from 'vitest';
import { flatClock, yearsToReference } from '../../../src-core/calendar/expiry-clock.ts';
import { Chain } from '../../../src-core/market/chain.ts';
import { STATUS_CODE } from '../../../src-core/market/quote-status.ts';
import { americanPrice } from '../../../src-core/pricing/american/american.ts';
import { HOUR, MINUTE, SECOND } from '../../../src-core/time.ts';
import { ExercisePremiums } from '../../../src-main/market-data/exercise-premiums.ts';
import { Market } from '../../../src-main/market-data/market.ts';
import { newQuoteBatch } from '../../../src-main/market-data/quote-batch.ts';
import { tradingSession } from './session.ts';

const session = tradingSession('2026-08-21');
const RATE = 0.045;
const SPOT = 612.3;
const VOLATILITY = 0.16;

function chainOf(strikes: readonly number[]): Chain {
  const chain = new Chain('SPY', session.date);
  chain.list(strikes.flatMap((strike) => [{ strike, right: 'call' } as const, { strike, right: 'put' } as const]));
  chain.forward = SPOT;
  for (let row = 0; row < chain.count; row += 1) {
    chain.columns.iv[row] = VOLATILITY;
    chain.status[row] = STATUS_CODE.priced;
  }
  return chain;
}

describe('exercise premiums', () => {
  const strikes = Array.from({ length: 61 }, (_, i) => 582 + i);
  const market = { spot: SPOT, rate: RATE, years: 6 / 8760, varianceYears: 6 / 8760 };
  const most = (strike: number): number => strike * -Math.expm1(-RATE * market.years);

  it('are nothing for calls and far puts, and the interest on the strike for deep puts', () => {
    const chain = chainOf(strikes);
    const premiums = new ExercisePremiums();
    premiums.resize(chain.count);
    expect(premiums.isKnown).toBe(false);
    expect(premiums.update(chain, market, session.open)).toBe(true);
    expect(premiums.isKnown).toBe(true);
    const of = (strike: number, right: 'call' | 'put'): number => premiums.premium[chain.row(strike, right) ?? -1] ?? Number.NaN;
    for (const strike of strikes) {
      expect(of(strike, 'call')).toBe(0);
      expect(of(strike, 'put')).toBeGreaterThanOrEqual(0);
      expect(of(strike, 'put')).toBeLessThan(most(strike) + 1e-9);
    }
    expect(of(585, 'put')).toBe(0);
    expect(of(640, 'put')).toBeCloseTo(most(640), 3);
    const solved = americanPrice({ right: 'put', spot: SPOT, strike: 613, years: market.years, rate: RATE, dividendYield: 0 }, VOLATILITY);
    expect(of(613, 'put')).toBe(solved.ok ? solved.premium : Number.NaN);
    expect(of(613, 'put')).toBeGreaterThan(0.001);
  });

  it('are worked out anew after five minutes or a move, not before, and not without a volatility', () => {
    const chain = chainOf(strikes);
    const premiums = new ExercisePremiums();
    premiums.resize(chain.count);
    premiums.update(chain, market, session.open);
    expect(premiums.update(chain, market, session.open + 5 * MINUTE - 1)).toBe(false);
    expect(premiums.update(chain, market, session.open + 5 * MINUTE)).toBe(true);
    expect(premiums.update(chain, { ...market, spot: SPOT * 1.0005 }, session.open + 6 * MINUTE)).toBe(false);
    expect(premiums.update(chain, { ...market, spot: SPOT * 1.002 }, session.open + 7 * MINUTE)).toBe(true);
    premiums.resize(chain.count + 2);
    expect(premiums.isKnown).toBe(false);
    expect(premiums.update(chain, { ...market, spot: SPOT * 1.002 }, session.open + 8 * MINUTE)).toBe(true);
    chain.columns.iv.fill(Number.NaN);
    expect(premiums.update(chain, market, session.open + HOUR)).toBe(false);
  });

  it('leave a strike’s put with the volatility of its call', () => {
    const priced = new Market({ session, clock: flatClock(session), rate: RATE, quoting: 'changes', staleAfterMs: HOUR });
    priced.list('SPY', session.date, strikes.flatMap((strike) => [{ strike, right: 'call' } as const, { strike, right: 'put' } as const]));
    const quote = (now: number): void => {
      const years = yearsToReference(session, now);
      const batch = newQuoteBatch('SPY', strikes.length * 2);
      batch.time = now;
      batch.count = strikes.length * 2;
      strikes.forEach((strike, i) => {
        for (const [side, right] of (['call', 'put'] as const).entries()) {
          const row = 2 * i + side;
          const solved = americanPrice({ right, spot: SPOT, strike, years, rate: RATE, dividendYield: 0 }, VOLATILITY, null, 0);
          const fair = solved.ok ? solved.price : Number.NaN;
          batch.row[row] = row;
          batch.bid[row] = fair * (1 - 1e-6);
          batch.ask[row] = fair * (1 + 1e-6);
          batch.bidSize[row] = 10;
          batch.askSize[row] = 10;
        }
      });
      priced.ticker({ ticker: 'SPY', time: now, bid: SPOT - 0.01, ask: SPOT + 0.01, last: SPOT, volume: 0, previousClose: SPOT });
      priced.quotes(batch);
      priced.price(now);
    };
    for (const second of [0, 1, 2]) quote(session.open + second * SECOND);
    const chain = priced.chain('SPY');
    if (chain === null) throw new Error('SPY is listed');
    const years = yearsToReference(session, session.open);
    expect(chain.forward).toBeCloseTo(SPOT * Math.exp(RATE * years), 3);
    for (const strike of [606, 610, 612, 614, 618]) {
      const [call = -1, put = -1] = [chain.row(strike, 'call'), chain.row(strike, 'put')];
      expect(chain.columns.iv[call]).toBeCloseTo(VOLATILITY, 4);
      expect(chain.columns.iv[put]).toBeCloseTo(VOLATILITY, 3);
    }
  });
});
