import type { Right } from '../../../src-core/instruments/instrument.ts';
import { fromDollars } from '../../../src-core/money.ts';
import type { Holding } from '../../../src-core/strategies/holding.ts';
import { parseIsoDate } from '../../../src-core/time.ts';

const expiry = parseIsoDate('2026-08-21');

/** A SPY option that expires on 2026-08-21; the strike is in dollars. */
export function option(quantity: number, strike: number, right: Right): Holding {
  return { instrument: { kind: 'option', underlying: 'SPY', expiry, right, strike: fromDollars(strike) }, quantity };
}

export function shares(quantity: number): Holding {
  return { instrument: { kind: 'shares', underlying: 'SPY' }, quantity };
}

/** 3 wide on either side. */
export const CONDOR: readonly Holding[] = [
  option(1, 597, 'put'),
  option(-1, 600, 'put'),
  option(-1, 620, 'call'),
  option(1, 623, 'call'),
];
