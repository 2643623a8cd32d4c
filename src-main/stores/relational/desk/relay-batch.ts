import pg from 'pg';
import type { EpochMs } from '../../../../src-core/time.ts';
import type { SqliteStore } from '../sqlite/sqlite-store.ts';
import { UNCONFIRMED_EPOCH } from '../../../desk/lease-rules.ts';
import type { Outbox, OutboxEntry } from './outbox.ts';
import { type RecordLanes, recordsCopy } from './record-lanes.ts';
import { Interrupted, type RelayLink } from './relay-link.ts';
import { type Gap, type Lane, readPositions, setGap, setPosition } from './server-positions.ts';

/** A transaction takes no further entries after so many milliseconds: whoever takes the lease over waits for it. */
const LONGEST_MS = 100;

/** The server is not where this replica left it. */
export class ServerChanged extends Interrupted {
  override name = 'ServerChanged';
}

/** The server said no to an entry. */
export class EntryFailed extends Interrupted {
  override name = 'EntryFailed';
  override readonly cause: pg.DatabaseError;

  constructor(sequence: number, cause: pg.DatabaseError) {
    super(`entry ${sequence}: ${cause.message}`, { cause });
    this.cause = cause;
  }
}

export interface BatchParts {
  readonly link: RelayLink;
  readonly store: SqliteStore;
  readonly outbox: Outbox;
  readonly lanes: RecordLanes;
  readonly origin: string;
  readonly account: string;
  readonly now: () => EpochMs;
}

export interface BatchResult {
  /** The entries up to this one are with the server, or refused. */
  readonly position: number;
  readonly applied: number;
  readonly refused: number;
  /** Epoch of the lease that refused them. */
  readonly epoch: number;
}

/**
 * Applies entries in one transaction, in their order, and moves the position with them. What was written under an older
 * lease than the account's is refused and kept. Throws ServerChanged, EntryFailed, or why the connection was lost.
 */
export async function applyBatch(parts: BatchParts, entries: readonly OutboxEntry[], knownEpoch: number): Promise<BatchResult> {
  const { link, store, outbox, lanes, origin, account, now } = parts;
  const { client } = link;
  const copies = new Map<OutboxEntry, () => Promise<void>>();
  for (const entry of entries) {
    if (entry.kind === 'statements') await link.makePartitions(entry.statements.flatMap(({ partitions = [] }) => partitions));
    else if (!hasGap(lanes.gap(entry.table))) copies.set(entry, await recordsCopy(link, store, entry.table, entry.first, entry.last, now()));
  }
  const moved = new Map<Lane, Gap>();
  const result = await link.transaction(async (): Promise<BatchResult> => {
    const started = performance.now();
    const epoch = Math.max(knownEpoch, await lockedEpoch(client, account));
    const { entry: position } = await readPositions(client, origin, account);
    if (position !== outbox.acknowledged) throw new ServerChanged(`the server has ${position ?? 'nothing'} of this replica, expected ${outbox.acknowledged}`);
    const refused: number[] = [];
    let applied = 0;
    let last = position;
    for (const entry of entries) {
      if (last > position && performance.now() - started > LONGEST_MS) break;
      if (entry.epoch === UNCONFIRMED_EPOCH) break;
      if (entry.epoch < epoch) refused.push(entry.sequence);
      else {
        await apply(client, entry, copies.get(entry));
        if (entry.kind === 'records') {
          const gap = moved.get(entry.table) ?? lanes.gap(entry.table);
          moved.set(entry.table, hasGap(gap) ? { from: gap.from, to: Math.max(gap.to, entry.last) } : { from: entry.last, to: entry.last });
        }
        applied += 1;
      }
      last = entry.sequence;
    }
    for (const [lane, gap] of moved) await setGap(client, origin, lane, gap);
    await setPosition(client, origin, last);
    // Before the position moves past them: what is behind it counts as applied.
    if (refused.length > 0) await outbox.refuse(refused, refusal(epoch));
    return { position: last, applied, refused: refused.length, epoch };
  });
  for (const [lane, gap] of moved) lanes.moved(lane, gap);
  return result;
}

export function refusal(epoch: number): string {
  return `written under an older trading lease than ${epoch}, which another workstation has taken since`;
}

/** Whoever takes the lease over waits for this transaction; who renews it does not. */
async function lockedEpoch(client: pg.Client, account: string): Promise<number> {
  const { rows } = await client.query<{ epoch: string }>('SELECT epoch FROM trading_leases WHERE account = $1 FOR KEY SHARE', [account]);
  return Number(rows[0]?.epoch ?? 0);
}

async function apply(client: pg.Client, entry: OutboxEntry, copy: (() => Promise<void>) | undefined): Promise<void> {
  try {
    if (entry.kind === 'records') await copy?.();
    else for (const { text, values } of entry.statements) await client.query({ ...named(text), values: [...values] });
  } catch (error) {
    throw error instanceof pg.DatabaseError ? new EntryFailed(entry.sequence, error) : error;
  }
}

const MOST_NAMES = 200;
const names = new Map<string, string>();

/** The server reads a statement that has a name once a connection; the books are written with few, again and again. */
function named(text: string): { readonly text: string; readonly name?: string } {
  const name = names.get(text) ?? (names.size < MOST_NAMES ? `relayed_${names.size}` : null);
  if (name === null) return { text };
  names.set(text, name);
  return { text, name };
}

function hasGap({ from, to }: Gap): boolean {
  return from < to;
}
