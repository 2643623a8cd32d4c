import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import { setting, useUnkept } from '../../../src-renderer/workspace/setting.ts';

class Store {
  readonly values = new Map<string, unknown>();
  readonly saved: unknown[] = [];
  isDown = false;
  isForViewers = false;
  calls = 0;
  // The settings use two operations of the contract; the rest is not played.
  call = ((operation: string, input: { name: string; value?: unknown }) => {
    if (this.isDown) return Promise.reject(new Error('down'));
    this.calls += 1;
    if (operation === 'settings.set' && this.isForViewers) return Promise.reject(new ContractFailure({ code: 'forbidden', message: 'settings.set needs the role trader' }));
    if (operation === 'settings.get') return Promise.resolve({ value: this.values.get(input.name) ?? null });
    this.saved.push(input.value);
    this.values.set(input.name, input.value);
    return Promise.resolve({});
  }) as Parameters<ReturnType<typeof setting>['synchronise']>[0]['call'];
}

const density = () => setting('test.density', z.enum(['compact', 'normal']), 'normal');

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('setting', () => {
  it('loads what was saved, and keeps its initial value when the schema refuses it', async () => {
    const store = new Store();
    store.values.set('test.density', 'compact');
    const good = density();
    await good.synchronise(store);
    expect(good.get()).toBe('compact');
    store.values.set('test.density', 'roomy');
    const bad = density();
    await bad.synchronise(store);
    expect(bad.get()).toBe('normal');
  });

  it('acts at once and saves the last of several changes a moment later', async () => {
    const store = new Store();
    const choice = density();
    await choice.synchronise(store);
    choice.set('compact');
    choice.set('normal');
    choice.set('compact');
    expect(choice.get()).toBe('compact');
    expect(store.saved).toEqual([]);
    await vi.advanceTimersByTimeAsync(500);
    expect(store.saved).toEqual(['compact']);
  });

  it('saves with the next connection what could not be saved', async () => {
    const store = new Store();
    const choice = density();
    await choice.synchronise(store);
    store.isDown = true;
    choice.set('compact');
    await vi.advanceTimersByTimeAsync(500);
    store.isDown = false;
    await choice.synchronise(store);
    expect(store.saved).toEqual(['compact']);
  });

  it('lasts as long as the window where its person may not save, and is not tried over and over', async () => {
    const store = new Store();
    store.isForViewers = true;
    const choice = density();
    await choice.synchronise(store);
    choice.set('compact');
    await vi.advanceTimersByTimeAsync(500);
    const { calls } = store;
    choice.set('normal');
    choice.set('compact');
    await vi.advanceTimersByTimeAsync(5_000);
    expect([choice.get(), store.calls]).toEqual(['compact', calls]);
    expect(useUnkept.getState().reason).toMatch(/trader/);
    store.isForViewers = false;
    await choice.synchronise(store);
    expect([store.saved, useUnkept.getState().reason]).toEqual([['compact'], null]);
  });

  it('is loaded anew for the next person, without what the one before had not saved', async () => {
    const store = new Store();
    const choice = density();
    await choice.synchronise(store);
    choice.set('compact');
    choice.forget();
    expect(choice.get()).toBe('normal');
    await vi.advanceTimersByTimeAsync(500);
    expect(store.saved).toEqual([]);
    store.values.set('test.density', 'compact');
    await choice.synchronise(store);
    expect(choice.get()).toBe('compact');
  });

  it('keeps a choice made before the first connection over the saved one', async () => {
    const store = new Store();
    store.values.set('test.density', 'normal');
    const choice = density();
    choice.set('compact');
    await choice.synchronise(store);
    expect(choice.get()).toBe('compact');
    expect(store.saved).toEqual(['compact']);
  });
});
