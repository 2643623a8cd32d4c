import { z } from 'zod';
import { type JournalQuery, journalQuerySchema } from '../../../src-core/contract/journal.ts';
import { sliceSchema } from '../../../src-core/performance/slice.ts';
import { setting } from '../../workspace/setting.ts';
import { type Bounds, periodSchema } from '../performance/period.ts';

const { status, result, sort } = journalQuerySchema.shape;

const choiceSchema = z.object({
  /** null is the terminal's own account. */
  accountId: z.string().nullable(),
  period: periodSchema,
  slice: sliceSchema,
  status: status.unwrap(),
  result: result.unwrap(),
  sort: sort.unwrap(),
  descending: z.boolean(),
});
export type JournalChoice = z.output<typeof choiceSchema>;

export const FIRST_CHOICE: JournalChoice = { accountId: null, period: { kind: 'all' }, slice: {}, status: 'all', result: 'all', sort: 'opened', descending: true };

/** Which packages the journal lists, and in which order. */
export const journalChoice = setting<JournalChoice>('journal.choice', choiceSchema, FIRST_CHOICE);

export function choose(change: Partial<JournalChoice>): void {
  journalChoice.set({ ...journalChoice.get(), ...change });
}

/** True where something leaves packages out, other than the account. */
export function isFiltered({ period, slice, status, result }: JournalChoice, text: string): boolean {
  return text.trim() !== '' || period.kind !== 'all' || Object.keys(slice).length > 0 || status !== 'all' || result !== 'all';
}

/** Takes away what leaves packages out; account and order stay. */
export function showAll(): void {
  choose({ period: { kind: 'all' }, slice: {}, status: 'all', result: 'all' });
}

/** Another column first descends; the same one turns. */
export function sortedBy(choice: Pick<JournalChoice, 'sort' | 'descending'>, column: JournalChoice['sort']): Pick<JournalChoice, 'sort' | 'descending'> {
  return { sort: column, descending: choice.sort === column ? !choice.descending : true };
}

/** What the core is asked for, without the page. */
export function queryOf({ accountId, slice, status, result, sort, descending }: JournalChoice, text: string, bounds: Bounds): JournalQuery {
  return journalQuerySchema.parse({ ...(accountId === null ? {} : { accountId }), ...bounds, slice, status, result, sort, descending, text: text.trim().slice(0, 200) });
}
