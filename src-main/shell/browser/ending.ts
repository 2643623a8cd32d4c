import { ContractFailure } from '../../../src-core/contract/messages.ts';

export interface EndingParts {
  /** Why the program should not end now, sentences; null where it may. */
  readonly obstacle: () => string | null;
  readonly end: () => void;
  /** Real milliseconds until who asked for it has been answered. */
  readonly moment?: number;
}

const MOMENT_MS = 250;

/** How the browser shell is ended by those who are asked whether they mean it: a window, a later start. */
export class Ending {
  readonly #parts: EndingParts;

  constructor(parts: EndingParts) {
    this.#parts = parts;
  }

  /** Ends it a moment later. Throws ContractFailure 'conflict' with what stands in the way, unless `anyway`. */
  readonly quit = (anyway: boolean): void => {
    const obstacle = this.ask(anyway);
    if (obstacle !== null) throw new ContractFailure({ code: 'conflict', message: obstacle });
  };

  /** As `quit`, but answers with what stands in the way. */
  readonly ask = (anyway: boolean): string | null => {
    const obstacle = anyway ? null : this.#parts.obstacle();
    if (obstacle === null) setTimeout(this.#parts.end, this.#parts.moment ?? MOMENT_MS);
    return obstacle;
  };
}
