import { z } from 'zod';
import { dateSchema, figureSchema, tickerSchema, timeSchema } from './schemas.ts';

/** A minute's prices in dollars, and the shares traded in it; null where the feed does not say. */
export const candleSchema = z.object({ time: timeSchema, open: z.number(), high: z.number(), low: z.number(), close: z.number(), volume: figureSchema });
export type Candle = z.output<typeof candleSchema>;

/** The minutes of the session that changed since the last value, oldest first; all of them first. A minute without a trade is left out. */
export const candlesViewSchema = z.object({
  ticker: tickerSchema,
  date: dateSchema,
  /** Nothing of an earlier value holds any more. */
  fresh: z.boolean(),
  candles: z.array(candleSchema),
});
export type CandlesView = z.output<typeof candlesViewSchema>;
