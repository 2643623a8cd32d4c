import { z } from 'zod';

/** What trades can be told apart by. */
export const DIMENSIONS = ['strategy', 'underlying', 'hour', 'weekday', 'regime', 'signal', 'tag', 'source'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/**
 * The trades that are meant: of each dimension named, those with one of the keys (see keysOf). A dimension that is absent
 * leaves none out.
 */
export const sliceSchema = z.partialRecord(z.enum(DIMENSIONS), z.array(z.string().max(80)).min(1).max(100));
export type Slice = z.output<typeof sliceSchema>;
