import { type Right, type Underlying, UNDERLYINGS } from '../../src-core/instruments/instrument.ts';
import type { Book } from '../../src-core/ledger/book.ts';
import { fromDollars, type Money } from '../../src-core/money.ts';
import type { OrderLeg, Side } from '../../src-core/orders/order.ts';
import { leg, paidIn, type SimulatedWorld, strikeAway, take } from './simulated-books.ts';

/**
 * So many legs, each a holding of its own: single options and verticals of both directions, near and far, one to ten of
 * each, over those underlyings. Trades that would be short more than they are long come with few contracts, so that the
 * book has naked shorts and margin for them is looked for.
 */
export function mixedBook(world: SimulatedWorld, legs: number, underlyings: readonly Underlying[] = UNDERLYINGS): Book {
  const book = paidIn(world, 5_000_000);
  let placed = 0;
  for (let trade = 0; placed < legs; trade += 1) {
    const underlying = underlyings[trade % underlyings.length] ?? 'SPY';
    const right: Right = trade % 2 === 0 ? 'call' : 'put';
    const outwards = right === 'call' ? 1 : -1;
    const away = ((trade * 7) % 13) - 5;
    const side: Side = (trade * 5) % 7 < 4 ? 'sell' : 'buy';
    const at = (steps: number, of: Side): OrderLeg => leg(strikeAway(world, underlying, right, outwards * steps), of);
    const isSingle = trade % 4 === 3 || legs - placed === 1;
    const legsOfTrade = isSingle ? [at(away, side)] : [at(away, side), at(away + 1 + (trade % 4), side === 'sell' ? 'buy' : 'sell')];
    take(world, book, `trade ${trade}`, legsOfTrade, isSingle && side === 'sell' ? 1 + (trade % 2) : 1 + ((trade * 3) % 10));
    placed += legsOfTrade.length;
  }
  return book;
}

/** The prices of a simulated market. */
export function spotsOf({ market }: SimulatedWorld): (underlying: Underlying) => Money | null {
  return (underlying) => {
    const last = market.underlyingPrice(underlying);
    return last === null ? null : fromDollars(last.price);
  };
}
