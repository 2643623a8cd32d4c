import type { Bracket } from '../../../src-core/contract/brackets.ts';
import { CENT, type Money, money, negate, times } from '../../../src-core/money.ts';
import type { TimeInForce } from '../../../src-core/orders/order.ts';
import { describeNet } from '../../design/order-words.ts';
import { parseNetPrice } from './net-price-input.ts';

export type ExitName = 'target' | 'stop';
export const EXIT_NAMES: readonly ExitName[] = ['target', 'stop'];

/** As typed: "50 %" of the entry's net, or a price at which the package is taken back; '' for none. */
export type ExitTexts = Readonly<Record<ExitName, string>>;
export const NO_EXITS: ExitTexts = { target: '', stop: '' };

/** Shares behind one package's price per share. */
const SHARES = 100;
const PERCENT = /^(\d{1,4}(?:\.\d*)?|\.\d+)\s*%$/;

/** Where an exit closes: the net debit of the closing package, and what it makes of the whole order before fees; null while the entry has no price. */
export interface ExitPrice {
  readonly net: Money;
  readonly result: Money | null;
}

export type ReadExit = ExitPrice | { readonly problem: string } | null;

/** Reads one exit of so many packages bought at a net debit, negative where the package was sold. */
export function readExit(name: ExitName, text: string, entryNet: Money | null, quantity: number): ReadExit {
  const typed = text.trim();
  if (typed === '') return null;
  const percent = PERCENT.exec(typed)?.[1];
  if (percent === undefined) {
    const parsed = parseNetPrice(typed, entryNet === null || entryNet < 0 ? 'debit' : 'credit');
    return 'problem' in parsed ? { problem: parsed.problem } : { net: parsed.net, result: resultOf(entryNet, parsed.net, quantity) };
  }
  const part = Number(percent) / 100;
  if (!(part > 0)) return { problem: 'expected more than 0 %' };
  if (entryNet === null) return { problem: 'a percentage needs the price of the entry, which is not known yet' };
  if (part > 1 && name === (entryNet < 0 ? 'target' : 'stop')) {
    return { problem: `a ${describeNet(entryNet)} ${entryNet < 0 ? 'gains' : 'loses'} at most 100 %` };
  }
  const change = (name === 'target' ? 1 : -1) * part * Math.abs(entryNet);
  // Rounded for the trader: a target is never worse than was asked for.
  const cents = (negate(entryNet) - change) / CENT;
  const net = money((name === 'target' ? Math.floor(cents + 1e-9) : Math.round(cents)) * CENT);
  return { net, result: resultOf(entryNet, net, quantity) };
}

function resultOf(entryNet: Money | null, net: Money, quantity: number): Money | null {
  return entryNet === null ? null : times(negate(money(entryNet + net)), SHARES * quantity);
}

/** What is sent with the entry, without ids; null for no exits. */
export type ExitTerms = { readonly target?: { readonly type: 'limit'; readonly limit: Money }; readonly stop?: { readonly type: 'stop'; readonly stop: Money } };

export type CompleteExits = { readonly exits: ExitTerms | null } | { readonly problem: string; readonly field: ExitName | 'timeInForce' };

/** `worth` is what the closing package can cost at the most; null without bound. */
export function completeExits(texts: ExitTexts, entryNet: Money | null, timeInForce: TimeInForce, worth: Money | null): CompleteExits {
  const target = readExit('target', texts.target, entryNet, 1);
  const stop = readExit('stop', texts.stop, entryNet, 1);
  if (target !== null && 'problem' in target) return { problem: `target: ${target.problem}`, field: 'target' };
  if (stop !== null && 'problem' in stop) return { problem: `stop: ${stop.problem}`, field: 'stop' };
  if (target === null && stop === null) return { exits: null };
  if (timeInForce !== 'DAY' && timeInForce !== 'GTC') return { problem: 'exits wait for an order that can rest: choose Day or Until cancelled', field: 'timeInForce' };
  if (target !== null && stop !== null && stop.net <= target.net) {
    return { problem: `the stop at ${describeNet(stop.net)} is reached before the target at ${describeNet(target.net)}`, field: 'stop' };
  }
  if (stop !== null && worth !== null && stop.net > worth) {
    return { problem: `the stop at ${describeNet(stop.net)} is never reached: the package is closed for ${describeNet(worth)} at the most`, field: 'stop' };
  }
  return {
    exits: {
      ...(target === null ? {} : { target: { type: 'limit', limit: target.net } as const }),
      ...(stop === null ? {} : { stop: { type: 'stop', stop: stop.net } as const }),
    },
  };
}

/** Prices belong to the package that they were typed for; percentages hold for another. */
export function withoutPrices({ target, stop }: ExitTexts): ExitTexts {
  const kept = (text: string): string => (PERCENT.test(text.trim()) ? text : '');
  return { target: kept(target), stop: kept(stop) };
}

/** The exits under ids of their own: sent twice, they are the same. */
export type NamedExits = Pick<Bracket, 'target' | 'stop'>;

export function namedExits({ target, stop }: ExitTerms, timeInForce: TimeInForce, newId: () => string): NamedExits {
  const lasts = timeInForce === 'GTC' ? 'GTC' : 'DAY';
  return {
    ...(target === undefined ? {} : { target: { id: newId(), terms: target, timeInForce: lasts } }),
    ...(stop === undefined ? {} : { stop: { id: newId(), terms: stop, timeInForce: lasts } }),
  };
}

/** Each exit in words: "Target: bought back or sold at 0.33 debit or better." */
export function exitWords({ target, stop }: NamedExits): readonly string[] {
  const lines: string[] = [];
  if (target !== undefined) lines.push(`Target: closed at ${describeNet(target.terms.limit)} or better.`);
  if (stop !== undefined) lines.push(`Stop: closed at the market once the natural price is ${describeNet(stop.terms.stop)} or ${stop.terms.stop < 0 ? 'less' : 'more'}.`);
  lines.push(lines.length > 1 ? 'Both wait for this order’s fill; what one takes back the other no longer does.' : 'It waits for this order’s fill.');
  return lines;
}
