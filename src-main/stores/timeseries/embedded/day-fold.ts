import type { DailyField } from '../daily-aggregates.ts';

export type DetailRow = Readonly<Record<string, string | number | null>>;

interface Series {
  readonly tags: readonly (string | number | null)[];
  readonly values: (number | null)[];
  /** Values seen, by field. */
  readonly counts: number[];
}

/** Folds a day's rows, oldest first, into one row of each series of tags. */
export function foldDay(
  rows: Iterable<DetailRow>,
  tagNames: readonly string[],
  fields: readonly DailyField[],
): readonly { readonly tags: readonly (string | number | null)[]; readonly values: readonly (number | null)[] }[] {
  const bySeries = new Map<string, Series>();
  for (const row of rows) {
    const tags = tagNames.map((tag) => row[tag] ?? null);
    const key = tags.join('\u0000');
    let series = bySeries.get(key);
    if (series === undefined) {
      series = { tags, values: fields.map(() => null), counts: fields.map(() => 0) };
      bySeries.set(key, series);
    }
    for (const [index, field] of fields.entries()) {
      const value = row[field.of];
      if (typeof value !== 'number') continue;
      const count = (series.counts[index] ?? 0) + 1;
      series.counts[index] = count;
      series.values[index] = folded(series.values[index] ?? null, value, field.by, count);
    }
  }
  return [...bySeries.values()].filter(({ values }) => values.some((value) => value !== null));
}

function folded(before: number | null, value: number, by: DailyField['by'], count: number): number {
  if (before === null) return value;
  switch (by) {
    case 'first':
      return before;
    case 'last':
      return value;
    case 'min':
      return Math.min(before, value);
    case 'max':
      return Math.max(before, value);
    case 'mean':
      return before + (value - before) / count;
  }
}
