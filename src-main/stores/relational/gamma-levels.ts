import { type GammaLevelRecord, gammaLevelRecordSchema } from '../../../src-core/contract/volatility.ts';
import { levelSummary } from '../../../src-core/market/level-summary.ts';
import type { Clock } from '../../../src-core/time.ts';
import type { GammaLevelJournal } from '../../market-data/gamma-level-records.ts';
import { readJson } from './json-column.ts';
import type { RelationalStore } from './relational-store.ts';

/** Keeps what became of each session's levels in gamma_level_records. `clock` is the machine's. */
export function createGammaLevelJournal(store: RelationalStore, clock: Clock): GammaLevelJournal {
  const { db } = store;
  const read = (rows: readonly { readonly record: unknown }[]): GammaLevelRecord[] => rows.map(({ record }) => readJson(gammaLevelRecordSchema, record));
  return {
    save(records) {
      const now = clock.now();
      const queries = records.map((record) => {
        const { underlying, date, kind, source } = record;
        const changing = { record: JSON.stringify(record), created_at: now };
        return db
          .insertInto('gamma_level_records')
          .values({ underlying, date, kind, source, ...changing })
          .onConflict((conflict) => conflict.columns(['underlying', 'date', 'kind', 'source']).doUpdateSet(changing))
          .compile();
      });
      return queries.length === 0 ? Promise.resolve() : store.commit(queries);
    },
    async ofDay(date, source) {
      return read(await db.selectFrom('gamma_level_records').select('record').where('date', '=', date).where('source', '=', source).execute());
    },
    async list({ underlying, limit }) {
      let query = db.selectFrom('gamma_level_records').select('record').orderBy('date', 'desc').orderBy('created_at', 'desc').orderBy('underlying').orderBy('kind');
      if (underlying !== undefined) query = query.where('underlying', '=', underlying);
      const records = read(await query.execute());
      return { summary: [...levelSummary(records)], total: records.length, records: records.slice(0, limit) };
    },
  };
}
