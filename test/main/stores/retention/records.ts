import type { CompiledQuery } from 'kysely';
import { fromDollars } from '../../../../src-core/money.ts';
import { DAY, type EpochMs, HOUR, MINUTE, parseIsoDate } from '../../../../src-core/time.ts';
import type { RelationalStore } from '../../../../src-main/stores/relational/relational-store.ts';

/** The machine's time in these tests. */
export const NOW = Date.UTC(2026, 10, 20, 22, 0);

/** When a session that many days before NOW was open. */
export function daysBefore(days: number): EpochMs {
  return NOW - days * DAY - 6 * HOUR;
}

export async function withTickers(store: RelationalStore): Promise<RelationalStore> {
  await store.commit([store.db.insertInto('tickers').values({ id: 1, symbol: 'SPY', name: 'SPDR S&P 500 ETF Trust', exchange: 'ARCA' }).compile()]);
  return store;
}

/** Prices of SPY each minute from `session` on, recorded at `recorded`. */
export function prices({ db }: RelationalStore, session: EpochMs, recorded: EpochMs, count = 3): readonly CompiledQuery[] {
  const rows = Array.from({ length: count }, (_, minute) => ({
    ticker_id: 1, timestamp: session + minute * MINUTE, price: fromDollars(600 + minute), bid: null, ask: null, volume: 10 * (minute + 1), open_price: null,
    high_price: null, low_price: null, previous_close: fromDollars(600), change_amount: null, change_percent: null, created_at: recorded,
  }));
  return [db.insertInto('market_data_snapshots').values(rows).compile()];
}

/** One chain of SPY that expires on the day of `session`. */
export function chain({ db }: RelationalStore, session: EpochMs, recorded: EpochMs, count = 3): readonly CompiledQuery[] {
  const rows = Array.from({ length: count }, (_, row) => ({
    underlying_ticker_id: 1, expiration_date: parseIsoDate(new Date(session).toISOString().slice(0, 10)), strike_price: fromDollars(600 + row), option_type: 'call' as const,
    symbol: `SPY ${row}`, bid: null, ask: null, last_price: null, volume: null, open_interest: null, implied_volatility: null, delta: null, gamma: null, theta: null,
    vega: null, rho: null, timestamp: session, created_at: recorded,
  }));
  const queries: CompiledQuery[] = [];
  for (let from = 0; from < rows.length; from += 500) queries.push(db.insertInto('options_chains').values(rows.slice(from, from + 500)).compile());
  return queries;
}

export function audit({ db }: RelationalStore, id: number, created: EpochMs): CompiledQuery {
  const entry = { user_id: null, action: 'orders.place', resource_type: 'orders', resource_id: null, old_values: null, new_values: null, ip_address: null, user_agent: null };
  return db.insertInto('audit_logs').values({ ...entry, id: `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`, created_at: created }).compile();
}

/** Session dates that are left, each once. */
export async function datesIn({ db }: RelationalStore, table: 'market_data_snapshots' | 'options_chains'): Promise<readonly string[]> {
  const rows = await db.selectFrom(table).select('timestamp').orderBy('timestamp').execute();
  return [...new Set(rows.map(({ timestamp }) => new Date(timestamp).toISOString().slice(0, 10)))];
}
