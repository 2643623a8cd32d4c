import { type Selectable, sql, type SqlBool } from 'kysely';
import type { AuditPage, AuditQuery, AuditRow } from '../../src-core/contract/access.ts';
import type { JsonValue } from '../../src-core/contract/schemas.ts';
import type { Database } from '../stores/relational/schema.ts';
import type { AuditReads } from './audit-reads.ts';
import { jsonIn } from './audit-rows.ts';

/** What to look for; pages are the caller's. */
export type AuditFilter = Omit<AuditQuery, 'offset' | 'limit'>;

/** A row as it is kept, with the name of its user where that is known. */
export type KeptRow = Selectable<Database['audit_logs']> & { readonly username: string | null };

/** Whether every entry must be looked into: no index knows the answer. */
export function isScan({ text, action, outcome, resourceId }: AuditFilter): boolean {
  return (text ?? '') !== '' || outcome !== undefined || resourceId !== undefined || (action !== undefined && !action.includes('.'));
}

/** Newest first. */
export async function searchedPage(reads: AuditReads, query: AuditQuery, userId: string | null): Promise<AuditPage> {
  const matching = filtered(reads, query, userId);
  const { total } = await matching.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const rows = await newestFirst(named(matching)).offset(query.offset).limit(query.limit).execute();
  return { rows: rows.map(shown), total };
}

/** All of them, newest first, a page at a time. */
export async function* searchedRows(reads: AuditReads, query: AuditFilter, userId: string | null): AsyncGenerator<readonly KeptRow[]> {
  let last: KeptRow | null = null;
  for (;;) {
    let matching = filtered(reads, query, userId);
    if (last !== null) {
      const { created_at: time, id } = last;
      matching = matching.where(({ eb, or, and }) => or([eb('audit_logs.created_at', '<', time), and([eb('audit_logs.created_at', '=', time), eb('audit_logs.id', '<', id)])]));
    }
    const rows: readonly KeptRow[] = await named(matching).orderBy('audit_logs.created_at', 'desc').orderBy('audit_logs.id', 'desc').limit(reads.page).execute();
    if (rows.length > 0) yield rows;
    last = rows.at(-1) ?? null;
    if (rows.length < reads.page) return;
  }
}

/** As a window shows it. */
export function shown(row: KeptRow): AuditRow {
  const newValues = jsonIn(row.new_values);
  return {
    id: row.id,
    chain: row.chain,
    sequence: row.sequence,
    time: row.created_at,
    userId: row.user_id,
    username: row.username,
    action: row.action,
    resourceType: row.resource_type,
    resourceId: row.resource_id,
    outcome: fieldOf(newValues, 'outcome') ?? 'done',
    origin: [fieldOf(newValues, 'origin'), fieldOf(newValues, 'workstation')].filter((part) => part !== null).join(' on '),
    address: row.ip_address,
    agent: row.user_agent,
    old: jsonIn(row.old_values),
    new: newValues,
  };
}

function filtered({ kind, db }: AuditReads, { from, to, userId: wanted, action, resourceId, chain, fromSequence, toSequence, outcome, text }: AuditFilter, userId: string | null) {
  let query = db.selectFrom('audit_logs');
  if (userId !== null) query = query.where('audit_logs.user_id', '=', uuidOrNone(userId));
  if (wanted !== undefined) query = query.where('audit_logs.user_id', '=', uuidOrNone(wanted));
  if (from !== undefined) query = query.where('audit_logs.created_at', '>=', moment(from));
  if (to !== undefined) query = query.where('audit_logs.created_at', '<', moment(to));
  if (action !== undefined && action !== '') query = action.includes('.') ? query.where('action', '=', action) : query.where(like('action', `${escaped(action)}.%`));
  if (resourceId !== undefined) query = query.where('resource_id', '=', resourceId);
  if (chain !== undefined) query = query.where('chain', '=', chain);
  if (fromSequence !== undefined) query = query.where('sequence', '>=', fromSequence);
  if (toSequence !== undefined) query = query.where('sequence', '<=', toSequence);
  if (outcome !== undefined) {
    const said = kind === 'sqlite' ? sql<string | null>`json_extract(new_values, '$.outcome')` : sql<string | null>`new_values ->> 'outcome'`;
    query = query.where(sql<SqlBool>`coalesce(${said}, 'done') ${outcome === 'done' ? sql`=` : sql`<>`} 'done'`);
  }
  if (text !== undefined && text !== '') {
    const part = `%${escaped(text)}%`;
    query = query.where(({ or }) => or([like('action', part), ...(['old_values', 'new_values'] as const).map((column) => inJson(kind, column, part))]));
  }
  return query;
}

/** Without regard to the case of letters: SQLite knows that of ASCII alone. */
function like(column: 'action', pattern: string) {
  return sql<SqlBool>`lower(${sql.ref(column)}) like ${pattern.toLowerCase()} escape '\\'`;
}

function inJson(kind: AuditReads['kind'], column: 'old_values' | 'new_values', pattern: string) {
  return kind === 'sqlite' ? sql<SqlBool>`${sql.ref(column)} like ${pattern} escape '\\'` : sql<SqlBool>`${sql.ref(column)}::text ilike ${pattern} escape '\\'`;
}

function escaped(text: string): string {
  return text.replaceAll(/[\\%_]/g, (letter) => `\\${letter}`);
}

/** PostgreSQL takes nothing else for a user’s id; no entry has this one. */
function uuidOrNone(id: string): string {
  return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(id) ? id : '00000000-0000-0000-0000-000000000000';
}

/** The last moment of the year 9999. */
const LATEST = 253_402_300_799_999;

/** A window may ask for any number; both databases know whole milliseconds between 1970 and then. */
function moment(time: number): number {
  return Math.max(0, Math.min(LATEST, Math.ceil(time)));
}

function named(query: ReturnType<typeof filtered>) {
  return query.leftJoin('users', 'users.id', 'audit_logs.user_id').selectAll('audit_logs').select('users.username');
}

function newestFirst(query: ReturnType<typeof named>) {
  return query.orderBy('audit_logs.created_at', 'desc').orderBy('audit_logs.sequence', 'desc').orderBy('audit_logs.id');
}

function fieldOf(values: JsonValue | null, field: string): string | null {
  if (typeof values !== 'object' || values === null || Array.isArray(values)) return null;
  const value = Object.hasOwn(values, field) ? values[field] : null;
  return typeof value === 'string' ? value : null;
}
