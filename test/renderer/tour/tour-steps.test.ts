import { describe, expect, it } from 'vitest';
import { afterTourEvent, beginTour, endedUnfilled, type Tour, type TourEvent, type TourFacts, type TourOrder } from '../../../src-renderer/tour/tour-steps.ts';

const order = (change: Partial<TourOrder> = {}): TourOrder => ({ id: 'o8', tradeId: 't8', sequence: 8, state: 'ACCEPTED', open: true, filledQuantity: 0, reason: null, ...change });
const before = order({ id: 'o7', tradeId: 't7', sequence: 7, state: 'FILLED', open: false, filledQuantity: 1 });
const QUIET: TourFacts = { ticket: 'empty', armed: false, orders: [before] };

/** The tour after each of the events, with what the window was then. */
function walk(tour: Tour, ...events: readonly (TourEvent['kind'] | Partial<TourFacts>)[]): Tour | null {
  let facts = QUIET;
  return events.reduce<Tour | null>((at, event) => {
    if (at === null) throw new Error('the tour was over before');
    if (typeof event === 'object') {
      facts = { ...facts, ...event };
      return afterTourEvent(at, { kind: 'facts', facts }, facts);
    }
    return event === 'facts' ? at : afterTourEvent(at, { kind: event }, facts);
  }, tour);
}

const stepOf = (...events: Parameters<typeof walk> extends [Tour, ...infer Rest] ? Rest : never) => walk(beginTour(QUIET), ...events)?.step;

describe('the tour', () => {
  it('goes from step to step as things happen, and is over after the last', () => {
    const filled = { orders: [order({ state: 'FILLED', open: false, filledQuantity: 1 }), before], ticket: 'empty' } as const;
    expect(stepOf('next')).toBe('chain');
    expect(stepOf('next', 'next')).toBe('fill');
    expect(stepOf('next', 'next', { ticket: 'editing' })).toBe('preview');
    expect(stepOf('next', 'next', { ticket: 'editing' }, { ticket: 'review' })).toBe('arm');
    expect(stepOf('next', 'next', { ticket: 'editing' }, { ticket: 'review' }, { armed: true })).toBe('send');
    expect(stepOf('next', 'next', { ticket: 'editing' }, { ticket: 'review', armed: true }, { ticket: 'sending' }, filled)).toBe('position');
    expect(stepOf('next', 'next', { ticket: 'review', armed: true }, filled, 'next', 'next')).toBe('help');
    expect(walk(beginTour(QUIET), 'next', 'next', { ticket: 'review', armed: true }, filled, 'next', 'next', 'next')).toBeNull();
  });

  it('waits for the person where the person acts', () => {
    expect(stepOf('next', 'next', 'next')).toBe('fill');
    expect(stepOf('next', 'next', { ticket: 'review' }, 'next')).toBe('arm');
  });

  it('goes back when something is undone, and jumps over what was done before', () => {
    expect(stepOf('next', 'next', { ticket: 'review', armed: true }, { armed: false })).toBe('arm');
    expect(stepOf('next', 'next', { ticket: 'review' }, { ticket: 'editing' })).toBe('preview');
    expect(stepOf('next', 'next', { ticket: 'editing' }, { ticket: 'empty' })).toBe('fill');
    // The legs were there when the chain was still explained.
    expect(stepOf({ ticket: 'editing' })).toBe('market');
    expect(stepOf({ ticket: 'editing' }, 'next', 'next')).toBe('preview');
  });

  it('takes no order for its own that was there before', () => {
    const tour = walk(beginTour(QUIET), 'next', 'next', { armed: true });
    expect(tour?.order).toBeNull();
    expect(walk(beginTour(QUIET), 'next', 'next', { orders: [order(), before] })?.order?.id).toBe('o8');
  });

  it('waits with an order that rests, and begins again with a new one after an order that came to nothing', () => {
    const resting = walk(beginTour(QUIET), 'next', 'next', { ticket: 'review', armed: true }, { ticket: 'empty', orders: [order(), before] });
    expect(resting).toMatchObject({ step: 'send', order: { state: 'ACCEPTED' } });
    const ended = order({ state: 'CANCELED', open: false });
    const unfilled = walk(beginTour(QUIET), 'next', 'next', { ticket: 'review', armed: true }, { ticket: 'empty', orders: [ended, before] });
    expect(unfilled?.step).toBe('send');
    if (!unfilled) throw new Error('the tour is over');
    expect(endedUnfilled(unfilled)).toBe(true);
    const facts: TourFacts = { ticket: 'empty', armed: true, orders: [ended, before] };
    expect(afterTourEvent(unfilled, { kind: 'again' }, facts)).toEqual({ step: 'fill', after: 8, order: null });
  });

  it('leaves the trade out when asked, and not while it only tells', () => {
    expect(stepOf('next', 'next', 'skip')).toBe('position');
    expect(stepOf('next', 'skip')).toBe('chain');
  });

  it('goes on where it was left, with the trade that was made', () => {
    expect(beginTour({ ...QUIET, ticket: 'empty' }, 'arm').step).toBe('fill');
    expect(beginTour(QUIET, 'kill', 't7')).toMatchObject({ step: 'kill', order: { id: 'o7' } });
  });
});
