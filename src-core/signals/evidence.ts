import { z } from 'zod';
import { underlyingSchema } from '../contract/schemas.ts';

/** What evidence says will happen: the price goes up or down, or moves less (calm) or more (wild) than options ask for. */
export const OUTLOOKS = ['up', 'down', 'calm', 'wild'] as const;
export type Outlook = (typeof OUTLOOKS)[number];

export const SIGNAL_TYPES = ['bullish', 'bearish', 'neutral'] as const;
export type SignalType = (typeof SIGNAL_TYPES)[number];

export function signalTypeOf(outlook: Outlook): SignalType {
  switch (outlook) {
    case 'up':
      return 'bullish';
    case 'down':
      return 'bearish';
    case 'calm':
    case 'wild':
      return 'neutral';
  }
}

/** How a figure's value is to be read: a bare ratio, 1.00 = 100 %, dollars, standard deviations, minutes, pieces, annual volatility (1.00 = 100 %). */
export const FIGURE_UNITS = ['ratio', 'percent', 'dollars', 'sigma', 'minutes', 'count', 'volatility'] as const;

/** One number that was looked at, and the bound it was held against, null where there was none. */
export const evidenceFigureSchema = z.object({
  name: z.string(),
  value: z.number(),
  unit: z.enum(FIGURE_UNITS),
  bound: z.number().nullable(),
});
export type EvidenceFigure = z.output<typeof evidenceFigureSchema>;

/** What a detector found in one underlying. It says how unusual something is, never how probable a profit is. */
export const evidenceSchema = z.object({
  /** The detector's id. */
  detector: z.string(),
  underlying: underlyingSchema,
  outlook: z.enum(OUTLOOKS),
  /** The price the underlying is drawn to, dollars; null unless the evidence is of one. */
  attraction: z.number().nullable(),
  /** Standard deviations from what is ordinary, positive. */
  strength: z.number(),
  /** A sentence for a trader, with the numbers that matter. */
  reason: z.string(),
  figures: z.array(evidenceFigureSchema),
});
export type Evidence = z.output<typeof evidenceSchema>;

/** What one detector says of one underlying at a bar's close. */
export const detectionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('evidence'), evidence: evidenceSchema }),
  /** Everything it needs is known, and nothing is unusual; the numbers it looked at. */
  z.object({ kind: z.literal('quiet'), figures: z.array(evidenceFigureSchema) }),
  /** Something it needs is not known: what, and why, as a sentence. */
  z.object({ kind: z.literal('abstained'), reason: z.string() }),
]);
export type Detection = z.output<typeof detectionSchema>;
