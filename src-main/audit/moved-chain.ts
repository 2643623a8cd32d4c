import type { AuditEntry } from './audit-entry.ts';
import { hashOf } from './audit-entry.ts';

/** What a history's chain is called in the desk that it was moved to. */
export function movedChain(chain: string): string {
  return `moved/${chain}`;
}

/**
 * Hashes entries anew that get other users' ids in a desk. They keep their places, and what was wrong with the chain
 * stays wrong: an entry that did not fit its hash gets none that fits, and one that did not follow does not. Entries are
 * given in the chain's order.
 */
export class MovedChain {
  #before: { readonly hash: string; readonly movedHash: string } | null = null;

  /** `entry` as it was, with its hash; `moved` as the desk has it. */
  next(entry: AuditEntry, hash: string, moved: AuditEntry): { readonly previousHash: string; readonly hash: string } {
    const previousHash = this.#before !== null && entry.previousHash === this.#before.hash ? this.#before.movedHash : entry.previousHash;
    const movedHash = hashOf(entry) === hash ? hashOf({ ...moved, chain: movedChain(entry.chain), previousHash }) : hash;
    this.#before = { hash, movedHash };
    return { previousHash, hash: movedHash };
  }
}
