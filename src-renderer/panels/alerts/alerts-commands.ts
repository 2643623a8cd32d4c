import { useActStop } from '../../access/account-stop.ts';
import { useAlerts, useCore } from '../../connection/core.tsx';
import { alertSettings } from '../../workspace/alert-settings.ts';
import { useCommands } from '../../workspace/commands.ts';
import { useAlertActs } from './alert-acts.ts';
import { useAlertsFocus } from './alerts-focus.ts';

/** The window's commands for alerts; `show` brings their panel to the front. A component, so that an alert draws it alone. */
export function AlertsCommands({ show }: { readonly show: () => void }): null {
  const core = useCore();
  const waiting = (useAlerts() ?? []).filter(({ state }) => state === 'active');
  const stop = useActStop();
  const { sound } = alertSettings.use();
  const { ask, edit } = useAlertsFocus.getState();
  useCommands([
    { id: 'alerts.show', title: 'Go to the alerts', keys: 'l', group: 'Alerts', run: () => (show(), ask('alerts')) },
    { id: 'alerts.acknowledgeAll', title: 'Acknowledge all alerts', keys: 'shift+l', group: 'Alerts', enabled: () => waiting.length > 0 && stop === null, run: () => void useAlertActs.getState().acknowledge(core, waiting) },
    { id: 'alerts.newRule', title: 'New alert rule', group: 'Alerts', enabled: () => stop === null, run: () => (show(), ask('rules'), edit('new')) },
    { id: 'alerts.events', title: 'Show the risk events', group: 'Alerts', run: () => (show(), ask('events')) },
    { id: 'alerts.sound', title: sound ? 'Alerts: switch the sound off' : 'Alerts: switch the sound on', group: 'Alerts', run: () => alertSettings.set({ ...alertSettings.get(), sound: !sound }) },
  ]);
  return null;
}
