import { sql } from 'kysely';
import type { Clock, EpochMs } from '../../../src-core/time.ts';
import type { SealBeginning } from '../../audit/audit-seal.ts';
import type { RecordTable, RelationalStore } from '../relational/relational-store.ts';
import type { RecordedDays } from './recorded-days.ts';
import type { RetentionTask } from './retention-task.ts';

export interface EmbeddedRowsParts {
  /** The embedded store itself: what is taken away here is nobody else's business, and goes into no outbox. */
  readonly store: Pick<RelationalStore, 'kind' | 'db' | 'commit'>;
  readonly days: RecordedDays;
  /** The machine's. */
  readonly clock: Clock;
  /** Milliseconds from an arbitrary start, monotonic. */
  readonly monotonic: () => number;
  /** Seals the entry that a chain of the audit begins after, under this workstation's key; absent where there is none. */
  readonly sealBeginning?: SealBeginning | undefined;
}

/** How long a piece may take, in milliseconds: so long may an order's commit have to wait for it. */
const PIECE_MS = { most: 12, least: 6 };
const ROWS = { first: 500, least: 50, most: 4_000 };

/** Takes rows away from SQLite, a few at a time. */
export function embeddedTasks(parts: EmbeddedRowsParts): readonly RetentionTask[] {
  const always = { store: 'SQLite', isDue: () => true } as const;
  return [
    { ...always, rule: 'market_data_snapshots', remove: (before) => removeRecords('market_data_snapshots', before, parts) },
    { ...always, rule: 'options_chains', remove: (before) => removeRecords('options_chains', before, parts) },
    { ...always, rule: 'audit_logs', remove: (before) => removeAudit(before, parts) },
  ];
}

/** Rows come in the order of their ids, and no recording is older than the one before it. */
async function* removeRecords(table: RecordTable, before: EpochMs, parts: EmbeddedRowsParts): AsyncGenerator<number, string | null, undefined> {
  const { store, days } = parts;
  const { db } = store;
  // Entries that come later name later rows.
  const waiting = await firstWaiting(table, store);
  const pieces = new Pieces(parts);
  const recordedAt = sql<EpochMs>`coalesce(created_at, timestamp)`;
  for (;;) {
    const oldest = db.selectFrom(table).select(['id', recordedAt.as('recorded_at')]).where('id', '<', waiting).orderBy('id').limit(pieces.rows);
    const { last, count } = await db
      .selectFrom(oldest.as('oldest'))
      .select(({ fn }) => [fn.max('id').as('last'), fn.countAll<number>().as('count')])
      .where('recorded_at', '<', before)
      .executeTakeFirstOrThrow();
    if (count === 0) return waiting < Number.MAX_SAFE_INTEGER && (await isHeld(table, before, waiting, store)) ? 'what the desk’s server does not have yet stays' : null;
    if (table === 'market_data_snapshots') await days.keep({ lastId: last });
    await pieces.timed(() => store.commit([db.deleteFrom(table).where('id', '<=', last).where(recordedAt, '<', before).compile()]));
    yield count;
  }
}

/** The first row that the outbox still names. */
async function firstWaiting(table: RecordTable, { db }: Pick<RelationalStore, 'db'>): Promise<number> {
  const { first } = await db
    .selectFrom('outbox')
    .select(({ fn }) => fn.min('first_id').as('first'))
    .where('appended_table', '=', table)
    .executeTakeFirstOrThrow();
  return first ?? Number.MAX_SAFE_INTEGER;
}

async function isHeld(table: RecordTable, before: EpochMs, id: number, { db }: Pick<RelationalStore, 'db'>): Promise<boolean> {
  const row = await db.selectFrom(table).select('created_at').where('id', '>=', id).orderBy('id').limit(1).executeTakeFirst();
  return row !== undefined && row.created_at < before;
}

/** Of each chain what is old from its beginning on, so that what stays hangs together; and what is in no chain. */
async function* removeAudit(before: EpochMs, parts: EmbeddedRowsParts): AsyncGenerator<number, string | null, undefined> {
  const { db } = parts.store;
  const pieces = new Pieces(parts);
  for (const chain of await chainsOf(db)) yield* removeFromChain(chain, before, parts, pieces);
  for (;;) {
    const oldest = db.selectFrom('audit_logs').select(sql<number>`rowid`.as('row')).where('chain', 'is', null).where('created_at', '<', before).orderBy('created_at').limit(pieces.rows);
    const { count } = await db.selectFrom(oldest.as('oldest')).select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
    if (count === 0) return null;
    await pieces.timed(() => parts.store.commit([db.deleteFrom('audit_logs').where(sql<number>`rowid`, 'in', oldest).compile()]));
    yield count;
  }
}

async function chainsOf(db: RelationalStore['db']): Promise<readonly string[]> {
  const chains: string[] = [];
  for (;;) {
    const last = chains.at(-1) ?? '';
    const row = await db.selectFrom('audit_logs').select('chain').where('chain', '>', last).orderBy('chain').limit(1).executeTakeFirst();
    if (row === undefined || row.chain === null) return chains;
    chains.push(row.chain);
  }
}

/** What a chain begins after is on record in the transaction that takes the entries before it away. */
async function* removeFromChain(chain: string, before: EpochMs, { store, clock, sealBeginning }: EmbeddedRowsParts, pieces: Pieces): AsyncGenerator<number, void, undefined> {
  const { db } = store;
  const entries = db.selectFrom('audit_logs').where('chain', '=', chain);
  const kept = await entries.select('sequence').where('created_at', '>=', before).orderBy('sequence').limit(1).executeTakeFirst();
  for (;;) {
    const oldest = await entries.select(['sequence', 'hash', 'seal']).where('sequence', '<', kept?.sequence ?? Number.MAX_SAFE_INTEGER).orderBy('sequence').limit(pieces.rows).execute();
    const last = oldest.at(-1);
    if (last === undefined || last.sequence === null) return;
    const place = { chain, sequence: last.sequence, hash: last.hash ?? '' };
    const beginning = { ...place, seal: sealBeginning?.(place) ?? last.seal ?? '', created_at: clock.now() };
    await pieces.timed(() =>
      store.commit([
        db.insertInto('audit_beginnings').values(beginning).onConflict((conflict) => conflict.columns(['chain', 'sequence']).doUpdateSet(beginning)).compile(),
        db.deleteFrom('audit_beginnings').where('chain', '=', chain).where('sequence', '<', place.sequence).compile(),
        db.deleteFrom('audit_logs').where('chain', '=', chain).where('sequence', '<=', place.sequence).compile(),
      ]),
    );
    yield oldest.length;
  }
}

/** How many rows go at once: as many as this machine's disk takes in the time that nobody minds. */
class Pieces {
  readonly #monotonic: () => number;
  rows = ROWS.first;

  constructor({ monotonic }: EmbeddedRowsParts) {
    this.#monotonic = monotonic;
  }

  async timed(remove: () => Promise<void>): Promise<void> {
    const began = this.#monotonic();
    await remove();
    const took = this.#monotonic() - began;
    if (took > PIECE_MS.most) this.rows = Math.max(ROWS.least, Math.floor((this.rows * PIECE_MS.most) / took / 2));
    else if (took < PIECE_MS.least) this.rows = Math.min(ROWS.most, Math.ceil(this.rows * 1.5));
  }
}
