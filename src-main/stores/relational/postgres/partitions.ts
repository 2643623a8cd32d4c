import { type CompiledQuery, InsertQueryNode, PrimitiveValueListNode, ValueNode, ValuesNode } from 'kysely';
import { DAY, type EpochMs } from '../../../../src-core/time.ts';
import type { RecordTable, RowColumns } from '../relational-store.ts';
import type { Database } from '../schema.ts';

/** A part of a table: rows whose key is `from` or later and before `to`. */
export interface Partition {
  readonly table: string;
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** Serialises the making and the dropping of partitions by several programs. */
export const PARTITION_LOCK = 702_614_002;

interface Scheme {
  readonly key: string;
  readonly period: 'day' | 'week' | 'month' | 'year';
  /** How many periods are made ahead of the one that runs. */
  readonly ahead: number;
}

/** Retention drops whole partitions: the shorter a table's rows are kept, the shorter its period. */
const SCHEMES = {
  market_data_snapshots: { key: 'timestamp', period: 'month', ahead: 1 },
  options_chains: { key: 'expiration_date', period: 'day', ahead: 7 },
  audit_logs: { key: 'created_at', period: 'week', ahead: 2 },
  performance_metrics: { key: 'period_start', period: 'year', ahead: 1 },
} as const satisfies Partial<Record<keyof Database, Scheme>>;

export type PartitionedTable = keyof typeof SCHEMES;

export const PARTITIONED_TABLES = Object.keys(SCHEMES) as readonly PartitionedTable[];

/** The partition of a table into which a row of that moment (a date: its midnight in UTC) belongs. Throws RangeError for no known time. */
export function partitionOf(table: PartitionedTable, moment: EpochMs): Partition {
  const { period } = SCHEMES[table];
  const [start, end] = boundsOf(period, moment);
  const [from, to] = [start, end].map((time) => new Date(time).toISOString());
  if (from === undefined || to === undefined) throw new RangeError(`${moment} is in no partition`);
  const length = { day: 10, week: 10, month: 7, year: 4 }[period];
  return { table, name: `${table}_${from.slice(0, length).replaceAll('-', '_')}`, from: from.slice(0, 10), to: to.slice(0, 10) };
}

/** The partition of a table that has this name; null where it is not one of the program's. */
export function partitionNamed(table: PartitionedTable, name: string): Partition | null {
  const match = /^_(\d{4})(?:_(\d{2}))?(?:_(\d{2}))?$/.exec(name.startsWith(table) ? name.slice(table.length) : '');
  if (match === null) return null;
  const [, year = '', month = '01', day = '01'] = match;
  const moment = Date.parse(`${year}-${month}-${day}T00:00:00Z`);
  if (Number.isNaN(moment)) return null;
  const partition = partitionOf(table, moment);
  return partition.name === name ? partition : null;
}

/** The partitions of every table for the period of `now` and the next ones; of expirations the weekdays. */
export function partitionsAhead(now: EpochMs): readonly Partition[] {
  return PARTITIONED_TABLES.flatMap((table) => {
    const { period, ahead } = SCHEMES[table];
    const partitions: Partition[] = [];
    let moment = now;
    for (let count = 0; count <= ahead; count += 1) {
      const [start, end] = boundsOf(period, moment);
      if (period !== 'day' || ![0, 6].includes(new Date(start).getUTCDay())) partitions.push(partitionOf(table, moment));
      moment = end;
    }
    return partitions;
  });
}

/** The partitions that the rows of these queries need; a row that leaves its moment to the database belongs to `now`. */
export function partitionsNeeded(queries: readonly CompiledQuery[], now: EpochMs): readonly Partition[] {
  const needed = new Map<string, Partition>();
  for (const { query } of queries) {
    if (!InsertQueryNode.is(query) || query.values === undefined || !ValuesNode.is(query.values)) continue;
    const table = PARTITIONED_TABLES.find((name) => name === query.into?.table.identifier.name);
    if (table === undefined) continue;
    const index = (query.columns ?? []).findIndex(({ column }) => column.name === SCHEMES[table].key);
    const moments = new Set(query.values.values.map((row) => momentOf(PrimitiveValueListNode.is(row) ? row.values[index] : row.values[index], now)));
    for (const moment of moments) {
      const partition = partitionOf(table, moment);
      needed.set(partition.name, partition);
    }
  }
  return [...needed.values()];
}

/** The partitions that rows to be appended need; a row without its moment belongs to `now`. */
export function partitionsOfRows(table: RecordTable, { columns }: RowColumns, now: EpochMs): readonly Partition[] {
  const needed = new Map<string, Partition>();
  for (const moment of new Set<number | string | null>(columns[SCHEMES[table].key])) {
    const partition = partitionOf(table, momentOf(moment, now));
    needed.set(partition.name, partition);
  }
  return [...needed.values()];
}

/** Makes a partition that is not there. Its names and bounds are the program's own, so they need no quoting. */
export function creationOf({ table, name, from, to }: Partition): string {
  const bound = (date: string): string => (table === 'market_data_snapshots' || table === 'audit_logs' ? `'${date} 00:00:00+00'` : `'${date}'`);
  return `CREATE TABLE IF NOT EXISTS ${name} PARTITION OF ${table} FOR VALUES FROM (${bound(from)}) TO (${bound(to)})`;
}

/**
 * Drops a partition of which nothing was created at `before` or later, with its rows, in one transaction; of the audit,
 * the last entry of each chain stays on record as what the chain begins after. The table is locked before its part, as
 * an insert does; who waits for it half a second gives way, before anybody else is told of a deadlock.
 */
export function dropOf({ table, name }: Partition, before: EpochMs): readonly string[] {
  const since = new Date(before).toISOString();
  return [
    "SET LOCAL lock_timeout = '500ms'",
    `SELECT pg_advisory_xact_lock(${PARTITION_LOCK})`,
    `DO $$ BEGIN
      LOCK TABLE ONLY ${table} IN ACCESS EXCLUSIVE MODE;
      IF NOT EXISTS (SELECT FROM ${name} WHERE created_at >= '${since}') THEN
        ${table === 'audit_logs' ? beginningsOf(name) : ''}
        DROP TABLE ${name};
      END IF;
    END $$`,
  ];
}

/** Only the workstation that wrote a chain has its key: the entry's own seal stays in the place of one. */
function beginningsOf(name: string): string {
  return `INSERT INTO audit_beginnings (chain, sequence, hash, seal, created_at)
          SELECT DISTINCT ON (chain) chain, sequence, hash, seal, CURRENT_TIMESTAMP FROM ${name} WHERE chain IS NOT NULL ORDER BY chain, sequence DESC
          ON CONFLICT DO NOTHING;`;
}

function momentOf(value: unknown, now: EpochMs): EpochMs {
  const given = isValue(value) ? value.value : value;
  if (typeof given === 'number') return given;
  return typeof given === 'string' ? Date.parse(given) : now;
}

function isValue(value: unknown): value is ValueNode {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'ValueNode' && 'value' in value;
}

/** The first moment of a period and of the next, in UTC; weeks begin on Monday. */
function boundsOf(period: Scheme['period'], moment: EpochMs): readonly [EpochMs, EpochMs] {
  const date = new Date(moment);
  if (Number.isNaN(date.getTime())) throw new RangeError(`${moment} is not a moment`);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  const midnight = Math.floor(moment / DAY) * DAY;
  switch (period) {
    case 'day':
      return [midnight, midnight + DAY];
    case 'week': {
      const monday = midnight - ((date.getUTCDay() + 6) % 7) * DAY;
      return [monday, monday + 7 * DAY];
    }
    case 'month':
      return [Date.UTC(year, month), Date.UTC(year, month + 1)];
    case 'year':
      return [Date.UTC(year, 0), Date.UTC(year + 1, 0)];
  }
}
