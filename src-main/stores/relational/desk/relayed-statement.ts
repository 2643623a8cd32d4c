import { randomUUID } from 'node:crypto';
import { ColumnNode, type CompiledQuery, InsertQueryNode, Kysely, OnConflictNode, type OperationNode, PrimitiveValueListNode, RawNode, ValueListNode, ValueNode, ValuesNode } from 'kysely';
import { z } from 'zod';
import type { EpochMs } from '../../../../src-core/time.ts';
import { type Partition, partitionsNeeded } from '../postgres/partitions.ts';
import { postgresDialect } from '../postgres/postgres-dialect.ts';
import { sendable } from '../postgres/postgres-connection.ts';
import type { Database } from '../schema.ts';
import { type Defaulted, defaultedIn, placeOfTable } from './shared-tables.ts';

const valueSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const partitionSchema = z.object({ table: z.string(), name: z.string(), from: z.string(), to: z.string() }) satisfies z.ZodType<Partition>;

/** One statement as PostgreSQL takes it, and the partitions that must be there for it. */
export const relayedStatementsSchema = z.array(
  z.object({ text: z.string(), values: z.array(valueSchema), partitions: z.array(partitionSchema).optional() }),
);
export type RelayedStatement = z.output<typeof relayedStatementsSchema>[number];

const compiler = new Kysely<Database>({ dialect: postgresDialect(() => Promise.reject(new Error('this one only compiles'))) });

/**
 * The query with everything in it that a database would fill in by itself, so that the replica and the server have the
 * same. An insert from a select must give them itself.
 */
export function completed(db: Kysely<Database>, query: CompiledQuery, now: EpochMs): CompiledQuery {
  const node = query.query;
  if (!InsertQueryNode.is(node) || node.values === undefined || !ValuesNode.is(node.values)) return query;
  const given = new Set((node.columns ?? []).map(({ column }) => column.name));
  const missing = defaultedIn(tableOf(node)).filter((column) => !given.has(column));
  if (missing.length === 0) return query;
  const whole = InsertQueryNode.cloneWith(node, {
    columns: [...(node.columns ?? []), ...missing.map((column) => ColumnNode.create(column))],
    values: ValuesNode.create(node.values.values.map((row) => withValues(row, missing, now))),
  });
  return db.getExecutor().compileQuery(whole, query.queryId);
}

function withValues(row: ValueListNode | PrimitiveValueListNode, missing: readonly Defaulted[], now: EpochMs): ValueListNode | PrimitiveValueListNode {
  const values = missing.map((column) => (column === 'id' ? randomUUID() : now));
  return PrimitiveValueListNode.is(row)
    ? PrimitiveValueListNode.create([...row.values, ...values])
    : ValueListNode.create([...row.values, ...values.map((value) => ValueNode.create(value))]);
}

/**
 * The same change as a statement of PostgreSQL's. A raw query without parameters goes as it is, and must be one that both
 * databases take. Throws TypeError for a raw query with parameters, and for a value that PostgreSQL cannot keep.
 */
export function relayed(query: CompiledQuery, now: EpochMs): RelayedStatement {
  if (RawNode.is(query.query)) {
    if (query.parameters.length > 0) throw new TypeError(`"${query.sql}" is SQL of one server's own and cannot be relayed to another; build it with the query builder`);
    return { text: query.sql, values: [] };
  }
  const node = isAddition(query.query) ? ignoringDuplicates(query.query) : query.query;
  const compiled = compiler.getExecutor().compileQuery(node, query.queryId);
  const partitions = partitionsNeeded([compiled], now);
  const { text, values } = sendable(compiled);
  return { text, values: values.map(valueOf), ...(partitions.length === 0 ? {} : { partitions: [...partitions] }) };
}

/** Whether the queries only add rows that belong to no account's books, so that it does not matter who holds the lease. */
export function isUnderNoLease(queries: readonly CompiledQuery[]): boolean {
  return queries.every(({ query }) => isAddition(query));
}

function isAddition(node: OperationNode): node is InsertQueryNode {
  return InsertQueryNode.is(node) && placeOfTable(tableOf(node)) === 'common' && (node.onConflict === undefined || node.onConflict.doNothing === true);
}

/** The row may have come to the server by a copy of the replica already. */
function ignoringDuplicates(node: InsertQueryNode): InsertQueryNode {
  return InsertQueryNode.cloneWith(node, { onConflict: OnConflictNode.cloneWith(OnConflictNode.create(), { doNothing: true }) });
}

function tableOf(node: InsertQueryNode): string {
  return node.into?.table.identifier.name ?? '';
}

function valueOf(value: unknown): RelayedStatement['values'][number] {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'string') return storable(value);
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  throw new TypeError(`a ${typeof value} cannot be relayed`);
}

const UNSTORABLE_ESCAPE = /(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/gi;

/**
 * The text with what PostgreSQL has no place for (NUL, halves of surrogate pairs, and their escapes in JSON) replaced by
 * the replacement character: one such letter in an audit entry must not hold up the books.
 */
export function storable(text: string): string {
  const plain = text.includes('\0') ? text.replaceAll('\0', '\ufffd') : text;
  const wellFormed = plain.toWellFormed();
  return wellFormed.startsWith('{') || wellFormed.startsWith('[') ? wellFormed.replaceAll(UNSTORABLE_ESCAPE, '$1\\ufffd') : wellFormed;
}
