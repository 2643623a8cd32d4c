import type { InstrumentSymbol } from '../../../src-core/instruments/instrument.ts';
import { add, type Money, subtract } from '../../../src-core/money.ts';
import type { ClosingReading } from './closing-result.ts';

/** Tells what a condition rests on while it holds: quotes that were renewed since it began to, or some that came but once. */
export class RepeatedQuotes {
  /** The last reading to the contrary. */
  #before: ClosingReading | null = null;
  /** What each quote was as the condition began to hold; null while it does not. */
  #first: ReadonlyMap<InstrumentSymbol, number> | null = null;

  /** The condition does not hold. */
  against(reading: ClosingReading): void {
    this.#before = reading;
    this.#first = null;
  }

  /** It holds. The result had every quote that was not renewed since it began to stayed as it was before. */
  for(reading: ClosingReading): Money {
    this.#first ??= new Map(reading.legs.map(({ symbol, refresh }) => [symbol, refresh]));
    let { result } = reading;
    for (const { symbol, worth, refresh } of reading.legs) {
      if (refresh !== this.#first.get(symbol)) continue;
      const before = this.#before?.legs.find((leg) => leg.symbol === symbol);
      if (before !== undefined) result = add(result, subtract(before.worth, worth));
    }
    return result;
  }

  /** What was read before is of other holdings. */
  forget(): void {
    this.#before = null;
    this.#first = null;
  }
}
