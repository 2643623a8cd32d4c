import { z } from 'zod';
import { moneySchema } from '../contract/schemas.ts';
import { fromDollars } from '../money.ts';

/** When a type of signal is executed without being asked for. Only ever with a calibrated confidence. */
export const automationRuleSchema = z.object({
  enabled: z.boolean(),
  /** Raised by 0.05 where the regime's factor is below 0.8. */
  leastConfidence: z.number().min(0.3, 'expected 0.3 to 0.99').max(0.99, 'expected 0.3 to 0.99'),
  /** Mean result of one package by the calibrated confidence, dollars. */
  leastExpected: z.number().min(0, 'expected 0 dollars or more').max(10_000, 'expected at most 10,000 dollars'),
  mostPerDay: z.int().min(1, 'expected 1 to 20').max(20, 'expected 1 to 20'),
});
export type AutomationRule = z.output<typeof automationRuleSchema>;

export const AUTOMATION_OFF: AutomationRule = { enabled: false, leastConfidence: 0.65, leastExpected: 0, mostPerDay: 3 };

/** By detector; a type without a rule is off. */
export const signalSettingsSchema = z.object({
  automation: z.record(z.string(), automationRuleSchema),
  /** Most that one trade may lose before the regime's factor, dollars: suggested quantities follow from it. */
  riskPerTrade: moneySchema.refine((amount) => amount >= fromDollars(10) && amount <= fromDollars(1_000_000), 'expected 10 to 1,000,000 dollars'),
});
export type SignalSettings = z.output<typeof signalSettingsSchema>;

export const DEFAULT_SIGNAL_SETTINGS: SignalSettings = { automation: {}, riskPerTrade: fromDollars(500) };
