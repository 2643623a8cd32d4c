import { z } from 'zod';
import { alertRuleSchema, alertSchema } from '../alerts/alert.ts';
import { exitPlanSchema, exitViewSchema } from '../risk/exits.ts';
import { isLimitName, LIMIT_GROUPS } from '../risk/limits.ts';
import { riskMeasuresSchema } from '../risk/measures.ts';
import { riskEventSchema, SEVERITIES } from '../risk/risk-event.ts';
import { isBreakerName, TRADING_STATES, tripSchema } from '../risk/trading-state.ts';
import { dateSchema, legSchema, moneySchema, timeSchema, underlyingSchema } from './schemas.ts';

export const limitNameSchema = z.string().refine(isLimitName, 'is not a risk parameter');

/** A limit that something is measured against, as a gauge. */
export const gaugeSchema = z.object({
  limit: limitNameSchema,
  title: z.string(),
  underlying: underlyingSchema.nullable(),
  /** In `unit`: what is used, the limit in force and what is left (never below 0); null where it has no bound or is not known. */
  unit: z.enum(['dollars', 'count']),
  used: z.number().nullable(),
  most: z.number(),
  left: z.number().nullable(),
});
export type Gauge = z.output<typeof gaugeSchema>;

/** How a breaker stands. */
export const breakerViewSchema = z.object({
  breaker: z.string().refine(isBreakerName, 'is not a breaker'),
  title: z.string(),
  level: z.enum(['underlying', 'portfolio', 'data']),
  underlying: underlyingSchema.nullable(),
  /** The newest reading and what it is compared with, both in `unit`; null where it is not known now. */
  value: z.number().nullable(),
  threshold: z.number().nullable(),
  unit: z.enum(['dollars', 'count', 'seconds', 'points', 'correlation', 'factor', 'none']),
  state: z.enum(['quiet', 'confirming', 'tripped']),
  since: timeSchema.nullable(),
  /** Why there is no reading, or what happened; null where nothing is to be said. */
  text: z.string().nullable(),
});
export type BreakerView = z.output<typeof breakerViewSchema>;

/** One closing order of a flattening plan, in the order they are sent. */
export const flattenStepSchema = z.object({
  tradeId: z.string(),
  underlying: underlyingSchema,
  strategy: z.string(),
  kind: z.enum(['package', 'short', 'long', 'shares']),
  legs: z.array(legSchema),
  quantity: z.number(),
  /** Prices tried one after another, net debits per share; empty while a leg has no usable quote. */
  ladder: z.array(moneySchema),
  /** Dollars that closing costs (negative: brings), fees included, at the mid, as expected, and at the ladder's last price; null without quotes. */
  atMid: moneySchema.nullable(),
  expected: moneySchema.nullable(),
  atWorst: moneySchema.nullable(),
  state: z.enum(['planned', 'waiting', 'working', 'done', 'stuck', 'left']),
  /** Price of the ladder it rests at now. */
  price: moneySchema.nullable(),
  filled: z.number(),
  /** Why it waits, is stuck or is left to lapse; null otherwise. */
  text: z.string().nullable(),
});
export type FlattenStep = z.output<typeof flattenStepSchema>;

export const flattenPlanSchema = z.object({
  time: timeSchema,
  steps: z.array(flattenStepSchema),
  /** Sums of the steps; null where one is not known. */
  atMid: moneySchema.nullable(),
  expected: moneySchema.nullable(),
  atWorst: moneySchema.nullable(),
  /** Seconds that the whole ladder takes at most, where every step is quoted. */
  seconds: z.number(),
});
export type FlattenPlan = z.output<typeof flattenPlanSchema>;

export const flatteningSchema = z.object({
  state: z.enum(['running', 'stopped', 'done']),
  startedAt: timeSchema,
  endedAt: timeSchema.nullable(),
  plan: flattenPlanSchema,
});
export type Flattening = z.output<typeof flatteningSchema>;

/** The state, what is measured and what it is measured against. Sent at the pace a person reads. */
export const riskViewSchema = z.object({
  time: timeSchema,
  state: z.enum(TRADING_STATES),
  /** Stricter than `state` in these alone. */
  underlyings: z.array(z.object({ underlying: underlyingSchema, state: z.enum(TRADING_STATES) })),
  /** The day is locked: it does not become ACTIVE again today. */
  locked: z.boolean(),
  /** What holds the state, newest first. */
  trips: z.array(tripSchema),
  breakers: z.array(breakerViewSchema),
  gauges: z.array(gaugeSchema),
  measures: riskMeasuresSchema.nullable(),
  flattening: flatteningSchema.nullable(),
  /** What keeps a part of the engine from working, sentences. */
  problems: z.array(z.string()),
});
export type RiskView = z.output<typeof riskViewSchema>;

export const limitViewSchema = z.object({
  name: limitNameSchema,
  title: z.string(),
  what: z.string(),
  group: z.enum(LIMIT_GROUPS),
  type: z.enum(['percentage', 'absolute', 'multiplier']),
  unit: z.string(),
  value: z.number(),
  initial: z.number(),
  lowest: z.number(),
  highest: z.number(),
  safer: z.enum(['lower', 'higher', 'neither']),
  /** What it becomes at the next session; null without a change that waits. */
  pending: z.number().nullable(),
  /** In dollars by the equity at the day's start; null for other units. */
  dollars: moneySchema.nullable(),
});
export const limitsViewSchema = z.object({
  equity: moneySchema,
  /** Day from which waiting changes count: the session after this one. */
  session: dateSchema,
  limits: z.array(limitViewSchema),
});
export type LimitView = z.output<typeof limitViewSchema>;
export type LimitsView = z.output<typeof limitsViewSchema>;

export const limitChangesSchema = z.array(z.object({ name: limitNameSchema, value: z.number() })).min(1).max(100);
export type LimitChanges = z.output<typeof limitChangesSchema>;

export const riskEventQuerySchema = z.object({
  severity: z.enum(SEVERITIES).optional(),
  type: z.string().max(50).optional(),
  offset: z.int().min(0, 'expected 0 or more').default(0),
  limit: z.int().min(1, 'expected 1 to 200').max(200, 'expected 1 to 200').default(50),
});
export type RiskEventQuery = z.output<typeof riskEventQuerySchema>;
export const riskEventPageSchema = z.object({ total: z.number(), events: z.array(riskEventSchema) });
export type RiskEventPage = z.output<typeof riskEventPageSchema>;

export const alertQuerySchema = z.object({
  state: z.enum(['active', 'snoozed', 'acknowledged']).optional(),
  offset: z.int().min(0, 'expected 0 or more').default(0),
  limit: z.int().min(1, 'expected 1 to 200').max(200, 'expected 1 to 200').default(50),
});
export type AlertQuery = z.output<typeof alertQuerySchema>;
export const alertPageSchema = z.object({ total: z.number(), alerts: z.array(alertSchema) });
export type AlertPage = z.output<typeof alertPageSchema>;

export const killResultSchema = z.object({
  /** Orders whose cancellation was sent. */
  cancelled: z.number(),
  /** Milliseconds from the request to the last cancellation sent. */
  milliseconds: z.number(),
  plan: flattenPlanSchema.nullable(),
});
export type KillResult = z.output<typeof killResultSchema>;

export const exitRequestSchema = z.object({ tradeId: z.uuid(), plan: exitPlanSchema });
export const exitsSchema = z.array(exitViewSchema);
export const alertRulesSchema = z.array(alertRuleSchema);
