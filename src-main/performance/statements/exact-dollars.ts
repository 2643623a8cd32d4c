import { type Money, money, MONEY_SCALE } from '../../../src-core/money.ts';

/** Parts of a dollar that a statement's amounts are read in: brokers tell commissions to the hundred-millionth. */
const PARTS = 100_000_000;
const PARTS_OF_MONEY = PARTS / MONEY_SCALE;

declare const exactUnit: unique symbol;

/** An amount as a statement says it, in hundred-millionths of a dollar; always a safe integer. */
export type ExactDollars = number & { readonly [exactUnit]: true };

export const NOTHING = 0 as ExactDollars;

/**
 * Reads "1,234.56", "-0.703275", "$12". What is written finer than a hundred-millionth is rounded to it.
 * Null for anything else, and for amounts beyond 90 million dollars.
 */
export function readExact(text: string): ExactDollars | null {
  const match = /^(-?)\$?(\d{1,3}(?:,\d{3})+|\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,2}))?$/.exec(text.trim().replace(/^\$-/, '-$'));
  if (match === null) return null;
  const [, sign = '', whole = '', fraction = '', exponent] = match;
  if (whole === '' && fraction === '') return null;
  if (exponent !== undefined) return fromNumber(Number(text.replace(/[$,]/g, '')));
  const digits = fraction.padEnd(9, '0');
  const parts = Number(whole.replaceAll(',', '')) * PARTS + Number(digits.slice(0, 8)) + (Number(digits.charAt(8)) >= 5 ? 1 : 0);
  return safe(sign === '-' ? -parts : parts);
}

function fromNumber(dollars: number): ExactDollars | null {
  return safe(Math.round(dollars * PARTS));
}

function safe(parts: number): ExactDollars | null {
  return Number.isSafeInteger(parts) ? ((parts === 0 ? 0 : parts) as ExactDollars) : null;
}

export function exact(parts: number): ExactDollars {
  const amount = safe(parts);
  if (amount === null) throw new RangeError(`${parts} hundred-millionths of a dollar are too many to be exact`);
  return amount;
}

export function addExact(left: ExactDollars, right: ExactDollars): ExactDollars {
  return exact(left + right);
}

export function exactOf(amount: Money): ExactDollars {
  return exact(amount * PARTS_OF_MONEY);
}

/** The amount as Money, null where it is finer than a ten-thousandth of a dollar. */
export function wholeMoney(amount: ExactDollars): Money | null {
  return amount % PARTS_OF_MONEY === 0 ? money(amount / PARTS_OF_MONEY) : null;
}

export function nearestMoney(amount: ExactDollars): Money {
  return money(Math.sign(amount) * Math.round(Math.abs(amount) / PARTS_OF_MONEY));
}

/** Rounds a row of amounts to Money so that their sum is the rounded sum of what was said. */
export class CarriedRounding {
  #said = 0;
  #given = 0;

  next(amount: ExactDollars): Money {
    this.#said += amount;
    const due = nearestMoney(exact(this.#said));
    const rounded = money(due - this.#given);
    this.#given = due;
    return rounded;
  }
}
