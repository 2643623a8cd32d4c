import type { AuditVerification } from '../../src-core/contract/access.ts';

type Problem = AuditVerification['problems'][number];

/** More than a person reads. */
const MOST = 1_000;

/** What a verification found, as far as it is told. */
export class Problems {
  readonly #problems: Problem[] = [];
  #more = 0;

  add(chain: string, kind: Problem['kind'], sequence: number | null, text: string): void {
    if (this.#problems.length < MOST - 1) this.#problems.push({ chain, sequence, kind, text });
    else this.#more += 1;
  }

  all(): Problem[] {
    if (this.#more === 0) return this.#problems;
    return [...this.#problems, { chain: '', sequence: null, kind: 'changed', text: `${this.#more} more problems are not told` }];
  }
}
