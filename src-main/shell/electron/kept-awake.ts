import { powerSaveBlocker } from 'electron';

/** Keeps the machine from sleeping by itself; its display may. A lid that is closed is obeyed all the same. */
export class KeptAwake {
  #blocker: number | null = null;

  keep(isWanted: boolean): void {
    if (isWanted === (this.#blocker !== null)) return;
    if (this.#blocker !== null) powerSaveBlocker.stop(this.#blocker);
    this.#blocker = isWanted ? powerSaveBlocker.start('prevent-app-suspension') : null;
  }
}
