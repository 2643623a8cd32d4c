import type { RecordColumn } from '../record-columns.ts';

/** A column on its way to the database's thread: numbers as they are, text as numbers of the words it has. */
export type SentColumn =
  | { readonly name: string; readonly kind: 'numbers'; readonly values: Float64Array }
  | { readonly name: string; readonly kind: 'words'; readonly words: readonly (string | null)[]; readonly values: Uint32Array };

export interface SentRows {
  readonly count: number;
  readonly columns: readonly SentColumn[];
}

/**
 * A copy that crosses fast: the few words of a text column are sent once each, and every array is one of its own, since
 * a view would be sent with the whole buffer it looks at.
 */
export function sentRows(count: number, columns: readonly RecordColumn[]): SentRows {
  return {
    count,
    columns: columns.map(({ name, values }): SentColumn => {
      if (values instanceof Float64Array) return { name, kind: 'numbers', values: values.byteLength < values.buffer.byteLength ? values.slice() : values };
      const numbers = new Map<string | null, number>();
      const coded = Uint32Array.from(values, (word) => {
        const known = numbers.get(word);
        if (known !== undefined) return known;
        numbers.set(word, numbers.size);
        return numbers.size - 1;
      });
      return { name, kind: 'words', words: [...numbers.keys()], values: coded };
    }),
  };
}
