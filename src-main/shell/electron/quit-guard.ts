import { obstaclesOf, type QuitObstacle, quitPlan, type QuitReason } from '../../app/quit-obstacles.ts';
import type { StandingWatch } from '../../app/standing.ts';
import { type KeptPlace, type QuitAnswer, type QuitQuestion, quitQuestion, stillWorkingQuestion } from './policies/quit-question.ts';

export interface QuitGuardParts {
  readonly watch: Pick<StandingWatch, 'now' | 'cancelAll'>;
  /** Where the program would be seen without a window; asked when it matters, for a tray can come and go. */
  readonly place: () => Promise<KeptPlace>;
  /** The system expects a program to stay when its last window is closed: macOS. */
  readonly staysWithoutWindows: boolean;
  readonly ask: (question: QuitQuestion) => Promise<QuitAnswer>;
  readonly openWindows: () => number;
  /** The program goes on and nothing of it can be seen. */
  readonly showWindow: () => void;
  /** The program stays though its last window is closed, for what stands in the way. */
  readonly onStays: (obstacles: readonly QuitObstacle[]) => void;
  readonly after: (delay: number, run: () => void) => () => void;
}

/** Until what was not cancelled is told of, and between two looks; milliseconds. */
const CANCELLED_WITHIN_MS = 8_000;
const LOOK_MS = 100;

/** Keeps the program from ending on what somebody should know of first. */
export class QuitGuard {
  readonly #parts: QuitGuardParts;
  #asking: Promise<boolean> | null = null;

  constructor(parts: QuitGuardParts) {
    this.#parts = parts;
  }

  /** Whether the program may end now. One question at a time: who asks meanwhile gets its answer. Never rejects. */
  async mayQuit(reason: QuitReason): Promise<boolean> {
    if (reason === 'system_shuts_down') return true;
    return (this.#asking ??= this.#decide(reason).finally(() => {
      this.#asking = null;
    }));
  }

  async #decide(reason: QuitReason): Promise<boolean> {
    const { watch, place, staysWithoutWindows, ask, openWindows, showWindow, onStays } = this.#parts;
    const kept = await place();
    const standing = watch.now();
    const obstacles = obstaclesOf(standing);
    switch (quitPlan(reason, standing, { hasTray: kept !== null, staysWithoutWindows })) {
      case 'quit':
        return true;
      case 'stay':
        if (obstacles.length > 0) onStays(obstacles);
        return false;
      case 'ask':
        break;
    }
    // With a window open, going on is going on as it is.
    const named = openWindows() > 0 ? null : kept;
    let answer = await ask(quitQuestion(obstacles, named));
    if (answer === 'cancel_orders') {
      const question = await this.#cancelOrders(named);
      answer = question === null ? 'quit' : await ask(question);
    }
    if (answer === 'quit') return true;
    if (kept === null && openWindows() === 0) showWindow();
    return false;
  }

  /** Resolves with null once none works, or with what is to be asked where some still do. */
  async #cancelOrders(place: KeptPlace): Promise<QuitQuestion | null> {
    const { watch } = this.#parts;
    try {
      await watch.cancelAll();
    } catch (failure) {
      return stillWorkingQuestion(null, failure instanceof Error ? failure.message : String(failure), place);
    }
    for (let waited = 0; waited < CANCELLED_WITHIN_MS; waited += LOOK_MS) {
      const standing = watch.now();
      if (standing !== null && standing.workingOrders === 0) return null;
      // A session that stands carries nothing out, however long it is waited for.
      if (standing?.session.paused === true) break;
      await new Promise<void>((resolve) => void this.#parts.after(LOOK_MS, resolve));
    }
    return stillWorkingQuestion(watch.now(), null, place);
  }
}
