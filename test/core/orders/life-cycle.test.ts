import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { money, parseMoney } from '../../../src-core/money.ts';
import {
  applyEvent,
  describeEvent,
  InvalidTransition,
  isInFlight,
  isOpen,
  isTerminal,
  seedStatus,
  transition,
} from '../../../src-core/orders/life-cycle.ts';
import { type Order, type OrderEvent, ORDER_STATES } from '../../../src-core/orders/order.ts';
import { execution, order, PUT_SPREAD } from './examples.ts';

const fill = (packages: number): OrderEvent => ({
  type: 'filled',
  execution: execution(`x${packages}`, PUT_SPREAD, packages, [money(12_000), money(4_200)]),
});
const submitted: OrderEvent = { type: 'submitted' };
const accepted: OrderEvent = { type: 'accepted' };
const rejected: OrderEvent = { type: 'rejected', reason: 'no' };
const cancelRequested: OrderEvent = { type: 'cancel_requested' };
const cancelRejected: OrderEvent = { type: 'cancel_rejected', reason: 'too late' };
const canceled: OrderEvent = { type: 'canceled', reason: 'asked' };
const expired: OrderEvent = { type: 'expired', reason: 'end of day' };
const changed: OrderEvent = { type: 'changed' };
const changeRejected: OrderEvent = { type: 'change_rejected', reason: 'too late' };
const changeTo = (quantity: number): OrderEvent => ({
  type: 'change_requested',
  change: { terms: { type: 'limit', limit: parseMoney('-0.70') }, quantity },
});

function live(...events: readonly OrderEvent[]): Order {
  return events.reduce((before, event, index) => applyEvent(before, event, 2_000 + index), order());
}

describe('the order life cycle', () => {
  it('goes from intent through acceptance and partial fills to filled', () => {
    const partly = live(submitted, accepted, fill(1));
    expect(partly).toMatchObject({ state: 'PARTIALLY_FILLED', filledQuantity: 1, filledNetTotal: -7_800, updatedAt: 2_002 });
    expect(applyEvent(partly, fill(3), 3_000)).toMatchObject({ state: 'FILLED', filledQuantity: 4, filledNetTotal: -31_200 });
  });

  it('takes a fill without an acknowledgement', () => {
    expect(live(submitted, fill(1)).state).toBe('PARTIALLY_FILLED');
    expect(live(submitted, fill(4)).state).toBe('FILLED');
  });

  it('keeps a cancelled or expired order as it is until a late fill completes it', () => {
    for (const end of [canceled, expired]) {
      const late = live(submitted, accepted, end, fill(1));
      expect(late).toMatchObject({ state: end.type === 'canceled' ? 'CANCELED' : 'EXPIRED', filledQuantity: 1 });
      expect(late.reason).toBeTruthy();
      expect(applyEvent(late, fill(3), 3_000).state).toBe('FILLED');
    }
  });

  it('restores the state before a refused change or cancel', () => {
    for (const before of [
      live(submitted, accepted),
      live(submitted, accepted, { type: 'triggered' }),
      live(submitted, accepted, fill(2)),
    ]) {
      const asked = applyEvent(before, changeTo(3), 3_000);
      expect(asked.state).toBe('PENDING_UPDATE');
      expect(applyEvent(asked, changeRejected, before.updatedAt)).toEqual(before);
      expect(applyEvent(applyEvent(before, cancelRequested, 3_000), cancelRejected, before.updatedAt)).toEqual(before);
    }
  });

  it('goes back to partially filled when a fill overtook the refused request', () => {
    const pending = live(submitted, accepted, cancelRequested, fill(1));
    expect(pending.state).toBe('PENDING_CANCEL');
    expect(applyEvent(pending, cancelRejected, 3_000).state).toBe('PARTIALLY_FILLED');
    expect(applyEvent(pending, fill(3), 3_000)).toMatchObject({ state: 'FILLED', resume: undefined });
  });

  it('lets a cancel follow an unanswered change, and both be answered', () => {
    const both = live(submitted, accepted, changeTo(3), cancelRequested);
    expect(both.state).toBe('PENDING_CANCEL');
    expect(applyEvent(both, cancelRejected, 3_000).state).toBe('PENDING_UPDATE');
    expect(applyEvent(both, changed, 3_000)).toMatchObject({ state: 'PENDING_CANCEL', quantity: 3 });
    const refused = applyEvent(both, changeRejected, 3_000);
    expect(refused).toMatchObject({ state: 'PENDING_CANCEL', quantity: 4 });
    expect(applyEvent(refused, cancelRejected, 3_000).state).toBe('ACCEPTED');
  });

  it('lets the broker answer a new order whose cancel was already asked for', () => {
    const asked = live(submitted, cancelRequested);
    expect(applyEvent(asked, rejected, 3_000)).toMatchObject({ state: 'REJECTED', reason: 'no' });
    const acknowledged = applyEvent(asked, accepted, 3_000);
    expect(acknowledged.state).toBe('PENDING_CANCEL');
    expect(() => applyEvent(acknowledged, rejected, 4_000)).toThrow(InvalidTransition);
    expect(applyEvent(acknowledged, cancelRejected, 4_000).state).toBe('ACCEPTED');
  });

  it('carries the new terms and quantity once changed', () => {
    const after = live(submitted, accepted, fill(1), changeTo(2), changed);
    expect(after).toMatchObject({
      state: 'PARTIALLY_FILLED',
      quantity: 2,
      terms: { type: 'limit', limit: -7_000 },
      pendingChange: undefined,
    });
    expect(() => applyEvent(live(submitted, accepted, fill(3)), changeTo(2), 3_000)).toThrow('3 are filled, 2 were asked for');
  });

  it('is filled when fills overtook a change to fewer packages', () => {
    expect(live(submitted, accepted, changeTo(2), fill(2), changed)).toMatchObject({ state: 'FILLED', quantity: 2 });
    expect(live(submitted, accepted, changeTo(2), fill(3), changed)).toMatchObject({ state: 'FILLED', quantity: 3 });
  });

  it('remembers that a stop was triggered', () => {
    expect(live(submitted, accepted, { type: 'triggered' })).toMatchObject({ state: 'TRIGGERED', triggered: true });
    const pending = live(submitted, accepted, changeTo(5), { type: 'triggered' });
    expect(pending).toMatchObject({ state: 'PENDING_UPDATE', triggered: true });
    expect(applyEvent(pending, changed, 3_000).state).toBe('TRIGGERED');
  });

  it('names state, event and order when a step does not exist', () => {
    const filled = live(submitted, fill(4));
    for (const event of [submitted, accepted, rejected, fill(1), cancelRequested, canceled, expired]) {
      expect(() => applyEvent(filled, event, 3_000)).toThrow(
        expect.objectContaining({ name: 'InvalidTransition', state: 'FILLED', eventType: event.type, orderId: filled.id }),
      );
    }
    expect(() => live(submitted, accepted, rejected)).toThrow(InvalidTransition);
    expect(() => live(accepted)).toThrow(InvalidTransition);
    expect(() => live(submitted, accepted, changed)).toThrow(InvalidTransition);
    expect(() => live(submitted, fill(5))).toThrow('5 more would make 5 of 4');
  });

  it('sorts every state into one kind and one stored status', () => {
    const open = ORDER_STATES.filter(isOpen);
    const inFlight = ORDER_STATES.filter(isInFlight);
    const terminal = ORDER_STATES.filter(isTerminal);
    expect(open).toEqual(['ACCEPTED', 'TRIGGERED', 'PARTIALLY_FILLED']);
    expect(inFlight).toEqual(['SUBMITTED', 'PENDING_UPDATE', 'PENDING_CANCEL']);
    expect(terminal).toEqual(['DENIED', 'REJECTED', 'CANCELED', 'EXPIRED', 'FILLED']);
    expect(new Set(['INITIALIZED', ...open, ...inFlight, ...terminal]).size).toBe(ORDER_STATES.length);
    expect(ORDER_STATES.map(seedStatus)).toEqual([
      'pending',
      'submitted',
      'submitted',
      'submitted',
      'partially_filled',
      'submitted',
      'submitted',
      'rejected',
      'rejected',
      'cancelled',
      'expired',
      'filled',
    ]);
  });

  it('says each step in plain words', () => {
    expect(describeEvent(fill(1))).toBe('filled 1 at −0.78 (credit 0.78)');
    expect(describeEvent(changeTo(3))).toBe('change requested: 3 at limit −0.70 (credit 0.70)');
    expect(describeEvent({ type: 'change_requested', change: { quantity: 1, terms: { type: 'stop', stop: money(3_550) } } })).toBe(
      'change requested: 1 at stop 0.3550 (debit 0.3550)',
    );
    expect(describeEvent(canceled)).toBe('cancelled: asked');
  });
});

const anyEvent: fc.Arbitrary<OrderEvent> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(submitted, accepted) },
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 3 }).map(fill) },
  { weight: 3, arbitrary: fc.constantFrom(cancelRequested, cancelRejected, changed, changeRejected) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 8 }).map(changeTo) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<OrderEvent>({ type: 'triggered' }, { type: 'denied', reason: 'risk' }, rejected, canceled, expired),
  },
);

/** The orders a sequence of events leads through; events that cannot happen are left out. */
function walk(events: readonly OrderEvent[]): readonly { readonly before: Order; readonly event: OrderEvent; readonly after: Order | null }[] {
  let current = live(submitted);
  return events.map((event, index) => {
    const before = current;
    try {
      current = applyEvent(before, event, 3_000 + index);
      return { before, event, after: current };
    } catch (error) {
      if (!(error instanceof InvalidTransition)) throw error;
      return { before, event, after: null };
    }
  });
}

describe('any sequence of events', () => {
  const sequences = fc.array(anyEvent, { maxLength: 25 });

  it('stays on the table, and never fills more than was ordered', () => {
    fc.assert(
      fc.property(sequences, (events) => {
        for (const { before, event, after } of walk(events)) {
          if (after === null) continue;
          const to = transition(before.state, event.type);
          expect(to).toBeDefined();
          if (to !== 'RESUME' && after.state !== 'FILLED') expect(after.state).toBe(to);
          expect(after.filledQuantity).toBeLessThanOrEqual(after.quantity);
          expect(after.filledQuantity).toBeGreaterThanOrEqual(before.filledQuantity);
          expect(after.state === 'FILLED').toBe(after.filledQuantity === after.quantity);
          expect(after.resume !== undefined).toBe(after.state === 'PENDING_UPDATE' || after.state === 'PENDING_CANCEL');
        }
      }),
      { numRuns: 500 },
    );
  });

  it('leaves a terminal state only by a late fill', () => {
    fc.assert(
      fc.property(sequences, (events) => {
        for (const { before, event, after } of walk(events)) {
          if (!isTerminal(before.state) || after === null) continue;
          expect(event.type).toBe('filled');
          expect(['CANCELED', 'EXPIRED']).toContain(before.state);
          expect([before.state, 'FILLED']).toContain(after.state);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('comes back unchanged from a request that is refused', () => {
    fc.assert(
      fc.property(sequences, fc.integer({ min: 8, max: 12 }), (events, quantity) => {
        const before = walk(events).at(-1)?.before ?? live(submitted, accepted);
        for (const [ask, refuse] of [
          [cancelRequested, cancelRejected],
          [changeTo(quantity), changeRejected],
        ] as const) {
          if (transition(before.state, ask.type) === undefined) continue;
          expect(applyEvent(applyEvent(before, ask, 9_000), refuse, before.updatedAt)).toMatchObject({
            state: before.state,
            quantity: before.quantity,
            terms: before.terms,
            filledQuantity: before.filledQuantity,
          });
        }
      }),
      { numRuns: 500 },
    );
  });
});
