import { z } from 'zod';
import type { Right } from '../../../src-core/instruments/instrument.ts';
import { CHAIN_FIELDS, type ChainField } from '../../../src-core/market/chain.ts';
import { setting } from '../../workspace/setting.ts';

export interface ColumnStyle {
  readonly label: string;
  /** What the label stands for. */
  readonly title: string;
  readonly decimals: number;
  /** Shown value over stored value. */
  readonly factor: number;
  /** Share of the width, and the least width in pixels. */
  readonly weight: number;
  readonly least: number;
  readonly quiet: boolean;
}

export const COLUMN_STYLES: Record<ChainField, ColumnStyle> = {
  openInterest: { label: 'OI', title: 'Open interest, as of last night', decimals: 0, factor: 1, weight: 1.05, least: 38, quiet: true },
  volume: { label: 'Vol', title: 'Contracts traded today', decimals: 0, factor: 1, weight: 1.1, least: 42, quiet: true },
  last: { label: 'Last', title: 'Last trade', decimals: 2, factor: 1, weight: 1, least: 44, quiet: true },
  iv: { label: 'IV', title: 'Implied volatility, percent a year', decimals: 1, factor: 100, weight: 0.95, least: 36, quiet: false },
  rho: { label: 'ρ', title: 'Rho, dollars per 1\u00a0% of rate', decimals: 3, factor: 1, weight: 1, least: 46, quiet: true },
  vega: { label: 'Vega', title: 'Vega, dollars per 1\u00a0% of volatility', decimals: 3, factor: 1, weight: 1, least: 46, quiet: true },
  theta: { label: 'Θ', title: 'Theta, dollars a calendar day at the pace of now', decimals: 2, factor: 1, weight: 1, least: 44, quiet: true },
  gamma: { label: 'Γ', title: 'Gamma, per 1.00 of the underlying', decimals: 3, factor: 1, weight: 1, least: 42, quiet: true },
  delta: { label: 'Δ', title: 'Delta, per 1.00 of the underlying', decimals: 2, factor: 1, weight: 1, least: 40, quiet: false },
  charm: { label: 'Charm', title: 'Charm, change of delta a calendar day at the pace of now', decimals: 2, factor: 1, weight: 1, least: 52, quiet: true },
  vanna: { label: 'Vanna', title: 'Vanna, change of delta per 1\u00a0% of volatility', decimals: 4, factor: 1, weight: 1.15, least: 58, quiet: true },
  vomma: { label: 'Vomma', title: 'Vomma, change of vega per 1\u00a0% of volatility', decimals: 4, factor: 1, weight: 1.15, least: 58, quiet: true },
  speed: { label: 'Speed', title: 'Speed, change of gamma per 1.00 of the underlying', decimals: 4, factor: 1, weight: 1.15, least: 58, quiet: true },
  probability: { label: 'P(ITM)', title: 'Probability to end in the money: risk-neutral, at the row’s own volatility, percent', decimals: 0, factor: 100, weight: 0.95, least: 46, quiet: true },
  mid: { label: 'Mid', title: 'Half way between bid and ask', decimals: 3, factor: 1, weight: 1.05, least: 50, quiet: true },
  bidSize: { label: 'Bid ×', title: 'Contracts bid for', decimals: 0, factor: 1, weight: 0.9, least: 42, quiet: true },
  bid: { label: 'Bid', title: 'Click to sell', decimals: 2, factor: 1, weight: 1.05, least: 44, quiet: false },
  ask: { label: 'Ask', title: 'Click to buy', decimals: 2, factor: 1, weight: 1.05, least: 44, quiet: false },
  askSize: { label: 'Ask ×', title: 'Contracts offered', decimals: 0, factor: 1, weight: 0.9, least: 42, quiet: true },
};

/** What counts time to expiry. */
const ON_THE_CLOCK: ReadonlySet<ChainField> = new Set(['iv', 'delta', 'gamma', 'theta', 'vega', 'rho', 'charm', 'vanna', 'vomma', 'speed', 'probability']);

/** What a column's label stands for, and which clock it is on: "variance clock", "" while not known. */
export function columnTitle(field: ChainField, right: Right, clock: string): string {
  const title = `${COLUMN_STYLES[field].title} (${right}s)`;
  return clock !== '' && ON_THE_CLOCK.has(field) ? `${title}; on the ${clock}` : title;
}

/** From the chain's edge towards the strike; on the puts' side the first group is mirrored. */
const OUTER: readonly ChainField[] = ['openInterest', 'volume', 'last', 'iv', 'probability', 'speed', 'vomma', 'vanna', 'charm', 'rho', 'vega', 'theta', 'gamma', 'delta', 'mid'];
const INNER: readonly ChainField[] = ['bidSize', 'bid', 'ask', 'askSize'];

/** Columns a trader may leave out, in their order; bid and ask always stay. */
export const OPTIONAL_COLUMNS: readonly ChainField[] = [...OUTER, 'bidSize', 'askSize'];
export const DEFAULT_COLUMNS: readonly ChainField[] = ['openInterest', 'volume', 'iv', 'gamma', 'delta'];

export const chainColumns = setting<readonly ChainField[]>('chain.columns', z.array(z.enum(CHAIN_FIELDS)), DEFAULT_COLUMNS);

/** A column of the grid; the strike belongs to neither side. */
export type GridColumn = { readonly right: Right; readonly field: ChainField } | { readonly right: null; readonly field: 'strike' };

/** All columns from left to right. */
export function gridColumns(chosen: readonly ChainField[]): readonly GridColumn[] {
  const isShown = (field: ChainField): boolean => field === 'bid' || field === 'ask' || chosen.includes(field);
  const outer = OUTER.filter(isShown);
  const inner = INNER.filter(isShown);
  return [
    ...[...outer, ...inner].map((field): GridColumn => ({ right: 'call', field })),
    { right: null, field: 'strike' },
    ...[...inner, ...outer.toReversed()].map((field): GridColumn => ({ right: 'put', field })),
  ];
}

/** The CSS column template of the grid's rows. */
export function columnTemplate(columns: readonly GridColumn[]): string {
  return columns
    .map((column) => {
      if (column.right === null) return 'minmax(52px, 1.1fr)';
      const { least, weight } = COLUMN_STYLES[column.field];
      return `minmax(${least}px, ${weight}fr)`;
    })
    .join(' ');
}
