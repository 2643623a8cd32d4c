import type { TickerView } from '../../../src-core/contract/schemas.ts';
import { formatCount, formatPrice, formatSigned } from '../../design/format.ts';

type ChainSummary = NonNullable<TickerView['chain']>;

/** What the clock of volatilities and Greeks counts, and how much is left on it. */
export function clockWords({ clock, clockLabel, minutesLeft }: Pick<ChainSummary, 'clock' | 'clockLabel' | 'minutesLeft'>): string {
  const how =
    clock === 'variance'
      ? 'Each minute counts by the variance expected in it: most after the open, least in the afternoon, and more at an event that is named here. A session has 390 such minutes, and those of its events.'
      : 'Every minute counts the same, quiet or not.';
  return `Volatility and Greeks are on the ${clockLabel}. ${how} ${formatPrice(minutesLeft, minutesLeft < 10 ? 1 : 0)} minutes are left on it to the reference time.`;
}

/** Where the forward comes from, how sure it is, and what it was discounted with. A line each. */
export function forwardWords(chain: ChainSummary): string {
  const { forward, forwardSource, forwardError, pairsUsed, pairsRejected, discount, discountSource, rate, dividendYield, disagreement } = chain;
  const lines = [
    forwardSource === 'parity'
      ? `Forward ${formatPrice(forward)}${forwardError === null ? '' : ` ± ${formatPrice(forwardError, 3)}`}, by put-call parity: ${pairWords(pairsUsed, pairsRejected)}`
      : forwardSource === 'spot'
        ? `Forward ${formatPrice(forward)}, from the spot: puts and calls do not tell it`
        : 'No forward: neither puts and calls nor the spot tell it',
    discountSource === 'configured'
      ? `Rate ${formatPrice(rate * 100)} % a year, configured; a dollar at expiry is worth ${formatPrice(discount, 5)}`
      : `Rate ${formatPrice(rate * 100)} % a year, implied by puts and calls; a dollar at expiry is worth ${formatPrice(discount, 5)}`,
  ];
  if (dividendYield !== null) lines.push(yieldWords(dividendYield));
  if (disagreement) lines.push(DISAGREEMENT_WORDS);
  return lines.join('\n');
}

export const DISAGREEMENT_WORDS =
  '△ The forward is further from the spot than errors, a late spot and a usual cost of borrowing explain: one of them may be wrong, or shares are hard to borrow.';

function pairWords(used: number, rejected: number): string {
  const left = rejected === 0 ? '' : `, ${formatCount(rejected)} left out as outliers`;
  return `${formatCount(used)} pairs of strikes${left}. ± is one standard error`;
}

function yieldWords({ value, error, significant }: NonNullable<ChainSummary['dividendYield']>): string {
  if (!significant) return `Dividends and borrowing: not told apart from nothing by these quotes (± ${formatPrice(error * 100, 1)} % a year)`;
  return `Dividends and borrowing ${formatSigned(value * 100, 1)} % a year ± ${formatPrice(error * 100, 1)}`;
}
