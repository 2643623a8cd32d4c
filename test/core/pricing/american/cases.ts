import { readFileSync } from 'node:fs';
import type { ModelledDividend } from '../../../../src-core/pricing/american/cash-dividend.ts';
import type { VanillaOption } from '../../../../src-core/pricing/black-scholes.ts';

/** A row of reference values; units as in `VanillaOption` and `ModelledDividend`. */
export interface ReferenceRow {
  readonly right: 'call' | 'put';
  readonly model: 'yield' | 'spot' | 'escrowed';
  readonly spot: number;
  readonly strike: number;
  readonly years: number;
  readonly rate: number;
  readonly dividendYield: number;
  readonly volatility: number;
  readonly dividend: number;
  readonly dividendYears: number;
  readonly price: number;
  readonly european: number;
  /** NaN where there is none. */
  readonly delta: number;
  readonly deltaError: number;
  readonly error: number;
}

/** The rows that `generate.py` writes. */
export function ownReference(): ReferenceRow[] {
  const [header = '', ...lines] = readFileSync(new URL('reference.csv', import.meta.url), 'utf8').trim().split('\n');
  const columns = header.split(',');
  return sharedReference(
    lines.map((line) => {
      const values = line.split(',');
      return Object.fromEntries(columns.map((column, i) => [column, values[i] ?? '']));
    }),
  );
}

/** Rows of either file: the shared one has a few longer names, and a delta. */
export function sharedReference(records: readonly Record<string, string>[]): ReferenceRow[] {
  return records.map((record) => {
    const number = (...names: string[]): number => Number.parseFloat(names.map((name) => record[name]).find((text) => text !== undefined) ?? '');
    return {
      right: record.type === 'call' ? 'call' : 'put',
      model: record.dividend_model === 'spot' ? 'spot' : record.dividend_model === 'escrowed' ? 'escrowed' : 'yield',
      spot: number('spot'),
      strike: number('strike'),
      years: number('years', 'years_to_expiry'),
      rate: number('rate'),
      dividendYield: number('dividend_yield'),
      volatility: number('volatility', 'vol'),
      dividend: number('dividend', 'cash_dividend'),
      dividendYears: number('dividend_years', 'years_to_dividend'),
      price: number('price'),
      european: number('european', 'european_price'),
      delta: number('delta'),
      deltaError: number('delta_error_estimate'),
      error: number('error_estimate'),
    };
  });
}

export function optionOf(row: ReferenceRow): VanillaOption {
  const { right, spot, strike, years, rate, dividendYield } = row;
  return { right, spot, strike, years, rate, dividendYield };
}

export function dividendOf(row: ReferenceRow): ModelledDividend | null {
  return row.model === 'yield' ? null : { amount: row.dividend, years: row.dividendYears, model: row.model };
}
