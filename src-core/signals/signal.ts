import { z } from 'zod';
import { dateSchema, moneySchema, timeSchema, underlyingSchema } from '../contract/schemas.ts';
import { VOLATILITY_REGIMES } from '../market/volatility-regime.ts';
import { candidateSchema } from './candidate.ts';
import { evidenceSchema, SIGNAL_TYPES } from './evidence.ts';
import { marketStateSchema } from './market-state.ts';

export const SIGNAL_STATUSES = ['active', 'executed', 'expired', 'cancelled'] as const;
export type SignalStatus = (typeof SIGNAL_STATUSES)[number];

/** What was done with a signal: nothing yet, or by whom and how it came to its end. */
export const FATES = [
  'open', // nothing yet
  'traded', // approved by hand, and an order of it was taken
  'automatic', // executed by rule
  'dismissed', // by hand
  'blocked', // an order of it was denied by the risk checks
  'lapsed', // approved, and not sent before its price was gone
  'left', // to expire
] as const;
export type Fate = (typeof FATES)[number];

export const EXITS = ['target', 'stop', 'expiry', 'unsettled'] as const;
export type Exit = (typeof EXITS)[number];

/**
 * The probability that the recommended structure ends above its costs under its plan. `implied` is the market's own;
 * `probability` is that, corrected by the record where the record is long enough, and equal to it where it is not.
 */
export const confidenceSchema = z.object({
  implied: z.number(),
  probability: z.number(),
  state: z.enum(['calibrated', 'uncalibrated']),
  /** Settled signals of this type, and how many make a record. */
  sample: z.number(),
  needed: z.number(),
  /** Middle 95 %; null while uncalibrated. */
  interval: z.object({ low: z.number(), high: z.number() }).nullable(),
  /** Mean result of one package by `probability` and the plan's mean gain and loss, dollars. */
  expected: z.number(),
});
export type Confidence = z.output<typeof confidenceSchema>;

/** What the signal is worth its words at: beyond these it has expired. */
export const driftBoundSchema = z.object({
  underlyingLow: moneySchema,
  underlyingHigh: moneySchema,
  /** Highest natural net debit per share of the recommended package. */
  highestNet: moneySchema,
});
export type DriftBound = z.output<typeof driftBoundSchema>;

/** A signal as it was made, with all it was made from. Nothing in it changes afterwards. */
export const signalSchema = z.object({
  id: z.string(),
  date: dateSchema,
  underlying: underlyingSchema,
  type: z.enum(SIGNAL_TYPES),
  /** The detector's id and its name for people. */
  detector: z.string(),
  title: z.string(),
  generatedAt: timeSchema,
  expiresAt: timeSchema,
  /** Hour of New York's clock, 9 to 15. */
  hour: z.number(),
  regime: z.enum(VOLATILITY_REGIMES).nullable(),
  underlyingPrice: moneySchema,
  evidence: evidenceSchema,
  candidates: z.array(candidateSchema),
  /** The place of the recommended one among the candidates. */
  recommended: z.number(),
  confidence: confidenceSchema,
  bound: driftBoundSchema,
  /** Packages that the account's risk for one trade is enough for; 0 where it is not enough for one. */
  quantity: z.number(),
  /** The market as the detector saw it. */
  state: marketStateSchema,
});
export type Signal = z.output<typeof signalSchema>;

/** How one package did, entered at the natural price of the signal's moment and closed at executable prices; dollars after all fees. */
export const settlementSchema = z.object({
  exit: z.enum(EXITS),
  at: timeSchema,
  /** null where it could not be settled, with the reason. */
  result: moneySchema.nullable(),
  /** The same at the prices that fills are expected at. */
  expectedResult: moneySchema.nullable(),
  won: z.boolean().nullable(),
  reason: z.string().nullable(),
});
export type Settlement = z.output<typeof settlementSchema>;

/** A signal and what became of it. */
export const signalRecordSchema = z.object({
  signal: signalSchema,
  status: z.enum(SIGNAL_STATUSES),
  fate: z.enum(FATES),
  /** Approved and not yet sent: since when. */
  approvedAt: timeSchema.nullable(),
  endedAt: timeSchema.nullable(),
  /** Why it ended, or was blocked; a sentence. */
  reason: z.string().nullable(),
  orderId: z.string().nullable(),
  /** Result of one package now, if closed at executable prices; null while it cannot be told, or once settled. */
  openResult: moneySchema.nullable(),
  settlement: settlementSchema.nullable(),
});
export type SignalRecord = z.output<typeof signalRecordSchema>;

/** What the calibration learns from, of one settled signal. */
export interface SettledSignal {
  readonly id: string;
  readonly date: string;
  readonly underlying: Signal['underlying'];
  readonly detector: string;
  readonly title: string;
  readonly type: Signal['type'];
  readonly generatedAt: number;
  readonly hour: number;
  readonly regime: Signal['regime'];
  /** Market-implied, and as it was said when the signal was made. */
  readonly implied: number;
  readonly confidence: number;
  readonly calibrated: boolean;
  readonly fate: Fate;
  readonly exit: Exit;
  readonly won: boolean;
  /** Dollars for one package after all costs, at natural and at expected prices; and the most it could have lost. */
  readonly result: number;
  readonly expectedResult: number;
  readonly maximumLoss: number;
}
