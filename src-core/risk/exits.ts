import { z } from 'zod';
import { moneySchema, timeSchema } from '../contract/schemas.ts';

/** How an amount is given: dollars of the whole position, or percent of its base (debit paid; credit received for a target, greatest loss for a stop). */
const amountSchema = z.discriminatedUnion('unit', [
  z.object({ unit: z.literal('percent'), value: z.number().positive('expected more than 0').max(1_000, 'expected at most 1,000 %') }),
  z.object({ unit: z.literal('dollars'), value: moneySchema.refine((amount) => amount > 0, 'expected more than 0') }),
]);
export type ExitAmount = z.output<typeof amountSchema>;

/** When a position is closed without being asked. Each part may be absent. */
export const exitPlanSchema = z.object({
  /** Rests with the broker as a limit order; one cancels the other. */
  target: amountSchema.nullable(),
  /** Acts on the price a close would cross to, held over the confirmation time on usable quotes. */
  stop: amountSchema.nullable(),
  /** A stop that follows the best result so far at this distance. */
  trailing: amountSchema.nullable(),
  /** Closes at this time. */
  at: timeSchema.nullable(),
  /** Closes so many minutes before the last trade; 0 leaves it to expire, null leaves it to the account's own rule. */
  minutesBeforeEnd: z.number().min(0, 'expected 0 to 390').max(390, 'expected 0 to 390').nullable(),
});
export type ExitPlan = z.output<typeof exitPlanSchema>;

export const NO_EXIT: ExitPlan = { target: null, stop: null, trailing: null, at: null, minutesBeforeEnd: null };

export const EXIT_REASONS = ['target', 'stop', 'trailing', 'time', 'end'] as const;
export type ExitReason = (typeof EXIT_REASONS)[number];

/** What percentages of a plan are of, and what the trade can come to at all; dollars of the whole trade as it was opened. */
export const exitBasesSchema = z.object({
  opened: z.enum(['debit', 'credit', 'even']),
  /** Debit paid, or credit received; null where it was opened for nothing. */
  target: moneySchema.nullable(),
  /** Debit paid, or the greatest loss at expiry of what was not opened for a debit; null where that has no bound. */
  stop: moneySchema.nullable(),
  /** The greatest result and the greatest loss at expiry, what was paid of fees included; null where it has no bound or is not known. */
  mostGain: moneySchema.nullable(),
  mostLoss: moneySchema.nullable(),
});
export type ExitBases = z.output<typeof exitBasesSchema>;

/** A position's plan and where it stands. */
export const exitViewSchema = z.object({
  tradeId: z.string(),
  plan: exitPlanSchema,
  /** null before anything of the trade was opened. */
  bases: exitBasesSchema.nullable(),
  /** Dollars of result at which each acts; null where it is absent or cannot be reckoned. */
  targetAt: moneySchema.nullable(),
  stopAt: moneySchema.nullable(),
  trailingAt: moneySchema.nullable(),
  closesAt: timeSchema.nullable(),
  /** When the account closes what has no end of its own; null where it leaves it to expire. */
  accountClosesAt: timeSchema.nullable(),
  /** Result if closed now at the price that crosses every spread, fees of what is booked included; null without usable quotes. */
  result: moneySchema.nullable(),
  /** Best of those that has held, since a trailing stop was set; null without one. */
  best: moneySchema.nullable(),
  /** 'confirming' since `since`; 'closing' works on it; 'stuck' could not for now and says why; 'done' holds nothing any more. */
  state: z.enum(['watching', 'confirming', 'closing', 'stuck', 'done']),
  /** What is being confirmed, or is acted on, or closed it. */
  reason: z.enum(EXIT_REASONS).nullable(),
  since: timeSchema.nullable(),
  /** What it does, or what keeps it from it; null where nothing is to be said. */
  text: z.string().nullable(),
});
export type ExitView = z.output<typeof exitViewSchema>;
