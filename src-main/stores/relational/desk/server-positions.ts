import type pg from 'pg';
import type { RecordTable } from '../relational-store.ts';

// outbox_positions of this replica. Under its own name: the last entry that was applied. Under name/table: how far
// records (or the audit) were copied, and under name/table/to: how far they are to be.

export const LANES = ['market_data_snapshots', 'options_chains', 'audit_logs'] as const satisfies readonly (RecordTable | 'audit_logs')[];
export type Lane = (typeof LANES)[number];

/** Copied up to `from`, by id or, of the audit, by moment; what lies between is still to be copied. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

export interface Positions {
  /** null where the server does not know this replica. */
  readonly entry: number | null;
  readonly lanes: Readonly<Record<Lane, Gap>>;
  /** The epoch of the account's lease; 0 where there is none. */
  readonly epoch: number;
}

export async function readPositions(client: pg.Client, origin: string, account: string): Promise<Positions> {
  const { rows } = await client.query<{ origin: string; sequence: string }>(
    `SELECT origin, sequence FROM outbox_positions WHERE origin = $1 OR starts_with(origin, $1 || '/')
     UNION ALL SELECT '', epoch FROM trading_leases WHERE account = $2`,
    [origin, account],
  );
  const found = new Map(rows.map((row) => [row.origin, Number(row.sequence)]));
  const gap = (lane: Lane): Gap => ({ from: found.get(`${origin}/${lane}`) ?? 0, to: found.get(`${origin}/${lane}/to`) ?? 0 });
  return {
    entry: found.get(origin) ?? null,
    epoch: found.get('') ?? 0,
    lanes: { market_data_snapshots: gap('market_data_snapshots'), options_chains: gap('options_chains'), audit_logs: gap('audit_logs') },
  };
}

export async function setPosition(client: pg.Client, origin: string, sequence: number): Promise<void> {
  await client.query(
    `INSERT INTO outbox_positions (origin, sequence) VALUES ($1, $2)
     ON CONFLICT (origin) DO UPDATE SET sequence = excluded.sequence, updated_at = CURRENT_TIMESTAMP`,
    [origin, sequence],
  );
}

export async function setGap(client: pg.Client, origin: string, lane: Lane, { from, to }: Gap): Promise<void> {
  await setPosition(client, `${origin}/${lane}`, from);
  await setPosition(client, `${origin}/${lane}/to`, to);
}
