import type { Database } from '../schema.ts';

/**
 * Where a table's rows live in a desk. 'books' belong to the account that a workstation trades and are written under its
 * lease; 'common' rows belong to nobody's account and are only ever added; 'records' come in bulk; 'own' tables are this
 * database's alone.
 */
type Place = 'books' | 'common' | 'records' | 'own';

/** What the database fills in by itself where an insert leaves it out. */
export type Defaulted = 'id' | 'created_at' | 'updated_at';

interface TablePlace {
  readonly place: Place;
  /** Names a row; empty where rows have no name of their own. */
  readonly key: readonly string[];
  /** The order of its rows, where that is not the key's; each database counts it for itself. */
  readonly sequence?: 'sequence';
  /** Which rows are an account's, with $account in the place of its id; all of them where it is not said. */
  readonly owned?: string;
  readonly defaulted: readonly Defaulted[];
}

const STAMPS = ['created_at', 'updated_at'] as const;
const OF_ACCOUNT = 'account_id = $account';
const OF_PACKAGE = 'package_id IN (SELECT id FROM order_packages WHERE account_id = $account)';

/** Every table, in an order in which each row finds those it refers to. */
export const TABLES: { readonly [Table in keyof Database]: TablePlace } = {
  users: { place: 'common', key: ['id'], defaulted: ['id', ...STAMPS] },
  user_sessions: { place: 'common', key: ['id'], defaulted: ['id', 'created_at'] },
  tickers: { place: 'common', key: ['id'], defaulted: STAMPS },
  trading_accounts: { place: 'common', key: ['id'], defaulted: ['id', ...STAMPS] },
  account_grants: { place: 'common', key: ['account_id', 'user_id'], defaulted: [] },
  market_sessions: { place: 'books', key: ['id'], sequence: 'sequence', defaulted: [] },
  signals: { place: 'books', key: ['id'], defaulted: ['id', ...STAMPS] },
  signal_legs: { place: 'books', key: ['id'], defaulted: ['id', 'created_at'] },
  signal_outcomes: { place: 'books', key: ['signal_id'], owned: OF_ACCOUNT, defaulted: [] },
  statement_imports: { place: 'books', key: ['id'], owned: OF_ACCOUNT, defaulted: [] },
  trades: { place: 'books', key: ['id'], owned: OF_ACCOUNT, defaulted: STAMPS },
  trade_legs: { place: 'books', key: ['id'], owned: 'trade_id IN (SELECT id FROM trades WHERE account_id = $account)', defaulted: STAMPS },
  order_packages: { place: 'books', key: ['id'], owned: OF_ACCOUNT, defaulted: [] },
  orders: { place: 'books', key: ['id'], owned: OF_PACKAGE, defaulted: STAMPS },
  order_history: { place: 'books', key: ['package_id', 'step'], owned: OF_PACKAGE, defaulted: [] },
  fills: { place: 'books', key: ['id'], owned: OF_PACKAGE, defaulted: [] },
  fill_legs: { place: 'books', key: ['fill_id', 'leg_order'], owned: `fill_id IN (SELECT id FROM fills WHERE ${OF_PACKAGE})`, defaulted: [] },
  ledger_transactions: { place: 'books', key: ['account_id', 'id'], sequence: 'sequence', owned: OF_ACCOUNT, defaulted: [] },
  ledger_entries: { place: 'books', key: ['account_id', 'transaction_id', 'line'], owned: OF_ACCOUNT, defaulted: [] },
  broker_executions: { place: 'books', key: ['account_id', 'id'], owned: OF_ACCOUNT, defaulted: [] },
  broker_charges: { place: 'books', key: ['account_id', 'execution_id'], owned: OF_ACCOUNT, defaulted: [] },
  reconciliations: { place: 'books', key: ['account_id', 'id'], owned: OF_ACCOUNT, defaulted: [] },
  risk_parameters: { place: 'books', key: ['id'], owned: OF_ACCOUNT, defaulted: ['id', ...STAMPS] },
  risk_events: { place: 'books', key: ['id'], owned: OF_ACCOUNT, defaulted: ['id', 'created_at'] },
  risk_parameter_changes: { place: 'books', key: ['account_id', 'parameter_name'], owned: OF_ACCOUNT, defaulted: [] },
  trading_days: { place: 'books', key: ['account_id', 'date'], owned: OF_ACCOUNT, defaulted: [] },
  position_exits: { place: 'books', key: ['trade_id'], owned: OF_ACCOUNT, defaulted: [] },
  flattenings: { place: 'books', key: ['id'], owned: OF_ACCOUNT, defaulted: [] },
  alert_rules: { place: 'books', key: ['id'], owned: OF_ACCOUNT, defaulted: [] },
  alerts: { place: 'books', key: ['id'], owned: OF_ACCOUNT, defaulted: [] },
  daily_pnl: { place: 'books', key: ['id'], owned: OF_ACCOUNT, defaulted: ['id', ...STAMPS] },
  performance_metrics: { place: 'books', key: ['id', 'period_start'], owned: OF_ACCOUNT, defaulted: ['id', 'created_at'] },
  trade_circumstances: { place: 'books', key: ['trade_id'], owned: OF_ACCOUNT, defaulted: [] },
  trade_tags: { place: 'books', key: ['trade_id', 'tag'], owned: OF_ACCOUNT, defaulted: [] },
  gamma_level_records: { place: 'books', key: ['underlying', 'date', 'kind', 'source'], defaulted: [] },
  practice_runs: { place: 'own', key: ['id'], defaulted: [] },
  audit_logs: { place: 'common', key: ['id', 'created_at'], defaulted: ['created_at'] },
  audit_beginnings: { place: 'own', key: ['chain', 'sequence'], defaulted: [] },
  market_data_snapshots: { place: 'records', key: [], defaulted: ['created_at'] },
  options_chains: { place: 'records', key: [], defaulted: ['created_at'] },
  system_config: { place: 'own', key: ['config_key'], defaulted: STAMPS },
  access_version: { place: 'own', key: ['id'], defaulted: [] },
  retention_runs: { place: 'own', key: ['id'], defaulted: [] },
  outbox: { place: 'own', key: ['sequence'], defaulted: [] },
  replica_state: { place: 'own', key: ['name'], defaulted: [] },
  schema_migrations: { place: 'own', key: ['number'], defaulted: [] },
};

export type TableName = keyof Database;

function isTable(name: string): name is TableName {
  return Object.hasOwn(TABLES, name);
}

function tablesAt(place: Place): readonly TableName[] {
  return Object.keys(TABLES).filter(isTable).filter((table) => TABLES[table].place === place);
}

/** The account's books, each table after those it refers to. */
export const BOOKS = tablesAt('books');

/** Rows that stand before the books. The audit is common too, but long: it is copied apart. */
export const COMMON = tablesAt('common').filter((table) => table !== 'audit_logs');

/**
 * Common rows that end as well. The directory of users follows them by their own version: a copy of the books neither takes
 * them from the server nor brings back what was ended there.
 */
export const FOLLOWED: readonly TableName[] = ['user_sessions', 'account_grants'];

export function placeOfTable(name: string): Place | null {
  return isTable(name) ? TABLES[name].place : null;
}

export function defaultedIn(name: string): readonly Defaulted[] {
  return isTable(name) ? TABLES[name].defaulted : [];
}
