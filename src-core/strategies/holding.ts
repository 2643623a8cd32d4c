import { type Instrument, multiplier } from '../instruments/instrument.ts';
import { type Money, money } from '../money.ts';

/** A position in one instrument. */
export interface Holding {
  readonly instrument: Instrument;
  /** Signed units: contracts of an option, single shares. */
  readonly quantity: number;
}

/** Dollars that a holding is worth at its expiry, with the underlying at `price` per share; negative for a debt. */
export function expiryValue({ instrument, quantity }: Holding, price: Money): Money {
  return money(valuePerShare(instrument, price) * multiplier(instrument) * quantity);
}

function valuePerShare(instrument: Instrument, price: Money): number {
  if (instrument.kind === 'shares') return price;
  const { right, strike } = instrument;
  return Math.max(0, right === 'call' ? price - strike : strike - price);
}
