import { newFrame, FRAME_FIELDS } from '../../../src-core/contract/frame.ts';
import { readFrame } from '../../../src-core/contract/frame.ts';
import type { ChainLayout, PackageView } from '../../../src-core/contract/schemas.ts';
import { type Right, symbolOf } from '../../../src-core/instruments/instrument.ts';
import { scheduleOn } from '../../../src-core/ledger/fees.ts';
import { STATUS_CODE } from '../../../src-core/market/quote-status.ts';
import { fromDollars, ZERO } from '../../../src-core/money.ts';
import type { OrderLeg } from '../../../src-core/orders/order.ts';
import { price } from '../../../src-core/pricing/black-scholes.ts';
import { parseIsoDate } from '../../../src-core/time.ts';
import { ChainBook } from '../../../src-renderer/connection/chain-frames.ts';
import type { AnalysisInputs } from '../../../src-renderer/panels/analysis/analyse.ts';
import type { AnalysisSlot, StructureSource } from '../../../src-renderer/panels/analysis/analysis-store.ts';
import { ListedQuotes } from '../../../src-renderer/panels/analysis/listed-quotes.ts';
import { DATE, marketBefore, RATE, SPOT } from '../../core/analysis/analysis-fixture.ts';

const expiry = parseIsoDate(DATE);

export function symbol(right: Right, strike: number) {
  return symbolOf({ kind: 'option', underlying: 'SPY', expiry, right, strike: fromDollars(strike) });
}

export function orderLeg(right: Right, strike: number, side: OrderLeg['side'], ratio = 1): OrderLeg {
  return { symbol: symbol(right, strike), side, ratio };
}

/** Strikes 600 to 620 at Black-Scholes-Merton's prices with 15 %, a cent of spread; nobody bids for what is in `unbid`, and `silent` has no quote. */
export function listedQuotes(hours = 3, { unbid = [], silent = [] }: { readonly unbid?: readonly number[]; readonly silent?: readonly number[] } = {}): ListedQuotes {
  const { years } = marketBefore(hours).now;
  const contracts = Array.from({ length: 21 }, (_, i) => 600 + i).flatMap((strike) => (['call', 'put'] as const).map((right) => ({ symbol: symbol(right, strike), strike, right })));
  const layout: ChainLayout = { clockLabel: 'flat clock', underlying: 'SPY', expiry, layoutVersion: 1, contracts };
  const { buffer, dirty, values } = newFrame(1, 1, 0, 1, contracts.length);
  values.fill(Number.NaN);
  for (const [row, { strike, right }] of contracts.entries()) {
    const mid = price({ right, spot: SPOT, strike, years, rate: RATE, dividendYield: 0 }, 0.15);
    const set = (field: (typeof FRAME_FIELDS)[number], value: number): void => void (values[row * FRAME_FIELDS.length + FRAME_FIELDS.indexOf(field)] = value);
    dirty[row] = row;
    if (silent.includes(strike)) continue;
    if (unbid.includes(strike)) {
      set('ask', 0.02);
      set('status', STATUS_CODE.one_sided);
      continue;
    }
    set('bid', mid - 0.005);
    set('ask', mid + 0.005);
    set('mid', mid);
    set('iv', 0.15);
    set('status', STATUS_CODE.priced);
  }
  const book = new ChainBook(layout);
  book.apply(readFrame(buffer));
  return new ListedQuotes(book);
}

export function held(tradeId: string, legs: readonly (readonly [right: Right, strike: number, quantity: number, paid: number])[], change: Partial<PackageView> = {}): PackageView {
  const none = { optimistic: null, expected: null, pessimistic: null };
  const noGreeks = { delta: null, gamma: null, theta: null, vega: null };
  return {
    tradeId,
    underlying: 'SPY',
    strategy: 'iron condor',
    signalId: null,
    status: 'open',
    openedAt: 0,
    closedAt: null,
    quantity: 1,
    entry: null,
    mid: null,
    natural: null,
    legs: legs.map(([right, strike, quantity, averagePrice]) => ({
      symbol: symbol(right, strike),
      quantity,
      averagePrice,
      bid: null,
      ask: null,
      mid: null,
      greeks: noGreeks,
      unrealisedMid: null,
      unrealisedLiquidation: null,
    })),
    greeks: noGreeks,
    realised: ZERO,
    unrealised: none,
    profit: none,
    commission: fromDollars(2.6),
    fees: fromDollars(0.4),
    margin: fromDollars(300),
    maximumLoss: null,
    ...change,
  };
}

export const CONDOR = held('t1', [['put', 602, 1, 0.2], ['put', 605, -1, 0.55], ['call', 615, -1, 0.5], ['call', 618, 1, 0.15]]);

export function slot(source: StructureSource, change: Partial<AnalysisSlot> = {}): AnalysisSlot {
  return { letter: 'A', underlying: 'SPY', source, moves: {}, quantity: null, ...change };
}

export function inputs({ hours = 3, quotes = listedQuotes(hours), packages = [CONDOR], ticket = { legs: [], quantity: 1, limit: null } }: { readonly hours?: number; readonly quotes?: ListedQuotes; readonly packages?: readonly PackageView[] | null; readonly ticket?: AnalysisInputs['spec']['ticket'] } = {}): AnalysisInputs {
  return { market: marketBefore(hours), quotes, fees: scheduleOn(expiry), spec: { packages, ticket } };
}
