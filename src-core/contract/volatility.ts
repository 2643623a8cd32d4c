import { z } from 'zod';
import { GAMMA_LEVEL_KINDS } from '../market/gamma-levels.ts';
import { dateSchema, figureSchema, timeSchema, underlyingSchema } from './schemas.ts';

/** Volatilities are annualised on the clock that is named with them, 1.00 = 100 %; prices are dollars. */
const deltaStrikeSchema = z.object({ strike: z.number(), volatility: z.number() });

export const skewSchema = z.object({
  atm: z.number(),
  call25: deltaStrikeSchema,
  put25: deltaStrikeSchema,
  riskReversal: z.number(),
  butterfly: z.number(),
  slopePerPercent: z.number(),
  slopePerSigma: z.number(),
});
export type SkewView = z.output<typeof skewSchema>;

/** One smile of the session, summed up. */
export const smileMomentSchema = z.object({
  time: timeSchema,
  forward: z.number(),
  /** One standard deviation to the reference by the volatility at the forward, dollars. */
  sigma: z.number(),
  atm: z.number(),
  skew: skewSchema.nullable(),
});
export type SmileMoment = z.output<typeof smileMomentSchema>;

/** What is left of the day at the money, and what another expiry or VIX says. */
export const termPointSchema = z.object({
  kind: z.enum(['today', 'expiry', 'vix']),
  /** null for VIX. */
  expiry: dateSchema.nullable(),
  /** Calendar days to the end. */
  days: z.number(),
  volatility: z.number(),
  /** What the years are counted on. */
  clockLabel: z.string(),
  time: timeSchema,
  /** Price of the straddle at the forward; null for VIX. */
  straddle: figureSchema,
});
export type TermPoint = z.output<typeof termPointSchema>;

export const volatilityViewSchema = z.object({
  underlying: underlyingSchema,
  time: timeSchema,
  clockLabel: z.string(),
  /** The session's. */
  open: timeSchema,
  reference: timeSchema,
  now: smileMomentSchema.nullable(),
  /** The first smile that was fitted at or after the open. */
  opening: smileMomentSchema.nullable(),
  /** Why the smile of the open, or of now, is not there; null where both are. */
  note: z.string().nullable(),
  /** Where both smiles are quoted: the volatility of each strike now, at the open, and the difference. */
  byStrike: z.array(z.object({ strike: z.number(), now: z.number(), opening: z.number(), change: z.number() })),
  /** The same so many standard deviations of each moment's own from its forward. */
  byMoneyness: z.array(z.object({ sigmas: z.number(), now: z.number(), opening: z.number(), change: z.number() })),
  term: z.object({ points: z.array(termPointSchema), note: z.string().nullable() }),
  /** By minute of the session from the open; null where nothing was quoted in the minute. All have as many values. */
  history: z.object({
    volatility: z.array(figureSchema),
    /** The straddle at the forward, dollars. */
    straddle: z.array(figureSchema),
    /** What the first straddle would be at each minute by the root of the variance left. */
    decayed: z.array(figureSchema),
    riskReversal: z.array(figureSchema),
    butterfly: z.array(figureSchema),
    /** Minutes that were kept by an earlier run of the program. */
    recovered: z.number(),
    note: z.string().nullable(),
  }),
  /** What is left of the move by the straddle: mean distance from the forward, and 1.2533 times that; dollars. */
  moveLeft: z.object({ mean: z.number(), sigma: z.number() }).nullable(),
  /** The distribution of the price at the reference time; `source` lognormal where too few strikes are priced. */
  density: z
    .object({
      source: z.enum(['smile', 'lognormal']),
      percentiles: z.array(z.object({ probability: z.number(), price: z.number() })),
      curve: z.array(z.object({ price: z.number(), density: z.number(), below: z.number() })),
    })
    .nullable(),
});
export type VolatilityView = z.output<typeof volatilityViewSchema>;

/** One strike's gamma exposure, dollars of delta per 1 % move, by the open interest of calls and of puts. */
export const gammaStrikeViewSchema = z.object({
  strike: z.number(),
  calls: z.number(),
  puts: z.number(),
  openInterest: z.number(),
});

/** What became of a level on one session; see docs/figures.md. */
const levelOutcomeSchema = z.object({
  state: z.enum(['at_price', 'not_reached', 'held', 'broken', 'late', 'unknown']),
  reachedAt: timeSchema.nullable(),
});

export const gammaLevelKindSchema = z.enum(GAMMA_LEVEL_KINDS);

/** Where a record comes from: the market made up, recorded or live. They are never counted together. */
export const LEVEL_ORIGINS = ['recorded', 'live', 'simulated'] as const;
export const levelOriginSchema = z.enum(LEVEL_ORIGINS);
export type LevelOrigin = z.output<typeof levelOriginSchema>;

/** A level of one session. */
export const gammaLevelRecordSchema = z.object({
  underlying: underlyingSchema,
  date: dateSchema,
  kind: gammaLevelKindSchema,
  origin: levelOriginSchema,
  /** The feed's kind and detail. */
  source: z.string().max(200),
  level: z.number(),
  setAt: timeSchema,
  /** The underlying's price then. */
  setPrice: z.number(),
  /** null while the session goes on. */
  outcome: levelOutcomeSchema.nullable(),
  /** The level as far away on the other side of the price, for comparison. */
  control: z.object({ level: z.number(), outcome: levelOutcomeSchema.nullable() }),
});
export type GammaLevelRecord = z.output<typeof gammaLevelRecordSchema>;

const heldSchema = z.object({
  /** Levels that had a side, of them reached, of those judged, and of those held. */
  levels: z.number(),
  reached: z.number(),
  judged: z.number(),
  held: z.number(),
  /** Share of the judged that held with its 95 % interval; null without any. */
  share: z.number().nullable(),
  interval: z.object({ low: z.number(), high: z.number() }).nullable(),
});
export type HeldCount = z.output<typeof heldSchema>;

export const gammaLevelSummarySchema = z.object({
  origin: levelOriginSchema,
  kind: gammaLevelKindSchema,
  /** Session days. */
  days: z.number(),
  level: heldSchema,
  control: heldSchema,
});
export type GammaLevelSummary = z.output<typeof gammaLevelSummarySchema>;

export const gammaLevelsQuerySchema = z.object({
  /** All where it is left out. */
  underlying: underlyingSchema.optional(),
  limit: z.int().min(1, 'expected 1 to 500').max(500, 'expected 1 to 500').default(200),
});
export type GammaLevelsQuery = z.output<typeof gammaLevelsQuerySchema>;

export const gammaLevelsViewSchema = z.object({
  summary: z.array(gammaLevelSummarySchema),
  total: z.number(),
  /** Newest session first. */
  records: z.array(gammaLevelRecordSchema),
});
export type GammaLevelsView = z.output<typeof gammaLevelsViewSchema>;

/** How the study of the recorded days goes. */
export const gammaStudySchema = z.object({
  state: z.enum(['idle', 'running', 'done', 'stopped', 'failed']),
  /** Recorded days there are, and those that are done. */
  days: z.number(),
  done: z.number(),
  /** The day it is at; null where it is at none. */
  date: dateSchema.nullable(),
  /** Records written. */
  written: z.number(),
  /** Days that could not be studied, and why; the newest few. */
  problems: z.array(z.string()),
});
export type GammaStudyView = z.output<typeof gammaStudySchema>;

export const gammaViewSchema = z.object({
  underlying: underlyingSchema,
  time: timeSchema,
  clockLabel: z.string(),
  /** By its options; null where it is not known. */
  spot: figureSchema,
  exposure: z.discriminatedUnion('state', [
    z.object({
      state: z.literal('known'),
      /** Dollars per 1 % move of all open interest, whoever holds it. */
      calls: z.number(),
      puts: z.number(),
      /** Lowest first. */
      strikes: z.array(gammaStrikeViewSchema),
      /** Net exposure by price, calls less puts, lowest price first. */
      profile: z.array(z.object({ price: z.number(), net: z.number() })),
      /** Where the net changes its sign, nearest first: the same in both conventions. */
      flips: z.array(z.number()),
      levels: z.array(z.object({ kind: gammaLevelKindSchema, price: z.number() })),
    }),
    z.object({ state: z.literal('absent'), reason: z.string() }),
  ]),
  /** The last session whose close the open interest is of, its age in calendar days, and whether it is made up. */
  openInterest: z.object({ asOf: dateSchema.nullable(), ageDays: z.number().nullable(), simulated: z.boolean() }),
  /** The levels that were set this session. */
  session: z.array(gammaLevelRecordSchema),
  study: gammaStudySchema,
});
export type GammaView = z.output<typeof gammaViewSchema>;
