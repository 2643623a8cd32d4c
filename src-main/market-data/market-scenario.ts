import type { EpochMs } from '../../src-core/time.ts';

/**
 * What kind of market is simulated.
 * - usual: what the program shows: stochastic volatility, jumps, and options that ask for more variance than comes.
 * - fair: no game in it. Log prices are martingales on the session's clock, without jumps, at a volatility that the day's
 *   options know; interest is nothing; each option is quoted around exactly its conditional mean.
 * - reverting-break: fair, but a few times a session QQQ or IWM runs away from what SPY explains and comes back, and
 *   options do not know.
 * - rich-variance: fair, but options ask for 1.5 times the variance that comes.
 */
export const MARKET_SCENARIOS = ['usual', 'fair', 'reverting-break', 'rich-variance'] as const;
export type ScenarioName = (typeof MARKET_SCENARIOS)[number];

/** Another future: from the first step after `at` on, everything is drawn from `seed`. */
export interface Splice {
  readonly at: EpochMs;
  readonly seed: number;
}

export interface Scenario {
  readonly name: ScenarioName;
  readonly splice?: Splice;
}

export type MarketScenario = ScenarioName | Scenario;

export function scenarioOf(scenario: MarketScenario): Scenario {
  return typeof scenario === 'string' ? { name: scenario } : scenario;
}
