import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import type { Money } from '../../../src-core/money.ts';
import type { EpochMs } from '../../../src-core/time.ts';
import type { AnalysisCandidate, AnalysisSubject } from '../../workspace/analysis-focus.ts';
import { windowStore } from '../../workspace/window-store.ts';

export const LETTERS = ['A', 'B', 'C', 'D'] as const;
export type Letter = (typeof LETTERS)[number];

/** Where a structure's legs and cost come from. */
export type StructureSource =
  | { readonly kind: 'book' }
  | { readonly kind: 'ticket' }
  | { readonly kind: 'package'; readonly tradeId: string }
  | { readonly kind: 'candidate'; readonly candidate: AnalysisCandidate };

/** One of the structures that are compared. */
export interface AnalysisSlot {
  readonly letter: Letter;
  readonly underlying: Underlying;
  readonly source: StructureSource;
  /** Strikes that were moved, by the symbol of the contract they were moved from. */
  readonly moves: Readonly<Record<string, Money>>;
  /** Packages, where they are not those of the source. */
  readonly quantity: number | null;
}

export const TABS = ['payoff', 'greeks', 'day', 'surface', 'scenarios', 'compare'] as const;
export type Tab = (typeof TABS)[number];

/** Points that volatilities are shifted by at most. */
export const LEAST_SHIFT = -10;
export const MOST_SHIFT = 20;

export interface AnalysisChoices {
  readonly slots: readonly AnalysisSlot[];
  /** The structure that handles, surface and scenarios are of. */
  readonly selected: Letter;
  /** The contract that the arrow keys move, by the symbol it was moved from. */
  readonly leg: string | null;
  /** Time of day that is looked at; null is now. */
  readonly at: EpochMs | null;
  /** Points added to every volatility. */
  readonly shift: number;
  readonly tab: Tab;
  /** All of them as one position is drawn too. */
  readonly isTogether: boolean;
  /** Puts a structure into the first free place, or selects it where it is already; with all taken it replaces the last. */
  show(subject: AnalysisSubject): void;
  remove(letter: Letter): void;
  select(letter: Letter, leg?: string | null): void;
  /** Replaces the moved strikes of a structure. */
  move(letter: Letter, moves: Readonly<Record<string, Money>>): void;
  setQuantity(letter: Letter, quantity: number | null): void;
  setAt(at: EpochMs | null): void;
  setShift(shift: number): void;
  setTab(tab: Tab): void;
  setTogether(isTogether: boolean): void;
}

export const useAnalysis = windowStore<AnalysisChoices>((set) => ({
  slots: [],
  selected: 'A',
  leg: null,
  at: null,
  shift: 0,
  tab: 'payoff',
  isTogether: false,
  show: (subject) =>
    set(({ slots }) => {
      const source = sourceOf(subject);
      // Structures of other underlyings are of no use on the same axis.
      const beside = slots.filter(({ underlying }) => underlying === subject.underlying);
      const known = beside.find((slot) => isSameSource(slot.source, source));
      if (known !== undefined) return { slots: beside, selected: known.letter, leg: null };
      const letter = LETTERS.find((free) => beside.every((slot) => slot.letter !== free)) ?? 'D';
      const slot: AnalysisSlot = { letter, underlying: subject.underlying, source, moves: {}, quantity: null };
      return { slots: [...beside.filter((other) => other.letter !== letter), slot].toSorted((left, right) => left.letter.localeCompare(right.letter)), selected: letter, leg: null };
    }),
  remove: (letter) =>
    set(({ slots, selected }) => {
      const left = slots.filter((slot) => slot.letter !== letter);
      return { slots: left, ...(selected === letter ? { selected: left[0]?.letter ?? 'A', leg: null } : {}) };
    }),
  select: (letter, leg = null) => set({ selected: letter, leg }),
  move: (letter, moves) => set(({ slots }) => ({ slots: slots.map((slot) => (slot.letter === letter ? { ...slot, moves } : slot)) })),
  setQuantity: (letter, quantity) => set(({ slots }) => ({ slots: slots.map((slot) => (slot.letter === letter ? { ...slot, quantity } : slot)) })),
  setAt: (at) => set({ at }),
  setShift: (shift) => set({ shift: Math.min(MOST_SHIFT, Math.max(LEAST_SHIFT, shift)) }),
  setTab: (tab) => set({ tab }),
  setTogether: (isTogether) => set({ isTogether }),
}));

function sourceOf(subject: AnalysisSubject): StructureSource {
  switch (subject.kind) {
    case 'book':
    case 'ticket':
      return { kind: subject.kind };
    case 'package':
      return { kind: 'package', tradeId: subject.tradeId };
    case 'candidate':
      return { kind: 'candidate', candidate: subject.candidate };
  }
}

export function isSameSource(left: StructureSource, right: StructureSource): boolean {
  if (left.kind === 'package') return right.kind === 'package' && left.tradeId === right.tradeId;
  if (left.kind === 'candidate') return right.kind === 'candidate' && left.candidate.quotedAt === right.candidate.quotedAt && contentsOf(left.candidate) === contentsOf(right.candidate);
  return left.kind === right.kind;
}

function contentsOf({ legs }: AnalysisCandidate): string {
  return legs.map(({ symbol, side, ratio }) => `${side}${ratio}${symbol}`).join();
}
