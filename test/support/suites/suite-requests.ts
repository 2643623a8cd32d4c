import { randomUUID } from 'node:crypto';
import { type InstrumentSymbol, type Right, symbolOf } from '../../../src-core/instruments/instrument.ts';
import { fromDollars } from '../../../src-core/money.ts';
import type { OrderLeg, OrderRequest, Side } from '../../../src-core/orders/order.ts';
import type { IsoDate } from '../../../src-core/time.ts';

/** Which strikes a suite's orders are on: each number of legs has its own, so that no order closes or fills another. */
export interface SuiteContracts {
  readonly expiry: IsoDate;
  /** Whole dollars, near the money. */
  readonly strike: number;
}

/** Dollars net by the number of legs. */
export type RestingLimits = Readonly<Record<1 | 2 | 4, number>>;

/** Far from where those packages are quoted. */
const LIMITS: RestingLimits = { 1: 0.2, 2: 0.1, 4: -2.9 };

/** One call bought, a call spread bought, an iron condor three wide sold: at a limit that rests. */
export function restingRequest({ expiry, strike }: SuiteContracts, legs: 1 | 2 | 4, quantity: number, limits = LIMITS): OrderRequest {
  const option = (right: Right, away: number): InstrumentSymbol => symbolOf({ kind: 'option', underlying: 'SPY', expiry, right, strike: fromDollars(strike + away) });
  const leg = (side: Side, right: Right, away: number): OrderLeg => ({ symbol: option(right, away), side, ratio: 1 });
  const packages = {
    1: [leg('buy', 'call', 0)],
    2: [leg('buy', 'call', 1), leg('sell', 'call', 2)],
    4: [leg('buy', 'put', -6), leg('sell', 'put', -3), leg('sell', 'call', 3), leg('buy', 'call', 6)],
  } as const;
  return { id: randomUUID(), underlying: 'SPY', legs: packages[legs], quantity, terms: { type: 'limit', limit: fromDollars(limits[legs]) }, timeInForce: 'DAY', source: 'manual' };
}
