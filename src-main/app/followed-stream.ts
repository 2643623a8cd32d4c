import type { z } from 'zod';
import type { ContractHost, Tap } from '../../src-core/contract/host.ts';
import { ContractFailure } from '../../src-core/contract/messages.ts';

/** What a stream of the terminal says, taken when somebody asks. */
export class FollowedStream<Value> {
  readonly #tap: Tap;
  readonly #schema: z.ZodType<Value>;
  #newest: Value | null = null;

  /** `notify` is called when there may be something to take; not before this returns. */
  constructor(host: ContractHost, stream: string, subscription: number, schema: z.ZodType<Value>, notify: () => void = () => undefined) {
    let isOpen = false;
    this.#tap = host.open(stream, {}, subscription, () => {
      // What is told of while it is being opened is taken right after.
      if (isOpen) notify();
    });
    isOpen = true;
    this.#schema = schema;
  }

  /** What came since it was last taken; null for nothing, also where it cannot be read now. */
  taken(): Value | null {
    try {
      const payload = this.#tap.take();
      return payload?.kind === 'value' ? this.#schema.parse(payload.value) : null;
    } catch (failure) {
      if (failure instanceof ContractFailure) return null;
      throw failure;
    }
  }

  /** The last value, however old; null before the first. */
  newest(): Value | null {
    return (this.#newest = this.taken() ?? this.#newest);
  }

  /** What was said so far is of no use any more. */
  forget(): void {
    this.#newest = null;
  }

  close(): void {
    this.#tap.close();
  }
}
