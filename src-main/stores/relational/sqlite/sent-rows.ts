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
      return { name, kind: 'words', ...coded(values) };
    }),
  };
}

function coded(values: readonly (string | null)[]): { readonly words: readonly (string | null)[]; readonly values: Uint32Array } {
  const numbers = new Map<string | null, number>();
  const words: (string | null)[] = [];
  const codes = new Uint32Array(values.length);
  for (let row = 0; row < values.length; row += 1) {
    const word = values[row] ?? null;
    let code = numbers.get(word);
    if (code === undefined) {
      code = words.push(word) - 1;
      numbers.set(word, code);
    }
    codes[row] = code;
  }
  return { words, values: codes };
}
