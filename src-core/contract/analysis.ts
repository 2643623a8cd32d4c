import { z } from 'zod';
import { dateSchema, figureSchema, timeSchema, underlyingSchema } from './schemas.ts';

const intervalSchema = z.object({ low: z.number(), high: z.number() });

/** One underlying's market as far as a window needs it to price structures of today's options by itself. */
export const analysisViewSchema = z.object({
  underlying: underlyingSchema,
  time: timeSchema,
  /** The session's, whose options these are. */
  date: dateSchema,
  open: timeSchema,
  reference: timeSchema,
  /** What volatilities are on, in words. */
  clockLabel: z.string(),
  /** Dollars: where the quotes of the options have the underlying, or its last price where they do not say; and that last price. */
  spot: figureSchema,
  last: figureSchema,
  forward: figureSchema,
  /** Annual, continuously compounded: what positions are priced at other moments with. */
  rate: z.number(),
  /** Present value of a dollar at the reference time. */
  discount: z.number(),
  /** The clock from now to the reference, which comes first: minutes of the wall clock, and years of the volatilities. */
  clock: z.object({ minutes: z.array(z.number()), varianceYears: z.array(z.number()) }),
  /** Annual, at the money. */
  atmIv: figureSchema,
  /** How the price at the reference time is distributed, risk-neutral: a mixture of lognormals. */
  distribution: z.discriminatedUnion('state', [
    z.object({
      state: z.literal('known'),
      /** Of the fitted smile, or one lognormal at the money's volatility where too few strikes are priced. */
      source: z.enum(['smile', 'lognormal']),
      forward: z.number(),
      /** Years that the smile's volatilities are annual with. */
      years: z.number(),
      components: z.array(z.object({ weight: z.number(), forward: z.number(), totalVolatility: z.number() })).min(1),
      /** Dollars: mean distance from the forward, standard deviation, the middle 68.27 % and 95 %. */
      move: z.object({ mean: z.number(), sigma: z.number(), interval68: intervalSchema, interval95: intervalSchema }),
    }),
    z.object({ state: z.literal('absent'), reason: z.enum(['no_chain', 'no_time_left', 'bad_input', 'too_few_points', 'arbitrage']) }),
  ]),
});
export type AnalysisView = z.output<typeof analysisViewSchema>;
