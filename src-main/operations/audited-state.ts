import type { OperationName, ParsedInputOf } from '../../src-core/contract/operations.ts';
import { operations } from '../../src-core/contract/operations.ts';
import type { Caller } from '../access/caller.ts';
import { withoutSecrets } from './redaction.ts';

/** What operations act on, as the audit keeps it before and after each. */
export interface AuditedState {
  /** Never throws; null where nothing is known, or the input does not say of what. Without secrets. */
  read(name: OperationName, input: unknown, caller: Caller): Promise<unknown>;
}

/** Reads what an operation of that input acts on, in a moment: it stands between a person and an order. null where there is nothing to read. */
export type StateReaders = { readonly [Name in OperationName]?: ((input: ParsedInputOf<Name>, caller: Caller) => unknown) | null };

export function auditedState(readers: StateReaders): AuditedState {
  return {
    async read(name, input, caller) {
      const parsed = operations[name].input.safeParse(input);
      // A reader is found by the name of its schema; the compiler cannot follow a pair through an index.
      const reader = (readers[name] ?? null) as ((input: unknown, caller: Caller) => unknown) | null;
      if (reader === null || !parsed.success) return null;
      try {
        return withoutSecrets((await reader(parsed.data, caller)) ?? null);
      } catch {
        return null;
      }
    },
  };
}
