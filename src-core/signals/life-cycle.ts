import type { EpochMs } from '../time.ts';
import type { Fate, SignalRecord, SignalStatus } from './signal.ts';

/** Status and fate together; of an active one, whether it waits for its order. */
export const SIGNAL_STAGES = [
  'active/open',
  'active/approved',
  'active/blocked',
  'executed/traded',
  'executed/automatic',
  'cancelled/dismissed',
  'expired/left',
  'expired/lapsed',
  'expired/blocked',
] as const;
export type SignalStage = (typeof SIGNAL_STAGES)[number];

/** What happens to a signal. Reasons are sentences without a full stop. */
export type SignalEvent =
  | { readonly type: 'approved' }
  | { readonly type: 'dismissed' }
  | { readonly type: 'restored' }
  /** Its time is over, its price is gone, or its package has been settled. */
  | { readonly type: 'gone'; readonly reason: string }
  /** An order of it passed every check and was sent. */
  | { readonly type: 'traded'; readonly orderId: string }
  | { readonly type: 'executed_by_rule'; readonly orderId: string }
  /** The checks denied an order of it. */
  | { readonly type: 'denied'; readonly reason: string }
  /** The broker refused the order that was sent. */
  | { readonly type: 'rejected'; readonly reason: string }
  /** The rule asked for an order that could not be placed at all. */
  | { readonly type: 'not_placed'; readonly reason: string };
export type SignalEventType = SignalEvent['type'];

/**
 * The life of a signal. What is not listed cannot happen. An order that was sent counts whatever the signal has become
 * meanwhile: the record says what was done. Settlement goes beside this: every signal has one, wherever it is here.
 */
const LIFE_CYCLE: Readonly<Record<SignalStage, Readonly<Partial<Record<SignalEventType, SignalStage>>>>> = {
  'active/open': {
    approved: 'active/approved',
    dismissed: 'cancelled/dismissed',
    gone: 'expired/left',
    traded: 'executed/traded',
    executed_by_rule: 'executed/automatic',
    denied: 'active/blocked',
    not_placed: 'active/open',
  },
  'active/approved': {
    approved: 'active/approved',
    dismissed: 'cancelled/dismissed',
    gone: 'expired/lapsed',
    traded: 'executed/traded',
    executed_by_rule: 'executed/automatic',
    denied: 'active/blocked',
    not_placed: 'active/approved',
  },
  'active/blocked': {
    approved: 'active/blocked',
    dismissed: 'cancelled/dismissed',
    gone: 'expired/blocked',
    traded: 'executed/traded',
    executed_by_rule: 'executed/automatic',
    denied: 'active/blocked',
    not_placed: 'active/blocked',
  },
  'executed/traded': { rejected: 'active/blocked' },
  'executed/automatic': { rejected: 'active/blocked' },
  'cancelled/dismissed': { restored: 'active/open', traded: 'executed/traded', executed_by_rule: 'executed/automatic' },
  'expired/left': { traded: 'executed/traded', executed_by_rule: 'executed/automatic' },
  'expired/lapsed': { traded: 'executed/traded', executed_by_rule: 'executed/automatic' },
  'expired/blocked': { traded: 'executed/traded', executed_by_rule: 'executed/automatic' },
};

const MEANING: Readonly<Record<SignalStage, { readonly status: SignalStatus; readonly fate: Fate }>> = {
  'active/open': { status: 'active', fate: 'open' },
  'active/approved': { status: 'active', fate: 'open' },
  'active/blocked': { status: 'active', fate: 'blocked' },
  'executed/traded': { status: 'executed', fate: 'traded' },
  'executed/automatic': { status: 'executed', fate: 'automatic' },
  'cancelled/dismissed': { status: 'cancelled', fate: 'dismissed' },
  'expired/left': { status: 'expired', fate: 'left' },
  'expired/lapsed': { status: 'expired', fate: 'lapsed' },
  'expired/blocked': { status: 'expired', fate: 'blocked' },
};

/** Where an event of that type leads from that stage, or undefined where it cannot happen. */
export function signalTransition(stage: SignalStage, eventType: SignalEventType): SignalStage | undefined {
  return LIFE_CYCLE[stage][eventType];
}

export function stageOf({ status, fate, approvedAt }: Pick<SignalRecord, 'status' | 'fate' | 'approvedAt'>): SignalStage {
  const waits = status === 'active' && fate === 'open' && approvedAt !== null;
  const stage = SIGNAL_STAGES.find((candidate) => {
    const meaning = MEANING[candidate];
    return meaning.status === status && meaning.fate === fate && (candidate === 'active/approved') === waits;
  });
  if (stage === undefined) throw new RangeError(`a signal is never ${status} with the fate ${fate}`);
  return stage;
}

/** The record after the event; null where that cannot happen to it. */
export function afterSignalEvent(record: SignalRecord, event: SignalEvent, time: EpochMs): SignalRecord | null {
  const stage = signalTransition(stageOf(record), event.type);
  if (stage === undefined) return null;
  const next = { ...record, ...MEANING[stage] };
  switch (event.type) {
    case 'approved':
      return { ...next, approvedAt: time };
    case 'dismissed':
      return { ...next, endedAt: time, reason: 'dismissed by hand' };
    case 'restored':
      return { ...next, approvedAt: null, endedAt: null, reason: null };
    case 'gone':
      return { ...next, endedAt: time, reason: joined(record.reason, event.reason) };
    case 'traded':
    case 'executed_by_rule':
      return { ...next, endedAt: time, reason: null, orderId: event.orderId };
    case 'denied':
    case 'not_placed':
      return { ...next, reason: event.reason };
    case 'rejected':
      return { ...next, endedAt: null, reason: event.reason, orderId: null };
  }
}

/** Why it was not traded comes before why it ended. */
function joined(before: string | null, reason: string): string {
  return before === null ? reason : `${before}; then ${reason}`;
}
