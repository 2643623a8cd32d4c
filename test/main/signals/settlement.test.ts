import { describe, expect, it } from 'vitest';
import { symbolOf, type InstrumentSymbol, type Right } from '../../../src-core/instruments/instrument.ts';
import { scheduleOn } from '../../../src-core/ledger/fees.ts';
import type { QuoteStatus } from '../../../src-core/market/chain.ts';
import type { Quote, QuoteSource } from '../../../src-core/market/quote.ts';
import { fromDollars } from '../../../src-core/money.ts';
import type { Side } from '../../../src-core/orders/order.ts';
import { parseIsoDate } from '../../../src-core/time.ts';
import { resultIfClosed } from '../../../src-main/signals/settlement.ts';

const expiry = parseIsoDate('2026-11-20');
const option = (right: Right, strike: number): InstrumentSymbol => symbolOf({ kind: 'option', underlying: 'SPY', expiry, right, strike: fromDollars(strike) });
const leg = (side: Side, right: Right, strike: number) => ({ symbol: option(right, strike), side, ratio: 1 });

/** A 610/612/614 iron butterfly sold for 1.20 a share. */
const legs = [leg('buy', 'put', 610), leg('sell', 'put', 612), leg('sell', 'call', 612), leg('buy', 'call', 614)];
const entered = { legs, natural: fromDollars(-1.2), expected: fromDollars(-1.2), fees: { entry: fromDollars(2.6), exit: fromDollars(2.6) } };
const [low = '', put = '', call = '', high = ''] = legs.map(({ symbol }) => symbol as string);

/** Quotes by symbol: bid and ask, and a status where it is another than they say. */
function quotesOf(quotes: Readonly<Record<string, readonly [bid: number | null, ask: number, status?: QuoteStatus]>>): QuoteSource {
  return {
    quote(symbol): Quote | null {
      const [bid, ask, status] = quotes[symbol] ?? [null, 0];
      if (quotes[symbol] === undefined) return null;
      const more = { bidSize: 10, askSize: 10, time: 0, refresh: 1, iv: 0.2, delta: 0.1, gamma: 0, theta: 0, vega: 0 };
      return { bid: bid === null ? null : fromDollars(bid), ask: fromDollars(ask), status: status ?? (bid === null ? 'one_sided' : 'priced'), ...more };
    },
  };
}

const fees = scheduleOn(expiry);
const body = { [put]: [0.3, 0.32], [call]: [0.4, 0.42] } as const;

describe('a package closed at natural prices', () => {
  it('sells a wing that has a bid', () => {
    const closed = resultIfClosed(entered, quotesOf({ ...body, [low]: [0.02, 0.04], [high]: [0.05, 0.07] }), fees);
    // Bought back for 0.74, wings sold for 0.07: 53 dollars of the 120, less what both ways cost.
    expect(closed?.result).toBeGreaterThan(fromDollars(48));
    expect(closed?.result).toBeLessThan(fromDollars(53 - 2.6));
  });

  it('leaves a bought leg that nobody bids for to lapse, at no price and no fee', () => {
    const one = resultIfClosed(entered, quotesOf({ ...body, [low]: [null, 0.01], [high]: [0.05, 0.07] }), fees);
    const none = resultIfClosed(entered, quotesOf({ ...body, [low]: [null, 0.01], [high]: [null, 0.01] }), fees);
    expect((one?.result ?? 0) - (none?.result ?? 0)).toBeGreaterThan(fromDollars(4));
    expect((one?.result ?? 0) - (none?.result ?? 0)).toBeLessThan(fromDollars(5));
  });

  it('is unknown while a wing is stale, or a sold leg has no seller', () => {
    expect(resultIfClosed(entered, quotesOf({ ...body, [low]: [null, 0.01, 'stale'], [high]: [0.05, 0.07] }), fees)).toBeNull();
    expect(resultIfClosed(entered, quotesOf({ [put]: [null, 0.01], [call]: [0.4, 0.42], [low]: [0.02, 0.04], [high]: [0.05, 0.07] }), fees)).toBeNull();
  });

  it('is unknown where nothing of it can be closed', () => {
    const long = { ...entered, legs: [leg('buy', 'call', 614)], natural: fromDollars(0.4) };
    expect(resultIfClosed(long, quotesOf({ [high]: [null, 0.01] }), fees)).toBeNull();
  });
});
