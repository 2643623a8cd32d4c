import type { LedgerTransaction } from '../../../src-core/ledger/transaction.ts';
import { deriveUuid } from '../../trading/derive-id.ts';

/** A row's name as it is kept in the ids of fills and bookings: the broker's own where it is short and plain. */
export function keptRowId(id: string): string {
  return /^[\w.-]{1,40}$/.test(id) ? id : deriveUuid(id);
}

/** The id of what some rows of an import made. The second of the same rows is told apart by its number. */
export function importedId(importId: string, rowIds: readonly string[], part: number): string {
  return `${importId}/${rowIds.join('+')}${part === 1 ? '' : `#${part}`}`;
}

/** The rows that a transaction of an imported account was made of; none for a deposit. */
export function rowIdsOf({ id }: Pick<LedgerTransaction, 'id'>): readonly string[] {
  const match = /^(?:fill|booking):[^/]+\/([^#]+)/.exec(id);
  return match?.[1]?.split('+') ?? [];
}

/** The import that a transaction or a fill of an imported account came with; null for another. */
export function importIdOf(id: string): string | null {
  return /^(?:fill:|booking:|deposit:)?([0-9a-f-]{36})(?:\/|$)/.exec(id)?.[1] ?? null;
}
