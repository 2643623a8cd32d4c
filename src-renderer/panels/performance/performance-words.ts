import type { PerformanceAccount } from '../../../src-core/contract/performance.ts';
import type { Metric, MetricName, MetricUnit } from '../../../src-core/performance/metric.ts';
import type { Dimension } from '../../../src-core/performance/slice.ts';
import { DAY, HOUR, type IsoDate, MINUTE, SECOND } from '../../../src-core/time.ts';
import { ABSENT, formatCount, formatDollars, formatPrice, formatSigned, formatSignedDollars } from '../../design/format.ts';
import { netOf } from '../../design/order-words.ts';

export const DIMENSION_TITLES: Readonly<Record<Dimension, string>> = {
  strategy: 'Strategy',
  underlying: 'Underlying',
  hour: 'Hour',
  weekday: 'Weekday',
  regime: 'Regime',
  signal: 'Signal',
  tag: 'Tag',
  source: 'Source',
};

/** Gains and losses, which are told with their sign. */
const SIGNED: ReadonlySet<MetricName> = new Set(['net_result', 'total_return', 'average_win', 'average_loss', 'expectancy', 'return_on_risk', 'favourable_excursion', 'adverse_excursion']);
/** Figures whose sign is good or bad news by itself. */
const TOLD: ReadonlySet<MetricName> = new Set(['net_result', 'total_return', 'expectancy', 'return_on_risk']);

export function isTold(name: MetricName): boolean {
  return TOLD.has(name);
}

/** "+$1,204.50", "61.3 %", "1.42", "12 days", "1 h 23 min": a figure in its unit. */
export function figureWords(value: number | null, name: MetricName, unit: MetricUnit): string {
  if (value === null || !Number.isFinite(value)) return ABSENT;
  const isSigned = SIGNED.has(name);
  switch (unit) {
    case 'dollars':
      return isSigned ? dollarsWords(value) : formatDollars(netOf(value));
    case 'share':
      return `${isSigned ? formatSigned(value * 100) : formatPrice(value * 100, 1)} %`;
    case 'ratio':
      return isSigned ? formatSigned(value, 3) : formatPrice(value);
    case 'count':
      return formatCount(value);
    case 'days':
      return daysWords(value);
    case 'milliseconds':
      return durationWords(value);
  }
}

/** "55.1 – 67.2 %", "−$4.12 to +$10.26": where the figure is with 95 %; empty where none is told. */
export function intervalWords({ name, low, high }: Pick<Metric, 'name' | 'low' | 'high'>, unit: MetricUnit): string {
  if (low === null && high === null) return '';
  const end = (value: number | null): string => (value === null ? '∞' : figureWords(value, name, unit));
  const [from, to] = [end(low), end(high)];
  const first = from.endsWith(' %') && to.endsWith(' %') ? from.slice(0, -2) : from;
  return `${first} ${SIGNED.has(name) || (low ?? 0) < 0 ? 'to' : '–'} ${to}`;
}

/** "+$58.00" of plain dollars. */
export function dollarsWords(dollars: number | null): string {
  return formatSignedDollars(netOf(dollars));
}

/** "1 day", "12 days", "2.5 days". */
export function daysWords(days: number): string {
  const text = formatPrice(days, Number.isInteger(days) ? 0 : 1);
  return `${text} ${text === '1' ? 'day' : 'days'}`;
}

/** "42 s", "23 min", "1 h 23 min", "2 d 4 h". */
export function durationWords(duration: number): string {
  if (duration < MINUTE) return `${Math.round(duration / SECOND)} s`;
  const minutes = Math.round(duration / MINUTE);
  if (minutes * MINUTE < HOUR) return `${minutes} min`;
  if (minutes * MINUTE < DAY) return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  const hours = Math.round(duration / HOUR);
  return hours % 24 === 0 ? `${hours / 24} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** "212 trades", "1 day". */
export function sampleWords(sample: number, of: 'trades' | 'days'): string {
  return `${formatCount(sample)} ${sample === 1 ? of.slice(0, -1) : of}`;
}

const utc = { timeZone: 'UTC' } as const;
const day = new Intl.DateTimeFormat('en-US', { ...utc, day: 'numeric' });
const weekday = new Intl.DateTimeFormat('en-US', { ...utc, weekday: 'short' });
const month = new Intl.DateTimeFormat('en-US', { ...utc, month: 'short' });

function instant(date: IsoDate): number {
  return Date.parse(`${date}T00:00:00Z`);
}

/** "20 Nov". */
export function shortDay(date: IsoDate): string {
  return `${day.format(instant(date))} ${month.format(instant(date))}`;
}

/** "Fri 20 Nov 2026". */
export function longDay(date: IsoDate): string {
  return `${weekday.format(instant(date))} ${shortDay(date)} ${date.slice(0, 4)}`;
}

/** "Nov 2026" of a day in it. */
export function monthWords(date: IsoDate): string {
  return `${month.format(instant(date))} ${date.slice(0, 4)}`;
}

/** "3 Jun – 20 Nov 2026". */
export function spanWords(from: IsoDate | null, to: IsoDate | null): string {
  if (from === null || to === null) return 'no day';
  if (from === to) return longDay(from);
  const year = from.slice(0, 4) === to.slice(0, 4) ? '' : ` ${from.slice(0, 4)}`;
  return `${shortDay(from)}${year} – ${shortDay(to)} ${to.slice(0, 4)}`;
}

/** "PAPER-1 · paper". */
export function accountWords({ number, kind, broker, own }: Pick<PerformanceAccount, 'number' | 'kind' | 'broker' | 'own'>): string {
  return own || broker === '' ? `${number} · ${kind}` : `${number} · ${kind}, ${broker}`;
}
