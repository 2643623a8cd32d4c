import { type Money, money } from '../money.ts';
import { type IsoDate, parseIsoDate } from '../time.ts';

export const UNDERLYINGS = ['SPY', 'QQQ', 'IWM'] as const;
/** The exchange-traded funds whose options are traded. */
export type Underlying = (typeof UNDERLYINGS)[number];

export const TICKERS = [...UNDERLYINGS, 'VIX'] as const;
/** Everything with a price of its own; VIX is watched, never traded. */
export type Ticker = (typeof TICKERS)[number];

export type Right = 'call' | 'put';

export interface OptionContract {
  readonly kind: 'option';
  readonly underlying: Underlying;
  readonly expiry: IsoDate;
  readonly right: Right;
  /** Dollars per share. */
  readonly strike: Money;
}

export interface Shares {
  readonly kind: 'shares';
  readonly underlying: Underlying;
}

export type Instrument = OptionContract | Shares;

declare const instrumentSymbol: unique symbol;
/** The OCC symbol of an option ("SPY   260821C00612000") or the ticker of shares ("SPY"): unique and stable. */
export type InstrumentSymbol = string & { readonly [instrumentSymbol]: true };

export function isUnderlying(text: string): text is Underlying {
  return (UNDERLYINGS as readonly string[]).includes(text);
}

/** Shares per unit: 100 for an option contract, 1 for shares. */
export function multiplier(instrument: Instrument): number {
  switch (instrument.kind) {
    case 'option':
      return 100;
    case 'shares':
      return 1;
  }
}

/** OCC symbology: root padded to 6, yymmdd, C or P, strike in thousandths of a dollar over 8 digits. */
export function symbolOf(instrument: Instrument): InstrumentSymbol {
  if (instrument.kind === 'shares') return instrument.underlying as string as InstrumentSymbol;
  const { underlying, expiry, right, strike } = instrument;
  const date = expiry.slice(2, 4) + expiry.slice(5, 7) + expiry.slice(8, 10);
  const thousandths = strike / 10;
  if (!Number.isInteger(thousandths) || thousandths <= 0 || thousandths > 99_999_999) {
    throw new RangeError(`strike ${strike} (1/10000 dollar) does not fit an OCC symbol`);
  }
  if (!expiry.startsWith('20')) throw new RangeError(`expiry ${expiry} does not fit an OCC symbol of this century`);
  const letter = right === 'call' ? 'C' : 'P';
  return `${underlying.padEnd(6)}${date}${letter}${String(thousandths).padStart(8, '0')}` as InstrumentSymbol;
}

/** Inverse of {@link symbolOf}. Throws RangeError on anything that is not one of its results. */
export function parseSymbol(symbol: string): Instrument {
  if (isUnderlying(symbol)) return { kind: 'shares', underlying: symbol };
  const match = /^(\S{1,6}) *(\d{2})(\d{2})(\d{2})([CP])(\d{8})$/.exec(symbol);
  const [, root = '', year, month, day, letter, digits] = match ?? [];
  if (!match || symbol.length !== 21 || !isUnderlying(root) || Number(digits) === 0) {
    throw new RangeError(`"${symbol}" is not an OCC symbol of ${UNDERLYINGS.join(', ')}`);
  }
  return {
    kind: 'option',
    underlying: root,
    expiry: parseIsoDate(`20${year}-${month}-${day}`),
    right: letter === 'C' ? 'call' : 'put',
    strike: money(Number(digits) * 10),
  };
}
