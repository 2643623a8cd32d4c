import { SOLUTIONS } from '../pricing/solution.ts';
import { QUOTE_STATUSES, type QuoteStatus } from './chain.ts';

/** The stored code of each status: its index in QUOTE_STATUSES. */
export const STATUS_CODE: Readonly<Record<QuoteStatus, number>> = {
  absent: QUOTE_STATUSES.indexOf('absent'),
  priced: QUOTE_STATUSES.indexOf('priced'),
  stale: QUOTE_STATUSES.indexOf('stale'),
  one_sided: QUOTE_STATUSES.indexOf('one_sided'),
  crossed: QUOTE_STATUSES.indexOf('crossed'),
  locked: QUOTE_STATUSES.indexOf('locked'),
  bad_input: QUOTE_STATUSES.indexOf('bad_input'),
  expired: QUOTE_STATUSES.indexOf('expired'),
  below_intrinsic: QUOTE_STATUSES.indexOf('below_intrinsic'),
  at_intrinsic: QUOTE_STATUSES.indexOf('at_intrinsic'),
  at_maximum: QUOTE_STATUSES.indexOf('at_maximum'),
  above_maximum: QUOTE_STATUSES.indexOf('above_maximum'),
};

/** The stored code of a quote fit to be priced, by the code of its `Solution`. */
export const STATUS_OF_SOLUTION: Uint8Array = Uint8Array.from(SOLUTIONS, (solution) => STATUS_CODE[solution === 'ok' ? 'priced' : solution]);

/** Whether both sides stand and are fresh: such a quote can be marked and filled on, with or without a volatility. */
export function isTradable(status: QuoteStatus): boolean {
  return status === 'priced' || isUnsolved(STATUS_CODE[status]);
}

/** Whether the stored code is that of a tradable quote without a volatility. */
export function isUnsolved(code: number): boolean {
  return code >= STATUS_CODE.bad_input;
}

/** What the two sides alone say; a bid of zero is no bid. 'priced' means fit to be priced. */
export function sidesStatus(bid: number, ask: number): 'absent' | 'one_sided' | 'crossed' | 'locked' | 'priced' {
  const hasBid = bid > 0;
  const hasAsk = ask > 0;
  if (!hasBid || !hasAsk) return hasBid || hasAsk ? 'one_sided' : 'absent';
  if (bid > ask) return 'crossed';
  return bid === ask ? 'locked' : 'priced';
}
