import { expect, test } from 'vitest';
import { UNDERLYINGS } from '../../../../src-core/instruments/instrument.ts';
import type { MarketState } from '../../../../src-core/signals/market-state.ts';
import { DETECTORS } from '../../../../src-main/signals/detectors/index.ts';
import { simulatedStates } from '../../../support/path-states.ts';

type Scenario = Parameters<typeof simulatedStates>[0];

/** New signals a session by detector, of the underlying that has the most: news only after it was gone, and not within half an hour. */
function rates(scenario: Scenario, sessions: number): ReadonlyMap<string, number> {
  const count = new Map<string, number>();
  for (let seed = 0; seed < sessions; seed += 1) {
    const states = simulatedStates(scenario, 100 + seed);
    for (const { id, underlying, speaks } of DETECTORS.flatMap((detector) => UNDERLYINGS.map((underlying) => ({ id: detector.id, underlying, speaks: (state: MarketState) => detector.detect(state, underlying).kind === 'evidence' })))) {
      const key = `${id} ${underlying}`;
      count.set(key, (count.get(key) ?? 0) + signals(states, speaks));
    }
  }
  return new Map(DETECTORS.map(({ id }) => [id, Math.max(...UNDERLYINGS.map((underlying) => (count.get(`${id} ${underlying}`) ?? 0) / sessions))]));
}

function signals(states: readonly MarketState[], speaks: (state: MarketState) => boolean): number {
  let made = 0;
  let last = Number.NEGATIVE_INFINITY;
  let gone = true;
  for (const state of states) {
    const evident = speaks(state);
    if (evident && gone && state.minute - last >= 30) {
      made += 1;
      last = state.minute;
      gone = false;
    }
    if (!evident) gone = true;
  }
  return made;
}

test('in a fair market no type speaks more than twice a session; planted effects are found, each by its own', () => {
  const fair = rates('fair', 12);
  for (const [id, rate] of fair) expect(rate, id).toBeLessThanOrEqual(2);
  expect(fair.get('momentum')).toBeGreaterThan(0.2);
  const rate = (of: ReadonlyMap<string, number>, id: string): number => of.get(id) ?? Number.NaN;
  const broken = rates('reverting-break', 8);
  expect(rate(fair, 'correlation_reversion')).toBeLessThan(0.3);
  expect(rate(broken, 'correlation_reversion')).toBeGreaterThan(0.6);
  expect(rate(fair, 'variance_premium')).toBeLessThan(0.1);
  expect(rate(rates('rich-variance', 8), 'variance_premium')).toBeGreaterThan(0.8);
});
