import type { SerializedDockview } from 'dockview-react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WINDOW_NAMES } from '../../../src-core/contract/window-names.ts';
import { WindowLayout } from '../../../src-renderer/workspace/windows/window-layout.ts';

type Call = Parameters<WindowLayout['take']>[0]['call'];
const saved = new Map<string, unknown>();
let isDown: boolean;
const core = {
  // The settings use two operations of the contract; the rest is not played.
  call: ((operation: string, { name, value }: { name: string; value?: unknown }) => {
    if (isDown) return Promise.reject(new Error('down'));
    if (operation === 'settings.set') saved.set(name, value);
    return Promise.resolve({ value: saved.get(name) ?? null });
  }) as Call,
};

/** Told apart by its width. */
const layout = (width: number): SerializedDockview =>
  ({ grid: { root: { type: 'branch', data: [] }, width, height: 10, orientation: 'HORIZONTAL' }, panels: { chain: { id: 'chain', contentComponent: 'chain' } } }) as unknown as SerializedDockview;
const widthOf = (shown: SerializedDockview | null): number | null => shown?.grid.width ?? null;
const LAPTOP = '1440x900+0+0@2*';
const DOCKED = '1440x900+0+0@2*,2560x1440+1440+0@1';

beforeEach(() => {
  vi.useFakeTimers();
  saved.clear();
  isDown = false;
});
afterEach(() => void vi.useRealTimers());

describe('a window’s layout', () => {
  it('goes on from what was saved before there were several, and is one for each set of monitors', async () => {
    saved.set('workspace.layout', layout(1));
    const main = new WindowLayout('main');
    await main.take(core, LAPTOP);
    expect([widthOf(main.get()), main.use.getState().turn]).toEqual([1, 1]);
    // Nothing is kept for the desk's monitors yet: the window keeps what it shows.
    await main.take(core, DOCKED);
    expect(main.use.getState().turn).toBe(1);
    main.set(layout(2));
    await main.take(core, LAPTOP);
    expect([widthOf(main.get()), main.use.getState().turn]).toEqual([1, 2]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(saved.get('workspace.layout')).toEqual(layout(1));

    const again = new WindowLayout('main');
    await again.take(core, DOCKED);
    expect(widthOf(again.get())).toBe(2);
    await vi.advanceTimersByTimeAsync(1_000);
    // On monitors it never was on it begins with what it showed last.
    const third = new WindowLayout('main');
    await third.take(core, '3840x2160+0+0@1*');
    expect(widthOf(third.get())).toBe(2);
  });

  it('is each window’s own, under names that the core takes', async () => {
    saved.set('workspace.layout', layout(1));
    for (const name of WINDOW_NAMES.slice(1)) {
      const window = new WindowLayout(name);
      await window.take(core, LAPTOP);
      expect([name, window.get(), window.use.getState().turn]).toEqual([name, null, 1]);
      window.set(layout(5));
      await window.take(core, DOCKED);
    }
    await vi.advanceTimersByTimeAsync(1_000);
    expect(saved.size).toBe(1 + 3 * 7);
    expect([...saved.keys()].filter((name) => name.length > 80)).toEqual([]);
    expect(saved.get('workspace.layout')).toEqual(layout(1));
  });

  it('is not written over where it could not be loaded, and shown once it can', async () => {
    saved.set('workspace.layout', layout(1));
    const main = new WindowLayout('main');
    isDown = true;
    await expect(main.take(core, LAPTOP)).rejects.toThrow('down');
    main.set(layout(9));
    await vi.advanceTimersByTimeAsync(1_000);
    isDown = false;
    await main.take(core, LAPTOP);
    await vi.advanceTimersByTimeAsync(1_000);
    expect([widthOf(main.get()), saved.get('workspace.layout')]).toEqual([1, layout(1)]);
  });

  it('goes with its person', async () => {
    const main = new WindowLayout('main');
    await main.take(core, LAPTOP);
    main.set(layout(3));
    main.forget();
    await vi.advanceTimersByTimeAsync(1_000);
    expect([main.get(), main.use.getState().turn, saved.has('workspace.layout')]).toEqual([null, 0, false]);
  });
});
