import { z } from 'zod';
import { create, type StoreApi, type UseBoundStore } from 'zustand';
import type { ContractClient } from '../../src-core/contract/client.ts';

const SAVE_AFTER = 500;

/** A choice of the trader's, kept by the core under a name. */
export interface Setting<T> {
  readonly name: string;
  readonly use: UseBoundStore<StoreApi<T>>;
  get(): T;
  /** Acts at once, and is saved a moment later. */
  set(value: T): void;
  /** Loads what was saved, or saves what is not yet; what the schema refuses is as if never saved. Rejects when the core cannot answer. */
  synchronise(core: Pick<ContractClient, 'call'>): Promise<void>;
}

export function setting<T>(name: string, schema: z.ZodType<T>, initial: T): Setting<T> {
  const use = create<T>()(() => initial);
  let core: Pick<ContractClient, 'call'> | null = null;
  let isLoaded = false;
  let isUnsaved = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const save = async (): Promise<void> => {
    clearTimeout(timer);
    if (!core || !isUnsaved) return;
    isUnsaved = false;
    try {
      const value: unknown = JSON.parse(JSON.stringify(use.getState()));
      await core.call('settings.set', { name, value: z.json().parse(value) });
    } catch (failure) {
      isUnsaved = true;
      throw failure;
    }
  };

  return {
    name,
    use,
    get: () => use.getState(),
    set(value) {
      use.setState(value, true);
      isUnsaved = true;
      clearTimeout(timer);
      // A failed save is tried again by the next change and the next connection.
      timer = setTimeout(() => void save().catch(() => undefined), SAVE_AFTER);
    },
    async synchronise(connected) {
      core = connected;
      if (!isLoaded && !isUnsaved) {
        const { value } = await connected.call('settings.get', { name });
        const saved = schema.safeParse(value);
        if (saved.success && !isUnsaved) use.setState(saved.data, true);
      }
      isLoaded = true;
      await save();
    },
  };
}
