import { z } from 'zod';
import { practiceRecordingSchema, type PracticeRun, practiceScoreSchema } from '../../../src-core/contract/practice.ts';
import { readJson } from './json-column.ts';
import type { RelationalStore } from './relational-store.ts';

/** What is kept of practice: each run with its score. */
export interface PracticeRuns {
  /** Newest first. */
  all(): Promise<readonly PracticeRun[]>;
  /** null where there is none of that id. */
  find(id: string): Promise<PracticeRun | null>;
  save(run: PracticeRun): Promise<void>;
  remove(id: string): Promise<void>;
}

const keptSchema = z.object({ source: practiceRecordingSchema.shape.source, score: practiceScoreSchema });

export function createPracticeRuns(store: Pick<RelationalStore, 'db' | 'commit'>, { accountId }: { readonly accountId: string }): PracticeRuns {
  const { db } = store;
  const rows = () => db.selectFrom('practice_runs').selectAll().where('account_id', '=', accountId);
  const read = (row: Awaited<ReturnType<ReturnType<typeof rows>['execute']>>[number]): PracticeRun => {
    const { source, score } = readJson(keptSchema, row.score);
    return { id: row.id, recording: row.recording, date: row.date, source, startedAt: row.started_at, endedAt: row.ended_at, score };
  };
  return {
    async all() {
      return (await rows().orderBy('started_at', 'desc').orderBy('id').execute()).map(read);
    },
    async find(id) {
      const row = await rows().where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : read(row);
    },
    save({ id, recording, date, source, startedAt, endedAt, score }) {
      const values = { id, account_id: accountId, recording, date, started_at: startedAt, ended_at: endedAt, score: JSON.stringify({ source, score }) };
      return store.commit([db.insertInto('practice_runs').values(values).compile()]);
    },
    remove(id) {
      return store.commit([db.deleteFrom('practice_runs').where('account_id', '=', accountId).where('id', '=', id).compile()]);
    },
  };
}
