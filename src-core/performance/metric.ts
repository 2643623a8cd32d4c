import { z } from 'zod';

/** Every figure of a period's trading, in the order shown. Their definitions are the table METRICS. */
export const METRIC_NAMES = [
  'net_result',
  'total_return',
  'trades',
  'winners',
  'losers',
  'win_rate',
  'average_win',
  'average_loss',
  'profit_factor',
  'expectancy',
  'return_on_risk',
  'sharpe',
  'sortino',
  'calmar',
  'volatility',
  'max_drawdown',
  'max_drawdown_dollars',
  'max_drawdown_duration',
  'max_drawdown_recovery',
  'longest_wins',
  'longest_losses',
  'holding_time',
  'slippage_mid',
  'slippage_natural',
  'fee_share',
  'favourable_excursion',
  'adverse_excursion',
] as const;
export type MetricName = (typeof METRIC_NAMES)[number];

export const METRIC_UNITS = ['dollars', 'share', 'ratio', 'count', 'days', 'milliseconds'] as const;
export type MetricUnit = (typeof METRIC_UNITS)[number];

/** One figure of a period. */
export const metricSchema = z.object({
  name: z.enum(METRIC_NAMES),
  /** In the unit of its definition (dollars are plain dollars; a share is 0 to 1); null where the sample does not carry it. */
  value: z.number().nullable(),
  /** 95 %; null where none is told. */
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** Trades or days (as its definition says) it was made of. */
  sample: z.number(),
  /** Why there is no value, a sentence; null with one. */
  because: z.string().nullable(),
});
export type Metric = z.output<typeof metricSchema>;
