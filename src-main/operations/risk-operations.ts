import type { RiskDesk } from '../risk/risk-desk.ts';
import type { Handlers, StreamOpeners } from './door.ts';
import { KeyedSource, Signal, stateTap } from './stream-taps.ts';

type RiskOperation = Extract<keyof Handlers, `risk.${string}` | `limits.${string}` | `exits.${string}`>;
type RiskStream = 'risk' | 'expiry' | 'exits';

export function createRiskHandlers(desk: RiskDesk): Pick<Handlers, RiskOperation> {
  return {
    'risk.kill': (options) => desk.kill(options),
    'risk.reduce': () => desk.reduce(),
    'risk.resume': ({ to }) => desk.resume(to),
    'risk.flattenPlan': ({ tradeIds }) => desk.flattenPlan(tradeIds ?? null),
    'risk.flatten': ({ tradeIds }) => desk.flatten(tradeIds ?? null),
    'risk.stopFlattening': () => desk.stopFlattening(),
    'risk.scenarios': ({ scope }) => desk.scenarios(scope),
    'risk.events': (query) => desk.events(query),
    'limits.get': () => desk.limits(),
    'limits.set': ({ changes }) => desk.setLimits(changes),
    'limits.withdraw': ({ name }) => desk.withdrawLimit(name),
    'exits.set': ({ tradeId, plan }) => desk.setExit(tradeId, plan),
  };
}

/** The state is told at once when it changes, measures on the reading beat; exits when they change, and their results on the beat. */
export function createRiskStreams(desk: RiskDesk, readingBeat: Signal): Pick<StreamOpeners, RiskStream> {
  const states = new Signal();
  const exits = new KeyedSource(
    () => desk.exits().map(({ tradeId }) => tradeId),
    (tradeId) => desk.exit(tradeId),
  );
  desk.subscribe((change) => {
    if (change.state) states.fire();
    for (const tradeId of change.exits) exits.mark(tradeId);
  });
  readingBeat.on(() => {
    states.fire();
    for (const { tradeId, state } of desk.exits()) if (state !== 'done') exits.mark(tradeId);
  });
  return {
    risk: (_input, _subscription, notify) => stateTap(states, () => desk.view(), notify),
    expiry: (_input, _subscription, notify) => stateTap(readingBeat, () => desk.expiry(), notify),
    exits: (_input, _subscription, notify) => exits.tap(notify),
  };
}
