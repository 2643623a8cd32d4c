import { AnalysisMarket } from '../../../src-core/analysis/analysis-market.ts';
import type { AnalysedLeg, AnalysedStructure } from '../../../src-core/analysis/analysed-structure.ts';
import { clockGridPoints } from '../../../src-core/analysis/clock-grid.ts';
import { flatClock, yearsToReference } from '../../../src-core/calendar/expiry-clock.ts';
import type { AnalysisView } from '../../../src-core/contract/analysis.ts';
import type { Right } from '../../../src-core/instruments/instrument.ts';
import { fromDollars, type Money } from '../../../src-core/money.ts';
import { parseIsoDate } from '../../../src-core/time.ts';
import { HOUR } from '../../../src-core/time.ts';
import { tradingSession } from '../../main/market-data/session.ts';

export const DATE = '2026-08-21';
export const RATE = 0.04;
export const SPOT = 610;
export const session = tradingSession(DATE);

/** So many hours before the reference, on the flat clock, with a lognormal smile of 15 %. */
export function marketBefore(hours: number, change: Partial<AnalysisView> = {}): AnalysisMarket {
  const time = session.reference - hours * HOUR;
  const clock = flatClock(session);
  const years = yearsToReference(session, time);
  const forward = SPOT * Math.exp(RATE * years);
  const totalVolatility = 0.15 * Math.sqrt(years);
  return new AnalysisMarket({
    underlying: 'SPY',
    time,
    date: parseIsoDate(DATE),
    open: session.open,
    reference: session.reference,
    clockLabel: 'flat clock',
    spot: SPOT,
    last: SPOT,
    forward,
    rate: RATE,
    discount: Math.exp(-RATE * years),
    clock: mutable(clockGridPoints(session, clock, time)),
    atmIv: 0.15,
    distribution:
      years > 0
        ? {
            state: 'known',
            source: 'smile',
            forward,
            years,
            components: [{ weight: 1, forward, totalVolatility }],
            move: { mean: 1, sigma: forward * totalVolatility, interval68: { low: forward - 1, high: forward + 1 }, interval95: { low: forward - 2, high: forward + 2 } },
          }
        : { state: 'absent', reason: 'no_time_left' },
    ...change,
  });
}

function mutable({ minutes, varianceYears }: ReturnType<typeof clockGridPoints>): AnalysisView['clock'] {
  return { minutes: [...minutes], varianceYears: [...varianceYears] };
}

export function leg(right: Right, strike: number, quantity: number, volatility = 0.15, mark = Number.NaN): AnalysedLeg {
  return { contract: { kind: 'option', underlying: 'SPY', expiry: parseIsoDate(DATE), right, strike: fromDollars(strike) }, quantity, volatility, source: 'quote', mark };
}

export function structure(legs: readonly AnalysedLeg[], cost: Money | null = fromDollars(0), shares = 0): AnalysedStructure {
  return { underlying: 'SPY', legs, shares, cost };
}
