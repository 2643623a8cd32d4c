declare const moneyUnit: unique symbol;

/**
 * An exact amount in ten-thousandths of a dollar (the schema's DECIMAL(x,4)), always a safe integer.
 * Prices per share and amounts in the books are both Money; floats are for model prices only.
 */
export type Money = number & { readonly [moneyUnit]: true };

/** Ten-thousandths in one dollar. */
export const MONEY_SCALE = 10_000;

/** One cent, the quote tick of SPY, QQQ and IWM options. */
export const CENT = 100 as Money;

export const ZERO = 0 as Money;

/** Takes an integer count of ten-thousandths. Throws RangeError when it is not a safe integer. */
export function money(tenThousandths: number): Money {
  if (!Number.isSafeInteger(tenThousandths)) {
    throw new RangeError(`money must be a whole number of 1/10000 dollar, got ${tenThousandths}`);
  }
  return (tenThousandths === 0 ? 0 : tenThousandths) as Money;
}

/** Rounds a float of dollars to the nearest ten-thousandth, halves away from zero. */
export function fromDollars(dollars: number): Money {
  const scaled = Math.abs(dollars) * MONEY_SCALE;
  // The nudge undoes the binary representation of decimals such as 1.00005.
  return money(Math.sign(dollars) * Math.round(scaled * (1 + Number.EPSILON)));
}

/** Dollars as a float, for models and display only. */
export function toDollars(amount: Money): number {
  return amount / MONEY_SCALE;
}

export function add(...amounts: readonly Money[]): Money {
  let sum = 0;
  for (const amount of amounts) sum += amount;
  return money(sum);
}

export function subtract(left: Money, right: Money): Money {
  return money(left - right);
}

export function negate(amount: Money): Money {
  return money(-amount);
}

/** Multiplies by a whole number (contracts, shares, ratio). Throws RangeError when the result is not whole. */
export function times(amount: Money, count: number): Money {
  return money(amount * count);
}

/** Rounds to a multiple of `tick`, halves away from zero. */
export function roundToTick(amount: Money, tick: Money): Money {
  return money(Math.sign(amount) * Math.round(Math.abs(amount) / tick) * tick);
}

/** Parses "12", "-0.5", "1.2345". Throws RangeError on anything else, more than four decimals included. */
export function parseMoney(text: string): Money {
  const match = /^(-?)(\d+)(?:\.(\d{1,4}))?$/.exec(text.trim());
  if (!match) throw new RangeError(`"${text}" is not an amount of dollars with at most four decimals`);
  const [, sign, whole, fraction = ''] = match;
  const units = Number(whole) * MONEY_SCALE + Number(fraction.padEnd(4, '0'));
  return money(sign === '-' ? -units : units);
}

/** Plain decimal text with `decimals` places (2 to 4), exact: no locale, no currency sign. */
export function formatMoney(amount: Money, decimals: 2 | 3 | 4 = 2): string {
  const step = 10 ** (4 - decimals);
  const units = Math.round(Math.abs(amount) / step);
  const divisor = 10 ** decimals;
  const sign = amount < 0 && units > 0 ? '-' : '';
  return `${sign}${Math.floor(units / divisor)}.${String(units % divisor).padStart(decimals, '0')}`;
}
