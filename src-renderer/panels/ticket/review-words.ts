import type { Ticket } from '../../../src-core/contract/schemas.ts';
import { type Money, negate, times } from '../../../src-core/money.ts';
import type { OrderTerms, TimeInForce } from '../../../src-core/orders/order.ts';
import { formatDollars } from '../../design/format.ts';
import { describeNet, legWords } from '../../design/order-words.ts';

/** Shares behind one package's price per share. */
const SHARES = 100;

/** The terms as a clause: "at 0.78 credit or better". */
export function termsWords(terms: OrderTerms): string {
  switch (terms.type) {
    case 'market':
      return 'at the market, whatever the price';
    case 'limit':
      return limitWords(terms.limit);
    case 'stop':
      return `at the market once ${stopWords(terms.stop)}`;
    case 'stop_limit':
      return `${limitWords(terms.limit)}, once ${stopWords(terms.stop)}`;
  }
}

function limitWords(limit: Money): string {
  return `at ${describeNet(limit)} or better`;
}

/** A stop triggers when the natural net debit is at or above it: a debit that grew, or a credit that shrank. */
function stopWords(stop: Money): string {
  return `the natural price is ${describeNet(stop)} or ${stop < 0 ? 'less' : 'more'}`;
}

const TIME_IN_FORCE_CLAUSES: Readonly<Record<TimeInForce, string>> = {
  DAY: 'good for the day',
  GTC: 'good until cancelled',
  IOC: 'what cannot fill at once is cancelled',
  FOK: 'all at once or not at all',
};

/** What is sent, line by line, in words. */
export interface ReviewWords {
  /** "Open 2 × SPY iron condor at 0.78 credit or better, good for the day." */
  readonly order: string;
  readonly legs: readonly string[];
  /** The most it costs or the least it brings in before fees; null where the terms set no bound. */
  readonly amount: string | null;
}

export function reviewWords(ticket: Ticket, strategy: string, closing: boolean): ReviewWords {
  const { terms, quantity, underlying } = ticket;
  const act = closing ? 'Close' : 'Open';
  return {
    order: `${act} ${quantity} × ${underlying} ${strategy} ${termsWords(terms)}; ${TIME_IN_FORCE_CLAUSES[ticket.timeInForce]}.`,
    legs: ticket.legs.map((leg) => legWords(leg, quantity)),
    amount: 'limit' in terms ? boundWords(times(terms.limit, quantity * SHARES)) : null,
  };
}

function boundWords(total: Money): string {
  if (total === 0) return 'Nothing is paid or received before fees.';
  return total > 0 ? `Pays at most ${formatDollars(total)} before fees.` : `Receives at least ${formatDollars(negate(total))} before fees.`;
}
