import type { Underlying } from '../../src-core/instruments/instrument.ts';
import type { Money } from '../../src-core/money.ts';
import type { OrderLeg } from '../../src-core/orders/order.ts';
import type { EpochMs } from '../../src-core/time.ts';
import { windowStore } from './window-store.ts';

/** A structure of a signal, as it was priced then. */
export interface AnalysisCandidate {
  readonly title: string;
  readonly underlying: Underlying;
  readonly legs: readonly OrderLeg[];
  /** Packages. */
  readonly quantity: number;
  /** Net debit per share of a package, and when it was quoted. */
  readonly net: Money;
  readonly quotedAt: EpochMs;
}

/** What can be asked to be analysed. */
export type AnalysisSubject =
  | { readonly kind: 'book'; readonly underlying: Underlying }
  | { readonly kind: 'ticket'; readonly underlying: Underlying }
  | { readonly kind: 'package'; readonly underlying: Underlying; readonly tradeId: string }
  | { readonly kind: 'candidate'; readonly underlying: Underlying; readonly candidate: AnalysisCandidate };

export interface AnalysisFocus {
  /** What is to be looked at as soon as the panel is in sight. */
  readonly asked: AnalysisSubject | null;
  ask(subject: AnalysisSubject): void;
  leave(): void;
}

/** How the other panels send something to the analysis: `ask` brings its panel to the front. */
export const useAnalysisFocus = windowStore<AnalysisFocus>((set) => ({
  asked: null,
  ask: (asked) => set({ asked }),
  leave: () => set({ asked: null }),
}));
