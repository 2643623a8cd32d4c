import type { ContractClient } from '../../../src-core/contract/client.ts';
import type { InputOf, OperationName, OutputOf } from '../../../src-core/contract/operations.ts';

/** How long operations took, in milliseconds. */
export class Latencies {
  readonly #all: number[] = [];
  /** Those beyond the bound. */
  readonly slow: { readonly operation: string; readonly milliseconds: number; readonly ended: number }[] = [];
  readonly #bound: number;

  constructor(bound: number) {
    this.#bound = bound;
  }

  add(operation: string, milliseconds: number): void {
    this.#all.push(milliseconds);
    if (milliseconds > this.#bound) this.slow.push({ operation, milliseconds, ended: performance.now() });
  }

  get count(): number {
    return this.#all.length;
  }

  quantile(share: number): number {
    const sorted = this.#all.toSorted((left, right) => left - right);
    return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  }
}

/** A client whose calls are timed. */
export function timedClient(client: ContractClient, latencies: Latencies): Pick<ContractClient, 'call' | 'subscribe'> {
  return {
    subscribe: client.subscribe.bind(client),
    async call<Name extends OperationName>(name: Name, input: InputOf<Name>): Promise<OutputOf<Name>> {
      const began = performance.now();
      try {
        return await client.call(name, input);
      } finally {
        latencies.add(name, performance.now() - began);
      }
    },
  };
}
