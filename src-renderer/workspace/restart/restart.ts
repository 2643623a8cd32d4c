import { create } from 'zustand';

/**
 * 'asked': the terminal has taken this window's request and still answers. 'away': it answers nothing. 'late': it was
 * asked for and nothing has happened since.
 */
export type RestartPhase = 'none' | 'asked' | 'away' | 'late';

export interface RestartState {
  readonly phase: RestartPhase;
  /** What for, after "the terminal starts anew": "on the backup of 20 Nov"; null for nothing in particular. */
  readonly what: string | null;
  /** Why it does not answer, in its shell's words, where this window did not ask for a restart. */
  readonly told: string | null;
  /** Machine time of the first sign. */
  readonly since: number;
  /** How often the terminal has come back: what was asked before may be answered otherwise now. */
  readonly starts: number;
}

export type RestartSign =
  | { readonly kind: 'asked'; readonly what: string | null; readonly at: number }
  /** A call was refused because no terminal is there. */
  | { readonly kind: 'gone'; readonly told: string; readonly at: number }
  /** A call was answered. */
  | { readonly kind: 'there'; readonly at: number }
  /** The session is of another start of the terminal. */
  | { readonly kind: 'started' }
  | { readonly kind: 'left' };

/** A terminal that takes longer than this to end after it was asked will not. */
const PATIENCE = 30_000;

export const NO_RESTART: RestartState = { phase: 'none', what: null, told: null, since: 0, starts: 0 };

export function afterSign(state: RestartState, sign: RestartSign): RestartState {
  const { phase, since, starts } = state;
  switch (sign.kind) {
    case 'asked':
      return { ...NO_RESTART, phase: 'asked', what: sign.what, since: sign.at, starts };
    case 'gone':
      if (phase === 'away') return state;
      return phase === 'asked' ? { ...state, phase: 'away' } : { ...NO_RESTART, phase: 'away', told: sign.told, since: sign.at, starts };
    case 'started':
      return { ...NO_RESTART, starts: starts + 1 };
    case 'there':
      if (phase === 'away') return { ...NO_RESTART, starts: starts + 1 };
      return phase === 'asked' && sign.at - since > PATIENCE ? { ...state, phase: 'late' } : state;
    case 'left':
      return { ...NO_RESTART, starts };
  }
}

export const useRestart = create<RestartState>()(() => NO_RESTART);

export function signRestart(sign: RestartSign): void {
  useRestart.setState((state) => afterSign(state, sign), true);
}
