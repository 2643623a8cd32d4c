import { symbolOf } from '../../src-core/instruments/instrument.ts';
import { fromDollars } from '../../src-core/money.ts';
import { type Settlement, type SignalRecord, signalRecordSchema, signalSchema, type Signal } from '../../src-core/signals/signal.ts';
import { MINUTE } from '../../src-core/time.ts';
import { marketState, ORDINARY_DATE, type Part } from './market-states.ts';

const EXPIRY = ORDINARY_DATE;
const SOLD = symbolOf({ kind: 'option', underlying: 'SPY', expiry: EXPIRY, right: 'put', strike: fromDollars(598) });
const BOUGHT = symbolOf({ kind: 'option', underlying: 'SPY', expiry: EXPIRY, right: 'put', strike: fromDollars(596) });

/** The id of the signal of that number. */
export function signalId(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

/** A whole valid signal of that number: a bull put spread on SPY at 11:20, but for what is given. */
export function signal(number: number, given: Part<Omit<Signal, 'candidates' | 'state'>> = {}): Signal {
  const state = marketState();
  const generatedAt = given.generatedAt ?? state.time + number;
  return signalSchema.parse({
    id: signalId(number),
    date: ORDINARY_DATE,
    underlying: 'SPY',
    type: 'bullish',
    detector: 'momentum',
    title: 'Momentum continuation',
    generatedAt,
    expiresAt: generatedAt + 10 * MINUTE,
    hour: 11,
    regime: 'normal',
    underlyingPrice: fromDollars(600),
    evidence: {
      detector: 'momentum',
      underlying: 'SPY',
      outlook: 'up',
      attraction: null,
      strength: 2.4,
      reason: 'SPY rose 2.4 deviations in 30 minutes',
      figures: [{ name: 'momentum of 30 minutes', value: 2.4, unit: 'sigma', bound: 2 }],
    },
    candidates: [candidate()],
    recommended: 0,
    confidence: { implied: 0.7123456789, probability: 0.6987654321, state: 'uncalibrated', sample: 3, needed: 40, interval: null, expected: -4.2 },
    bound: { underlyingLow: fromDollars(599.1), underlyingHigh: fromDollars(600.9), highestNet: fromDollars(-0.38) },
    quantity: 2,
    state,
    ...given,
  });
}

function candidate() {
  const quote = (symbol: string, bid: number, ask: number, delta: number) => ({
    symbol,
    bid: fromDollars(bid),
    ask: fromDollars(ask),
    bidSize: 40,
    askSize: null,
    iv: 0.21,
    delta,
    time: marketState().time,
  });
  return {
    structure: 'bull put spread',
    legs: [
      { symbol: SOLD, side: 'sell', ratio: 1 },
      { symbol: BOUGHT, side: 'buy', ratio: 1 },
    ],
    selection: 'short leg at 25 delta, two dollars wide',
    quotes: [quote(SOLD, 0.72, 0.74, -0.25), quote(BOUGHT, 0.31, 0.33, -0.12)],
    natural: fromDollars(-0.39),
    mid: fromDollars(-0.41),
    expected: fromDollars(-0.4),
    fees: { entry: fromDollars(1.42), exit: fromDollars(1.44) },
    maximumGain: fromDollars(37.58),
    maximumLoss: fromDollars(162.42),
    breakEvens: [597.6242],
    base: { kind: 'maximum_loss', amount: fromDollars(162.42) },
    target: { ratio: 0.12, amount: fromDollars(19.49) },
    stop: { ratio: 0.25, amount: fromDollars(40.6) },
    atExpiry: { profit: 0.74, touch: 0.5, expected: -3.9, expectedAtExpectedFill: -2.9 },
    plan: { profit: 0.7123456789, target: 0.6, stop: 0.25, expiry: 0.15, expected: -4.1, meanGain: 18.2, meanLoss: -39.4 },
    greeks: { delta: 13, gamma: 0.4, theta: 120, vega: -1.2 },
    edgeNeeded: { dollars: 4.1, probability: 0.07 },
    refusal: null,
  };
}

/** The record of a signal: active, and nothing done with it, but for what is given. */
export function signalRecord(of: Signal, given: Partial<Omit<SignalRecord, 'signal'>> = {}): SignalRecord {
  return signalRecordSchema.parse({
    signal: of,
    status: 'active',
    fate: 'open',
    approvedAt: null,
    endedAt: null,
    reason: null,
    orderId: null,
    openResult: null,
    settlement: null,
    ...given,
  });
}

/** Closed at its target 25 minutes after it was made. */
export function settlement(of: Signal, given: Partial<Settlement> = {}): Settlement {
  return { exit: 'target', at: of.generatedAt + 25 * MINUTE, result: fromDollars(19.62), expectedResult: fromDollars(21.1), won: true, reason: null, ...given };
}
