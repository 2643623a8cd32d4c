import { DETECTORS } from './detectors/index.ts';
import { MarketStateTracker } from './market-state-tracker.ts';
import { SignalEngine, type SignalEngineParts } from './signal-engine.ts';
import { strategise } from './strategist/strategise.ts';

type TrackerParts = ConstructorParameters<typeof MarketStateTracker>[0];

export type SignalsParts = TrackerParts & Omit<SignalEngineParts, 'tracker' | 'detectors' | 'strategise'>;

export interface Signals {
  /** Its `load` is to be called once, and again where it fails. */
  readonly tracker: MarketStateTracker;
  readonly engine: SignalEngine;
}

/** The signals of one session, the same for the program and for a study: all detectors and the strategist, on one tracker of the market. */
export async function buildSignals(parts: SignalsParts): Promise<Signals> {
  const tracker = new MarketStateTracker(parts);
  const engine = await SignalEngine.recover({ ...parts, tracker, detectors: DETECTORS, strategise });
  return { tracker, engine };
}
