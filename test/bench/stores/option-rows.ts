import { symbolOf } from '../../../src-core/instruments/instrument.ts';
import { fromDollars } from '../../../src-core/money.ts';
import { parseIsoDate } from '../../../src-core/time.ts';
import type { RowColumns } from '../../../src-main/stores/relational/relational-store.ts';

export const EXPIRY = parseIsoDate('2026-11-20');
export const OPEN = Date.UTC(2026, 10, 20, 14, 30);
const STRIKES = 200;
/** Rows of one chain: calls and puts. */
export const CHAIN_ROWS = 2 * STRIKES;

/** Snapshots of a chain, each a second after the one before, beginning at `start`. A twentieth of the values is absent. */
export function optionRows(count: number, start = OPEN): RowColumns {
  const contract = (row: number) => {
    const strike = fromDollars(500 + (row % STRIKES));
    const right = row % CHAIN_ROWS < STRIKES ? ('call' as const) : ('put' as const);
    return { strike, right, symbol: symbolOf({ kind: 'option', underlying: 'SPY', expiry: EXPIRY, right, strike }) };
  };
  const contracts = Array.from({ length: CHAIN_ROWS }, (_, row) => contract(row));
  const text = (of: (contract: (typeof contracts)[number]) => string) => Array.from({ length: count }, (_, row) => of(contracts[row % CHAIN_ROWS] ?? contract(row)));
  const numbers = (of: (row: number) => number) => Float64Array.from({ length: count }, (_, row) => of(row));
  let salt = 0;
  const sparse = (of: (row: number) => number) => {
    salt += 7;
    const shift = salt;
    return numbers((row) => ((row + shift) % 20 === 0 ? Number.NaN : of(row * 31 + shift)));
  };
  const figure = (scale: number) => sparse((row) => Math.round(((row * 7_919) % 1_000_003) * scale) / 1e6);
  return {
    count,
    columns: {
      underlying_ticker_id: numbers(() => 1),
      expiration_date: text(() => EXPIRY),
      strike_price: numbers((row) => contracts[row % CHAIN_ROWS]?.strike ?? 0),
      option_type: text(({ right }) => right),
      symbol: text(({ symbol }) => symbol),
      bid: sparse((row) => 100 * (row % 4_000)),
      ask: sparse((row) => 100 * ((row % 4_000) + 2)),
      last_price: sparse((row) => 100 * ((row % 4_000) + 1)),
      volume: sparse((row) => row % 50_000),
      open_interest: sparse((row) => row % 90_000),
      implied_volatility: figure(1),
      delta: figure(-1),
      gamma: figure(0.1),
      theta: figure(-120),
      vega: figure(0.2),
      rho: figure(0.05),
      timestamp: numbers((row) => start + 1_000 * Math.floor(row / CHAIN_ROWS)),
    },
  };
}

/** The value in a row as a person would write it for SQL: null for what is absent. */
export function valueAt(values: RowColumns['columns'][string], row: number): number | string | null {
  const value = values[row] ?? null;
  return Number.isNaN(value) ? null : value;
}
