import { type InstrumentSymbol, multiplier, parseSymbol } from '../instruments/instrument.ts';
import type { Holding } from '../ledger/holding.ts';
import type { Quote } from '../market/quote.ts';

/** Position Greeks: delta in shares, gamma per 1.00, theta dollars a day, vega dollars per 1 %; null where a leg has none. */
export interface PositionGreeks {
  readonly delta: number | null;
  readonly gamma: number | null;
  readonly theta: number | null;
  readonly vega: number | null;
}

export function holdingGreeks(holding: Pick<Holding, 'symbol' | 'quantity'>, quoteOf: (symbol: InstrumentSymbol) => Quote | null): PositionGreeks {
  const quote = quoteOf(holding.symbol);
  const units = holding.quantity * multiplier(parseSymbol(holding.symbol));
  const scaled = (value: number | undefined): number | null =>
    value === undefined || !Number.isFinite(value) ? null : value * units;
  return { delta: scaled(quote?.delta), gamma: scaled(quote?.gamma), theta: scaled(quote?.theta), vega: scaled(quote?.vega) };
}

export function sumGreeks(legs: readonly PositionGreeks[]): PositionGreeks {
  const sum = (pick: (leg: PositionGreeks) => number | null): number | null =>
    legs.reduce<number | null>((total, leg) => {
      const value = pick(leg);
      return total === null || value === null ? null : total + value;
    }, 0);
  return { delta: sum((leg) => leg.delta), gamma: sum((leg) => leg.gamma), theta: sum((leg) => leg.theta), vega: sum((leg) => leg.vega) };
}
