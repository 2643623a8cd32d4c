import { describe, expect, it } from 'vitest';
import { withNamesOfNow } from '../../../src-renderer/workspace/renamed-panels.ts';
import { layoutSchema } from '../../../src-renderer/workspace/workspace-layout.ts';

const grid = { root: {}, width: 10, height: 10, orientation: 'HORIZONTAL' };

describe('a saved layout', () => {
  it('is accepted with panels that exist, or absent', () => {
    expect(layoutSchema.safeParse(null).success).toBe(true);
    expect(layoutSchema.safeParse({ grid, panels: { chain: { id: 'chain', contentComponent: 'chain' } } }).success).toBe(true);
    expect(layoutSchema.safeParse({ grid, panels: { smile: { id: 'smile', contentComponent: 'smile' } } }).success).toBe(true);
    for (const name of ['signals', 'market-state', 'calibration', 'volatility', 'gamma']) expect(layoutSchema.safeParse({ grid, panels: { [name]: { id: name, contentComponent: name } } }).success).toBe(true);
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

  it('opens the volatility where the smile was', () => {
    const leaf = (name: string) => ({ type: 'leaf', data: { id: '1', views: ['market', name], activeView: name } });
    const of = (name: string) => ({
      grid: { ...grid, root: { type: 'branch', data: [leaf(name)] } },
      panels: { market: { id: 'market', contentComponent: 'market' }, [name]: { id: name, contentComponent: name, title: 'Smile' } },
      activeGroup: '1',
    });
    expect(withNamesOfNow(of('smile'))).toEqual(of('volatility'));
    expect(withNamesOfNow(of('volatility'))).toEqual(of('volatility'));
    expect(withNamesOfNow('text')).toBe('text');
  });
});
