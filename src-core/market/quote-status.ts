import { QUOTE_STATUSES, type QuoteStatus } from './chain.ts';

/** The stored code of each status: its index in QUOTE_STATUSES. */
export const STATUS_CODE: Readonly<Record<QuoteStatus, number>> = {
  absent: QUOTE_STATUSES.indexOf('absent'),
  priced: QUOTE_STATUSES.indexOf('priced'),
  stale: QUOTE_STATUSES.indexOf('stale'),
  one_sided: QUOTE_STATUSES.indexOf('one_sided'),
  crossed: QUOTE_STATUSES.indexOf('crossed'),
  locked: QUOTE_STATUSES.indexOf('locked'),
  no_solution: QUOTE_STATUSES.indexOf('no_solution'),
};

/** What the two sides alone say; a bid of zero is no bid. 'priced' means fit to be priced. */
export function sidesStatus(bid: number, ask: number): 'absent' | 'one_sided' | 'crossed' | 'locked' | 'priced' {
  const hasBid = bid > 0;
  const hasAsk = ask > 0;
  if (!hasBid || !hasAsk) return hasBid || hasAsk ? 'one_sided' : 'absent';
  if (bid > ask) return 'crossed';
  return bid === ask ? 'locked' : 'priced';
}
