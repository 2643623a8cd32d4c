import type { Selectable } from 'kysely';
import { type Money, money, parseMoney } from '../../../../src-core/money.ts';
import type { Database } from '../schema.ts';

// PostgreSQL has one type for money and for figures, and one text for a moment; which of them a value is goes by the
// name of its column, and no two columns of one name differ.

type MoneyIn<Table> = { [Column in keyof Table]: NonNullable<Table[Column]> extends Money ? Column : never }[keyof Table];
type MoneyColumn = { [Table in keyof Database]: MoneyIn<Selectable<Database[Table]>> }[keyof Database];

const MONEY: Readonly<Record<MoneyColumn, true>> = {
  amount: true, ask: true, avg_fill_price: true, avg_loss: true, avg_win: true, best: true, best_result: true, bid: true, break_even_price: true,
  buying_power: true, change_amount: true, charged: true, close_cost: true, collar_price: true, commission: true, estimated: true, estimated_price: true,
  expected_result: true, fees: true, filled_net_total: true, high_price: true, last_price: true, limit_price: true,
  low_price: true, max_reward: true, max_risk: true, maximum_loss: true, net: true, net_liquidation: true,
  net_pnl: true, open_cost: true, open_price: true, optimistic_cost: true, pessimistic_cost: true,
  previous_close: true, price: true, realized_pnl: true, result: true, spot: true, starting_cash: true, stop_price: true, strike_price: true,
  total_cash: true, total_cost: true, total_pnl: true, total_proceeds: true, underlying_price: true,
  unrealized_at_end: true, unrealized_pnl: true, worst: true,
};

export const MONEY_COLUMNS: ReadonlySet<string> = new Set(Object.keys(MONEY));

/** Numbers that were rounded to the column's decimals when written. */
export const FIGURE_COLUMNS: ReadonlySet<string> = new Set([
  'change_percent', 'confidence_score', 'delta', 'gamma', 'implied_volatility', 'max_drawdown', 'parameter_value',
  'probability_profit', 'profit_factor', 'rho', 'sharpe_ratio', 'stop_loss', 'target_profit', 'theta',
  'threshold_value', 'total_return', 'triggered_value', 'vega', 'volatility', 'win_rate',
]);

export const TIME_COLUMNS: ReadonlySet<string> = new Set([
  'applied_at', 'approved_at', 'began_at', 'best_at', 'cancelled_at', 'closed_at', 'created_at', 'ended_at', 'expires_at', 'filled_at',
  'finished_at', 'generated_at', 'imported_at', 'last_login', 'last_seen', 'opened_at', 'renewed_at', 'resolved_at', 'seen_at', 'session_now',
  'settled_at', 'started_at', 'submitted_at', 'time', 'timestamp', 'updated_at', 'worst_at',
]);

/** A value that its column cannot keep; a commit that carries one is refused. */
export class Unstorable {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

/** The value as PostgreSQL takes it in that column: money and moments as text, the rest as it is. */
export function encode(column: string | null, value: unknown): unknown {
  if (column === null || typeof value !== 'number' || !Number.isFinite(value)) return value;
  if (MONEY_COLUMNS.has(column)) {
    return Number.isSafeInteger(value) ? dollarsOf(money(value)) : new Unstorable(`${value} cannot be stored in ${column}: it is no whole number of 1/10000 dollar`);
  }
  if (!TIME_COLUMNS.has(column)) return value;
  const moment = new Date(value);
  return Number.isInteger(value) && !Number.isNaN(moment.getTime())
    ? moment.toISOString()
    : new Unstorable(`${value} cannot be stored in ${column}: it is no whole number of milliseconds of a known time`);
}

/** Exact: digits are moved, not divided. */
function dollarsOf(amount: Money): string {
  const digits = String(Math.abs(amount)).padStart(5, '0');
  return `${amount < 0 ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`;
}

const BOOLEAN = 16;
const INTEGERS = [20, 21, 23, 26];
const FLOATS = [700, 701];
const NUMERIC = 1700;
const TIMESTAMPTZ = 1184;

/** How a result's column, of that name and PostgreSQL type, is read from its text. Everything else stays text: dates, UUIDs, JSON. */
export function decoderOf(name: string, type: number): (text: string) => unknown {
  if (type === BOOLEAN) return (text) => text === 't';
  if (INTEGERS.includes(type)) return wholeNumber;
  if (FLOATS.includes(type)) return Number;
  if (type === TIMESTAMPTZ) return momentsOf();
  if (type !== NUMERIC) return (text) => text;
  if (MONEY_COLUMNS.has(name)) return moneyOf;
  if (FIGURE_COLUMNS.has(name)) return Number;
  throw new TypeError(`"${name}" may be money or a figure: name the expression after the column whose kind it has`);
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${text} is too large to be counted exactly`);
  return number;
}

const POINT = '.'.charCodeAt(0);
const ZERO = '0'.charCodeAt(0);

/** Four decimals are what the column gives, and digits to be moved. */
function moneyOf(text: string): Money {
  const point = text.length - 5;
  return text.charCodeAt(point) === POINT ? money(Number(text.slice(0, point) + text.slice(point + 1))) : parseMoney(text);
}

/** Reads the moments of one column, most of which are of the day of the one before: "2026-11-20 14:30:00+00". */
function momentsOf(): (text: string) => number {
  let day = '';
  let midnight = Number.NaN;
  return (text) => {
    if (text.length !== 22) return momentOf(text);
    if (!text.startsWith(day) || day === '') {
      day = text.slice(0, 11);
      midnight = momentOf(`${day}00:00:00+00`);
    }
    return midnight + 1_000 * (3_600 * twoDigits(text, 11) + 60 * twoDigits(text, 14) + twoDigits(text, 17));
  };
}

function twoDigits(text: string, at: number): number {
  return 10 * (text.charCodeAt(at) - ZERO) + text.charCodeAt(at + 1) - ZERO;
}

/** The session's zone is UTC, so that the text ends in "+00". */
function momentOf(text: string): number {
  const moment = Date.parse(`${text.replace(' ', 'T')}:00`);
  if (Number.isNaN(moment)) throw new RangeError(`"${text}" is not a moment`);
  return moment;
}
