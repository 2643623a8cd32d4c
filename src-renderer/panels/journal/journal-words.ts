import type { JournalRow } from '../../../src-core/contract/journal.ts';
import { dateInNewYork } from '../../../src-core/calendar/exchange-calendar.ts';
import { subtract, type Money } from '../../../src-core/money.ts';
import type { EpochMs } from '../../../src-core/time.ts';
import { ABSENT, formatSigned, formatTime } from '../../design/format.ts';
import { netOf, packageTitle, shortNet } from '../../design/order-words.ts';
import { durationWords } from '../performance/performance-words.ts';

const day = new Intl.DateTimeFormat('en-GB', { timeZone: 'America/New_York', day: 'numeric', month: 'short' });
const dayAndYear = new Intl.DateTimeFormat('en-GB', { timeZone: 'America/New_York', day: 'numeric', month: 'short', year: 'numeric' });

/** "20 Nov 13:42"; with the year where it is not that of `now`. */
export function momentWords(time: EpochMs | null, now: EpochMs): string {
  if (time === null) return ABSENT;
  const sameYear = dateInNewYork(time).slice(0, 4) === dateInNewYork(now).slice(0, 4);
  return `${(sameYear ? day : dayAndYear).format(time)} ${formatTime(time).slice(0, 5)}`;
}

/** "20 Nov 2026, 13:42:07". */
export function wholeMoment(time: EpochMs | null): string {
  return time === null ? ABSENT : `${dayAndYear.format(time)}, ${formatTime(time)}`;
}

/** "SPY 604/607/617/620 iron condor". */
export function rowTitle({ underlying, legs, strategy }: Pick<JournalRow, 'underlying' | 'legs' | 'strategy'>): string {
  return packageTitle(underlying, legs.map(({ symbol }) => symbol), strategy);
}

/** Result per unit of risk; null without a bound of the risk. */
export function multipleOf({ net, risk }: Pick<JournalRow, 'net' | 'risk'>): number | null {
  return risk === null || risk <= 0 ? null : net / risk;
}

/** "+0.42 R". */
export function multipleWords(row: Pick<JournalRow, 'net' | 'risk'>): string {
  const multiple = multipleOf(row);
  return multiple === null ? ABSENT : `${formatSigned(multiple)} R`;
}

/** "23 min"; what is not over is said by its state. */
export function heldWords({ openedAt, closedAt, status }: Pick<JournalRow, 'openedAt' | 'closedAt' | 'status'>): string {
  return closedAt === null ? status : durationWords(closedAt - openedAt);
}

/** A net per share as dollars: "0.62 cr". */
export function netWords(net: number | null): string {
  const amount = netOf(net);
  return amount === null ? ABSENT : shortNet(amount);
}

/** What the fills gave away against a price: negative is worse than it. */
export function against(row: Pick<JournalRow, 'net'>, at: Money | null): Money | null {
  return at === null ? null : subtract(row.net, at);
}

export const STATUS_WORDS: Readonly<Record<JournalRow['status'], string>> = {
  pending: 'pending',
  open: 'open',
  closed: 'closed',
  settled: 'settled',
  cancelled: 'cancelled',
  rejected: 'rejected',
  expired: 'expired unfilled',
};
