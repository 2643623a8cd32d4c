import { describe, expect, it } from 'vitest';
import { isSliced, toggleKey, withKeys } from '../../../src-renderer/panels/performance/performance-choice.ts';
import { boundsOf, dateIn, daysAfter, periodSchema, weekdayOf } from '../../../src-renderer/panels/performance/period.ts';
import { parseIsoDate } from '../../../src-core/time.ts';

const friday = parseIsoDate('2026-11-20');

describe('a period', () => {
  it.each([
    ['today', { from: '2026-11-20', to: '2026-11-20' }],
    ['week', { from: '2026-11-16', to: '2026-11-20' }],
    ['month', { from: '2026-11-01', to: '2026-11-20' }],
    ['year', { from: '2026-01-01', to: '2026-11-20' }],
    ['all', {}],
  ] as const)('named %s is told in days', (kind, bounds) => {
    expect(boundsOf({ kind }, friday)).toEqual(bounds);
  });

  it('begins its week on a Monday, over months and on every day of it', () => {
    expect(boundsOf({ kind: 'week' }, parseIsoDate('2026-11-16'))).toMatchObject({ from: '2026-11-16' });
    expect(boundsOf({ kind: 'week' }, parseIsoDate('2026-11-01'))).toMatchObject({ from: '2026-10-26' });
    expect(daysAfter(parseIsoDate('2028-02-28'), 1)).toBe('2028-02-29');
    expect(weekdayOf(friday)).toBe(5);
  });

  it('between two days has only the ends that were given, and none backwards', () => {
    expect(boundsOf({ kind: 'range', from: friday, to: null }, friday)).toEqual({ from: '2026-11-20' });
    expect(boundsOf({ kind: 'range', from: friday, to: friday }, friday)).toEqual({ from: '2026-11-20', to: '2026-11-20' });
    expect(boundsOf({ kind: 'range', from: friday, to: parseIsoDate('2026-11-19') }, friday)).toBeNull();
  });

  it('is kept as it was chosen, and a date half typed is none', () => {
    const period = { kind: 'range', from: '2026-11-02', to: null };
    expect(periodSchema.parse(JSON.parse(JSON.stringify(period)))).toEqual(period);
    expect(periodSchema.safeParse({ kind: 'range', from: '2026-02-30', to: null }).success).toBe(false);
    expect([dateIn(''), dateIn('2026-1'), dateIn('2026-02-30'), dateIn('2026-02-28')]).toEqual([null, null, null, '2026-02-28']);
  });
});

describe('a filter of trades', () => {
  it('takes keys in and out, and a dimension without any is gone', () => {
    const one = toggleKey({}, 'strategy', 'iron condor');
    const two = toggleKey(toggleKey(one, 'strategy', 'long straddle'), 'tag', 'calm');
    expect(two).toEqual({ strategy: ['iron condor', 'long straddle'], tag: ['calm'] });
    expect(toggleKey(two, 'strategy', 'iron condor')).toEqual({ strategy: ['long straddle'], tag: ['calm'] });
    expect(toggleKey(one, 'strategy', 'iron condor')).toEqual({});
    expect([isSliced({}), isSliced(one), isSliced(withKeys(one, 'strategy', []))]).toEqual([false, true, false]);
  });
});
