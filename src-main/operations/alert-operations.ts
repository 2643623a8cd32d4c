import type { AlertDesk } from '../alerts/alert-desk.ts';
import type { Handlers, StreamOpeners } from './door.ts';
import { KeyedSource, Signal, stateTap } from './stream-taps.ts';

type AlertOperation = Extract<keyof Handlers, `alerts.${string}`>;

export function createAlertHandlers(desk: AlertDesk): Pick<Handlers, AlertOperation> {
  return {
    'alerts.list': (query) => desk.list(query),
    'alerts.acknowledge': async ({ ids }) => [...(await desk.acknowledge(ids))],
    'alerts.snooze': ({ id, minutes }) => desk.snooze(id, minutes),
    'alerts.setRule': async ({ rule }) => [...(await desk.setRule(rule))],
    'alerts.removeRule': async ({ id }) => [...(await desk.removeRule(id))],
  };
}

export function createAlertStreams(desk: AlertDesk): Pick<StreamOpeners, 'alerts' | 'alertRules'> {
  const rules = new Signal();
  const alerts = new KeyedSource(
    () => desk.alerts().map(({ id }) => id),
    (id) => desk.alert(id),
  );
  desk.subscribe((change) => {
    for (const id of change.alerts) alerts.mark(id);
    if (change.rules) rules.fire();
  });
  return {
    alerts: (_input, _subscription, notify) => alerts.tap(notify),
    alertRules: (_input, _subscription, notify) => stateTap(rules, () => [...desk.rules()], notify),
  };
}
