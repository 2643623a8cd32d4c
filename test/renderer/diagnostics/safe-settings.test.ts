import { afterAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { keepNoSettings, setting, useUnkept } from '../../../src-renderer/workspace/setting.ts';

describe('choices in safe mode', () => {
  afterAll(() => vi.useRealTimers());

  it('are neither loaded nor overwritten, last as long as the window, and say so', async () => {
    vi.useFakeTimers();
    const calls: string[] = [];
    const core = {
      call: async (operation: string): Promise<never> => {
        calls.push(operation);
        throw new Error('nothing is to be asked');
      },
    };
    const choice = setting('test.choice', z.string(), 'initial');
    keepNoSettings('In safe mode nothing is kept.');
    await choice.synchronise(core);
    expect(choice.get()).toBe('initial');
    choice.set('chosen');
    await vi.advanceTimersByTimeAsync(5_000);
    await choice.synchronise(core);
    expect(choice.get()).toBe('chosen');
    expect(calls).toEqual([]);
    choice.forget();
    expect(choice.get()).toBe('initial');
    // Another person is told as well.
    expect(useUnkept.getState().reason).toBe('In safe mode nothing is kept.');
  });
});
