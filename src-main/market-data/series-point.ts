import type { EpochMs } from '../../src-core/time.ts';

interface Stamped<Measurement extends string, Tags, Fields> {
  readonly measurement: Measurement;
  readonly tags: Tags;
  readonly fields: Fields;
  readonly time: EpochMs;
}

export type MarketDataPoint = Stamped<
  'market_data',
  { readonly symbol: string; readonly exchange: string },
  /** Dollars; shares today; percent. */
  { readonly price: number; readonly bid: number; readonly ask: number; readonly volume: number; readonly change_percent: number }
>;

export type OptionsDataPoint = Stamped<
  'options_data',
  /** symbol in OCC's form, strike in dollars ("445"), expiration "20240115". */
  { readonly symbol: string; readonly underlying: string; readonly option_type: string; readonly strike: string; readonly expiration: string },
  {
    readonly bid: number;
    readonly ask: number;
    readonly last: number;
    readonly volume: number;
    readonly open_interest: number;
    readonly iv: number;
    readonly delta: number;
    readonly gamma: number;
    readonly theta: number;
    readonly vega: number;
  }
>;

export type CorrelationPoint = Stamped<
  'correlations',
  { readonly pair: string },
  { readonly correlation: number; readonly rolling_7d: number; readonly rolling_30d: number }
>;

export type PortfolioPoint = Stamped<
  'portfolio_performance',
  { readonly user_id: string; readonly account_id: string; readonly ticker: string },
  { readonly pnl: number; readonly unrealized_pnl: number; readonly position_count: number; readonly exposure: number }
>;

export type RiskPoint = Stamped<
  'risk_metrics',
  { readonly user_id: string; readonly account_id: string; readonly metric_type: string },
  { readonly value: number; readonly threshold?: number; readonly severity?: string }
>;

/** What is recorded over time, by the measurements of the schema document. NaN in a field is absent; a point has one field at least. */
export type SeriesPoint = MarketDataPoint | OptionsDataPoint | CorrelationPoint | PortfolioPoint | RiskPoint;

/** Where points go. Writing never waits and never fails. */
export interface SeriesSink {
  write(points: readonly SeriesPoint[]): void;
}
