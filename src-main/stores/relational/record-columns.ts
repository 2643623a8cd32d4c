import type { Insertable } from 'kysely';
import type { RecordTable, RowColumns } from './relational-store.ts';
import type { Database } from './schema.ts';

/** How a column's values are kept: whole numbers of 4 and 8 bytes, money, figures of 4 or 6 decimals, moments, dates, text. */
export type RecordColumnKind = 'integer' | 'bigint' | 'money' | 'figure4' | 'figure6' | 'moment' | 'date' | 'text';

/** The columns of each record table that may be given; ids are the database's. */
export const RECORD_COLUMNS: { readonly [Table in RecordTable]: Readonly<Record<Exclude<keyof Insertable<Database[Table]>, 'id'>, RecordColumnKind>> } = {
  market_data_snapshots: {
    ticker_id: 'integer', timestamp: 'moment', price: 'money', bid: 'money', ask: 'money', volume: 'bigint', open_price: 'money',
    high_price: 'money', low_price: 'money', previous_close: 'money', change_amount: 'money', change_percent: 'figure4', created_at: 'moment',
  },
  options_chains: {
    underlying_ticker_id: 'integer', expiration_date: 'date', strike_price: 'money', option_type: 'text', symbol: 'text', bid: 'money',
    ask: 'money', last_price: 'money', volume: 'integer', open_interest: 'integer', implied_volatility: 'figure6', delta: 'figure6',
    gamma: 'figure6', theta: 'figure6', vega: 'figure6', rho: 'figure6', timestamp: 'moment', created_at: 'moment',
  },
};

/** One column of rows to be appended, checked. */
export type RecordColumn =
  | { readonly name: string; readonly kind: Exclude<RecordColumnKind, 'date' | 'text'>; readonly values: Float64Array }
  | { readonly name: string; readonly kind: 'date' | 'text'; readonly values: readonly (string | null)[] };

const LARGEST_INTEGER = 2_147_483_647;
const LARGEST_FIGURE = 1e7;

/** The rows' columns, each with its kind. Throws TypeError, which names column and value, for what a column cannot keep. */
export function recordColumns(table: RecordTable, rows: RowColumns): readonly RecordColumn[] {
  const kinds: Readonly<Record<string, RecordColumnKind>> = RECORD_COLUMNS[table];
  return Object.entries(rows.columns).map(([name, values]) => {
    const kind = kinds[name];
    if (kind === undefined) throw new TypeError(`${table} has no column ${name} to be given; expected one of ${Object.keys(kinds).join(', ')}`);
    if (values.length !== rows.count) throw new TypeError(`${table}.${name} has ${values.length} values for ${rows.count} rows`);
    if (kind === 'text' || kind === 'date') {
      if (values instanceof Float64Array) throw new TypeError(`${table}.${name} is text; expected an array of strings`);
      if (kind === 'date') checkDates(name, values);
      return { name, kind, values };
    }
    if (!(values instanceof Float64Array)) throw new TypeError(`${table}.${name} is numbers; expected a Float64Array`);
    checkNumbers(name, kind, values);
    return { name, kind, values };
  });
}

function checkNumbers(name: string, kind: RecordColumnKind, values: Float64Array): void {
  const isFigure = kind === 'figure4' || kind === 'figure6';
  const largest = isFigure ? LARGEST_FIGURE : kind === 'integer' ? LARGEST_INTEGER : Number.MAX_SAFE_INTEGER;
  for (const value of values) {
    // NaN is absent, and compares as false.
    if (Math.abs(value) > largest) throw new TypeError(`${value} cannot be stored in ${name}: it is too large`);
    if (!isFigure && value % 1 !== 0 && !Number.isNaN(value)) throw new TypeError(`${value} cannot be stored in ${name}: it is no whole number${unitOf(kind)}`);
  }
}

function unitOf(kind: RecordColumnKind): string {
  if (kind === 'money') return ' of 1/10000 dollar';
  return kind === 'moment' ? ' of milliseconds' : '';
}

function checkDates(name: string, values: readonly (string | null)[]): void {
  let known: string | null = null;
  for (const value of values) {
    if (value === null || value === known) continue;
    if (!/^\d{4}-\d{2}-\d{2}$/.test(value) || Number.isNaN(Date.parse(`${value}T00:00:00Z`))) {
      throw new TypeError(`"${value}" cannot be stored in ${name}: it is no date; expected YYYY-MM-DD`);
    }
    known = value;
  }
}
