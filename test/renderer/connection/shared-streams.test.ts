import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Notice } from '../../../src-core/contract/schemas.ts';
import { mergeNotices, SharedStream } from '../../../src-renderer/connection/shared-streams.ts';

const notice = (id: number): Notice => ({ id, time: id, level: 'info', text: `${id}` });

describe('SharedStream', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function counter() {
    let opened = 0;
    let closed = 0;
    let say: (fold: (value: number) => number) => void = () => undefined;
    const stream = new SharedStream<number>(0, (next) => {
      opened += 1;
      say = next;
      return () => (closed += 1);
    });
    return { stream, say: (amount: number) => say((value) => value + amount), count: () => [opened, closed] };
  }

  it('opens one subscription for all its users and closes it after the last', () => {
    const { stream, count } = counter();
    const leaveFirst = stream.join();
    const leaveSecond = stream.join();
    expect(count()).toEqual([1, 0]);
    leaveFirst();
    leaveFirst();
    expect(count()).toEqual([1, 0]);
    leaveSecond();
    expect(count()).toEqual([1, 1]);
    stream.join();
    expect(count()).toEqual([2, 1]);
  });

  it('shows the first value at once and folds what comes faster than a person reads', () => {
    const { stream, say } = counter();
    stream.join();
    const shown: number[] = [];
    stream.watch((value) => shown.push(value));
    say(1);
    expect(shown).toEqual([1]);
    say(1);
    say(1);
    expect(shown).toEqual([1]);
    vi.advanceTimersByTime(100);
    expect(shown).toEqual([1, 3]);
  });
});

describe('mergeNotices', () => {
  it('keeps the newest first, each once', () => {
    expect(mergeNotices([notice(2), notice(1)], [notice(2), notice(3)]).map(({ id }) => id)).toEqual([3, 2, 1]);
  });

  it('keeps no more than a person would read', () => {
    const many = Array.from({ length: 500 }, (_, id) => notice(id));
    const kept = mergeNotices([], many);
    expect(kept).toHaveLength(200);
    expect(kept[0]?.id).toBe(499);
  });
});
