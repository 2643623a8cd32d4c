/** What is kept for how long. `days` is null for ever. docs/retention.md says the same, and a test holds it to this. */
export interface RetentionRule {
  /** For people. */
  readonly data: string;
  readonly days: number | null;
  /** Where it is no matter of days. */
  readonly kept?: string;
  /** From when the days count, and what takes the data away. */
  readonly counted: string;
}

export const RETENTION_RULES = {
  realtime_cache: {
    data: 'Real-time cache',
    days: 1,
    counted: 'from each write: a key ends by its own time to live, between a minute and a day; that a day was locked, which is no copy of anything, after 30 days',
  },
  market_data_snapshots: {
    data: 'Prices each minute',
    days: 30,
    counted: 'from the recording (created_at), whatever date the session had',
  },
  options_chains: {
    data: 'Option chains each five minutes',
    days: 30,
    counted: 'from the recording (created_at), whatever date the session had',
  },
  time_series_detail: {
    data: 'Time series in detail',
    days: 30,
    counted: 'from the point’s own time, but nothing is taken of a date whose prices were recorded in the last 30 days, nor of what came after it',
  },
  daily_aggregates: {
    data: 'Daily aggregates',
    days: 731,
    counted: 'from the day itself, but nothing is taken of a date whose prices were recorded in the last 30 days, nor of what came after it',
  },
  session_recordings: {
    data: 'Recorded sessions',
    days: null,
    kept: 'up to 5 GB',
    counted: 'all together, or as much as recordings.maximumGigabytes says; what was recorded longest ago goes first, never the running session',
  },
  trade_history: {
    data: 'Signals and what became of them, orders, fills, trades, the ledger, what the broker told and how it compared, risk events and alerts',
    days: null,
    counted: 'never taken away',
  },
  audit_logs: {
    data: 'Audit log',
    days: 2_557,
    counted: 'from the entry (created_at)',
  },
} as const satisfies Readonly<Record<string, RetentionRule>>;

export type RetentionRuleName = keyof typeof RETENTION_RULES;
