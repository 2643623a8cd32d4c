import { describe, expect, it } from 'vitest';
import { signalQuerySchema } from '../../../src-core/contract/signals.ts';
import { parseIsoDate } from '../../../src-core/time.ts';
import { mergeSignals } from '../../../src-renderer/connection/shared-streams.ts';
import { isRestorable, NO_FILTER, queryBefore, selectedAmong, signalList } from '../../../src-renderer/panels/signals/signal-list.ts';
import { AT, signalView } from './signal-fixture.ts';

const DATE = parseIsoDate('2026-11-20');

describe('the signals of a session', () => {
  it('stand apart by whether they can be acted on, without those of another session, and tell how many a filter hides', () => {
    const signals = [
      signalView(4),
      signalView(3, { underlying: 'SPY', status: 'expired', fate: 'left' }),
      signalView(2, { status: 'cancelled', fate: 'dismissed' }),
      signalView(1, { date: parseIsoDate('2026-11-19') }),
    ];
    const all = signalList(signals, NO_FILTER, DATE);
    expect([all.active.length, all.past.length, all.hidden]).toEqual([1, 2, 0]);
    const dismissed = signalList(signals, { ...NO_FILTER, fate: 'dismissed' }, DATE);
    expect(dismissed.past.map(({ id }) => id)).toEqual([signalView(2).id]);
    expect(dismissed.hidden).toBe(2);
    expect(signalList(signals, { ...NO_FILTER, underlying: 'SPY', type: 'bearish' }, DATE).past).toEqual([]);
  });
  it('are merged by what changed, newest first', () => {
    const merged = mergeSignals([signalView(2), signalView(1)], [signalView(3), signalView(1, { status: 'expired' })]);
    expect(merged.map(({ id, status }) => [Number(id.slice(-2)), status])).toEqual([[3, 'active'], [2, 'active'], [1, 'expired']]);
  });
  it('of earlier sessions are asked for up to the day before, also over a change of month', () => {
    const query = queryBefore(parseIsoDate('2026-12-01'), { ...NO_FILTER, type: 'neutral' }, 50, 50);
    expect(signalQuerySchema.parse(query)).toEqual({ to: '2026-11-30', type: 'neutral', offset: 50, limit: 50 });
  });
});

describe('the selected signal', () => {
  const listOf = (...signals: ReturnType<typeof signalView>[]) => signalList(signals, NO_FILTER, DATE);
  it('is the newest active one, and stays it when a newer one comes', () => {
    const first = selectedAmong(null, listOf(signalView(1)));
    expect(first?.id).toBe(signalView(1).id);
    expect(selectedAmong(first, listOf(signalView(2), signalView(1)))).toBe(first);
  });
  it('goes on to the next active one once it has ended, unless a person chose it', () => {
    const list = listOf(signalView(2), signalView(1, { status: 'expired' }));
    expect(selectedAmong({ id: signalView(1).id, byHand: false }, list)?.id).toBe(signalView(2).id);
    expect(selectedAmong({ id: signalView(1).id, byHand: true }, list)?.id).toBe(signalView(1).id);
    expect(selectedAmong({ id: signalView(9).id, byHand: true }, list)?.id).toBe(signalView(2).id);
    expect(selectedAmong({ id: signalView(9).id, byHand: true }, listOf())).toBeNull();
  });
});

it('a dismissal can be taken back until the signal would have expired or is settled', () => {
  const dismissed = signalView(0, { fate: 'dismissed', status: 'cancelled' });
  expect(isRestorable(dismissed, AT + 599_999)).toBe(true);
  expect(isRestorable(dismissed, AT + 600_000)).toBe(false);
  expect(isRestorable(dismissed, null)).toBe(false);
  expect(isRestorable(signalView(0, { fate: 'left' }), AT)).toBe(false);
});
