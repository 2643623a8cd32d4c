import type { Chain, StrikePair } from './chain.ts';
import { sidesStatus } from './quote-status.ts';

/** Strikes nearest the money that are asked. */
const PAIRS = 8;
/** A pair further than this many of its own half-spreads (or one cent) from the median is left out. */
const OUTLIER_WIDTHS = 2;

const forwards = new Float64Array(PAIRS);
const widths = new Float64Array(PAIRS);
const ordered = new Float64Array(PAIRS);

/**
 * Forward by put-call parity, K + (C - P) / discount, from the two-sided pairs nearest to `centre`: the mean,
 * weighted by 1/width², of the pairs that agree with their median. NaN when no pair is usable.
 * Rows quoted before `oldest` are not used. American exercise is neglected: within a day it is worth
 * less than the tick near the money.
 */
export function impliedForward(chain: Chain, centre: number, discount: number, oldest: number): number {
  const start = chain.nearestStrike(Number.isNaN(centre) ? cheapestPair(chain) : centre);
  if (start < 0) return Number.NaN;
  let count = 0;
  for (let step = 0; count < PAIRS && step < 2 * PAIRS; step += 1) {
    // start, start+1, start-1, start+2 …
    const pair = chain.ladder[start + (step % 2 === 1 ? (step + 1) / 2 : -step / 2)];
    if (pair === undefined || !usable(chain, pair, oldest)) continue;
    const { bid, ask } = chain.columns;
    const callBid = bid[pair.call] as number;
    const callAsk = ask[pair.call] as number;
    const putBid = bid[pair.put] as number;
    const putAsk = ask[pair.put] as number;
    forwards[count] = pair.strike + (callBid + callAsk - putBid - putAsk) / (2 * discount);
    widths[count] = (callAsk - callBid + putAsk - putBid) / 2;
    count += 1;
  }
  return count === 0 ? Number.NaN : agreedMean(count);
}

function usable(chain: Chain, pair: StrikePair, oldest: number): boolean {
  const { call, put } = pair;
  if (call < 0 || put < 0) return false;
  const { bid, ask } = chain.columns;
  return (
    !((chain.quoteTime[call] as number) < oldest || (chain.quoteTime[put] as number) < oldest) &&
    sidesStatus(bid[call] as number, ask[call] as number) === 'priced' &&
    sidesStatus(bid[put] as number, ask[put] as number) === 'priced'
  );
}

function agreedMean(count: number): number {
  for (let i = 0; i < count; i += 1) {
    const value = forwards[i] as number;
    let at = i;
    while (at > 0 && (ordered[at - 1] as number) > value) {
      ordered[at] = ordered[at - 1] as number;
      at -= 1;
    }
    ordered[at] = value;
  }
  const median = ((ordered[(count - 1) >> 1] as number) + (ordered[count >> 1] as number)) / 2;
  let sum = 0;
  let weight = 0;
  for (let i = 0; i < count; i += 1) {
    const value = forwards[i] as number;
    const width = widths[i] as number;
    if (Math.abs(value - median) > Math.max(0.01, OUTLIER_WIDTHS * width)) continue;
    sum += value / (width * width);
    weight += 1 / (width * width);
  }
  return weight > 0 ? sum / weight : median;
}

/** With no spot to go by: the strike whose call and put are worth the most nearly the same. */
function cheapestPair(chain: Chain): number {
  let best = Number.NaN;
  let least = Number.POSITIVE_INFINITY;
  for (const pair of chain.ladder) {
    if (!usable(chain, pair, Number.NEGATIVE_INFINITY)) continue;
    const { bid, ask } = chain.columns;
    const call = (bid[pair.call] as number) + (ask[pair.call] as number);
    const put = (bid[pair.put] as number) + (ask[pair.put] as number);
    if (Math.abs(call - put) < least) {
      least = Math.abs(call - put);
      best = pair.strike;
    }
  }
  return best;
}
