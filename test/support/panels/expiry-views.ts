import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import { fromDollars } from '../../../src-core/money.ts';
import { type ExpiryLeg, type ExpiryView, expiryViewSchema } from '../../../src-core/risk/measures.ts';
import { MINUTE } from '../../../src-core/time.ts';
import { NOW, optionSymbol, REFERENCE } from './risk-views.ts';

function leg(trade: number, underlying: Underlying, strike: number, right: 'call' | 'put', quantity: number, moneyness: number, zone: ExpiryLeg['zone'], probability: number): unknown {
  // Calls held and puts sold bring shares; what brings shares costs their strike.
  const shares = zone === 'lapse' ? 0 : quantity * 100 * (right === 'call' ? 1 : -1);
  return { tradeId: `00000000-0000-4000-8000-00000000000${trade}`, symbol: optionSymbol(underlying, strike, right), underlying, strike, right, quantity, moneyness, zone, probability, shares, cash: fromDollars(-shares * strike) };
}

/** Three packages: far from its strikes, in a pin zone, and in the money. */
export const EXPIRY_VIEW: ExpiryView = expiryViewSchema.parse({
  time: NOW,
  reference: REFERENCE,
  lastTrade: REFERENCE + 15 * MINUTE,
  brokerCutoff: REFERENCE - 30 * MINUTE,
  exerciseCutoff: REFERENCE + 90 * MINUTE,
  legs: [
    leg(1, 'SPY', 604, 'put', 2, -8.27, 'lapse', 0.021),
    leg(1, 'SPY', 607, 'put', -2, -5.27, 'lapse', 0.094),
    leg(1, 'SPY', 617, 'call', -2, -4.73, 'lapse', 0.118),
    leg(1, 'SPY', 620, 'call', 2, -7.73, 'lapse', 0.027),
    leg(2, 'QQQ', 549, 'call', -3, -0.1, 'pin', 0.486),
    leg(2, 'QQQ', 551, 'call', 3, -2.1, 'lapse', 0.231),
    leg(3, 'IWM', 228, 'call', 1, 3.16, 'exercise', 0.981),
    leg(3, 'IWM', 231, 'put', -1, -0.16, 'pin', 0.468),
  ],
  underlyings: [
    { underlying: 'SPY', spot: 612.27, pinWidth: 0.62, shares: 0, cash: fromDollars(0), margin: fromDollars(0), fewestShares: 0, mostShares: 0, afterHours: [-0.02, -0.01, 0.01, 0.02].map((move) => ({ move, cost: 0 })) },
    { underlying: 'QQQ', spot: 548.9, pinWidth: 0.71, shares: 0, cash: fromDollars(0), margin: fromDollars(0), fewestShares: -300, mostShares: 0, afterHours: [-0.02, -0.01, 0.01, 0.02].map((move) => ({ move, cost: Math.min(0, Math.round(-300 * 548.9 * move)) })) },
    { underlying: 'IWM', spot: 231.16, pinWidth: 0.34, shares: 100, cash: fromDollars(-22_800), margin: fromDollars(5_779), fewestShares: 100, mostShares: 200, afterHours: [-0.02, -0.01, 0.01, 0.02].map((move) => ({ move, cost: Math.round(200 * 231.16 * move) })) },
  ],
});

export const NOTHING_EXPIRES: ExpiryView = { ...EXPIRY_VIEW, legs: [], underlyings: EXPIRY_VIEW.underlyings.map((each) => ({ ...each, shares: 0, cash: fromDollars(0), margin: fromDollars(0), fewestShares: 0, mostShares: 0, afterHours: each.afterHours.map(({ move }) => ({ move, cost: 0 })) })) };
