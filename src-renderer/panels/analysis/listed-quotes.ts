import type { AnalysisQuote } from '../../../src-core/analysis/priced-leg.ts';
import type { ChainLayout } from '../../../src-core/contract/schemas.ts';
import { type OptionContract, type Right, symbolOf } from '../../../src-core/instruments/instrument.ts';
import { STATUS_CODE } from '../../../src-core/market/quote-status.ts';
import { fromDollars, type Money } from '../../../src-core/money.ts';
import { type ChainBook, fieldOffset } from '../../connection/chain-frames.ts';

const BID = fieldOffset('bid');
const ASK = fieldOffset('ask');
const MID = fieldOffset('mid');
const IV = fieldOffset('iv');
const STATUS = fieldOffset('status');

interface Listing {
  readonly rows: ReadonlyMap<string, number>;
  /** Ascending. */
  readonly strikes: Readonly<Record<Right, readonly Money[]>>;
}

const listings = new WeakMap<ChainLayout, Listing>();

function listingOf(layout: ChainLayout): Listing {
  const known = listings.get(layout);
  if (known !== undefined) return known;
  const strikesOf = (right: Right): readonly Money[] => layout.contracts.filter((contract) => contract.right === right).map(({ strike }) => fromDollars(strike)).toSorted((left, right) => left - right);
  const listing = { rows: new Map(layout.contracts.map(({ symbol }, row) => [String(symbol), row])), strikes: { call: strikesOf('call'), put: strikesOf('put') } };
  listings.set(layout, listing);
  return listing;
}

/** The chain as the analysis reads it: what is listed, and its newest quotes. */
export class ListedQuotes {
  readonly #book: ChainBook;
  readonly #listing: Listing;

  constructor(book: ChainBook) {
    this.#book = book;
    this.#listing = listingOf(book.layout);
  }

  /** Null for what is not listed. A contract that nobody bids for is worth half of its ask, as what is held is marked. */
  quoteOf(contract: OptionContract): AnalysisQuote | null {
    const row = this.#listing.rows.get(symbolOf(contract));
    if (row === undefined) return null;
    const book = this.#book;
    const bid = book.value(row, BID);
    const ask = book.value(row, ASK);
    const mid = book.value(row, MID);
    const isUnbid = book.value(row, STATUS) === STATUS_CODE.one_sided && Number.isNaN(bid) && ask > 0;
    return { bid, ask, mid: isUnbid ? ask / 2 : mid, iv: book.value(row, IV) };
  }

  /** Ascending. */
  strikes(right: Right): readonly Money[] {
    return this.#listing.strikes[right];
  }
}

/** Index of the listed strike nearest to a price in ten-thousandths of a dollar; -1 of none. */
export function nearestIndex(strikes: readonly Money[], price: number): number {
  let low = 0;
  let high = strikes.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((strikes[middle] as number) <= price) low = middle;
    else high = middle;
  }
  if (high < 0) return -1;
  return price - (strikes[low] as number) <= (strikes[high] as number) - price ? low : high;
}
