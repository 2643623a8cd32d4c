import { formatMoney, type Money } from '../../src-core/money.ts';
import { DAY, type EpochMs, HOUR, MINUTE } from '../../src-core/time.ts';

/** What stands for a value that could not be computed. */
export const ABSENT = '–';
/** U+2212, as wide as a plus in tabular figures. */
export const MINUS = '\u2212';

/** "612.27", "−0.15"; never "−0.00". null and NaN are absent. */
export function formatPrice(value: number | null, decimals = 2): string {
  if (value === null || !Number.isFinite(value)) return ABSENT;
  const text = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(text) !== 0 ? MINUS + text : text;
}

/** Like {@link formatPrice} with "+" before what is above zero. */
export function formatSigned(value: number | null, decimals = 2): string {
  if (value === null || !Number.isFinite(value)) return ABSENT;
  const text = Math.abs(value).toFixed(decimals);
  if (Number(text) === 0) return text;
  return (value < 0 ? MINUS : '+') + text;
}

/** "61.3 %"; what is neither impossible nor certain never reads as if it were: "<0.1 %", ">99.9 %". */
export function formatProbability(probability: number | null): string {
  if (probability === null || !Number.isFinite(probability)) return ABSENT;
  if (probability > 0 && probability < 0.0005) return '<0.1 %';
  if (probability < 1 && probability >= 0.9995) return '>99.9 %';
  return `${(probability * 100).toFixed(1)} %`;
}

/** "8,412", "−1,204"; rounds to whole units. */
export function formatCount(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return ABSENT;
  const rounded = Math.round(Math.abs(value));
  return (value < 0 && rounded !== 0 ? MINUS : '') + grouped(String(rounded));
}

/** "+8,412", "−1,204", "0"; rounds to whole units. */
export function formatSignedCount(value: number | null): string {
  const text = formatCount(value);
  return value !== null && Math.round(value) > 0 ? `+${text}` : text;
}

/** "14,150.20", "−1,204.00": an amount of any currency, which stands beside it. */
export function formatAmount(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return ABSENT;
  const text = Math.abs(value).toFixed(2);
  return (value < 0 && Number(text) !== 0 ? MINUS : '') + groupedMoney(text);
}

/** "$1,234.56", "−$224.76": an amount that is held, owed or charged. */
export function formatDollars(amount: Money | null): string {
  if (amount === null) return ABSENT;
  const text = formatMoney(amount);
  return text.startsWith('-') ? `${MINUS}$${groupedMoney(text.slice(1))}` : `$${groupedMoney(text)}`;
}

/** "+$58.00", "−$12.40", "$0.00": an amount that was won or lost. */
export function formatSignedDollars(amount: Money | null): string {
  const text = formatDollars(amount);
  return amount !== null && amount > 0 && formatMoney(amount) !== '0.00' ? `+${text}` : text;
}

/** "+58.00", "−1,240.10": {@link formatSignedDollars} for a column whose heading says dollars. */
export function formatSignedAmount(amount: Money | null): string {
  return formatSignedDollars(amount).replace('$', '');
}

const newYork = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/New_York',
  hourCycle: 'h23',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** New York time of day, "13:42:07". */
export function formatTime(time: EpochMs | null): string {
  return time === null || !Number.isFinite(time) ? ABSENT : newYork.format(time);
}

/** Time left, "2:17:53"; zero once it is over. A started second counts whole, so that zero means over. */
export function formatCountdown(duration: number | null): string {
  if (duration === null || !Number.isFinite(duration)) return ABSENT;
  const left = Math.max(0, Math.ceil(duration / 1000) * 1000);
  const hours = Math.floor(left / HOUR);
  const rest = Math.floor((left % HOUR) / 1000);
  return `${hours}:${twoDigits(Math.floor(rest / 60))}:${twoDigits(rest % 60)}`;
}

/** How long something has lasted, in its greatest unit: "12 s", "4 min", "2 h", "3 d". */
export function formatAge(duration: number | null): string {
  if (duration === null || !Number.isFinite(duration)) return ABSENT;
  const lasted = Math.max(0, duration);
  if (lasted < MINUTE) return `${Math.floor(lasted / 1000)} s`;
  if (lasted < HOUR) return `${Math.floor(lasted / MINUTE)} min`;
  if (lasted < 2 * DAY) return `${Math.floor(lasted / HOUR)} h`;
  return `${Math.floor(lasted / DAY)} d`;
}

/** "812 B", "12 kB", "3.4 MB", "1.2 GB": a file's size. */
export function formatBytes(bytes: number | null): string {
  if (bytes === null || !Number.isFinite(bytes)) return ABSENT;
  if (bytes < 1_000) return `${Math.round(bytes)} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1_000)} kB`;
  return bytes < 1_000_000_000 ? `${(bytes / 1_000_000).toFixed(1)} MB` : `${(bytes / 1_000_000_000).toFixed(1)} GB`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

function grouped(digits: string): string {
  return digits.length < 4 ? digits : digits.replace(/\B(?=(\d{3})+$)/g, ',');
}

function groupedMoney(text: string): string {
  const point = text.indexOf('.');
  return grouped(text.slice(0, point)) + text.slice(point);
}
