import { existsSync, readFileSync } from 'node:fs';

const folder = '../shared/reference';

/** The reference values are not part of the project. */
export const hasReference = existsSync(folder);

/** Rows of a reference file as records of text. */
export function readReference(name: string): Record<string, string>[] {
  const [header = '', ...lines] = readFileSync(`${folder}/${name}`, 'utf8').trim().split('\n');
  const columns = header.split(',');
  return lines.map((line) => {
    const values = line.split(',');
    return Object.fromEntries(columns.map((column, i) => [column, values[i] ?? '']));
  });
}

/** Reads "inf" and "nan" as well. */
export function readNumber(text: string | undefined): number {
  return text === 'inf' ? Number.POSITIVE_INFINITY : Number.parseFloat(text ?? '');
}

export function relativeError(actual: number, expected: number): number {
  return actual === expected ? 0 : Math.abs(actual - expected) / Math.abs(expected);
}
