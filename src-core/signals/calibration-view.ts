import { z } from 'zod';
import { figureSchema, timeSchema } from '../contract/schemas.ts';
import { FATES } from './signal.ts';

const intervalSchema = z.object({ low: z.number(), high: z.number() }).nullable();

/** How one type of signal did. Amounts are dollars for one package after all costs, at executable prices. */
export const typeRecordSchema = z.object({
  detector: z.string(),
  title: z.string(),
  state: z.enum(['calibrated', 'uncalibrated']),
  settled: z.number(),
  /** Sessions they are from: signals of one session are not independent. */
  sessions: z.number(),
  wins: z.number(),
  winRate: figureSchema,
  winRateInterval: intervalSchema,
  /** Mean probability implied by the market, and as it was said. */
  implied: figureSchema,
  confidence: figureSchema,
  expectancy: figureSchema,
  /** 95 %, over sessions. */
  expectancyInterval: intervalSchema,
  /** The same with fills at expected prices. */
  expectancyAtExpectedFill: figureSchema,
  /** Mean of result over maximum loss. */
  perRisk: figureSchema,
  brier: figureSchema,
  exits: z.object({ target: z.number(), stop: z.number(), expiry: z.number() }),
});
export type TypeRecord = z.output<typeof typeRecordSchema>;

export const reliabilitySchema = z.object({
  sample: z.number(),
  bins: z.array(z.object({ low: z.number(), high: z.number(), forecast: z.number(), observed: z.number(), interval: z.object({ low: z.number(), high: z.number() }), count: z.number() })),
  /** score = reliability - resolution + uncertainty + within, the last being what the bins hide. */
  brier: z.object({ score: z.number(), reliability: z.number(), resolution: z.number(), uncertainty: z.number(), within: z.number() }).nullable(),
  /** Of outcomes on the log odds that were said, by logistic regression: 1 and 0 are perfect. */
  slope: z.object({ value: z.number(), interval: z.object({ low: z.number(), high: z.number() }) }).nullable(),
  intercept: z.object({ value: z.number(), interval: z.object({ low: z.number(), high: z.number() }) }).nullable(),
});
export type ReliabilityView = z.output<typeof reliabilitySchema>;

/** What the record has taught: for all signals or one type of them. */
export const calibrationViewSchema = z.object({
  time: timeSchema,
  /** The type it is of; null for all. */
  detector: z.string().nullable(),
  settled: z.number(),
  /** Settled signals of a type that make a record. */
  needed: z.number(),
  types: z.array(typeRecordSchema),
  /** Of what was said when each signal was made, and of what the market implied. */
  said: reliabilitySchema,
  implied: reliabilitySchema,
  /** Corrections in log odds, and in points of probability at 50 %; `kept` is how much of the raw correction shrinkage leaves, 0 to 1. */
  corrections: z.array(
    z.object({ group: z.enum(['all', 'type', 'hour', 'regime']), name: z.string(), shift: z.number(), points: z.number(), sample: z.number(), kept: z.number() }),
  ),
  /** What was done with signals, in money: one package each. */
  fates: z.array(z.object({ fate: z.enum(FATES), count: z.number(), settled: z.number(), wins: z.number(), total: z.number(), mean: figureSchema, interval: intervalSchema })),
});
export type CalibrationView = z.output<typeof calibrationViewSchema>;
