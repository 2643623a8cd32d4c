import type { ContractClient } from '../../../src-core/contract/client.ts';
import { ContractFailure, type ErrorCode } from '../../../src-core/contract/messages.ts';
import type { KillResult } from '../../../src-core/contract/risk.ts';
import { isUnanswered } from '../../connection/unanswered.ts';
import { windowStore } from '../window-store.ts';
import { type HoldState, IDLE } from './hold.ts';

/** What the window's halt came to. */
export type KillOutcome =
  | { readonly kind: 'sending'; readonly attempt: number; readonly since: number }
  | { readonly kind: 'halted'; readonly result: KillResult }
  /** `again`: it is sent again by itself, as the core did not refuse it. */
  | { readonly kind: 'failed'; readonly attempt: number; readonly code: ErrorCode | null; readonly message: string; readonly again: boolean };

/** What the sheet of the kill switch shows. */
export type KillSheetView = 'how' | 'outcome' | 'flatten' | null;

export interface KillSwitch {
  readonly hold: HoldState;
  readonly sheet: KillSheetView;
  readonly outcome: KillOutcome | null;
  setHold(hold: HoldState): void;
  /** Shows how the kill switch is held. */
  explain(): void;
  /** Shows what flattening would do and cost. */
  askFlatten(): void;
  close(): void;
  /** Halts, at once; `now` by the machine's clock. */
  kill(core: Pick<ContractClient, 'call'>, now: number): Promise<void>;
}

/** The window's kill switch. */
export const useKillSwitch = windowStore<KillSwitch>((set, get) => ({
  hold: IDLE,
  sheet: null,
  outcome: null,
  setHold: (hold) => set({ hold }),
  explain: () => set((state) => (state.outcome?.kind === 'sending' ? { sheet: 'outcome' } : { sheet: 'how' })),
  askFlatten: () => set({ sheet: 'flatten' }),
  close: () => set({ sheet: null, outcome: null }),
  kill: async (core, now) => {
    const before = get().outcome;
    const sending: KillOutcome = { kind: 'sending', attempt: before?.kind === 'failed' ? before.attempt + 1 : 1, since: now };
    // The call is made first: what is drawn may be slow.
    const answer = core.call('risk.kill', { flatten: false });
    set({ sheet: 'outcome', outcome: sending });
    const settle = (outcome: KillOutcome): void => {
      if (get().outcome === sending) set({ outcome });
    };
    try {
      settle({ kind: 'halted', result: await answer });
    } catch (error) {
      const code = error instanceof ContractFailure ? error.code : null;
      settle({ kind: 'failed', attempt: sending.attempt, code, message: error instanceof Error ? error.message : String(error), again: isUnanswered(error) || code === 'rate_limited' });
    }
  },
}));
