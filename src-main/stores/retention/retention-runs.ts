import type { CompiledQuery } from 'kysely';
import { DAY, type EpochMs } from '../../../src-core/time.ts';
import type { RelationalStore } from '../relational/relational-store.ts';

/** One application of a rule to a store. All times are the machine's. */
export interface RetentionRun {
  readonly id: string;
  readonly rule: string;
  readonly store: string;
  readonly startedAt: EpochMs;
  /** null while it goes on. */
  readonly finishedAt: EpochMs | null;
  readonly removed: number;
  readonly detail: string;
}

/** Runs are told of for so long. */
const KEPT_MS = 731 * DAY;

/** Keeps the runs in retention_runs of this machine's own store. */
export class RetentionRuns {
  readonly #store: Pick<RelationalStore, 'db' | 'commit'>;

  constructor(store: Pick<RelationalStore, 'db' | 'commit'>) {
    this.#store = store;
  }

  /** The newest run of a rule on a store; null before the first. */
  async newest(rule: string, store: string): Promise<RetentionRun | null> {
    const row = await this.#store.db
      .selectFrom('retention_runs')
      .selectAll()
      .where('rule', '=', rule)
      .where('store', '=', store)
      .orderBy('started_at', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (row === undefined) return null;
    return { id: row.id, rule, store, startedAt: row.started_at, finishedAt: row.finished_at, removed: row.removed, detail: row.detail };
  }

  /** Ends the runs that a program left unfinished when it ended. */
  async endInterrupted(now: EpochMs): Promise<void> {
    const { db } = this.#store;
    const left = await db.selectFrom('retention_runs').select('id').where('finished_at', 'is', null).execute();
    if (left.length === 0) return;
    const ended = { finished_at: now, detail: 'interrupted; the next run goes on' };
    await this.#store.commit([db.updateTable('retention_runs').set(ended).where('finished_at', 'is', null).compile()]);
  }

  /** Keeps how far a run came. */
  save(run: RetentionRun): Promise<void> {
    return this.#store.commit([this.#saving(run)]);
  }

  /** Keeps the end of a run, and forgets earlier ones of its rule and store that took nothing, and those of years ago. */
  finish(run: RetentionRun): Promise<void> {
    const { db } = this.#store;
    return this.#store.commit([
      this.#saving(run),
      db.deleteFrom('retention_runs').where('rule', '=', run.rule).where('store', '=', run.store).where('removed', '=', 0).where('id', '<>', run.id).compile(),
      db.deleteFrom('retention_runs').where('started_at', '<', run.startedAt - KEPT_MS).compile(),
    ]);
  }

  #saving({ id, rule, store, startedAt, finishedAt, removed, detail }: RetentionRun): CompiledQuery {
    return this.#store.db
      .insertInto('retention_runs')
      .values({ id, rule, store, started_at: startedAt, finished_at: finishedAt, removed, detail })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ finished_at: finishedAt, removed, detail }))
      .compile();
  }
}
