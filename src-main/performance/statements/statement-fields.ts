import { dateInNewYork, newYorkTime } from '../../../src-core/calendar/exchange-calendar.ts';
import { type InstrumentSymbol, isUnderlying, multiplier, parseSymbol, type Right, symbolOf, type Underlying } from '../../../src-core/instruments/instrument.ts';
import { money, type Money } from '../../../src-core/money.ts';
import { type EpochMs, type IsoDate, parseIsoDate, SECOND } from '../../../src-core/time.ts';
import { exact, type ExactDollars, exactOf, NOTHING, readExact, wholeMoney } from './exact-dollars.ts';
import type { PricedUnits } from './statement.ts';

/** A field that could not be read; `message` says what it holds and what would be accepted. */
export class UnreadField extends Error {
  override readonly name = 'UnreadField';
  readonly field: string;

  constructor(field: string, value: string, expected: string) {
    super(value === '' ? `is empty; expected ${expected}` : `is "${value.slice(0, 60)}"; expected ${expected}`);
    this.field = field;
  }
}

export function amountIn(field: string, text: string): ExactDollars {
  const amount = readExact(text);
  if (amount === null) throw new UnreadField(field, text, 'an amount of dollars like -1234.56');
  return amount;
}

/** As amountIn; an empty cell and "--" are nothing. */
export function costIn(field: string, text: string): ExactDollars {
  return text === '' || text === '--' ? NOTHING : amountIn(field, text);
}

export function moneyIn(field: string, text: string): Money {
  const amount = wholeMoney(amountIn(field, text));
  if (amount === null) throw new UnreadField(field, text, 'an amount of dollars with at most four decimals');
  return amount;
}

/** Signed whole units; "-1,000" and "2.0" are whole. */
export function unitsIn(field: string, text: string): number {
  const units = /^-?[\d,]+(\.0*)?$/.test(text) ? Number(text.replaceAll(',', '')) : Number.NaN;
  if (!Number.isSafeInteger(units) || units === 0 || Math.abs(units) > 1_000_000) throw new UnreadField(field, text, 'a whole number of contracts or shares other than 0');
  return units;
}

/** "2026-11-24", "20261124", "11/24/26" or "11/24/2026". */
export function dateIn(field: string, text: string): IsoDate {
  const plain = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(text);
  const american = /^(\d{1,2})\/(\d{1,2})\/(?:20)?(\d{2})$/.exec(text);
  const date = plain ? `${plain[1]}-${plain[2]}-${plain[3]}` : american ? `20${american[3]}-${two(american[1])}-${two(american[2])}` : null;
  try {
    if (date !== null) return parseIsoDate(date);
  } catch {
    // Said below.
  }
  throw new UnreadField(field, text, 'a date like 2026-11-24, 20261124 or 11/24/26');
}

function two(digits = ''): string {
  return digits.padStart(2, '0');
}

/** A date and what a New York clock showed: "2026-11-24, 10:31:07", "20261124;103107", "2026-11-24 10:31:07". */
export function newYorkMomentIn(field: string, text: string): EpochMs {
  const match = /^(\d{4}-\d{2}-\d{2}|\d{8})[;,T ]+(\d{2}):?(\d{2}):?(\d{2})?(?: ?(?:EST|EDT))?$/.exec(text);
  const expected = 'a date and a time in New York like "2026-11-24, 10:31:07" or "20261124;103107"';
  if (match === null) throw new UnreadField(field, text, expected);
  const [, date = '', hour = '', minute = '', second = '00'] = match;
  const moment = clockOn(dateIn(field, date), `${hour}:${minute}`);
  if (moment === null || Number(second) > 59) throw new UnreadField(field, text, expected);
  return moment + Number(second) * SECOND;
}

function clockOn(date: IsoDate, clock: string): EpochMs | null {
  try {
    return newYorkTime(date, clock);
  } catch {
    return null;
  }
}

/** A moment with its offset from UTC: "2026-11-24T10:31:07-0500", or with "Z". */
export function zonedMomentIn(field: string, text: string): EpochMs {
  const match = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?)(Z|[+-]\d{2}:?\d{2})$/.exec(text);
  const [, wall = '', offset = ''] = match ?? [];
  const time = match === null ? Number.NaN : Date.parse(`${wall}${offset === 'Z' ? 'Z' : `${offset.slice(0, 3)}:${offset.slice(-2)}`}`);
  if (Number.isNaN(time)) throw new UnreadField(field, text, 'a moment with its offset like 2026-11-24T10:31:07-0500');
  return time;
}

export function dateOf(time: EpochMs): IsoDate {
  return dateInNewYork(time);
}

export function rightIn(field: string, text: string): Right {
  const letter = text.charAt(0).toUpperCase();
  if (letter === 'C') return 'call';
  if (letter === 'P') return 'put';
  throw new UnreadField(field, text, '"C" or "P"');
}

export function optionIn(field: string, parts: { readonly underlying: Underlying; readonly expiry: IsoDate; readonly right: Right; readonly strike: Money }): InstrumentSymbol {
  try {
    return symbolOf({ kind: 'option', ...parts });
  } catch (error) {
    throw new UnreadField(field, String(parts.strike / 10_000), error instanceof Error ? error.message : 'a strike in whole thousandths of a dollar');
  }
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** An option as brokers write it: "SPY 24NOV26 600 P" or OCC's "SPY   261124P00600000"; null for another underlying's or none. */
export function namedOption(field: string, text: string): InstrumentSymbol | null {
  const spaced = /^([A-Z]{1,6}) +(\d{2})([A-Z]{3})(\d{2}) +([\d.]+) +([CP])$/.exec(text);
  if (spaced) {
    const [, root = '', day = '', month = '', year = '', strike = '', letter = ''] = spaced;
    if (!isUnderlying(root)) return null;
    const number = MONTHS.indexOf(month) + 1;
    const expiry = dateIn(field, `20${year}${String(number).padStart(2, '0')}${day}`);
    return optionIn(field, { underlying: root, expiry, right: rightIn(field, letter), strike: moneyIn(field, strike) });
  }
  const occ = /^([A-Z]{1,6}) *(\d{6}[CP]\d{8})$/.exec(text);
  const root = occ?.[1] ?? '';
  if (occ === null || !isUnderlying(root)) return null;
  const symbol = `${root.padEnd(6)}${occ[2]}`;
  try {
    parseSymbol(symbol);
  } catch {
    throw new UnreadField(field, text, 'an option like "SPY   261124P00600000"');
  }
  return symbol as InstrumentSymbol;
}

/**
 * The units and their prices per share. A price finer than a ten-thousandth of a dollar is an average: then as many
 * units go at the next finer price as make up `value`, what changed hands in dollars, to the ten-thousandth.
 */
export function lotsAt(symbol: InstrumentSymbol, units: number, price: ExactDollars, value: ExactDollars | null): readonly PricedUnits[] {
  const whole = wholeMoney(price);
  if (whole !== null) return [{ units, price: whole }];
  const shares = multiplier(parseSymbol(symbol));
  const exactSum = value === null ? price * units : Math.abs(value) / shares;
  const sum = Math.round(exactSum / exactOf(money(1)));
  const low = Math.floor(sum / units);
  const above = sum - low * units;
  const lots = [
    { units: units - above, price: money(low) },
    { units: above, price: money(low + 1) },
  ];
  return lots.filter((lot) => lot.units > 0);
}

export function negated(amount: ExactDollars): ExactDollars {
  return exact(-amount);
}
