import { z } from 'zod';
import { type Dimension, DIMENSIONS, type Slice, sliceSchema } from '../../../src-core/performance/slice.ts';
import { setting } from '../../workspace/setting.ts';
import { periodSchema } from './period.ts';

export const SECTIONS = ['figures', 'equity', 'calendar', 'distributions', 'slices', 'risk', 'compare'] as const;
export type Section = (typeof SECTIONS)[number];

export const SECTION_TITLES: Readonly<Record<Section, string>> = {
  figures: 'Figures',
  equity: 'Equity',
  calendar: 'Calendar',
  distributions: 'Distributions',
  slices: 'Slices',
  risk: 'Risk',
  compare: 'Compare',
};

const choiceSchema = z.object({
  /** null is the terminal's own account. */
  accountId: z.string().nullable(),
  /** Shown beside it; null for none. */
  comparedId: z.string().nullable(),
  period: periodSchema,
  slice: sliceSchema,
  /** What results are told apart by. */
  by: z.enum(DIMENSIONS),
  /** The section in sight where there is room for one. */
  section: z.enum(SECTIONS),
});
export type PerformanceChoice = z.output<typeof choiceSchema>;

export const FIRST_CHOICE: PerformanceChoice = { accountId: null, comparedId: null, period: { kind: 'all' }, slice: {}, by: 'strategy', section: 'figures' };

/** What the performance panel looks at. */
export const performanceChoice = setting<PerformanceChoice>('performance.choice', choiceSchema, FIRST_CHOICE);

export function choose(change: Partial<PerformanceChoice>): void {
  performanceChoice.set({ ...performanceChoice.get(), ...change });
}

/** `slice` with the key put in, or taken out where it is in. */
export function toggleKey(slice: Slice, dimension: Dimension, key: string): Slice {
  const keys = slice[dimension] ?? [];
  return withKeys(slice, dimension, keys.includes(key) ? keys.filter((each) => each !== key) : [...keys, key]);
}

/** `slice` with these keys of a dimension; none leave no trade out. */
export function withKeys(slice: Slice, dimension: Dimension, keys: readonly string[]): Slice {
  const { [dimension]: _, ...others } = slice;
  return keys.length === 0 ? others : { ...others, [dimension]: [...keys] };
}

export function isSliced(slice: Slice): boolean {
  return DIMENSIONS.some((dimension) => slice[dimension] !== undefined);
}
