import type { Underlying } from '../../src-core/instruments/instrument.ts';
import type { Detection } from '../../src-core/signals/evidence.ts';
import type { MarketState } from '../../src-core/signals/market-state.ts';

/** Looks at a market state and says what is unusual. A pure function: the same state, the same detection. */
export interface Detector {
  /** Names its signals in every store: lower case and underscores. */
  readonly id: string;
  /** For people: "Correlation reversion". */
  readonly title: string;
  /** What it looks for and what it needs, a sentence or two. */
  readonly what: string;
  /** What it says of one underlying. It abstains, with the reason, where something it needs is not known. */
  detect(state: MarketState, underlying: Underlying): Detection;
}
