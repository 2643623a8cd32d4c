/** Who listens in this process. Listeners are called after the one that publishes has gone on; they must not throw. */
export class LocalChannels {
  readonly #listeners = new Map<string, Set<(message: string) => void>>();

  /** Those that somebody listens to. */
  names(): readonly string[] {
    return [...this.#listeners.keys()];
  }

  subscribe(channel: string, listener: (message: string) => void): () => void {
    // A listener given twice hears twice, and each subscription ends by itself.
    const own = (message: string): void => listener(message);
    const listeners = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, listeners.add(own));
    return () => {
      listeners.delete(own);
      if (listeners.size === 0 && this.#listeners.get(channel) === listeners) this.#listeners.delete(channel);
    };
  }

  deliver(channel: string, message: string): void {
    const listeners = this.#listeners.get(channel);
    if (listeners === undefined) return;
    queueMicrotask(() => {
      for (const listener of [...listeners]) listener(message);
    });
  }
}
