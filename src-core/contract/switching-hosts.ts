import type { ContractHost, StreamPayload, Tap } from './host.ts';
import { ContractFailure } from './messages.ts';

interface OpenStream {
  readonly name: string;
  readonly input: unknown;
  readonly subscription: number;
  readonly notify: () => void;
  tap: Tap | null;
  /** Why it could not be opened behind the newest one; told once. */
  failure: unknown;
}

/** What can stand behind connections: a door, a terminal. `Key` is what each connection comes with. */
export interface Hosting<Key> {
  host(key: Key): ContractHost;
}

/**
 * What connections see while that which is behind them is exchanged: their calls go to the one of now, and their streams
 * go on behind the next one, from its first value.
 */
export class SwitchingHosts<Key> {
  readonly #meanwhile: string;
  #behind: Hosting<Key> | null = null;
  readonly #hosts = new Set<SwitchingHost<Key>>();

  /** `meanwhile` is what a call is told while nothing stands behind. */
  constructor(meanwhile: string) {
    this.#meanwhile = meanwhile;
  }

  /** null while nothing stands behind it: calls are refused as unavailable then, and streams say nothing. */
  switchTo(behind: Hosting<Key> | null): void {
    this.#behind = behind;
    for (const host of this.#hosts) host.follow(behind);
  }

  /** Refuses the calls that what stood behind has not answered, and never will. */
  giveUpCalls(): void {
    for (const host of this.#hosts) host.giveUpCalls();
  }

  host(key: Key): ContractHost {
    const host = new SwitchingHost(key, this.#behind, this.#meanwhile, (closed) => this.#hosts.delete(closed));
    this.#hosts.add(host);
    return host;
  }
}

class SwitchingHost<Key> implements ContractHost {
  readonly #key: Key;
  readonly #meanwhile: string;
  readonly #onClosed: (host: SwitchingHost<Key>) => void;
  readonly #streams = new Set<OpenStream>();
  readonly #refusals = new Set<(failure: ContractFailure) => void>();
  #host: ContractHost | null;

  constructor(key: Key, behind: Hosting<Key> | null, meanwhile: string, onClosed: (host: SwitchingHost<Key>) => void) {
    this.#key = key;
    this.#host = behind?.host(key) ?? null;
    this.#meanwhile = meanwhile;
    this.#onClosed = onClosed;
  }

  follow(behind: Hosting<Key> | null): void {
    this.#host?.closed();
    this.#host = behind?.host(this.#key) ?? null;
    for (const stream of this.#streams) {
      this.#reopen(stream);
      stream.notify();
    }
  }

  giveUpCalls(): void {
    for (const refuse of this.#refusals) refuse(this.#unavailable());
    this.#refusals.clear();
  }

  call(operation: string, input: unknown, signal: AbortSignal): Promise<unknown> {
    const host = this.#host;
    if (host === null) return Promise.reject(this.#unavailable());
    return new Promise((resolve, reject) => {
      this.#refusals.add(reject);
      host
        .call(operation, input, signal)
        .finally(() => this.#refusals.delete(reject))
        .then(resolve, reject);
    });
  }

  open(name: string, input: unknown, subscription: number, notify: () => void): Tap {
    const stream: OpenStream = { name, input, subscription, notify, tap: null, failure: null };
    this.#reopen(stream);
    // The first opening fails as it does without a change.
    if (stream.failure !== null) throw stream.failure;
    this.#streams.add(stream);
    return {
      take: () => take(stream),
      close: () => {
        this.#streams.delete(stream);
        stream.tap?.close();
      },
    };
  }

  isSignedIn(): boolean {
    return this.#host?.isSignedIn?.() ?? false;
  }

  closed(): void {
    this.#host?.closed();
    this.#onClosed(this);
  }

  #reopen(stream: OpenStream): void {
    stream.tap = null;
    stream.failure = null;
    try {
      stream.tap = this.#host?.open(stream.name, stream.input, stream.subscription, stream.notify) ?? null;
    } catch (error) {
      stream.failure = error;
    }
  }

  #unavailable(): ContractFailure {
    return new ContractFailure({ code: 'unavailable', message: this.#meanwhile });
  }
}

function take(stream: OpenStream): StreamPayload | null {
  if (stream.failure !== null) throw stream.failure;
  return stream.tap?.take() ?? null;
}
