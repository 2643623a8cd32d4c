import { z } from 'zod';
import { dateSchema, figureSchema, timeSchema } from '../contract/schemas.ts';
import { VOLATILITY_REGIMES } from '../market/volatility-regime.ts';

/** Pairs of underlyings by the names they have in every store. */
export const CORRELATION_PAIRS = {
  SPY_QQQ: ['SPY', 'QQQ'],
  SPY_IWM: ['SPY', 'IWM'],
  QQQ_IWM: ['QQQ', 'IWM'],
} as const;
export type CorrelationPair = keyof typeof CORRELATION_PAIRS;
export const PAIR_NAMES = ['SPY_QQQ', 'SPY_IWM', 'QQQ_IWM'] as const satisfies readonly CorrelationPair[];

/** Something measured, or why it could not be, as a sentence. */
export type Measure<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

function measure<T extends z.ZodType>(value: T) {
  return z.discriminatedUnion('ok', [z.object({ ok: z.literal(true), value }), z.object({ ok: z.literal(false), reason: z.string() })]);
}

/** The volatility regime by VIX. */
export const regimeStateSchema = z.object({
  type: z.enum(VOLATILITY_REGIMES),
  /** What sizes are multiplied by. */
  factor: z.number(),
  vix: z.number(),
  /** Points since the previous close; null without one. */
  change: figureSchema,
  /** Points an hour, by least squares over the last 30 minutes. */
  slope: figureSchema,
  /** Share of the former days' closes below the VIX of now, 0 to 1, and of how many days; null where they are too few. */
  percentile: figureSchema,
  days: z.number(),
});
export type RegimeState = z.output<typeof regimeStateSchema>;

/** How two underlyings move together. Correlations are of minute returns, -1 to 1. */
export const pairStateSchema = z.object({
  /** Over the last 20, 60 and 180 returns. */
  short: figureSchema,
  hour: figureSchema,
  long: figureSchema,
  /** Over all returns of the last 7 and 30 calendar days. */
  rolling7d: figureSchema,
  rolling30d: figureSchema,
  /** The short correlation that is ordinary at this minute of the day: its mean, and the middle two thirds of it. */
  baseline: measure(z.object({ mean: z.number(), low: z.number(), high: z.number(), days: z.number(), source: z.enum(['recorded', 'shipped']) })),
  /** The short correlation against the baseline, in its deviations (of Fisher's transform); negative is looser than ordinary. */
  z: figureSchema,
  /**
   * The second's return over the last 30 minutes less what the first's explains (by their slope over the last 180 returns),
   * as a share, and in deviations of that remainder. Positive: the second is ahead.
   */
  gap: figureSchema,
  gapZ: figureSchema,
  /** Greatest absolute `gapZ` of the last 15 minutes. */
  gapZExtreme: figureSchema,
});
export type PairState = z.output<typeof pairStateSchema>;

/** One strike's gamma exposure: dollars of delta per 1 % move, by the open interest of calls and of puts. */
export const gammaStrikeSchema = z.object({ strike: z.number(), calls: z.number(), puts: z.number(), openInterest: z.number() });

export const gammaExposureSchema = z.object({
  /** Gamma·OI·100·S²·0.01 summed: calls less puts (dealers are long calls and short puts), and the reverse. Dollars per 1 %. */
  callsLessPuts: z.number(),
  putsLessCalls: z.number(),
  /** All of it, whoever holds it. */
  gross: z.number(),
  /** The strikes with the most, heaviest first. */
  heaviest: z.array(gammaStrikeSchema),
  /** The heaviest one's share of the gross. */
  concentration: z.number(),
  /** The last session whose close the open interest is of, and its age in calendar days. */
  asOf: dateSchema,
  ageDays: z.number(),
});
export type GammaExposure = z.output<typeof gammaExposureSchema>;

/** One underlying at a bar's close. Returns are logarithmic; variances are of log returns. */
export const underlyingStateSchema = z.object({
  price: z.number(),
  previousClose: figureSchema,
  open: z.number(),
  high: z.number(),
  low: z.number(),
  /** Over the last so many minutes; null where a minute is missing at either end. */
  returns: z.object({ m5: figureSchema, m15: figureSchema, m30: figureSchema, m60: figureSchema }),
  /** The returns over 15, 30 and 60 minutes in standard deviations that the options asked for in those minutes. */
  momentum: z.object({ m15: figureSchema, m30: figureSchema, m60: figureSchema }),
  /** Shares in the last 15 minutes over what is ordinary at that time of day; null without former days. */
  volumeRatio: figureSchema,
  /** The first 30 minutes; null before they are over, or where minutes of them are missing. */
  openingRange: z.object({ high: z.number(), low: z.number() }).nullable(),
  /** High less low so far, over what options asked for at the open for a range up to now. */
  rangeRatio: figureSchema,
  variance: z.object({
    /** Annual volatility realised since the open, and over the last 30 minutes, on the variance clock. */
    realised: figureSchema,
    realised30: figureSchema,
    /** Annual volatility at the money on the same clock: now, at the first priced bar, and 15 minutes ago. */
    implied: figureSchema,
    impliedAtOpen: figureSchema,
    implied15: figureSchema,
    /** Minute returns that `realised` is of. */
    returns: z.number(),
  }),
  expectedMove: z
    .object({
      /** Dollars to the reference: mean distance and standard deviation, and the middle 68 %, by the implied distribution. */
      mean: z.number(),
      sigma: z.number(),
      low: z.number(),
      high: z.number(),
      source: z.enum(['smile', 'lognormal']),
      /** Standard deviation asked for at the first priced bar, dollars, and the way gone since the open in it. */
      sigmaAtOpen: figureSchema,
      used: figureSchema,
    })
    .nullable(),
  gamma: measure(gammaExposureSchema),
  /** The same-day chain. */
  chain: z.object({
    forward: figureSchema,
    atmStrike: figureSchema,
    atmIv: figureSchema,
    /** Contracts listed, with a quote fit to trade on, and stale. */
    contracts: z.number(),
    usable: z.number(),
    stale: z.number(),
    /** Calls and puts fit to trade on. */
    calls: z.number(),
    puts: z.number(),
  }),
});
export type UnderlyingState = z.output<typeof underlyingStateSchema>;

export const eventStateSchema = z.object({
  label: z.string(),
  at: timeSchema,
  /** Negative once it is past. */
  minutesUntil: z.number(),
  /** As a multiple of an ordinary session's variance. */
  extraVariance: z.number(),
});

/**
 * Everything detectors look at, as of the close of a minute bar: nothing in it is of a later moment. What is not known is
 * null, or carries the reason.
 */
export const marketStateSchema = z.object({
  /** The bar's close. */
  time: timeSchema,
  date: dateSchema,
  /** Finished minutes since the open. */
  minute: z.number(),
  /** To the reference: by the wall, and as a share of the session's variance on the variance clock. */
  minutesLeft: z.number(),
  varianceLeft: z.number(),
  regime: measure(regimeStateSchema),
  pairs: z.object({ SPY_QQQ: measure(pairStateSchema), SPY_IWM: measure(pairStateSchema), QQQ_IWM: measure(pairStateSchema) }),
  underlyings: z.object({ SPY: measure(underlyingStateSchema), QQQ: measure(underlyingStateSchema), IWM: measure(underlyingStateSchema) }),
  events: z.array(eventStateSchema),
});
export type MarketState = z.output<typeof marketStateSchema>;
