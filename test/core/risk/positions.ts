import { flatClock } from '../../../src-core/calendar/expiry-clock.ts';
import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import { toDollars } from '../../../src-core/money.ts';
import { price } from '../../../src-core/pricing/black-scholes.ts';
import type { Position, PositionLeg } from '../../../src-core/risk/position-pricer.ts';
import { type SessionMoment, timeLeft } from '../../../src-core/risk/scenario-grid.ts';
import type { Holding } from '../../../src-core/strategies/holding.ts';
import { HOUR } from '../../../src-core/time.ts';
import { tradingSession } from '../../main/market-data/session.ts';

export const RATE = 0.04;

const session = tradingSession('2026-08-21');

/** So many hours before the reference time. */
export function momentBefore(hours: number): SessionMoment {
  return { time: session.reference - hours * HOUR, session, clock: flatClock(session), rate: RATE };
}

/** A skew around the spot: 15 % at it. */
export function volatilityAt(strike: number, spot: number): number {
  return 0.15 - 0.5 * (strike / spot - 1) + 8 * (strike / spot - 1) ** 2;
}

/** Holdings on their model's prices; a put is worth what exercise brings, at least. */
export function positionOf(holdings: readonly Holding[], moment: SessionMoment, spot = 610, underlying: Underlying = 'SPY'): Position {
  const { years } = timeLeft(moment, moment.time);
  let shares = 0;
  const legs: PositionLeg[] = [];
  for (const { instrument, quantity } of holdings) {
    if (instrument.kind === 'shares') {
      shares += quantity;
      continue;
    }
    const { right } = instrument;
    const strike = toDollars(instrument.strike);
    const volatility = volatilityAt(strike, spot);
    legs.push({ right, strike, units: quantity * 100, volatility, mark: american({ right, strike }, spot, years, volatility) });
  }
  return { underlying, spot, shares, legs };
}

export function american({ right, strike }: Pick<PositionLeg, 'right' | 'strike'>, spot: number, years: number, volatility: number): number {
  const intrinsic = Math.max(0, right === 'call' ? spot - strike : strike - spot);
  return Math.max(intrinsic, price({ right, spot, strike, years, rate: RATE, dividendYield: 0 }, volatility));
}
