import { parseSymbol } from '../../src-core/instruments/instrument.ts';
import { formatMoney, type Money, money, parseMoney } from '../../src-core/money.ts';
import type { OrderLeg, OrderState, OrderTerms, TimeInForce } from '../../src-core/orders/order.ts';
import { formatPrice } from './format.ts';

export const TYPE_NAMES: Readonly<Record<OrderTerms['type'], string>> = {
  market: 'Market',
  limit: 'Limit',
  stop: 'Stop',
  stop_limit: 'Stop limit',
};

export const TIME_IN_FORCE_NAMES: Readonly<Record<TimeInForce, string>> = {
  DAY: 'Day',
  GTC: 'Until cancelled',
  IOC: 'Immediate or cancel',
  FOK: 'Fill or kill',
};

/** "617 call", "606.5 put", "SPY shares". */
export function instrumentWords(symbol: string): string {
  const instrument = parseSymbol(symbol);
  if (instrument.kind === 'shares') return `${instrument.underlying} shares`;
  return `${strikeText(instrument.strike)} ${instrument.right}`;
}

/** A strike without idle zeros: "612", "612.5". */
export function strikeText(strike: Money): string {
  return formatPrice(strike / 10_000, 3).replace(/\.?0+$/, '');
}

/** "sell 1 × 617 call" for so many packages. */
export function legWords(leg: OrderLeg, quantity: number): string {
  return `${leg.side} ${leg.ratio * quantity} × ${instrumentWords(leg.symbol)}`;
}

/** A package by its strikes: "SPY 604/607/617/620 iron condor"; with rights where the name does not tell them. */
export function packageTitle(underlying: string, symbols: readonly string[], strategy: string): string {
  const options = symbols.map(parseSymbol).filter((instrument) => instrument.kind === 'option');
  const named = strategy !== 'custom' && strategy !== '';
  const strikes = options
    .toSorted((left, right) => left.strike - right.strike || left.right.localeCompare(right.right))
    .map(({ strike, right }) => strikeText(strike) + (named ? '' : right === 'call' ? 'C' : 'P'));
  const distinct = [...new Set(strikes)].join('/');
  return [underlying, distinct, strategy].filter((part) => part !== '').join(' ');
}

/** A float of dollars per share, such as an average, as a net debit in exact money; null stays absent. */
export function netOf(dollars: number | null): Money | null {
  return dollars === null || !Number.isFinite(dollars) ? null : money(Math.round(dollars * 10_000));
}

/** "0.78 credit", "1.20 debit", "0.00 even". */
export function describeNet(net: Money): string {
  if (net === 0) return '0.00 even';
  return `${unsignedPrice(net)} ${net < 0 ? 'credit' : 'debit'}`;
}

/** {@link describeNet} for a table: "0.78 cr", "1.20 db". */
export function shortNet(net: Money): string {
  if (net === 0) return '0.00';
  return `${unsignedPrice(net)} ${net < 0 ? 'cr' : 'db'}`;
}

/** The price without its side: cents, or up to four decimals where cents do not tell all. */
export function unsignedPrice(net: Money): string {
  const absolute = money(Math.abs(net));
  const cents = formatMoney(absolute);
  return parseMoney(cents) === absolute ? cents : formatMoney(absolute, absolute % 10 === 0 ? 3 : 4);
}

/** An order's price in a few words: "0.78 credit", "market", "stop 1.20 debit, limit 1.25 debit". */
export function orderPriceWords(terms: OrderTerms): string {
  switch (terms.type) {
    case 'market':
      return 'market';
    case 'limit':
      return describeNet(terms.limit);
    case 'stop':
      return `stop ${describeNet(terms.stop)}`;
    case 'stop_limit':
      return `stop ${describeNet(terms.stop)}, limit ${describeNet(terms.limit)}`;
  }
}

/** {@link orderPriceWords} for a table: "0.78 cr", "market", "stop 1.20 db", "1.20 db → 1.25 db". */
export function shortOrderPrice(terms: OrderTerms): string {
  switch (terms.type) {
    case 'market':
      return 'market';
    case 'limit':
      return shortNet(terms.limit);
    case 'stop':
      return `stop ${shortNet(terms.stop)}`;
    case 'stop_limit':
      return `${shortNet(terms.stop)} → ${shortNet(terms.limit)}`;
  }
}

export const STATE_NAMES: Readonly<Record<OrderState, string>> = {
  INITIALIZED: 'New',
  SUBMITTED: 'Sent',
  ACCEPTED: 'Working',
  TRIGGERED: 'Triggered',
  PARTIALLY_FILLED: 'Part filled',
  PENDING_UPDATE: 'Changing',
  PENDING_CANCEL: 'Cancelling',
  DENIED: 'Denied',
  REJECTED: 'Rejected',
  CANCELED: 'Cancelled',
  EXPIRED: 'Expired',
  FILLED: 'Filled',
};
