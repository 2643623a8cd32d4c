import { newYorkHour } from '../../src-core/calendar/clock-text.ts';
import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import { type Money, fromDollars } from '../../src-core/money.ts';
import type { Candidate } from '../../src-core/signals/candidate.ts';
import { type Evidence, signalTypeOf } from '../../src-core/signals/evidence.ts';
import type { MarketState } from '../../src-core/signals/market-state.ts';
import type { Confidence, Signal, SignalRecord } from '../../src-core/signals/signal.ts';
import { REGIME_RULES } from '../../src-core/market/volatility-regime.ts';
import { type EpochMs, MINUTE } from '../../src-core/time.ts';
import type { ImpliedDistribution } from '../market-data/market.ts';
import { deriveUuid } from '../trading/derive-id.ts';
import type { Detector } from './detector.ts';
import { driftBound } from './drift-bound.ts';

/** How long a signal is good for where its price holds, and how long before the reference it is good at the latest. */
const GOOD_FOR = 10 * MINUTE;
const LAST_BEFORE_REFERENCE = 15 * MINUTE;
/** A ticket takes no more packages. */
const MOST_PACKAGES = 10_000;
/** While the regime is not known, sizes are those of the wildest. */
const UNKNOWN_REGIME_FACTOR = Math.min(...Object.values(REGIME_RULES.factors));

/** What a signal is made from, all of one moment. */
export interface SignalInputs {
  readonly sessionId: string;
  readonly session: ExchangeSession;
  readonly detector: Pick<Detector, 'id' | 'title'>;
  readonly state: MarketState;
  readonly evidence: Evidence;
  readonly candidates: readonly Candidate[];
  readonly recommended: number;
  readonly confidence: Confidence;
  readonly price: number;
  readonly known: ImpliedDistribution;
  readonly riskPerTrade: Money;
  readonly now: EpochMs;
}

/** The same session, type, underlying and minute always have the same one. */
export function signalId(sessionId: string, detector: string, { underlying }: Pick<Evidence, 'underlying'>, minute: number): string {
  return deriveUuid(`signal:${sessionId}:${detector}:${underlying}:${minute}`);
}

/** Copies what it is made from: nothing that changes later reaches it. Throws RangeError where nothing is recommended. */
export function newSignal(inputs: SignalInputs): Signal {
  const { session, sessionId, detector, state, evidence, recommended, confidence, known, now } = inputs;
  const candidate = inputs.candidates[recommended];
  if (candidate === undefined) throw new RangeError(`candidate ${recommended} of ${inputs.candidates.length} is recommended`);
  const underlyingPrice = fromDollars(inputs.price);
  const sigma = Math.sqrt(known.distribution.variance);
  return structuredClone({
    id: signalId(sessionId, detector.id, evidence, state.minute),
    date: session.date,
    underlying: evidence.underlying,
    type: signalTypeOf(evidence.outlook),
    detector: detector.id,
    title: detector.title,
    generatedAt: now,
    expiresAt: Math.min(now + GOOD_FOR, session.reference - LAST_BEFORE_REFERENCE),
    hour: newYorkHour(now),
    regime: state.regime.ok ? state.regime.value.type : null,
    underlyingPrice,
    evidence,
    candidates: [...inputs.candidates],
    recommended,
    confidence,
    bound: driftBound(underlyingPrice, sigma, candidate.natural),
    quantity: packagesFor(inputs.riskPerTrade, state.regime.ok ? state.regime.value.factor : UNKNOWN_REGIME_FACTOR, candidate.maximumLoss),
    state,
  });
}

/** A signal with nothing done about it. */
export function newRecord(signal: Signal): SignalRecord {
  return { signal, status: 'active', fate: 'open', approvedAt: null, endedAt: null, reason: null, orderId: null, openResult: null, settlement: null };
}

function packagesFor(riskPerTrade: Money, factor: number, maximumLoss: Money): number {
  return maximumLoss > 0 ? Math.min(MOST_PACKAGES, Math.floor((riskPerTrade * factor) / maximumLoss)) : 0;
}
