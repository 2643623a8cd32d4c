import { CENT, type Money, money, negate } from '../../../src-core/money.ts';
import { unsignedPrice } from '../../design/order-words.ts';

/** Whether a package is paid for or pays. */
export type NetSide = 'debit' | 'credit';

/** A net price as the trader reads and types it: a price that is never negative, and its side. */
export interface NetPrice {
  readonly text: string;
  readonly side: NetSide;
}

export type ParsedNetPrice = { readonly net: Money } | { readonly problem: string };

/** The side of a net debit. A net of zero has none of its own: it stays on `whenEven`. */
export function sideOf(net: Money, whenEven: NetSide = 'debit'): NetSide {
  if (net === 0) return whenEven;
  return net < 0 ? 'credit' : 'debit';
}

/** The contract's net debit as a price and a side. */
export function netPriceOf(net: Money, whenEven: NetSide = 'debit'): NetPrice {
  return { text: unsignedPrice(net), side: sideOf(net, whenEven) };
}

/**
 * Reads what was typed on `side`. A trailing c, cr, credit, d, db or debit says the side itself.
 * Only whole cents of zero or more are accepted.
 */
export function parseNetPrice(text: string, side: NetSide): ParsedNetPrice {
  const match = /^\s*(.*?)\s*(c|cr|credit|d|db|debit)?\s*$/i.exec(text);
  const digits = match?.[1] ?? '';
  const word = match?.[2]?.toLowerCase();
  if (digits === '') return { problem: 'type a price in dollars per share, such as 0.78' };
  if (/^[-\u2212]/.test(digits)) return { problem: `"${digits}": type a positive price and choose debit or credit beside it` };
  if (!/^(\d{1,6}(\.\d*)?|\.\d+)$/.test(digits)) return { problem: `"${text.trim()}" is not a price; expected dollars per share, such as 0.78` };
  if (/\.\d{2}\d*[1-9]/.test(digits)) return { problem: `${digits} is finer than the tick; expected a multiple of 0.01` };
  const amount = money(Math.round(Number(digits) * 100) * CENT);
  const onCredit = word === undefined ? side === 'credit' : word.startsWith('c');
  return { net: onCredit ? negate(amount) : amount };
}

/**
 * Moves the price as it is shown by whole cents: "up" makes the number larger on its side.
 * Below zero it goes on as the other side's price.
 */
export function stepNet(net: Money, ticks: number, whenEven: NetSide = 'debit'): Money {
  return money(net + (sideOf(net, whenEven) === 'credit' ? -ticks : ticks) * CENT);
}

/** The nearest whole cent; a tie goes to the price that is better for the trader. */
export function roundNet(net: Money): Money {
  return money(Math.ceil(net / CENT - 0.5) * CENT);
}
