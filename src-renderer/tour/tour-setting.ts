import { z } from 'zod';
import { setting } from '../workspace/setting.ts';
import { TOUR_STEPS } from './tour-steps.ts';

const tourChoiceSchema = z.object({
  /** 'left' goes on at `step`. */
  came: z.enum(['declined', 'left', 'done']),
  step: z.enum(TOUR_STEPS),
  /** Of the paper trade that was made; null before it. */
  tradeId: z.string().nullable(),
});
export type TourChoice = z.output<typeof tourChoiceSchema>;

/** What became of the tour; null on a data directory where it was never offered. */
export const tourChoice = setting<TourChoice | null>('tour', tourChoiceSchema.nullable(), null);
