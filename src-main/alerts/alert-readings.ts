import type { InstrumentSymbol, Ticker, Underlying } from '../../src-core/instruments/instrument.ts';
import type { Money } from '../../src-core/money.ts';

/** What rules look at, as it is now; null where it is not known: such a rule stays as it is. */
export interface AlertReadings {
  /** Dollars, or points of VIX. */
  priceOf(ticker: Ticker): number | null;
  /** At the money of the same-day chain, as a fraction a year. */
  volatilityOf(underlying: Underlying): number | null;
  deltaOf(symbol: InstrumentSymbol): number | null;
  /** If closed now: of the day (null), or of one trade. */
  resultOf(tradeId: string | null): Money | null;
  /** Percent of the spot up to the nearest short strike of a trade, or of any (null); negative once the spot is beyond it. */
  strikeDistance(tradeId: string | null): number | null;
  /** Negative after it. */
  minutesToReference(): number | null;
  /** A trade in words: "SPY iron condor"; null where it is not known. */
  positionName(tradeId: string): string | null;
}
