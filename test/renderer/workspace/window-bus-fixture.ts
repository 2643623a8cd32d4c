import type { WindowBus, WindowMessage } from '../../../src-renderer/workspace/windows/window-bus.ts';

/** Buses that hear each other, and not themselves; what was said is heard one message after the other, when the test says so. */
export class Air {
  readonly said: WindowMessage[] = [];
  readonly #buses = new Set<Set<(message: WindowMessage) => void>>();
  #waiting: (() => void)[] = [];

  bus(): WindowBus {
    const own = new Set<(message: WindowMessage) => void>();
    this.#buses.add(own);
    return {
      post: (message) => {
        this.said.push(message);
        for (const other of this.#buses) if (other !== own) this.#waiting.push(() => [...other].forEach((listener) => listener(message)));
      },
      onMessage: (listener) => {
        own.add(listener);
        return () => own.delete(listener);
      },
      close: () => void this.#buses.delete(own),
    };
  }

  /** Delivers what waits, and what is said of it. Throws where that does not end. */
  deliver(): void {
    for (let count = 0; this.#waiting.length > 0; count += 1) {
      if (count > 10_000) throw new Error('it goes round and round');
      this.#waiting.shift()?.();
    }
  }
}
