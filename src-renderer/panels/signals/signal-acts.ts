import type { ContractClient } from '../../../src-core/contract/client.ts';
import type { SignalView } from '../../../src-core/contract/signals.ts';
import { runCommand } from '../../workspace/commands.ts';
import { windowStore } from '../../workspace/window-store.ts';
import { useTicketFocus } from '../ticket/ticket-focus.ts';
import { useTicket } from '../ticket/ticket-store.ts';

export type SignalAct = 'approve' | 'dismiss' | 'restore';

export interface SignalActs {
  /** Acts that the core has not answered yet, by the signal's id. */
  readonly pending: Readonly<Record<string, SignalAct>>;
  /** What became of the last act; the signal is there to be taken back while it was dismissed. */
  readonly outcome: { readonly kind: 'done' | 'failed'; readonly text: string; readonly dismissed: string | null } | null;
  /** Fills the ticket with the signal's order and brings the keys there. */
  approve(core: Core, signal: Named): Promise<void>;
  dismiss(core: Core, signal: Named): Promise<void>;
  restore(core: Core, signal: Named): Promise<void>;
  forget(): void;
}

type Core = Pick<ContractClient, 'call'>;
type Named = Pick<SignalView, 'id' | 'underlying' | 'title'>;

/** What the trader does with signals, one act a signal at a time. */
export const useSignalActs = windowStore<SignalActs>((set, get) => {
  async function act(kind: SignalAct, signal: Named, run: () => Promise<SignalActs['outcome']>): Promise<void> {
    if (get().pending[signal.id] !== undefined) return;
    set(({ pending }) => ({ pending: { ...pending, [signal.id]: kind }, outcome: null }));
    let outcome: SignalActs['outcome'];
    try {
      outcome = await run();
    } catch (error) {
      outcome = { kind: 'failed', text: `${NOT_DONE[kind]}: ${error instanceof Error ? error.message : String(error)}.`.replace(/\.\.$/, '.'), dismissed: null };
    }
    set(({ pending }) => ({ pending: Object.fromEntries(Object.entries(pending).filter(([id]) => id !== signal.id)), outcome }));
  }

  return {
    pending: {},
    outcome: null,
    approve: (core, signal) =>
      act('approve', signal, async () => {
        // The ticket would refuse it, and the core would keep the signal as approved.
        if (useTicket.getState().stage.kind === 'sending') throw new Error('an order is being sent; wait for its answer');
        const approval = await core.call('signals.approve', { id: signal.id });
        useTicket.getState().loadSignal(signal.id, approval);
        runCommand('panel.ticket');
        useTicketFocus.getState().ask();
        return null;
      }),
    dismiss: (core, signal) =>
      act('dismiss', signal, async () => {
        await core.call('signals.dismiss', { id: signal.id });
        return { kind: 'done', text: `Dismissed: ${nameOf(signal)}. Its record is kept, and it is settled like any other.`, dismissed: signal.id };
      }),
    restore: (core, signal) =>
      act('restore', signal, async () => {
        await core.call('signals.restore', { id: signal.id });
        return { kind: 'done', text: `Taken back: ${nameOf(signal)} is active again.`, dismissed: null };
      }),
    forget: () => set({ outcome: null }),
  };
});

const NOT_DONE: Readonly<Record<SignalAct, string>> = { approve: 'Not approved', dismiss: 'Not dismissed', restore: 'Not taken back' };

function nameOf({ underlying, title }: Named): string {
  return `${underlying} ${title.charAt(0).toLowerCase()}${title.slice(1)}`;
}
