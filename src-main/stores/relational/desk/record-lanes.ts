import { z } from 'zod';
import { copyRows } from '../postgres/copy-rows.ts';
import { partitionOf, partitionsOfRows } from '../postgres/partitions.ts';
import { recordColumns } from '../record-columns.ts';
import type { RecordTable } from '../relational-store.ts';
import type { EpochMs } from '../../../../src-core/time.ts';
import type { SqliteStore } from '../sqlite/sqlite-store.ts';
import { ServerWriter } from './copy-tables.ts';
import type { RelayLink } from './relay-link.ts';
import { type Gap, type Lane, LANES, setGap } from './server-positions.ts';

const PAGE_RECORDS = 2_000;
const PAGE_AUDIT = 500;

const rowSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

/** Long tables that an emptied server gets back beside the books, a page at a time, each page once. */
export class RecordLanes {
  readonly #store: SqliteStore;
  readonly #origin: string;
  #gaps: Readonly<Record<Lane, Gap>> | null = null;

  constructor(store: SqliteStore, origin: string) {
    this.#store = store;
    this.#origin = origin;
  }

  /** As the server has them. */
  set(gaps: Readonly<Record<Lane, Gap>>): void {
    this.#gaps = gaps;
  }

  gap(lane: Lane): Gap {
    return this.#gaps?.[lane] ?? { from: 0, to: 0 };
  }

  /** Something is still to be copied; true also while that is not known. */
  get isOpen(): boolean {
    return this.#gaps === null || LANES.some((lane) => this.gap(lane).from < this.gap(lane).to);
  }

  /** The server has it: a transaction that moved a lane was committed. */
  moved(lane: Lane, gap: Gap): void {
    if (this.#gaps !== null) this.#gaps = { ...this.#gaps, [lane]: gap };
  }

  /** Copies one page; false where there is nothing to copy. Throws the server's own error. */
  async page(link: RelayLink, now: EpochMs): Promise<boolean> {
    const lane = LANES.find((name) => this.gap(name).from < this.gap(name).to);
    if (lane === undefined) return false;
    const gap = this.gap(lane);
    const from = lane === 'audit_logs' ? await this.#auditPage(link, gap) : await this.#recordsPage(link, lane, gap, now);
    this.moved(lane, { from, to: gap.to });
    return true;
  }

  async #recordsPage(link: RelayLink, table: RecordTable, gap: Gap, now: EpochMs): Promise<number> {
    const next = await this.#store.db
      .selectFrom(table)
      .select(({ fn }) => fn.min<number | null>('id').as('id'))
      .where('id', '>', gap.from)
      .where('id', '<=', gap.to)
      .executeTakeFirst();
    const first = next?.id ?? gap.to + 1;
    const from = Math.min(gap.to, first + PAGE_RECORDS - 1);
    const copy = first > gap.to ? async () => undefined : await recordsCopy(link, this.#store, table, first, from, now);
    await link.transaction(async () => {
      await copy();
      await setGap(link.client, this.#origin, table, { from, to: gap.to });
    });
    return from;
  }

  async #auditPage(link: RelayLink, gap: Gap): Promise<number> {
    const after = this.#store.db.selectFrom('audit_logs').selectAll().where('created_at', '>', gap.from).orderBy('created_at');
    const some = await after.where('created_at', '<=', gap.to).limit(PAGE_AUDIT).execute();
    const from = some.length < PAGE_AUDIT ? gap.to : (some.at(-1)?.created_at ?? gap.to);
    // Rows of one moment are not parted: the next page begins after it.
    const rows = z.array(rowSchema).parse(some.length < PAGE_AUDIT ? some : await after.where('created_at', '<=', from).execute());
    await link.makePartitions([...new Map(some.map(({ created_at }) => partitionOf('audit_logs', created_at)).map((partition) => [partition.name, partition])).values()]);
    await link.transaction(async () => {
      await new ServerWriter(link.client).write('audit_logs', rows, 'kept');
      await setGap(link.client, this.#origin, 'audit_logs', { from, to: gap.to });
    });
    return from;
  }
}

/** Reads records of the replica and makes their partitions; what is returned copies them within a transaction. */
export async function recordsCopy(link: RelayLink, store: SqliteStore, table: RecordTable, first: number, last: number, now: EpochMs): Promise<() => Promise<void>> {
  const rows = await store.appended(table, { first, last });
  if (rows.count === 0) return async () => undefined;
  await link.makePartitions(partitionsOfRows(table, rows, now));
  return () => link.inTime(copyRows(link.client, table, rows.count, recordColumns(table, rows)));
}
