import { describe, expect, it } from 'vitest';
import { afterSignalEvent, SIGNAL_STAGES, type SignalEvent, type SignalEventType, type SignalStage, signalTransition, stageOf } from '../../../src-core/signals/life-cycle.ts';
import type { SignalRecord } from '../../../src-core/signals/signal.ts';

const EVENTS: readonly SignalEvent[] = [
  { type: 'approved' },
  { type: 'dismissed' },
  { type: 'restored' },
  { type: 'gone', reason: 'SPY is at 612.84, outside 611.90 to 612.60' },
  { type: 'traded', orderId: 'by hand' },
  { type: 'executed_by_rule', orderId: 'by rule' },
  { type: 'denied', reason: 'the order needs 420.00 of buying power; 12.00 is available' },
  { type: 'rejected', reason: 'the broker refused its order' },
  { type: 'not_placed', reason: 'its order could not be placed' },
];

/** Whatever is not here cannot happen. */
const POSSIBLE: Readonly<Record<SignalStage, readonly SignalEventType[]>> = {
  'active/open': ['approved', 'dismissed', 'gone', 'traded', 'executed_by_rule', 'denied', 'not_placed'],
  'active/approved': ['approved', 'dismissed', 'gone', 'traded', 'executed_by_rule', 'denied', 'not_placed'],
  'active/blocked': ['approved', 'dismissed', 'gone', 'traded', 'executed_by_rule', 'denied', 'not_placed'],
  'executed/traded': ['rejected'],
  'executed/automatic': ['rejected'],
  'cancelled/dismissed': ['restored', 'traded', 'executed_by_rule'],
  'expired/left': ['traded', 'executed_by_rule'],
  'expired/lapsed': ['traded', 'executed_by_rule'],
  'expired/blocked': ['traded', 'executed_by_rule'],
};

/** Only what the life cycle reads and writes. */
function recordAt(stage: SignalStage): SignalRecord {
  const bare = { approvedAt: null, endedAt: null, reason: null, orderId: null, openResult: null, settlement: null };
  const record = { ...bare, ...STAGES[stage], signal: {} };
  return record as unknown as SignalRecord;
}

const STAGES: Readonly<Record<SignalStage, Partial<SignalRecord>>> = {
  'active/open': { status: 'active', fate: 'open' },
  'active/approved': { status: 'active', fate: 'open', approvedAt: 5 },
  'active/blocked': { status: 'active', fate: 'blocked', approvedAt: 5, reason: 'denied before' },
  'executed/traded': { status: 'executed', fate: 'traded', endedAt: 6, orderId: 'by hand' },
  'executed/automatic': { status: 'executed', fate: 'automatic', endedAt: 6, orderId: 'by rule' },
  'cancelled/dismissed': { status: 'cancelled', fate: 'dismissed', approvedAt: 5, endedAt: 6, reason: 'dismissed by hand' },
  'expired/left': { status: 'expired', fate: 'left', endedAt: 6, reason: 'it was good until 10:41' },
  'expired/lapsed': { status: 'expired', fate: 'lapsed', approvedAt: 5, endedAt: 6, reason: 'it was good until 10:41' },
  'expired/blocked': { status: 'expired', fate: 'blocked', endedAt: 6, reason: 'denied before; then it was good until 10:41' },
};

describe.each(SIGNAL_STAGES)('a signal that is %s', (stage) => {
  it('is recognised by its status and fate', () => {
    expect(stageOf(recordAt(stage))).toBe(stage);
  });

  it.each(EVENTS)('$type', (event) => {
    const before = recordAt(stage);
    const after = afterSignalEvent(before, event, 9);
    if (!POSSIBLE[stage].includes(event.type)) {
      expect(after).toBeNull();
      return;
    }
    if (after === null) throw new Error(`${event.type} can happen to ${stage}`);
    expect(stageOf(after)).toBe(signalTransition(stage, event.type));
    // Whoever is active has not ended; whoever has ended says when, and why unless it was executed.
    expect(after.endedAt === null).toBe(after.status === 'active');
    expect(after.orderId !== null).toBe(after.status === 'executed');
    if (after.status === 'expired' || after.status === 'cancelled') expect(after.reason).not.toBeNull();
  });
});

describe('what a signal came to', () => {
  const gone: SignalEvent = { type: 'gone', reason: 'it was good until 10:41' };

  it('tells left, lapsed and blocked apart', () => {
    expect(afterSignalEvent(recordAt('active/open'), gone, 9)).toMatchObject({ status: 'expired', fate: 'left', endedAt: 9, reason: gone.reason });
    expect(afterSignalEvent(recordAt('active/approved'), gone, 9)).toMatchObject({ status: 'expired', fate: 'lapsed', approvedAt: 5 });
    const blocked = afterSignalEvent(recordAt('active/blocked'), gone, 9);
    expect(blocked).toMatchObject({ status: 'expired', fate: 'blocked', reason: 'denied before; then it was good until 10:41' });
  });

  it('counts an order that was sent before the end was known', () => {
    for (const stage of ['expired/left', 'expired/lapsed', 'expired/blocked', 'cancelled/dismissed'] as const) {
      const after = afterSignalEvent(recordAt(stage), { type: 'traded', orderId: 'a' }, 9);
      expect(after).toMatchObject({ status: 'executed', fate: 'traded', orderId: 'a', reason: null });
    }
  });

  it('forgets an approval with the dismissal that is taken back', () => {
    expect(afterSignalEvent(recordAt('cancelled/dismissed'), { type: 'restored' }, 9)).toMatchObject({ approvedAt: null, endedAt: null, reason: null });
  });
});
