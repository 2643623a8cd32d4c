import { z } from 'zod';
import { timeSchema } from '../contract/schemas.ts';

export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What a row of risk_events tells. */
export const riskEventSchema = z.object({
  id: z.string(),
  time: timeSchema,
  /** event_type: "breaker_day_loss", "limits_changed", "kill", "exit_stop", "order_denied" ... */
  type: z.string().max(50),
  severity: z.enum(SEVERITIES),
  /** A sentence with its numbers. */
  description: z.string(),
  value: z.number().nullable(),
  threshold: z.number().nullable(),
  /** What was done about it, at most 100 characters; null for nothing. */
  action: z.string().max(100).nullable(),
  resolvedAt: timeSchema.nullable(),
});
export type RiskEvent = z.output<typeof riskEventSchema>;
