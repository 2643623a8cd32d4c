import type { SignalView } from '../../src-core/contract/signals.ts';
import type { Candidate } from '../../src-core/signals/candidate.ts';
import type { Signal, SignalRecord } from '../../src-core/signals/signal.ts';

/** The candidate that a signal recommends. Throws RangeError where there is none at its place. */
export function recommendedOf({ id, candidates, recommended }: Pick<Signal, 'id' | 'candidates' | 'recommended'>): Candidate {
  const candidate = candidates[recommended];
  if (candidate === undefined) throw new RangeError(`signal ${id} recommends candidate ${recommended} of ${candidates.length}; expected 0 to ${candidates.length - 1}`);
  return candidate;
}

/** A signal as lists show it. */
export function signalView({ signal, status, fate, approvedAt, endedAt, reason, orderId, openResult, settlement }: SignalRecord): SignalView {
  const { id, date, underlying, type, detector, title, generatedAt, expiresAt, hour, regime, underlyingPrice, quantity, evidence, confidence, bound } = signal;
  const { structure, legs, natural, mid, expected, maximumGain, maximumLoss, base, target, stop, plan, edgeNeeded } = recommendedOf(signal);
  return {
    id,
    date,
    underlying,
    type,
    detector,
    title,
    generatedAt,
    expiresAt,
    hour,
    regime,
    underlyingPrice,
    quantity,
    outlook: evidence.outlook,
    strength: evidence.strength,
    reason: evidence.reason,
    structure,
    legs,
    natural,
    mid,
    expected,
    maximumGain,
    maximumLoss,
    base,
    target,
    stop,
    plan,
    edgeNeeded,
    confidence,
    bound,
    status,
    fate,
    approvedAt,
    endedAt,
    endReason: reason,
    orderId,
    openResult,
    settlement,
  };
}
