/** Milliseconds that the kill switch is held for before it acts. */
export const HOLD_TIME = 800;
/** Milliseconds for which it is said that it was let go too early. */
const SAID_FOR = 3_000;

/** What holds it: one of its keys, or its button by mouse, Enter or space. */
export type HoldSource = 'key' | 'chord' | 'button';

export type HoldState =
  | { readonly kind: 'idle' }
  /** `since` by the clock of the presses. */
  | { readonly kind: 'holding'; readonly by: HoldSource; readonly since: number }
  /** Let go after so many milliseconds: nothing was done. */
  | { readonly kind: 'early'; readonly after: number };

export const IDLE: HoldState = { kind: 'idle' };

export interface HoldParts {
  /** Runs `task` once after a delay; the result prevents it. */
  readonly later: (task: () => void, milliseconds: number) => () => void;
  readonly onState: (state: HoldState) => void;
  /** It was held for the whole time. */
  readonly onHeld: () => void;
}

/** Something that acts only when it is held for {@link HOLD_TIME}. Times are those of the presses themselves, so that a busy window neither lengthens nor shortens a hold. */
export class Hold {
  readonly #parts: HoldParts;
  #state: HoldState = IDLE;
  #stop: () => void = () => undefined;

  constructor(parts: HoldParts) {
    this.#parts = parts;
  }

  /** Begins, unless it is held already. */
  press(by: HoldSource, at: number): void {
    if (this.#state.kind === 'holding') return;
    this.#enter({ kind: 'holding', by, since: at });
    // What was let go before the end waits behind this task when the window was busy: it is heard first.
    this.#stop = this.#parts.later(() => {
      this.#stop = this.#parts.later(() => this.#held(), 0);
    }, HOLD_TIME);
  }

  /** Ends what `by` began: acts when it was held for long enough, and says so when it was not. */
  release(by: HoldSource, at: number): void {
    if (this.#state.kind !== 'holding' || this.#state.by !== by) return;
    if (at - this.#state.since >= HOLD_TIME) this.#held();
    else this.abandon(at);
  }

  /** Lets go whatever holds it, without acting. */
  abandon(at: number): void {
    if (this.#state.kind !== 'holding') return;
    this.#enter({ kind: 'early', after: Math.min(HOLD_TIME, Math.max(0, at - this.#state.since)) });
    this.#stop = this.#parts.later(() => this.#enter(IDLE), SAID_FOR);
  }

  #held(): void {
    this.#enter(IDLE);
    this.#parts.onHeld();
  }

  #enter(state: HoldState): void {
    this.#stop();
    this.#stop = () => undefined;
    this.#state = state;
    this.#parts.onState(state);
  }
}
