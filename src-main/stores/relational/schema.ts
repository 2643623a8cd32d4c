import type { ColumnType, Generated } from 'kysely';
import type { Right, Ticker } from '../../../src-core/instruments/instrument.ts';
import type { VolatilityRegime } from '../../../src-core/market/volatility-regime.ts';
import type { LedgerAccount, LedgerCause } from '../../../src-core/ledger/transaction.ts';
import type { TradeStatus } from '../../../src-core/ledger/trade.ts';
import type { Money } from '../../../src-core/money.ts';
import type { SeedStatus } from '../../../src-core/orders/life-cycle.ts';
import type { OrderPurpose, OrderState, OrderTerms, Side, TimeInForce } from '../../../src-core/orders/order.ts';
import type { DayState } from '../../../src-core/performance/daily-result.ts';
import type { Severity } from '../../../src-core/risk/risk-event.ts';
import type { SignalType } from '../../../src-core/signals/evidence.ts';
import type { Exit, Fate, SignalStatus } from '../../../src-core/signals/signal.ts';
import type { EpochMs, IsoDate } from '../../../src-core/time.ts';
import type { ExecutionStanding } from '../../ibkr/reconciliation/broker-journal.ts';

/** Written as a boolean; read as one or as 0 and 1, whichever the server keeps. */
type Flag = ColumnType<boolean | 0 | 1, boolean, boolean>;
type NullableFlag = ColumnType<boolean | 0 | 1 | null, boolean | null, boolean | null>;
type DefaultedFlag = ColumnType<boolean | 0 | 1, boolean | undefined, boolean>;
/** Written as JSON text; read as text or as the value, whichever the server keeps: see json-column.ts. */
type Json = ColumnType<unknown, string, string>;
type NullableJson = ColumnType<unknown, string | null, string | null>;
/** A number that was rounded to the column's decimals when written. */
type Figure = number;

/** When a row came into the database and last changed, by the database's own clock unless given. */
interface Stamps {
  created_at: Generated<EpochMs>;
  updated_at: Generated<EpochMs>;
}

interface UsersTable extends Stamps {
  id: Generated<string>;
  username: string;
  email: string;
  password_hash: string;
  first_name: string | null;
  last_name: string | null;
  role: Generated<'admin' | 'trader' | 'viewer'>;
  is_active: DefaultedFlag;
  last_login: EpochMs | null;
}

interface UserSessionsTable {
  id: Generated<string>;
  user_id: string;
  token_hash: string;
  expires_at: EpochMs;
  created_at: Generated<EpochMs>;
  ip_address: string | null;
  user_agent: string | null;
  place: Generated<string>;
  last_seen: EpochMs | null;
}

/** Users who may trade an account beside its owner. */
interface AccountGrantsTable {
  account_id: string;
  user_id: string;
  granted_by: string | null;
  created_at: EpochMs;
}

/** One row that counts every change of users, sessions, grants and configuration. */
interface AccessVersionTable {
  id: number;
  version: number;
}

interface TickersTable extends Stamps {
  id: Generated<number>;
  symbol: Ticker;
  name: string;
  exchange: string;
  sector: string | null;
  industry: string | null;
  is_active: DefaultedFlag;
  options_available: DefaultedFlag;
}

interface MarketDataSnapshotsTable {
  id: Generated<number>;
  ticker_id: number;
  timestamp: EpochMs;
  price: Money;
  bid: Money | null;
  ask: Money | null;
  volume: number | null;
  open_price: Money | null;
  high_price: Money | null;
  low_price: Money | null;
  previous_close: Money | null;
  change_amount: Money | null;
  change_percent: Figure | null;
  created_at: Generated<EpochMs>;
}

interface OptionsChainsTable {
  id: Generated<number>;
  underlying_ticker_id: number;
  expiration_date: IsoDate;
  strike_price: Money;
  option_type: Right;
  symbol: string;
  bid: Money | null;
  ask: Money | null;
  last_price: Money | null;
  volume: number | null;
  open_interest: number | null;
  implied_volatility: Figure | null;
  delta: Figure | null;
  gamma: Figure | null;
  theta: Figure | null;
  vega: Figure | null;
  rho: Figure | null;
  timestamp: EpochMs;
  created_at: Generated<EpochMs>;
}

interface MarketSessionsTable {
  sequence: Generated<number>;
  id: string;
  session_date: IsoDate;
  feed_kind: 'simulated' | 'replay' | 'ibkr';
  feed_detail: string;
  seed: number;
  session_now: EpochMs;
  previous_closes: Json;
  closes: Json;
  reference_prices: Json;
  settled_at: EpochMs | null;
}

interface SignalsTable extends Stamps {
  id: Generated<string>;
  ticker_id: number;
  signal_type: SignalType;
  strategy_type: string;
  confidence_score: Figure;
  generated_at: EpochMs;
  expires_at: EpochMs;
  status: Generated<SignalStatus>;
  underlying_price: Money;
  target_profit: Figure | null;
  stop_loss: Figure | null;
  max_risk: Money | null;
  max_reward: Money | null;
  probability_profit: Figure | null;
  break_even_price: Money | null;
  analysis_data: NullableJson;
}

interface SignalLegsTable {
  id: Generated<string>;
  signal_id: string;
  leg_order: number;
  action: Side;
  option_type: Right;
  strike_price: Money;
  expiration_date: IsoDate;
  quantity: number;
  estimated_price: Money | null;
  option_symbol: string | null;
  created_at: Generated<EpochMs>;
}

interface SignalOutcomesTable {
  signal_id: string;
  account_id: string;
  session_id: string;
  session_date: IsoDate;
  ticker_id: number;
  signal_type: SignalType;
  generated_at: EpochMs;
  detector: string;
  title: string;
  hour: number;
  regime: VolatilityRegime | null;
  implied_probability: number;
  said_probability: number;
  calibrated: Flag;
  maximum_loss: Money;
  status: SignalStatus;
  fate: Fate;
  approved_at: EpochMs | null;
  ended_at: EpochMs | null;
  end_reason: string | null;
  order_id: string | null;
  exit: Exit | null;
  settled_at: EpochMs | null;
  result: Money | null;
  expected_result: Money | null;
  won: NullableFlag;
  settle_reason: string | null;
}

interface TradingAccountsTable extends Stamps {
  id: Generated<string>;
  user_id: string;
  account_number: string;
  account_type: 'paper' | 'live';
  broker: Generated<string>;
  is_active: DefaultedFlag;
  buying_power: Money | null;
  net_liquidation: Money | null;
  total_cash: Money | null;
  api_credentials: NullableJson;
  /** Paid in when a paper account was opened; null for the amount that was usual then. */
  starting_cash: Money | null;
}

interface TradesTable extends Stamps {
  id: string;
  user_id: string;
  account_id: string;
  signal_id: string | null;
  ticker_id: number;
  strategy_type: string;
  trade_type: 'manual' | 'automated';
  status: Generated<SeedStatus | TradeStatus>;
  opened_at: EpochMs;
  closed_at: EpochMs | null;
  total_cost: Money | null;
  total_proceeds: Money | null;
  realized_pnl: Money | null;
  unrealized_pnl: Money | null;
  commission: Money | null;
  fees: Money | null;
  notes: string | null;
  legs: Json;
  opened_quantity: number;
  closed_quantity: number;
  open_cost: Money;
  close_cost: Money;
  optimistic_cost: Money;
  pessimistic_cost: Money;
  session_id: string | null;
  import_id: ColumnType<string | null, string | null | undefined, string | null>;
}

interface TradeLegsTable extends Stamps {
  id: string;
  trade_id: string;
  leg_order: number;
  action: Side;
  option_symbol: string;
  quantity: number;
  avg_fill_price: Money | null;
  commission: Money | null;
  fees: Money | null;
  status: Generated<'pending' | 'filled' | 'partially_filled' | 'cancelled'>;
  filled_quantity: Generated<number>;
  remaining_quantity: number | null;
}

interface OrderPackagesTable {
  id: string;
  account_id: string;
  sequence: number;
  trade_id: string;
  ticker_id: number;
  legs: Json;
  quantity: number;
  order_type: OrderTerms['type'];
  limit_price: Money | null;
  stop_price: Money | null;
  time_in_force: TimeInForce;
  source: 'manual' | 'automated';
  closing: Flag;
  state: OrderState;
  resume_state: OrderState | null;
  pending_change: NullableJson;
  triggered: Flag;
  filled_quantity: number;
  filled_net_total: Money;
  reason: string | null;
  created_at: EpochMs;
  updated_at: EpochMs;
  session_id: string | null;
  signal_id: string | null;
  purpose: Generated<OrderPurpose>;
  collar_price: Money | null;
  broker_order_id: string | null;
  adopted: Flag;
  group_id: string | null;
  parent_order_id: string | null;
  released_quantity: number | null;
}

interface OrdersTable extends Stamps {
  id: string;
  trade_leg_id: string;
  broker_order_id: string | null;
  order_type: OrderTerms['type'];
  action: Side;
  quantity: number;
  limit_price: Money | null;
  stop_price: Money | null;
  time_in_force: Generated<TimeInForce>;
  status: Generated<SeedStatus>;
  filled_quantity: Generated<number>;
  avg_fill_price: Money | null;
  submitted_at: EpochMs | null;
  filled_at: EpochMs | null;
  cancelled_at: EpochMs | null;
  error_message: string | null;
  package_id: string;
}

interface OrderHistoryTable {
  package_id: string;
  step: number;
  time: EpochMs;
  state: OrderState;
  event: Json;
}

interface FillsTable {
  id: string;
  package_id: string;
  time: EpochMs;
  packages: number;
  net: Money;
  evidence: Json;
}

interface FillLegsTable {
  fill_id: string;
  leg_order: number;
  symbol: string;
  action: Side;
  quantity: number;
  price: Money;
}

interface LedgerTransactionsTable {
  sequence: Generated<number>;
  account_id: string;
  id: string;
  time: EpochMs;
  cause: LedgerCause;
  trade_id: string | null;
  reason: string | null;
}

interface LedgerEntriesTable {
  account_id: string;
  transaction_id: string;
  line: number;
  ledger_account: LedgerAccount;
  amount: Money;
  symbol: string | null;
  quantity: number | null;
  price: Money | null;
}

interface BrokerExecutionsTable {
  account_id: string;
  id: string;
  order_id: string | null;
  perm_id: string;
  symbol: string;
  side: Side;
  quantity: number;
  price: Money;
  time: EpochMs;
  exchange: string;
  charge: number | null;
  charge_currency: string | null;
  standing: ExecutionStanding;
}

interface BrokerChargesTable {
  account_id: string;
  execution_id: string;
  order_id: string;
  time: EpochMs;
  estimated: Money;
  charged: Money;
  foreign_amount: number | null;
  foreign_currency: string | null;
  foreign_rate: number | null;
}

interface ReconciliationsTable {
  account_id: string;
  id: string;
  began_at: EpochMs;
  record: Json;
  standing: Json;
}

interface RiskParametersTable extends Stamps {
  id: Generated<string>;
  user_id: string;
  account_id: string;
  parameter_name: string;
  parameter_value: Figure;
  parameter_type: 'percentage' | 'absolute' | 'multiplier';
  is_active: DefaultedFlag;
}

interface RiskEventsTable {
  id: Generated<string>;
  user_id: string | null;
  account_id: string | null;
  event_type: string;
  severity: Severity;
  description: string;
  triggered_value: Figure | null;
  threshold_value: Figure | null;
  action_taken: string | null;
  resolved_at: EpochMs | null;
  created_at: Generated<EpochMs>;
}

interface RiskParameterChangesTable {
  account_id: string;
  parameter_name: string;
  parameter_value: Figure;
  effective_from: IsoDate;
  created_at: EpochMs;
}

interface TradingDaysTable {
  account_id: string;
  date: IsoDate;
  locked: Flag;
  trips: Json;
  best_result: Money;
  updated_at: EpochMs;
}

interface PositionExitsTable {
  trade_id: string;
  account_id: string;
  plan: Json;
  progress: Json;
  updated_at: EpochMs;
}

interface FlatteningsTable {
  id: string;
  account_id: string;
  progress: Json;
  started_at: EpochMs;
  ended_at: EpochMs | null;
}

interface AlertRulesTable {
  id: string;
  account_id: string;
  rule: Json;
  progress: Json;
  updated_at: EpochMs;
}

interface AlertsTable {
  id: string;
  account_id: string;
  severity: Severity;
  state: 'active' | 'snoozed' | 'acknowledged';
  alert: Json;
  created_at: EpochMs;
}

interface DailyPnlTable extends Stamps {
  id: Generated<string>;
  user_id: string;
  account_id: string;
  ticker_id: number | null;
  trade_date: IsoDate;
  realized_pnl: Generated<Money>;
  unrealized_pnl: Generated<Money | null>;
  total_pnl: Generated<Money | null>;
  commission: Generated<Money>;
  fees: Generated<Money>;
  net_pnl: Generated<Money | null>;
  trades_count: Generated<number>;
  winning_trades: Generated<number>;
  losing_trades: Generated<number>;
  unrealized_at_end: Generated<Money | null>;
  state: Generated<DayState>;
}

interface PerformanceMetricsTable {
  id: Generated<string>;
  user_id: string;
  account_id: string;
  period_start: IsoDate;
  period_end: IsoDate;
  total_return: Figure | null;
  total_trades: number | null;
  winning_trades: number | null;
  losing_trades: number | null;
  win_rate: Figure | null;
  avg_win: Money | null;
  avg_loss: Money | null;
  profit_factor: Figure | null;
  sharpe_ratio: Figure | null;
  max_drawdown: Figure | null;
  max_drawdown_duration: number | null;
  volatility: Figure | null;
  metrics: ColumnType<unknown, string | undefined, string>;
  created_at: Generated<EpochMs>;
}

interface TradeCircumstancesTable {
  trade_id: string;
  account_id: string;
  spot: Money | null;
  vix: Figure | null;
  regime: VolatilityRegime | null;
  best: Money | null;
  best_at: EpochMs | null;
  worst: Money | null;
  worst_at: EpochMs | null;
  updated_at: EpochMs;
}

interface TradeTagsTable {
  trade_id: string;
  account_id: string;
  tag: string;
}

interface StatementImportsTable {
  id: string;
  account_id: string;
  broker: string;
  file_name: string;
  digest: string;
  packages: number;
  fills: number;
  imported_at: EpochMs;
}

interface GammaLevelRecordsTable {
  underlying: string;
  date: IsoDate;
  kind: string;
  source: string;
  record: Json;
  created_at: EpochMs;
}

interface PracticeRunsTable {
  id: string;
  account_id: string;
  recording: string;
  date: IsoDate;
  started_at: EpochMs;
  ended_at: EpochMs;
  score: Json;
}

interface SystemConfigTable extends Stamps {
  id: Generated<number>;
  config_key: string;
  config_value: string;
  config_type: Generated<'string' | 'integer' | 'decimal' | 'boolean' | 'json'>;
  description: string | null;
  is_sensitive: DefaultedFlag;
}

interface AuditLogsTable {
  id: string;
  user_id: string | null;
  action: string;
  resource_type: string;
  resource_id: string | null;
  old_values: NullableJson;
  new_values: NullableJson;
  ip_address: string | null;
  user_agent: string | null;
  created_at: Generated<EpochMs>;
  /** The workstation whose chain it is in, its place there, and what holds it; all null from before there was one. */
  chain: string | null;
  sequence: number | null;
  previous_hash: string | null;
  hash: string | null;
  seal: string | null;
}

/** The entry that a chain begins after, once those before it were old enough to go. */
interface AuditBeginningsTable {
  chain: string;
  sequence: number;
  hash: string;
  seal: string;
  created_at: EpochMs;
}

interface SchemaMigrationsTable {
  number: number;
  name: string;
  checksum: string;
  applied_at: EpochMs;
}

interface RetentionRunsTable {
  id: string;
  rule: string;
  store: string;
  started_at: EpochMs;
  finished_at: EpochMs | null;
  removed: number;
  detail: string;
}

interface OutboxTable {
  sequence: Generated<number>;
  epoch: number;
  statements: string;
  appended_table: string | null;
  first_id: number | null;
  last_id: number | null;
  created_at: EpochMs;
  refused: string | null;
}

interface ReplicaStateTable {
  name: string;
  value: string;
}

/** Every table of the relational store, the same for each server. The migrations say what each column means. */
export interface Database {
  users: UsersTable;
  user_sessions: UserSessionsTable;
  account_grants: AccountGrantsTable;
  access_version: AccessVersionTable;
  tickers: TickersTable;
  market_data_snapshots: MarketDataSnapshotsTable;
  options_chains: OptionsChainsTable;
  market_sessions: MarketSessionsTable;
  signals: SignalsTable;
  signal_legs: SignalLegsTable;
  signal_outcomes: SignalOutcomesTable;
  trading_accounts: TradingAccountsTable;
  trades: TradesTable;
  trade_legs: TradeLegsTable;
  order_packages: OrderPackagesTable;
  orders: OrdersTable;
  order_history: OrderHistoryTable;
  fills: FillsTable;
  fill_legs: FillLegsTable;
  ledger_transactions: LedgerTransactionsTable;
  ledger_entries: LedgerEntriesTable;
  broker_executions: BrokerExecutionsTable;
  broker_charges: BrokerChargesTable;
  reconciliations: ReconciliationsTable;
  risk_parameters: RiskParametersTable;
  risk_events: RiskEventsTable;
  risk_parameter_changes: RiskParameterChangesTable;
  trading_days: TradingDaysTable;
  position_exits: PositionExitsTable;
  flattenings: FlatteningsTable;
  alert_rules: AlertRulesTable;
  alerts: AlertsTable;
  daily_pnl: DailyPnlTable;
  performance_metrics: PerformanceMetricsTable;
  trade_circumstances: TradeCircumstancesTable;
  trade_tags: TradeTagsTable;
  statement_imports: StatementImportsTable;
  gamma_level_records: GammaLevelRecordsTable;
  practice_runs: PracticeRunsTable;
  system_config: SystemConfigTable;
  audit_logs: AuditLogsTable;
  audit_beginnings: AuditBeginningsTable;
  retention_runs: RetentionRunsTable;
  /** In the embedded store alone: what waits for the desk's server, and what is known of it. */
  outbox: OutboxTable;
  replica_state: ReplicaStateTable;
  schema_migrations: SchemaMigrationsTable;
}
