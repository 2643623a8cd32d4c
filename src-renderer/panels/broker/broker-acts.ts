import { useCallback } from 'react';
import type { DifferenceChoice } from '../../../src-core/contract/broker.ts';
import { sentenceOf } from '../../access/access-words.ts';
import { useConnection, useCore } from '../../connection/core.tsx';
import { isUnanswered } from '../../connection/unanswered.ts';
import { windowStore } from '../../workspace/window-store.ts';

export type BrokerAct = 'compare' | 'retry' | 'settle' | 'cancelAccount';

interface ActState {
  readonly sending: readonly BrokerAct[];
  /** What came of the last one; null where nothing is to be said. */
  readonly saying: { readonly kind: 'done' | 'failed'; readonly of: BrokerAct; readonly text: string } | null;
  /** Cancelling everything of the account waits for its confirmation. */
  readonly isAskedToCancel: boolean;
}

const useActState = windowStore<ActState>(() => ({ sending: [], saying: null, isAskedToCancel: false }));

export interface BrokerActs extends ActState {
  readonly isConnected: boolean;
  /** Whether it cannot be begun now; one never waits for another. */
  isHeld(act: BrokerAct): boolean;
  compare(): void;
  retry(): void;
  settle(id: string, choice: DifferenceChoice): Promise<boolean>;
  /** Asks first. */
  askToCancel(): void;
  leaveCancel(): void;
  /** Tells the broker to cancel every order of the account. Resolves to whether it was told. */
  cancelAccount(): Promise<boolean>;
  hush(): void;
}

/** A hook: what a person asks of the broker itself; the panel, the palette, the strip and the kill switch share it. */
export function useBrokerActs(): BrokerActs {
  const core = useCore();
  const isConnected = useConnection() === 'connected';
  const state = useActState();
  const act = useCallback(async (of: BrokerAct, call: () => Promise<string | null>): Promise<boolean> => {
    if (useActState.getState().sending.includes(of)) return false;
    useActState.setState(({ sending }) => ({ sending: [...sending, of], saying: null }));
    try {
      const text = await call();
      useActState.setState({ saying: text === null ? null : { kind: 'done', of, text } });
      return true;
    } catch (error) {
      const text = error instanceof Error ? sentenceOf(error.message) : 'It did not work.';
      useActState.setState({ saying: { kind: 'failed', of, text: isUnanswered(error) ? `No answer: ${text} It may have been done.` : text } });
      return false;
    } finally {
      useActState.setState(({ sending }) => ({ sending: sending.filter((other) => other !== of) }));
    }
  }, []);
  return {
    ...state,
    isConnected,
    isHeld: (one) => !isConnected || state.sending.includes(one),
    compare: () =>
      void act('compare', async () => {
        await core.call('broker.reconcile', {});
        return null;
      }),
    retry: () =>
      void act('retry', async () => {
        await core.call('broker.retry', {});
        return null;
      }),
    settle: (id, choice) =>
      act('settle', async () => {
        await core.call('broker.settle', { id, choice });
        return choice === 'take_over' ? 'Taken over into the books.' : 'Left as it is.';
      }),
    askToCancel: () => useActState.setState({ isAskedToCancel: true, saying: null }),
    leaveCancel: () => useActState.setState({ isAskedToCancel: false, saying: null }),
    cancelAccount: () =>
      act('cancelAccount', async () => {
        const { resting } = await core.call('broker.cancelAccount', {});
        return cancelledWords(resting);
      }),
    hush,
  };
}

function hush(): void {
  useActState.setState({ saying: null });
}

/** What was told to the broker; what became of it comes with its answers. */
export function cancelledWords(resting: number): string {
  const told = 'The broker was told to cancel every order of the account';
  if (resting === 0) return `${told}; none was known to rest there.`;
  return `${told}: ${resting === 1 ? '1 was' : `${resting} were`} known to rest there. They leave the list as it answers.`;
}
