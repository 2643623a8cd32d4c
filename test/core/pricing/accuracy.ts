import { type Greeks, greeks, type VanillaOption } from '../../../src-core/pricing/black-scholes.ts';
import type { ImpliedVolatility } from '../../../src-core/pricing/implied-volatility.ts';
import { readNumber, readOption, type ReferenceRow } from './reference.ts';

/** How far from exact a result is, in proportion, where every input is a double: `condition` units and its own rounding. */
export function attainable(condition: number): number {
  return (1 + condition) * 2.2e-16;
}

/** What one unit in every input does to the price, dollars. */
export function priceUncertainty(option: VanillaOption, volatility: number, price: number): number {
  const { spot, years, rate, dividendYield } = option;
  const { delta, theta, vega, rho } = greeks(option, volatility);
  const perYear = years > 0 ? Math.abs(rho / years) : 0;
  const moves =
    Math.abs(spot * delta) * (1 + Math.abs(dividendYield * years)) + perYear * (1 + Math.abs(rate * years)) +
    volatility * vega + Math.abs(years * theta);
  return (price + moves) * 2.2e-16;
}

export type Valuation = Greeks & { readonly price: number };

const GREEKS = ['delta', 'gamma', 'theta', 'vega', 'rho', 'charm', 'vanna', 'vomma', 'speed'] as const satisfies readonly (keyof Greeks)[];

/** The rows and columns that are further from the reference than they may be. */
export function valuationFaults(rows: readonly ReferenceRow[], evaluate: (option: VanillaOption, volatility: number) => Valuation): string[] {
  return rows.flatMap((row) => {
    const unit = attainable(readNumber(row['price_condition']));
    const found = evaluate(readOption(row), readNumber(row['vol']));
    const columns = GREEKS.filter((name) => row[name] !== undefined);
    return [
      ...faults(row, 'price', found.price, 2 * unit),
      ...columns.flatMap((name) => faults(row, name, found[name], Math.max(1e-12, 4 * unit))),
    ];
  });
}

/** Below the normal doubles a unit in the last place is all there is. */
function faults(row: ReferenceRow, name: string, actual: number, limit: number): string[] {
  const expected = readNumber(row[name]);
  const error = Math.abs(actual - expected);
  return error <= Math.max(limit * Math.abs(expected), Number.MIN_VALUE) ? [] : [`${name} ${actual} of ${JSON.stringify(row)}`];
}

/** The rows whose volatility, or whose reason for having none, is not that of the reference. */
export function volatilityFaults(rows: readonly ReferenceRow[], solve: (option: VanillaOption, price: number) => ImpliedVolatility): string[] {
  return rows.flatMap((row) => {
    const option = readOption(row);
    const found = solve(option, readNumber(row['price']));
    if (row['status'] === 'ok' && found.ok) return faults(row, 'vol', found.volatility, 2.5 * attainable(readNumber(row['vol_condition'])));
    // The reference calls every argument bad that is not positive; without time left an option has expired.
    const reason = option.years <= 0 && Number.isFinite(option.years) ? 'expired' : row['status'];
    return !found.ok && found.reason === reason ? [] : [`${JSON.stringify(found)} of ${JSON.stringify(row)}`];
  });
}

export function categories(rows: readonly ReferenceRow[]): string[] {
  return [...new Set(rows.map((row) => row['category'] ?? ''))];
}
