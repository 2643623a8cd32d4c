import type { CompiledQuery, Kysely } from 'kysely';
import type { EpochMs, IsoDate } from '../../../../src-core/time.ts';
import type { Database } from '../schema.ts';

/** The id of the session that was begun last. */
export function newestSessionId(db: Kysely<Database>) {
  return db.selectFrom('market_sessions').select('id').orderBy('sequence', 'desc').limit(1);
}

/** Marks the newest session settled, when it is the one of `date` and is not settled yet. */
export function markNewestSettled(db: Kysely<Database>, date: IsoDate, time: EpochMs): CompiledQuery {
  return db
    .updateTable('market_sessions')
    .set({ settled_at: time })
    .where('id', '=', newestSessionId(db))
    .where('session_date', '=', date)
    .where('settled_at', 'is', null)
    .compile();
}
