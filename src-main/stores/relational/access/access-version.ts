import type { CompiledQuery, Kysely } from 'kysely';
import type { Database } from '../schema.ts';

/**
 * Counts a change, for workstations that ask whether there is something new. Belongs in the change's transaction, before
 * everything else: whoever changes something waits there for whoever came first.
 */
export function versionCounted(db: Kysely<Database>): CompiledQuery {
  return db
    .insertInto('access_version')
    .values({ id: 1, version: 1 })
    .onConflict((conflict) => conflict.column('id').doUpdateSet((expression) => ({ version: expression('access_version.version', '+', 1) })))
    .compile();
}

/** Keeps the version that was read elsewhere. */
export function versionKept(db: Kysely<Database>, version: number): CompiledQuery {
  return db
    .insertInto('access_version')
    .values({ id: 1, version })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ version }))
    .compile();
}
