import type { ContractClient } from '../../../src-core/contract/client.ts';
import { isUnanswered } from '../../connection/unanswered.ts';
import { useArming } from '../../workspace/arming.ts';
import { windowStore } from '../../workspace/window-store.ts';

export type ClosePrice = 'mid' | 'natural';

/** A close that waits for its confirmation. It carries the order's id, so that confirming twice makes one order. */
export interface PendingClose {
  readonly id: string;
  readonly tradeId: string;
  readonly at: ClosePrice;
  readonly sending: boolean;
}

export interface Closing {
  readonly pending: PendingClose | null;
  /** What became of the last one. */
  readonly outcome: { readonly kind: 'sent' | 'failed'; readonly text: string } | null;
  ask(id: string, tradeId: string, at: ClosePrice): void;
  cancel(): void;
  /** Sends the pending close, once, and only when armed. */
  confirm(core: Pick<ContractClient, 'call'>): Promise<void>;
}

/** The one close under way in the window. */
export const useClosing = windowStore<Closing>((set, get) => ({
  pending: null,
  outcome: null,
  ask: (id, tradeId, at) => {
    if (get().pending?.sending !== true) set({ pending: { id, tradeId, at, sending: false }, outcome: null });
  },
  cancel: () => {
    if (get().pending?.sending !== true) set({ pending: null });
  },
  confirm: async (core) => {
    const { pending } = get();
    if (pending === null || pending.sending || !useArming.getState().armed) return;
    set({ pending: { ...pending, sending: true }, outcome: null });
    const { id, tradeId, at } = pending;
    try {
      const order = await core.call('positions.close', { id, tradeId, at });
      set({ pending: null, outcome: { kind: 'sent', text: `Order ${order.sequence} sent to close at the ${at}.` } });
    } catch (error) {
      // After a lost answer the same id stays, so that confirming again cannot make a second order; a refused order has ended.
      const next = isUnanswered(error) ? id : crypto.randomUUID();
      set({ pending: { ...pending, id: next, sending: false }, outcome: { kind: 'failed', text: error instanceof Error ? error.message : String(error) } });
    }
  },
}));
