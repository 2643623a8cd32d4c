import type { VendorGreeks } from '../../../src-core/contract/broker.ts';
import { formatPrice, formatSigned } from '../../design/format.ts';

export type VendorRow = VendorGreeks['rows'][number];
export type VendorFigure = keyof VendorRow['ours'];

export interface FigureColumn {
  readonly figure: VendorFigure;
  readonly name: string;
  readonly unit: string;
  readonly decimals: number;
  /** What the value is multiplied by to be shown. */
  readonly scale: number;
  /** Hidden first as the panel narrows: the greatest number. */
  readonly priority: 0 | 1 | 2;
}

export const FIGURE_COLUMNS: readonly FigureColumn[] = [
  { figure: 'volatility', name: 'IV %', unit: 'implied volatility a year, percent', decimals: 2, scale: 100, priority: 0 },
  { figure: 'delta', name: 'Delta', unit: 'change of the price for 1.00 of the underlying', decimals: 3, scale: 1, priority: 0 },
  { figure: 'gamma', name: 'Gamma', unit: 'change of the delta for 1.00 of the underlying', decimals: 4, scale: 1, priority: 1 },
  { figure: 'vega', name: 'Vega', unit: 'dollars a share for 1 % of volatility', decimals: 3, scale: 1, priority: 2 },
  { figure: 'theta', name: 'Theta', unit: 'dollars a share in a calendar day', decimals: 2, scale: 1, priority: 2 },
];

/** Machine milliseconds from which the broker's figures are told to be old. */
const OLD_AFTER = 60_000;

export function isOld({ at }: Pick<VendorRow, 'at'>, now: number): boolean {
  return at !== null && now - at >= OLD_AFTER;
}

/** Ours, theirs, and ours less theirs as they are to be read; what either does not give has no difference. */
export function figureTexts({ ours, theirs }: Pick<VendorRow, 'ours' | 'theirs'>, { figure, decimals, scale }: FigureColumn): { readonly ours: string; readonly theirs: string; readonly difference: string } {
  const scaled = (value: number | null): number => (value === null ? Number.NaN : value * scale);
  const [mine, other] = [scaled(ours[figure]), scaled(theirs[figure])];
  return { ours: formatPrice(mine, decimals), theirs: formatPrice(other, decimals), difference: formatSigned(mine - other, decimals) };
}

/** By strike, the call before the put. */
export function inOrder(rows: readonly VendorRow[]): readonly VendorRow[] {
  return [...rows].sort((left, right) => left.strike - right.strike || left.right.localeCompare(right.right));
}

/** "call 601.00", also as an id. */
export function rowName({ right, strike }: Pick<VendorRow, 'right' | 'strike'>): string {
  return `${right} ${formatPrice(strike)}`;
}

/** How many contracts have a model computation of the broker's at all. */
export function answeredWords(rows: readonly VendorRow[]): string {
  const answered = rows.filter(({ theirs }) => Object.values(theirs).some((value) => value !== null)).length;
  return `the broker’s for ${answered} of ${rows.length} contracts`;
}
