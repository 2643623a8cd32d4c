import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import { lognormalDistribution } from '../../../src-core/market/lognormal-distribution.ts';
import type { ImpliedDistribution, Market } from '../../../src-main/market-data/market.ts';
import type { SignalsParts } from '../../../src-main/signals/build-signals.ts';

/**
 * A martingale market as its tracker measures it: its smile is flat, so that the volatility at the money says all of the
 * distribution, and no smile needs to be fitted at each minute. The strategist still fits it, whenever it is asked.
 */
export function withFlatSmile(market: Market): NonNullable<SignalsParts['measured']> {
  return {
    clock: market.clock,
    atm: (underlying) => market.atm(underlying),
    chain: (underlying) => market.chain(underlying),
    discount: (underlying) => market.discount(underlying),
    quote: (symbol) => market.quote(symbol),
    tickerState: (ticker) => market.tickerState(ticker),
    distribution: (underlying: Underlying): ImpliedDistribution | null => {
      const forward = market.chain(underlying)?.forward ?? Number.NaN;
      const atm = market.atm(underlying);
      if (atm === null || !(atm.sigmaLeft > 0)) return null;
      return { source: 'lognormal', distribution: lognormalDistribution(forward, atm.sigmaLeft / forward), spot: forward * market.discount(underlying) };
    },
  };
}
