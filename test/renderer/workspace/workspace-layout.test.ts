import { describe, expect, it } from 'vitest';
import { layoutSchema } from '../../../src-renderer/workspace/workspace-layout.ts';

const grid = { root: {}, width: 10, height: 10, orientation: 'HORIZONTAL' };

describe('a saved layout', () => {
  it('is accepted with panels that exist, or absent', () => {
    expect(layoutSchema.safeParse(null).success).toBe(true);
    expect(layoutSchema.safeParse({ grid, panels: { chain: { id: 'chain', contentComponent: 'chain' } } }).success).toBe(true);
    expect(layoutSchema.safeParse({ grid, panels: { smile: { id: 'smile', contentComponent: 'smile' } } }).success).toBe(true);
    for (const name of ['signals', 'market-state', 'calibration']) expect(layoutSchema.safeParse({ grid, panels: { [name]: { id: name, contentComponent: name } } }).success).toBe(true);
    expect(layoutSchema.safeParse({ grid, panels: { connections: { id: 'connections', contentComponent: 'connections' } } }).success).toBe(true);
  });

  it.each([
    ['text', 'text'],
    ['nothing in it', {}],
    ['no panel', { grid, panels: {} }],
    ['an unknown panel', { grid, panels: { moon: { contentComponent: 'moon' } } }],
    ['an unknown component', { grid, panels: { chain: { contentComponent: 'moon' } } }],
    ['no grid', { panels: { chain: { contentComponent: 'chain' } } }],
  ])('is refused with %s', (_, saved) => {
    expect(layoutSchema.safeParse(saved).success).toBe(false);
  });
});
