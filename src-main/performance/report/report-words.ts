import { dateInNewYork, newYorkTime } from '../../../src-core/calendar/exchange-calendar.ts';
import { parseSymbol } from '../../../src-core/instruments/instrument.ts';
import { formatMoney, type Money, money } from '../../../src-core/money.ts';
import type { OrderLeg, OrderTerms } from '../../../src-core/orders/order.ts';
import type { Metric, MetricUnit } from '../../../src-core/performance/metric.ts';
import { DAY, type EpochMs, HOUR, type IsoDate, MINUTE, SECOND } from '../../../src-core/time.ts';

export const ABSENT = '–';
const MINUS = '\u2212';

/** "$1,234.56", "−$224.76". */
export function dollars(amount: Money | null): string {
  if (amount === null) return ABSENT;
  const text = formatMoney(amount);
  return text.startsWith('-') ? `${MINUS}$${grouped(text.slice(1))}` : `$${grouped(text)}`;
}

/** "+$58.00", "−$12.40", "$0.00". */
export function signedDollars(amount: Money | null): string {
  return amount !== null && amount > 0 && formatMoney(amount) !== '0.00' ? `+${dollars(amount)}` : dollars(amount);
}

/** A price or a figure with so many decimals: "612.27", "−0.15". */
export function figure(value: number | null, decimals = 2): string {
  if (value === null || !Number.isFinite(value)) return ABSENT;
  const text = Math.abs(value).toFixed(decimals);
  return (value < 0 && Number(text) !== 0 ? MINUS : '') + grouped(text);
}

export function price(amount: Money | null): string {
  return amount === null ? ABSENT : figure(amount / 10_000);
}

/** "0.78 cr", "1.20 db": a net per share in dollars. */
export function netWords(net: number | null): string {
  if (net === null || !Number.isFinite(net)) return ABSENT;
  const text = Math.abs(net).toFixed(4).replace(/0{1,2}$/, '');
  return Number(text) === 0 ? '0.00' : `${text} ${net < 0 ? 'cr' : 'db'}`;
}

export function netOfMoney(net: Money | null): string {
  return netWords(net === null ? null : net / 10_000);
}

const clocks = new Intl.DateTimeFormat('en-US', { timeZone: 'America/New_York', hourCycle: 'h23', hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** New York time of day, "13:42:07"; with the date where it is another than `date`. */
export function clock(time: EpochMs | null, date?: IsoDate): string {
  if (time === null) return ABSENT;
  const on = dateInNewYork(time);
  return date === undefined || on === date ? clocks.format(time) : `${on} ${clocks.format(time)}`;
}

/** "13:42". */
export function shortClock(time: EpochMs): string {
  return clocks.format(time).slice(0, 5);
}

const days = new Intl.DateTimeFormat('en-GB', { timeZone: 'America/New_York', weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });

/** "Thursday 26 November 2026". */
export function dayWords(date: IsoDate): string {
  return days.format(newYorkTime(date, '12:00')).replace(',', '');
}

/** "3 h 12 min", "42 s". */
export function duration(milliseconds: number | null): string {
  if (milliseconds === null || !Number.isFinite(milliseconds)) return ABSENT;
  const lasted = Math.max(0, milliseconds);
  if (lasted < MINUTE) return `${Math.round(lasted / SECOND)} s`;
  if (lasted < HOUR) return `${Math.round(lasted / MINUTE)} min`;
  if (lasted < 2 * DAY) return `${Math.floor(lasted / HOUR)} h ${Math.round((lasted % HOUR) / MINUTE)} min`;
  return `${Math.floor(lasted / DAY)} d`;
}

/** "617 call", "SPY shares". */
export function instrumentWords(symbol: string): string {
  const instrument = parseSymbol(symbol);
  return instrument.kind === 'shares' ? `${instrument.underlying} shares` : `${strikeWords(instrument.strike)} ${instrument.right}`;
}

/** "sell 1 × 617 call" for so many packages. */
export function legWords({ side, ratio, symbol }: OrderLeg, quantity: number): string {
  return `${side} ${ratio * quantity} × ${instrumentWords(symbol)}`;
}

/** "SPY 604/607/617/620 iron condor". */
export function packageWords(underlying: string, legs: readonly OrderLeg[], strategy: string): string {
  const strikes = legs
    .map(({ symbol }) => parseSymbol(symbol))
    .filter((instrument) => instrument.kind === 'option')
    .map(({ strike }) => strike)
    .toSorted((left, right) => left - right);
  return [underlying, [...new Set(strikes)].map((strike) => strikeWords(strike)).join('/'), strategy].filter((part) => part !== '').join(' ');
}

export function termsWords(terms: OrderTerms): string {
  switch (terms.type) {
    case 'market':
      return 'market';
    case 'limit':
      return `limit ${netOfMoney(terms.limit)}`;
    case 'stop':
      return `stop ${netOfMoney(terms.stop)}`;
    case 'stop_limit':
      return `stop ${netOfMoney(terms.stop)}, limit ${netOfMoney(terms.limit)}`;
  }
}

/** A metric's value in its unit, its sample beside it: "61.3 % (n = 48)", "– (n = 3)". */
export function metricWords(metric: Metric | null, unit: MetricUnit): string {
  if (metric === null) return ABSENT;
  const value = valueWords(metric.value, unit);
  const interval = metric.value === null || metric.low === null || metric.high === null ? '' : `, 95 % ${valueWords(metric.low, unit)} to ${valueWords(metric.high, unit)}`;
  return unit === 'count' && interval === '' ? value : `${value} (n = ${figure(metric.sample, 0)}${interval})`;
}

function valueWords(value: number | null, unit: MetricUnit): string {
  if (value === null || !Number.isFinite(value)) return ABSENT;
  switch (unit) {
    case 'dollars':
      return signedDollars(money(Math.round(value * 10_000)));
    case 'share':
      return `${figure(value * 100, 1)} %`;
    case 'ratio':
      return figure(value);
    case 'count':
    case 'days':
      return figure(value, Number.isInteger(value) ? 0 : 1);
    case 'milliseconds':
      return duration(value);
  }
}

function strikeWords(strike: Money): string {
  return (strike / 10_000).toFixed(3).replace(/\.?0+$/, '');
}

function grouped(text: string): string {
  return text.replace(/^\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ','));
}
