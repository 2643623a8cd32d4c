import { useCallback } from 'react';
import { useConnection, useCore } from '../../connection/core.tsx';
import { windowStore } from '../../workspace/window-store.ts';

export type UpdateAct = 'check' | 'download' | 'install' | 'next_start' | 'discard';

interface ActState {
  readonly sending: UpdateAct | null;
  /** Why the last one was refused. */
  readonly failure: string | null;
  /** The installation waits for its confirmation. */
  readonly isConfirming: boolean;
}

const useActState = windowStore<ActState>(() => ({ sending: null, failure: null, isConfirming: false }));

export interface UpdateActs extends ActState {
  /** Whether none can be begun now. */
  readonly isBusy: boolean;
  /** 'install' asks first. */
  begin(act: UpdateAct): void;
  confirm(): void;
  leave(): void;
}

/** A hook: what a person does with updates; the panel and the palette share it. */
export function useUpdateActs(): UpdateActs {
  const core = useCore();
  const isConnected = useConnection() === 'connected';
  const state = useActState();
  const send = useCallback(
    async (act: UpdateAct): Promise<void> => {
      if (useActState.getState().sending !== null) return;
      useActState.setState({ sending: act, failure: null });
      try {
        if (act === 'install' || act === 'next_start') await core.call('updates.install', { when: act === 'install' ? 'now' : 'next_start' });
        else if (act === 'check') await core.call('updates.check', {});
        else if (act === 'download') await core.call('updates.download', {});
        else await core.call('updates.discard', {});
        useActState.setState({ isConfirming: false });
      } catch (error) {
        useActState.setState({ failure: error instanceof Error ? error.message : String(error) });
      } finally {
        useActState.setState({ sending: null });
      }
    },
    [core],
  );
  return {
    ...state,
    isBusy: state.sending !== null || !isConnected,
    begin: (act) => {
      if (act === 'install') useActState.setState({ isConfirming: true, failure: null });
      else void send(act);
    },
    confirm: () => void send('install'),
    leave: () => useActState.setState({ isConfirming: false, failure: null }),
  };
}
