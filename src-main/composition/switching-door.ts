import type { ContractHost, StreamPayload, Tap } from '../../src-core/contract/host.ts';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { Identity } from '../access/caller.ts';
import type { Door } from '../operations/door.ts';

interface OpenStream {
  readonly name: string;
  readonly input: unknown;
  readonly subscription: number;
  readonly notify: () => void;
  tap: Tap | null;
  /** Why it could not be opened behind the newest door; told once. */
  failure: unknown;
}

/**
 * What connections see while the terminal changes between trading and watching, or between its session and a practice:
 * their calls go to the door of now, and their streams go on behind the next one, from its first value.
 */
export class SwitchingDoor {
  #door: Pick<Door, 'host'> | null = null;
  readonly #hosts = new Set<SwitchingHost>();

  /** null while nothing stands behind it: calls are refused as unavailable then, and streams say nothing. */
  switchTo(door: Pick<Door, 'host'> | null): void {
    this.#door = door;
    for (const host of this.#hosts) host.follow(door);
  }

  host(identity: Identity): ContractHost {
    const host = new SwitchingHost(identity, this.#door, (closed) => this.#hosts.delete(closed));
    this.#hosts.add(host);
    return host;
  }
}

class SwitchingHost implements ContractHost {
  readonly #identity: Identity;
  readonly #onClosed: (host: SwitchingHost) => void;
  readonly #streams = new Set<OpenStream>();
  #host: ContractHost | null;

  constructor(identity: Identity, door: Pick<Door, 'host'> | null, onClosed: (host: SwitchingHost) => void) {
    this.#identity = identity;
    this.#host = door?.host(identity) ?? null;
    this.#onClosed = onClosed;
  }

  follow(door: Pick<Door, 'host'> | null): void {
    this.#host?.closed();
    this.#host = door?.host(this.#identity) ?? null;
    for (const stream of this.#streams) {
      this.#reopen(stream);
      stream.notify();
    }
  }

  call(operation: string, input: unknown, signal: AbortSignal): Promise<unknown> {
    if (this.#host !== null) return this.#host.call(operation, input, signal);
    return Promise.reject(new ContractFailure({ code: 'unavailable', message: 'the terminal is changing over; try again in a moment' }));
  }

  open(name: string, input: unknown, subscription: number, notify: () => void): Tap {
    const stream: OpenStream = { name, input, subscription, notify, tap: null, failure: null };
    this.#reopen(stream);
    // The first opening fails as behind a plain door.
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
}

function take(stream: OpenStream): StreamPayload | null {
  if (stream.failure !== null) throw stream.failure;
  return stream.tap?.take() ?? null;
}
