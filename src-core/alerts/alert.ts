import { z } from 'zod';
import { symbolSchema, tickerSchema, timeSchema, underlyingSchema } from '../contract/schemas.ts';
import { SEVERITIES } from '../risk/risk-event.ts';

const crossing = z.enum(['at_or_above', 'at_or_below']);

/** What a rule looks at, in the unit said. */
export const alertConditionSchema = z.discriminatedUnion('kind', [
  /** Dollars, or points of VIX. */
  z.object({ kind: z.literal('price'), ticker: tickerSchema, when: crossing, threshold: z.number().positive('expected more than 0') }),
  /** Volatility at the money of the same-day chain, percent. */
  z.object({ kind: z.literal('volatility'), underlying: underlyingSchema, when: crossing, threshold: z.number().positive('expected more than 0') }),
  /** Delta of one contract, -1 to 1. */
  z.object({ kind: z.literal('delta'), symbol: symbolSchema, when: crossing, threshold: z.number().min(-1, 'expected -1 to 1').max(1, 'expected -1 to 1') }),
  /** Dollars: of the day (tradeId null), or of one position, if closed now. */
  z.object({ kind: z.literal('result'), tradeId: z.uuid().nullable(), when: crossing, threshold: z.number() }),
  /** Percent of the spot between it and the nearest short strike of a position (tradeId null: of any). */
  z.object({ kind: z.literal('strike_distance'), tradeId: z.uuid().nullable(), threshold: z.number().min(0, 'expected 0 or more').max(50, 'expected at most 50 %') }),
  /** Minutes before the reference time. */
  z.object({ kind: z.literal('time'), minutesBefore: z.number().min(0, 'expected 0 to 390').max(390, 'expected 0 to 390') }),
]);
export type AlertCondition = z.output<typeof alertConditionSchema>;

export const alertRuleSchema = z.object({
  id: z.uuid(),
  name: z.string().trim().min(1, 'expected a name').max(80, 'expected at most 80 characters'),
  condition: alertConditionSchema,
  severity: z.enum(SEVERITIES),
  enabled: z.boolean(),
  /** After it fired: never again, or once it was false and this many minutes have passed. */
  repeat: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('once') }),
    z.object({ kind: z.literal('again'), minutes: z.number().min(1, 'expected 1 to 390').max(390, 'expected 1 to 390') }),
  ]),
});
export type AlertRule = z.output<typeof alertRuleSchema>;

export const alertSchema = z.object({
  id: z.string(),
  time: timeSchema,
  severity: z.enum(SEVERITIES),
  title: z.string(),
  text: z.string(),
  /** The rule or the risk event it comes from. */
  source: z.discriminatedUnion('kind', [z.object({ kind: z.literal('rule'), id: z.string() }), z.object({ kind: z.literal('risk'), id: z.string(), type: z.string() })]),
  state: z.enum(['active', 'snoozed', 'acknowledged']),
  /** While snoozed: when it comes back. */
  until: timeSchema.nullable(),
  acknowledgedAt: timeSchema.nullable(),
  /** False where more came than may sound at once: it is kept and shown all the same. */
  sounds: z.boolean(),
});
export type Alert = z.output<typeof alertSchema>;
