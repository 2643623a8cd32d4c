import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { VanillaOption } from '../../../src-core/pricing/black-scholes.ts';

const shared = '../shared/reference';
const own = fileURLToPath(new URL('reference', import.meta.url));

/** The larger reference files are not part of the project. */
export const hasReference = existsSync(shared);

export type ReferenceRow = Record<string, string>;

/** Rows of one of the larger reference files as records of text. */
export function readReference(name: string): ReferenceRow[] {
  return readRows(`${shared}/${name}`);
}

/** Rows of one of the project's own files, which reference/generate.py writes. */
export function readOwnReference(name: string): ReferenceRow[] {
  return readRows(`${own}/${name}`);
}

function readRows(file: string): ReferenceRow[] {
  const [header = '', ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  const columns = header.split(',');
  return lines.map((line) => {
    const values = line.split(',');
    return Object.fromEntries(columns.map((column, i) => [column, values[i] ?? '']));
  });
}

/** Reads "inf" and "nan" as well. */
export function readNumber(text: string | undefined): number {
  return Number.parseFloat((text ?? '').replace('inf', 'Infinity'));
}

export function readOption(row: ReferenceRow): VanillaOption {
  return {
    right: row['type'] === 'call' ? 'call' : 'put',
    spot: readNumber(row['spot']),
    strike: readNumber(row['strike']),
    years: readNumber(row['years_to_expiry']),
    rate: readNumber(row['rate']),
    dividendYield: readNumber(row['dividend_yield']),
  };
}

export function relativeError(actual: number, expected: number): number {
  return actual === expected ? 0 : Math.abs(actual - expected) / Math.abs(expected);
}
