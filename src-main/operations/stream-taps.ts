import type { Tap } from '../../src-core/contract/host.ts';

/** A set of listeners that are told "there may be something new". */
export class Signal {
  readonly #listeners = new Set<() => void>();

  fire(): void {
    for (const listener of this.#listeners) listener();
  }

  on(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** A stream of whole states: each value is read at the moment it can be sent. */
export function stateTap<T>(signal: Pick<Signal, 'on'>, read: () => T, notify: () => void): Tap {
  let fresh = true;
  const off = signal.on(() => {
    fresh = true;
    notify();
  });
  return {
    take() {
      if (!fresh) return null;
      fresh = false;
      return { kind: 'value', value: read() };
    },
    close: off,
  };
}

/** A stream of collections: all items first, then those whose key was marked since the last value. */
export class KeyedSource<T> {
  readonly #subscribers = new Set<{ readonly keys: Set<string>; readonly notify: () => void }>();
  readonly #read: (key: string) => T | null;
  readonly #keys: () => Iterable<string>;

  constructor(keys: () => Iterable<string>, read: (key: string) => T | null) {
    this.#keys = keys;
    this.#read = read;
  }

  mark(key: string): void {
    for (const subscriber of this.#subscribers) {
      subscriber.keys.add(key);
      subscriber.notify();
    }
  }

  tap(notify: () => void): Tap {
    const subscriber = { keys: new Set(this.#keys()), notify };
    let first = true;
    this.#subscribers.add(subscriber);
    return {
      take: () => {
        if (!first && subscriber.keys.size === 0) return null;
        first = false;
        const value = [...subscriber.keys].map(this.#read).filter((item) => item !== null);
        subscriber.keys.clear();
        return { kind: 'value', value };
      },
      close: () => this.#subscribers.delete(subscriber),
    };
  }
}
