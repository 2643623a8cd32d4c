import { z } from 'zod';
import { figureSchema, legSchema, moneySchema, symbolSchema, timeSchema } from '../contract/schemas.ts';

/** Structures the strategist builds, by their names in the field. */
export const STRUCTURES = [
  'long call',
  'long put',
  'bull call spread',
  'bear put spread',
  'bull put spread',
  'bear call spread',
  'iron condor',
  'iron butterfly',
  'long straddle',
  'long strangle',
  'broken-wing call butterfly',
  'broken-wing put butterfly',
] as const;
export type Structure = (typeof STRUCTURES)[number];

/** One leg's quote as the candidate was priced from it. */
export const legQuoteSchema = z.object({
  symbol: symbolSchema,
  bid: moneySchema,
  ask: moneySchema,
  bidSize: figureSchema,
  askSize: figureSchema,
  iv: figureSchema,
  delta: figureSchema,
  time: timeSchema,
});

/** Of what target and stop are shares: what was paid for a debit, the most that can be lost for a credit. */
export const BASES = ['debit', 'maximum_loss'] as const;

/**
 * A structure on the chain as quoted. Nets are debits per share of one package; other amounts are dollars for one package,
 * entered at the natural price with all fees, unless said otherwise. Probabilities are the market's own (risk-neutral).
 */
export const candidateSchema = z.object({
  structure: z.enum(STRUCTURES),
  legs: z.array(legSchema),
  /** How its strikes were chosen, in words. */
  selection: z.string(),
  quotes: z.array(legQuoteSchema),
  natural: moneySchema,
  mid: moneySchema,
  expected: moneySchema,
  fees: z.object({ entry: moneySchema, exit: moneySchema }),
  /** null where unbounded. */
  maximumGain: moneySchema.nullable(),
  maximumLoss: moneySchema,
  breakEvens: z.array(z.number()),
  base: z.object({ kind: z.enum(BASES), amount: moneySchema }),
  /** Result after all costs at which it is closed: a gain, and a loss as a positive number; and as shares of the base. */
  target: z.object({ ratio: z.number(), amount: moneySchema }),
  stop: z.object({ ratio: z.number(), amount: moneySchema }),
  /** Kept to the reference time. */
  atExpiry: z.object({
    profit: z.number(),
    /** That a break-even next to the price trades before; null without one. */
    touch: figureSchema,
    /** The mean result: entered at the natural price, and at the price that fills are expected at. */
    expected: z.number(),
    expectedAtExpectedFill: z.number(),
  }),
  /** Closed at target or stop, else kept: how it ends, and the mean result. target + stop + expiry = 1. */
  plan: z.object({
    profit: z.number(),
    target: z.number(),
    stop: z.number(),
    expiry: z.number(),
    expected: z.number(),
    /** Mean results of those that end above and not above their costs, as signed dollars; null when too improbable. */
    meanGain: figureSchema,
    meanLoss: figureSchema,
  }),
  /** For one package: delta in shares, gamma per 1.00, theta dollars per calendar day, vega dollars per 1 %. */
  greeks: z.object({ delta: figureSchema, gamma: figureSchema, theta: figureSchema, vega: figureSchema }),
  /** What one must know better than the market for the plan to break even: dollars a package, and points of win probability. */
  edgeNeeded: z.object({ dollars: z.number(), probability: figureSchema }),
  /** Why it should not be traded as quoted, a sentence; null where it can be. */
  refusal: z.string().nullable(),
});
export type Candidate = z.output<typeof candidateSchema>;
