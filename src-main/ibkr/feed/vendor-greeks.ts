import type { VendorGreeks } from '../../../src-core/contract/broker.ts';
import type { InstrumentSymbol, Underlying } from '../../../src-core/instruments/instrument.ts';
import type { Quote } from '../../../src-core/market/quote.ts';
import type { ComputationTable } from './computations.ts';
import type { OptionSubscription } from './subscription.ts';

/** Our figures of a contract: annual volatility, theta in dollars a day, vega in dollars for 0.01 of volatility. NaN where there are none. */
export type OurFigures = Pick<Quote, 'iv' | 'delta' | 'gamma' | 'vega' | 'theta'>;

/** The gateway's figures beside ours, of the contracts that have quotes asked for, by strike. */
export function vendorGreeks(
  underlying: Underlying,
  options: readonly OptionSubscription[],
  table: ComputationTable,
  ours: (symbol: InstrumentSymbol) => OurFigures | null,
): VendorGreeks['rows'] {
  return options
    .filter((option) => option.underlying === underlying && option.requestId !== 0)
    .map(({ index, right, strike, symbol }) => {
      const { at, figures } = table.of(index);
      const mine = ours(symbol);
      return {
        strike,
        right,
        ours: {
          volatility: figure(mine?.iv),
          delta: figure(mine?.delta),
          gamma: figure(mine?.gamma),
          vega: figure(mine?.vega),
          theta: figure(mine?.theta),
        },
        theirs: { ...figures },
        at,
      };
    });
}

function figure(value = Number.NaN): number | null {
  return Number.isFinite(value) ? value : null;
}
