import { describe, expect, it } from 'vitest';
import { ageWords, isDriven } from '../../../src-renderer/workspace/feed-age.ts';

const words = (age: number | null, stale = false, speed: number | null = 1) => ageWords({ feed: { age, stale }, speed });

describe('ageWords', () => {
  it('does not count what a person cannot read', () => {
    expect(words(0)).toBe('live');
    expect(words(1_999)).toBe('live');
    expect(words(2_000)).toBe('last 2 s ago');
    expect(words(3_999)).toBe('last 3 s ago');
  });

  it('allows a faster clock more of the session, and marks what is stale at any speed', () => {
    expect(words(9_000, false, 5)).toBe('live');
    expect(words(10_000, false, 5)).toBe('last 10 s ago');
    expect(words(1_900, false, 0.5)).toBe('live');
    expect(words(90_000, false, null)).toBe('live');
    expect(words(90_000, true, null)).toBe('stale, last 90 s ago');
  });

  it('calls nothing of the broker’s feed live, as delayed quotes come in too', () => {
    expect(ageWords({ feed: { kind: 'ibkr', age: 120, stale: false }, speed: 1 })).toBe('coming in');
    expect(ageWords({ feed: { kind: 'ibkr', age: 9_000, stale: true }, speed: 1 })).toBe('stale, last 9 s ago');
    expect([isDriven({ feed: { kind: 'ibkr' } }), isDriven({ feed: { kind: 'replay' } })]).toEqual([false, true]);
  });

  it('knows nothing before the first event', () => {
    expect(words(null)).toBe('nothing yet');
  });
});
