import type { SignalView } from '../../../src-core/contract/signals.ts';
import { type InstrumentSymbol, symbolOf } from '../../../src-core/instruments/instrument.ts';
import { fromDollars } from '../../../src-core/money.ts';
import { parseIsoDate } from '../../../src-core/time.ts';

export const AT = Date.parse('2026-11-20T16:21:00Z');

export function option(strike: number, right: 'call' | 'put' = 'call'): InstrumentSymbol {
  return symbolOf({ kind: 'option', underlying: 'QQQ', expiry: parseIsoDate('2026-11-20'), right, strike: fromDollars(strike) });
}

/** An active QQQ bull call spread made at 11:21, good for ten minutes. */
export function signalView(number: number, changes: Partial<SignalView> = {}): SignalView {
  return {
    id: `30000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    date: parseIsoDate('2026-11-20'),
    underlying: 'QQQ',
    type: 'bullish',
    detector: 'correlation_reversion',
    title: 'Correlation reversion',
    generatedAt: AT + number * 60_000,
    expiresAt: AT + number * 60_000 + 600_000,
    hour: 11,
    regime: 'normal',
    underlyingPrice: fromDollars(548.5),
    quantity: 3,
    outlook: 'up',
    strength: 2.4,
    reason: 'QQQ is behind.',
    structure: 'bull call spread',
    legs: [{ symbol: option(549), side: 'buy', ratio: 1 }, { symbol: option(551), side: 'sell', ratio: 1 }],
    natural: fromDollars(0.83),
    mid: fromDollars(0.8),
    expected: fromDollars(0.82),
    maximumGain: fromDollars(114.38),
    maximumLoss: fromDollars(85.62),
    base: { kind: 'debit', amount: fromDollars(83) },
    target: { ratio: 0.6, amount: fromDollars(49.8) },
    stop: { ratio: 0.5, amount: fromDollars(41.5) },
    plan: { profit: 0.54, target: 0.5, stop: 0.4, expiry: 0.1, expected: -6.2, meanGain: 38, meanLoss: -47 },
    edgeNeeded: { dollars: 6.2, probability: 0.072 },
    confidence: { implied: 0.54, probability: 0.54, state: 'uncalibrated', sample: 34, needed: 100, interval: null, expected: -6.2 },
    bound: { underlyingLow: fromDollars(547.8), underlyingHigh: fromDollars(549.1), highestNet: fromDollars(0.85) },
    status: 'active',
    fate: 'open',
    approvedAt: null,
    endedAt: null,
    endReason: null,
    orderId: null,
    openResult: null,
    settlement: null,
    ...changes,
  };
}
