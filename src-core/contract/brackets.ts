import { z } from 'zod';
import { moneySchema, orderViewSchema, placeSchema } from './schemas.ts';

const limitSchema = z.object({ type: z.literal('limit'), limit: moneySchema });
const stopSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('stop'), stop: moneySchema }),
  z.object({ type: z.literal('stop_limit'), stop: moneySchema, limit: moneySchema }),
]);
const exit = { id: z.uuid(), timeInForce: z.enum(['DAY', 'GTC']) };

/**
 * An order that opens a package, and what closes it: a target, a stop, or both. Their legs and their quantity are the
 * entry's, and their prices net debits of the closing package: 0.20 to buy back what was sold, -1.60 to sell what was bought.
 */
export const bracketSchema = z.object({
  entry: placeSchema,
  target: z.object({ ...exit, terms: limitSchema }).optional(),
  stop: z.object({ ...exit, terms: stopSchema }).optional(),
});
export type Bracket = z.output<typeof bracketSchema>;

export const bracketViewSchema = z.object({
  entry: orderViewSchema,
  /** The target before the stop. */
  exits: z.array(orderViewSchema),
});
export type BracketView = z.output<typeof bracketViewSchema>;
