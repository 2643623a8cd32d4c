import { type Instrument, type InstrumentSymbol, multiplier, parseSymbol } from '../../src-core/instruments/instrument.ts';
import { isUsable, type QuoteSource } from '../../src-core/market/quote.ts';
import { type Money, money } from '../../src-core/money.ts';

export type Greek = 'delta' | 'gamma' | 'vega';

/** A position in one instrument, over all trades, as the market has it now. */
export interface ExposedPosition extends Record<Greek, number> {
  readonly symbol: InstrumentSymbol;
  readonly instrument: Instrument;
  held: number;
  /** Held together with what can lose of every working order. */
  committed: number;
  /** Units that working orders sell. */
  selling: number;
  /** What shares were paid, or an order would pay, per share: what they are margined at without any price. */
  paid: Money | null;
  mark: Money | null;
  bid: Money | null;
  /** Greeks are of one unit, NaN where not known. */
  delta: number;
  gamma: number;
  vega: number;
}

/** Flat, and without any price until it is read. */
export function flatPosition(symbol: InstrumentSymbol): ExposedPosition {
  return {
    symbol,
    instrument: parseSymbol(symbol),
    held: 0,
    committed: 0,
    selling: 0,
    paid: null,
    mark: null,
    bid: null,
    delta: Number.NaN,
    gamma: Number.NaN,
    vega: Number.NaN,
  };
}

/** Takes the position's quote as it is now; says whether anything of it is another. */
export function readQuote(position: ExposedPosition, quotes: QuoteSource): boolean {
  const quote = quotes.quote(position.symbol);
  const { instrument } = position;
  const isOption = instrument.kind === 'option';
  const units = multiplier(instrument);
  const bid = quote?.bid ?? null;
  const mark = isUsable(quote) ? money(Math.round((quote.bid + quote.ask) / 2)) : null;
  const delta = isOption ? units * (quote?.delta ?? Number.NaN) : units;
  const gamma = isOption ? units * (quote?.gamma ?? Number.NaN) : 0;
  const vega = isOption ? units * (quote?.vega ?? Number.NaN) : 0;
  const isSame =
    bid === position.bid &&
    mark === position.mark &&
    Object.is(delta, position.delta) &&
    Object.is(gamma, position.gamma) &&
    Object.is(vega, position.vega);
  if (isSame) return false;
  position.bid = bid;
  position.mark = mark;
  position.delta = delta;
  position.gamma = gamma;
  position.vega = vega;
  return true;
}

/** Contracts short once `more` are sold as well; never negative, 0 for shares. */
export function shortContracts({ instrument, held, selling }: ExposedPosition, more: number): number {
  return instrument.kind === 'option' ? Math.max(0, selling + more - held) : 0;
}
