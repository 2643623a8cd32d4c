import { create, type StateCreator, type StoreApi, type UseBoundStore } from 'zustand';

const forgetting = new Set<() => void>();

/** A store of what a person does in this window: a draft, a choice, what is in front. It goes with the person. */
export function windowStore<State>(initial: StateCreator<State>): UseBoundStore<StoreApi<State>> {
  const store = create<State>()(initial);
  forgetting.add(() => store.setState(store.getInitialState(), true));
  return store;
}

/** Another person is before the window, or nobody: every such store is as at the start. */
export function forgetWindowStores(): void {
  for (const forget of forgetting) forget();
}
