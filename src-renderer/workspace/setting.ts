import { z } from 'zod';
import { create, type StoreApi, type UseBoundStore } from 'zustand';
import type { ContractClient } from '../../src-core/contract/client.ts';
import { ContractFailure } from '../../src-core/contract/messages.ts';

const SAVE_AFTER = 500;

/** Why choices last no longer than the window, as the core said it; null while they are kept. */
export const useUnkept = create<{ readonly reason: string | null }>()(() => ({ reason: null }));

let areKept = true;

/** Whether choices are loaded and saved. */
export function areSettingsKept(): boolean {
  return areKept;
}

/** From now on choices last as long as the window: what was saved is neither loaded nor overwritten. `reason` is for the person, a sentence. */
export function keepNoSettings(reason: string): void {
  areKept = false;
  useUnkept.setState({ reason });
}

/** A choice of the trader's, kept by the core under a name. */
export interface Setting<T> {
  readonly name: string;
  readonly use: UseBoundStore<StoreApi<T>>;
  get(): T;
  /** Acts at once, and is saved a moment later. */
  set(value: T): void;
  /** Loads what was saved, or saves what is not yet; what the schema refuses is as if never saved. Rejects when the core cannot answer. */
  synchronise(core: Pick<ContractClient, 'call'>): Promise<void>;
  /** Whether it is known what was saved. */
  isLoaded(): boolean;
  /** As at the start: what is not saved is dropped, and what was is loaded anew by the next call of `synchronise`. */
  forget(): void;
}

export function setting<T>(name: string, schema: z.ZodType<T>, initial: T): Setting<T> {
  const use = create<T>()(() => initial);
  let core: Pick<ContractClient, 'call'> | null = null;
  let isLoaded = false;
  let isUnsaved = false;
  /** This person may not save; asked again with the next connection. */
  let isRefused = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const save = async (): Promise<void> => {
    clearTimeout(timer);
    if (!areKept || !core || !isUnsaved || isRefused) return;
    isUnsaved = false;
    try {
      const value: unknown = JSON.parse(JSON.stringify(use.getState()));
      await core.call('settings.set', { name, value: z.json().parse(value) });
      useUnkept.setState({ reason: null });
    } catch (failure) {
      isUnsaved = true;
      if (!(failure instanceof ContractFailure) || failure.code !== 'forbidden') throw failure;
      isRefused = true;
      useUnkept.setState({ reason: failure.message });
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
      if (!areKept) return;
      core = connected;
      isRefused = false;
      if (!isLoaded && !isUnsaved) {
        const { value } = await connected.call('settings.get', { name });
        const saved = schema.safeParse(value);
        if (saved.success && !isUnsaved) use.setState(saved.data, true);
      }
      isLoaded = true;
      await save();
    },
    isLoaded: () => isLoaded,
    forget() {
      clearTimeout(timer);
      core = null;
      isLoaded = false;
      isUnsaved = false;
      isRefused = false;
      if (areKept) useUnkept.setState({ reason: null });
      use.setState(initial, true);
    },
  };
}
