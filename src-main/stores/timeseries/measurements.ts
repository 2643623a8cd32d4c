import type { EpochMs } from '../../../src-core/time.ts';

/** The measurements of the schema document: their tags and fields by name. */
export const MEASUREMENTS = {
  market_data: { tags: ['symbol', 'exchange'], fields: ['price', 'bid', 'ask', 'volume', 'change_percent'] },
  options_data: {
    tags: ['symbol', 'underlying', 'option_type', 'strike', 'expiration'],
    fields: ['bid', 'ask', 'last', 'volume', 'open_interest', 'iv', 'delta', 'gamma', 'theta', 'vega'],
  },
  correlations: { tags: ['pair'], fields: ['correlation', 'rolling_30d', 'rolling_7d'] },
  portfolio_performance: { tags: ['user_id', 'account_id', 'ticker'], fields: ['pnl', 'unrealized_pnl', 'position_count', 'exposure'] },
  risk_metrics: { tags: ['user_id', 'account_id', 'metric_type'], fields: ['value', 'threshold', 'severity'] },
} as const;

export type Measurement = keyof typeof MEASUREMENTS;

type TagOf<Name extends Measurement> = (typeof MEASUREMENTS)[Name]['tags'][number];
/** severity is the only field that is text. */
type FieldsOf<Name extends Measurement> = {
  readonly [Field in (typeof MEASUREMENTS)[Name]['fields'][number]]?: Field extends 'severity' ? string : number;
};

/** One point: a field that is absent or NaN is not stored; a point without any field is nothing. */
export type Point = {
  readonly [Name in Measurement]: {
    readonly measurement: Name;
    readonly tags: Readonly<Record<TagOf<Name>, string>>;
    readonly fields: FieldsOf<Name>;
    readonly time: EpochMs;
  };
}[Measurement];
