import { describe, expect, it } from 'vitest';
import { useArming } from '../../../src-renderer/workspace/arming.ts';

describe('arming', () => {
  it('starts safe', () => {
    expect(useArming.getState().armed).toBe(false);
    useArming.getState().toggle();
    expect(useArming.getState().armed).toBe(true);
    useArming.getState().disarm();
    expect(useArming.getState().armed).toBe(false);
  });
});
