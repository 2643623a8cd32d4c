import { UNDERLYINGS } from '../../src-core/instruments/instrument.ts';
import type { FeeSchedule } from '../../src-core/ledger/fees.ts';
import { OUTLOOKS } from '../../src-core/signals/evidence.ts';
import type { MarketState } from '../../src-core/signals/market-state.ts';
import type { Market } from '../market-data/market.ts';
import { strategise } from './strategist/strategise.ts';

export interface RehearsalParts {
  readonly market: Pick<Market, 'chain' | 'quote' | 'distribution'>;
  readonly fees: FeeSchedule;
}

/**
 * Lets the strategist work for nothing, on one underlying and one outlook after the other. Signals are hours apart, and code
 * that runs so seldom is slow the moment it is needed: the first signal of a day took 60 ms, one after rehearsals 10.
 * Does nothing where the strategist cannot work; whatever is wrong with it is said when there is evidence.
 */
export function rehearse({ market, fees }: RehearsalParts, { date, minute, minutesLeft }: MarketState): void {
  const underlying = UNDERLYINGS[minute % UNDERLYINGS.length] ?? 'SPY';
  const outlook = OUTLOOKS[minute % OUTLOOKS.length] ?? 'up';
  const chain = market.chain(underlying);
  const known = market.distribution(underlying);
  if (chain === null || known === null) return;
  const evidence = { detector: 'rehearsal', underlying, outlook, attraction: null, strength: 1, reason: '', figures: [] };
  try {
    strategise(evidence, { chain, quotes: market, known, spot: known.spot, minutesLeft }, { fees, date });
  } catch {
    // Said by the search.
  }
}
