import { z } from 'zod';
import { METRIC_UNITS, METRIC_NAMES, metricSchema } from '../performance/metric.ts';
import { DIMENSIONS, sliceSchema } from '../performance/slice.ts';
import { dateSchema, figureSchema, moneySchema, underlyingSchema } from './schemas.ts';

/** An account whose trading is kept: the terminal's own, and those that statements were imported into. */
export const performanceAccountSchema = z.object({
  id: z.string(),
  number: z.string(),
  kind: z.enum(['paper', 'live']),
  broker: z.string(),
  /** The one this terminal trades. */
  own: z.boolean(),
  /** First and last day with a result; null before the first. */
  from: dateSchema.nullable(),
  to: dateSchema.nullable(),
  /** Trades that are over. */
  trades: z.number(),
});
export type PerformanceAccount = z.output<typeof performanceAccountSchema>;

/** Absent: the terminal's own account, from its first day to its last, all trades. Days are inclusive. */
export const performanceQuerySchema = z.object({
  accountId: z.string().max(80).optional(),
  from: dateSchema.optional(),
  to: dateSchema.optional(),
  slice: sliceSchema.default({}),
});
export type PerformanceQuery = z.output<typeof performanceQuerySchema>;

export const dailyResultSchema = z.object({
  date: dateSchema,
  underlying: underlyingSchema.nullable(),
  realised: moneySchema,
  unrealised: moneySchema.nullable(),
  unrealisedAtEnd: moneySchema.nullable(),
  commission: moneySchema,
  fees: moneySchema,
  net: moneySchema.nullable(),
  trades: z.number(),
  winners: z.number(),
  losers: z.number(),
  state: z.enum(['open', 'closed', 'restated']),
});

/** A day on the equity curve, dollars. */
export const equityPointSchema = z.object({
  date: dateSchema,
  net: z.number(),
  /** At the day's end: what was there at the period's start and all results since. */
  equity: z.number(),
  /** Below the highest equity so far, not above 0; dollars, and as a share of that peak (null for a peak not above 0). */
  drawdown: z.number(),
  drawdownShare: figureSchema,
});

export const histogramSchema = z.object({
  what: z.enum(['net', 'return_on_risk', 'holding_time']),
  /** One more than counts: bin i reaches from edges[i] up to edges[i+1]. In the unit of the metric of that name. */
  edges: z.array(z.number()),
  counts: z.array(z.number()),
});

export const performanceViewSchema = z.object({
  account: performanceAccountSchema,
  /** null where the account has no day in the period. */
  from: dateSchema.nullable(),
  to: dateSchema.nullable(),
  /** 'account': days as booked, open results included. 'trades': results of the trades of the slice on the days they ended. */
  basis: z.enum(['account', 'trades']),
  /** Dollars at the period's start. */
  startEquity: z.number(),
  metrics: z.array(metricSchema),
  days: z.array(equityPointSchema),
  /** Of the whole account whatever the slice: the rows of daily_pnl with all underlyings. */
  daily: z.array(dailyResultSchema),
  histograms: z.array(histogramSchema),
  /** At most 2,000 trades, evenly picked by time where there are more. Dollars. */
  scatter: z.object({
    total: z.number(),
    points: z.array(z.object({ id: z.string(), strategy: z.string(), underlying: underlyingSchema, date: dateSchema, risk: figureSchema, net: z.number() })),
  }),
});
export type PerformanceView = z.output<typeof performanceViewSchema>;

export const slicesQuerySchema = performanceQuerySchema.extend({ by: z.enum(DIMENSIONS) });
export const slicesViewSchema = z.object({
  by: z.enum(DIMENSIONS),
  /** A trade with two tags is in two rows. */
  rows: z.array(z.object({ key: z.string(), title: z.string(), metrics: z.array(metricSchema) })),
});
export type SlicesQuery = z.output<typeof slicesQuerySchema>;
export type SlicesView = z.output<typeof slicesViewSchema>;

export const metricDefinitionSchema = z.object({
  name: z.enum(METRIC_NAMES),
  title: z.string(),
  /** One sentence, with the formula and what it is annualised by. */
  definition: z.string(),
  unit: z.enum(METRIC_UNITS),
  of: z.enum(['trades', 'days']),
  leastSample: z.number(),
});

/** Tells that results changed, and how today stands. */
export const performanceStateSchema = z.object({
  /** Grows with every change of a result: what was asked before is old then. */
  revision: z.number(),
  /** Today of the own account, all underlyings first, then each; empty before anything was booked. */
  today: z.array(dailyResultSchema),
  /** What keeps results from being known or kept, sentences. */
  problems: z.array(z.string()),
});
export type PerformanceState = z.output<typeof performanceStateSchema>;

/** A file made by the core for the person to keep. */
export const madeFileSchema = z.object({ name: z.string(), mediaType: z.string(), base64: z.string() });
export type MadeFile = z.output<typeof madeFileSchema>;

/** A late assignment of a short option that was thought lapsed, or a difference in what the broker charged. */
export const bookCorrectionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('assignment'), id: z.uuid(), tradeId: z.uuid(), symbol: z.string().max(40), contracts: z.int().min(1).max(10_000) }),
  /** What was charged more (or, negative, less) than booked, on the trade's closing day. */
  z.object({ kind: z.literal('charges'), id: z.uuid(), tradeId: z.uuid(), commission: moneySchema, fees: moneySchema, reason: z.string().min(1).max(200) }),
]);
export type BookCorrection = z.output<typeof bookCorrectionSchema>;
