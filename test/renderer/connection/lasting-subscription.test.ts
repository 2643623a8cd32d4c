import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ContractClient } from '../../../src-core/contract/client.ts';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import { subscribeLastingly } from '../../../src-renderer/connection/lasting-subscription.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const failure = new ContractFailure({ code: 'internal', message: 'the stream broke' });

function subscription() {
  const opened: Parameters<ContractClient['subscribe']>[2][] = [];
  let ended = 0;
  const core: Pick<ContractClient, 'subscribe'> = {
    subscribe: (_name, _input, handlers) => {
      opened.push(handlers);
      return () => (ended += 1);
    },
  };
  const told: string[] = [];
  const end = subscribeLastingly(core, 'notices', {}, { next: (notices) => told.push(`${notices.length} notices`), error: ({ message }) => told.push(message) });
  return { opened, told, end, ended: () => ended };
}

describe('a lasting subscription', () => {
  it('subscribes again after an error, each time later until a value arrives', () => {
    const { opened, told } = subscription();
    opened[0]?.error?.(failure);
    expect(told).toEqual(['the stream broke']);
    vi.advanceTimersByTime(999);
    expect(opened).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(opened).toHaveLength(2);
    opened[1]?.error?.(failure);
    vi.advanceTimersByTime(1_999);
    expect(opened).toHaveLength(2);
    vi.advanceTimersByTime(1);
    expect(opened).toHaveLength(3);
    opened[2]?.next([]);
    opened[2]?.error?.(failure);
    vi.advanceTimersByTime(1_000);
    expect(opened).toHaveLength(4);
    expect(told).toEqual(['the stream broke', 'the stream broke', '0 notices', 'the stream broke']);
  });

  it('never waits longer than half a minute', () => {
    const { opened } = subscription();
    for (let attempt = 0; attempt < 12; attempt += 1) {
      opened.at(-1)?.error?.(failure);
      vi.advanceTimersByTime(30_000);
    }
    expect(opened).toHaveLength(13);
  });

  it('asks for nothing once it was ended', () => {
    const { opened, end, ended } = subscription();
    opened[0]?.error?.(failure);
    end();
    vi.advanceTimersByTime(60_000);
    expect(opened).toHaveLength(1);
    expect(ended()).toBe(1);
  });
});
