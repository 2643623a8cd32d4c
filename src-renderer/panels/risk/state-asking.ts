import type { ContractClient } from '../../../src-core/contract/client.ts';
import { windowStore } from '../../workspace/window-store.ts';
import type { StateAct } from './state-acts.ts';

export interface StateAsking {
  /** The act that waits for its confirmation. */
  readonly asked: StateAct | null;
  readonly sending: StateAct | null;
  readonly failure: string | null;
  ask(act: StateAct): void;
  leave(): void;
  /** Does it; the answer comes with the stream. */
  carryOut(core: Pick<ContractClient, 'call'>, act: StateAct): Promise<void>;
}

/** The one change of the trading state that the window asks about. */
export const useStateAsking = windowStore<StateAsking>((set, get) => ({
  asked: null,
  sending: null,
  failure: null,
  ask: (asked) => set({ asked, failure: null }),
  leave: () => set({ asked: null, failure: null }),
  carryOut: async (core, act) => {
    if (get().sending !== null) return;
    set({ sending: act, failure: null });
    try {
      if (act === 'reduce') await core.call('risk.reduce', {});
      else await core.call('risk.resume', { to: act });
      set({ asked: null, sending: null });
    } catch (error) {
      set({ asked: null, sending: null, failure: error instanceof Error ? error.message : String(error) });
    }
  },
}));
