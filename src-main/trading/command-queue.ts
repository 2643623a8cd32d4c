/** Runs commands one after another, each to its end, in the order they were given. */
export class CommandQueue {
  #last: Promise<unknown> = Promise.resolve();
  #count = 0;

  /** Rejects as the command does; the commands behind it run all the same. */
  run<Result>(command: () => Promise<Result>): Promise<Result> {
    this.#count += 1;
    const result = this.#last.then(command).finally(() => {
      this.#count -= 1;
    });
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Resolves when nothing is left to run; null when that is so now. */
  idle(): Promise<void> | null {
    return this.#count === 0 ? null : this.#drain();
  }

  async #drain(): Promise<void> {
    while (this.#count > 0) await this.#last;
  }
}
