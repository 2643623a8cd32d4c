import { CompiledQuery, sql } from 'kysely';
import type { Clock, EpochMs } from '../../../src-core/time.ts';
import { dropOf, type Partition, partitionNamed, type PartitionedTable, partitionsAhead } from '../relational/postgres/partitions.ts';
import type { RelationalStore } from '../relational/relational-store.ts';
import type { RecordedDays } from './recorded-days.ts';
import type { RetentionTask } from './retention-task.ts';

type Server = Pick<RelationalStore, 'db' | 'commit'>;

export interface ServerPartitionsParts {
  /** The desk's server; null while there is no connection. */
  readonly server: () => { readonly store: Server; readonly days: RecordedDays } | null;
  /** This workstation sees to the server's tables: one at a time does. */
  readonly maintainsServer: () => boolean;
  /** The machine's. */
  readonly clock: Clock;
}

/**
 * Drops partitions of PostgreSQL, whole ones alone: those of which nothing was recorded within the time that is kept. One
 * that is only partly old waits. Its name says the session's period, its rows' created_at when they were recorded.
 */
export function serverTasks({ server, maintainsServer, clock }: ServerPartitionsParts): readonly RetentionTask[] {
  const isDue = (): boolean => maintainsServer() && server() !== null;
  const task = (table: PartitionedTable & RetentionTask['rule']): RetentionTask => {
    /** When a partition's newest row was recorded; a row that came since can only be newer. */
    const newest = new Map<string, EpochMs>();
    return {
      rule: table,
      store: 'PostgreSQL',
      isDue,
      remove: (before) => {
        const connected = server();
        if (connected === null) throw new Error('the server is not connected');
        return dropOld(table, before, clock.now(), connected.store, connected.days, newest);
      },
    };
  };
  return [task('market_data_snapshots'), task('options_chains'), task('audit_logs')];
}

async function* dropOld(
  table: PartitionedTable,
  before: EpochMs,
  now: EpochMs,
  store: Server,
  days: RecordedDays,
  newest: Map<string, EpochMs>,
): AsyncGenerator<number, string | null, undefined> {
  const running = new Set(partitionsAhead(now).map(({ name }) => name));
  let waiting = 0;
  for (const partition of await partitionsOf(table, store)) {
    if (running.has(partition.name)) continue;
    const isPast = endOf(partition) <= before;
    if ((newest.get(partition.name) ?? before - 1) >= before) {
      if (isPast) waiting += 1;
      continue;
    }
    const { count, created_at: recorded } = await contents(partition, store);
    if (recorded !== null) newest.set(partition.name, recorded);
    if (recorded === null ? !isPast : recorded >= before) {
      if (isPast) waiting += 1;
      continue;
    }
    if (table === 'market_data_snapshots' && count > 0) await days.keep({ from: Date.parse(`${partition.from}T00:00:00Z`), to: endOf(partition) });
    await store.commit(dropOf(partition, before).map((statement) => CompiledQuery.raw(statement)));
    if (await isThere(partition, store)) {
      waiting += 1;
      continue;
    }
    newest.delete(partition.name);
    yield count;
  }
  if (waiting === 0) return null;
  return waiting === 1 ? 'one past part waits: some of it was recorded later' : `${waiting} past parts wait: some of each was recorded later`;
}

/** Of this program's naming, oldest first. */
async function partitionsOf(table: PartitionedTable, { db }: Server): Promise<readonly Partition[]> {
  const { rows } = await sql<{ name: string }>`
    SELECT child.relname AS name FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid WHERE inhparent = ${sql.lit(table)}::regclass`.execute(db);
  return rows.flatMap(({ name }) => partitionNamed(table, name) ?? []).sort((left, right) => endOf(left) - endOf(right));
}

async function contents({ name }: Partition, { db }: Server): Promise<{ readonly count: number; readonly created_at: EpochMs | null }> {
  const { rows } = await sql<{ count: number; created_at: EpochMs | null }>`SELECT count(*) AS count, max(created_at) AS created_at FROM ${sql.table(name)}`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error(`${name} gave no count`);
  return row;
}

async function isThere({ name }: Partition, { db }: Server): Promise<boolean> {
  const { rows } = await sql<{ there: boolean }>`SELECT to_regclass(${name}) IS NOT NULL AS there`.execute(db);
  return rows[0]?.there === true;
}

/** Sessions of New York lie whole in a day of UTC, so a partition is over with its last one. */
function endOf({ to }: Partition): EpochMs {
  return Date.parse(`${to}T00:00:00Z`);
}
