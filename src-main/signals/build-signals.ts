import type { Market } from '../market-data/market.ts';
import { type MarketStateParts, MarketStateTracker } from './market-state-tracker.ts';
import { SignalEngine, type SignalEngineParts } from './signal-engine.ts';
import { strategise } from './strategist/strategise.ts';

export interface SignalsParts extends Omit<MarketStateParts, 'market'>, Omit<SignalEngineParts, 'market' | 'session' | 'tracker' | 'strategise'> {
  readonly market: Market;
  /** What the tracker measures, where that is not the market itself. */
  readonly measured?: MarketStateParts['market'];
}

export interface Signals {
  /** Its `load` is to be called once, and again where it fails. */
  readonly tracker: MarketStateTracker;
  readonly engine: SignalEngine;
}

/** The signals of one session, the same for the program and for a study: one tracker of the market, the strategist, the engine. */
export async function buildSignals(parts: SignalsParts): Promise<Signals> {
  const tracker = new MarketStateTracker({ ...parts, market: parts.measured ?? parts.market });
  const engine = await SignalEngine.recover({ ...parts, tracker, strategise });
  return { tracker, engine };
}
