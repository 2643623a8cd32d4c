import { beforeEach, describe, expect, it, vi } from 'vitest';

/** As a window begins with it. */
let useArming: typeof import('../../../src-renderer/workspace/arming.ts').useArming;
beforeEach(async () => {
  vi.resetModules();
  ({ useArming } = await import('../../../src-renderer/workspace/arming.ts'));
});

describe('arming', () => {
  it('starts safe', () => {
    expect(useArming.getState().armed).toBe(false);
    useArming.getState().toggle();
    expect(useArming.getState().armed).toBe(true);
    useArming.getState().disarm();
    expect(useArming.getState().armed).toBe(false);
  });

  it('is impossible while it is held, and not undone by letting go', () => {
    useArming.getState().arm();
    useArming.getState().hold('desk-2 trades this account.');
    expect(useArming.getState().armed).toBe(false);
    useArming.getState().arm();
    useArming.getState().toggle();
    expect(useArming.getState().armed).toBe(false);
    useArming.getState().hold(null);
    expect(useArming.getState().armed).toBe(false);
    useArming.getState().toggle();
    expect(useArming.getState().armed).toBe(true);
    useArming.getState().disarm();
  });
});
