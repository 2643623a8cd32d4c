import type { ContractClient } from '../../../src-core/contract/client.ts';
import type { Alert, AlertRule } from '../../../src-core/alerts/alert.ts';
import { windowStore } from '../../workspace/window-store.ts';

type Core = Pick<ContractClient, 'call'>;

export interface AlertActs {
  /** What came of the newest act; null once it was read. */
  readonly outcome: { readonly kind: 'done' | 'failed'; readonly text: string } | null;
  acknowledge(core: Core, alerts: readonly Alert[]): Promise<void>;
  snooze(core: Core, alert: Alert, minutes: number): Promise<void>;
  /** Keeps a rule as it is but for whether it is on. */
  enable(core: Core, rule: AlertRule, enabled: boolean): Promise<void>;
  removeRule(core: Core, rule: AlertRule): Promise<void>;
  forget(): void;
}

/** Alerts that one call acknowledges at most. */
const AT_ONCE = 500;

/** What can be done with alerts and rules, and what came of it. */
export const useAlertActs = windowStore<AlertActs>((set) => {
  const say = async (act: () => Promise<string>): Promise<void> => {
    try {
      set({ outcome: { kind: 'done', text: await act() } });
    } catch (error) {
      set({ outcome: { kind: 'failed', text: error instanceof Error ? error.message : String(error) } });
    }
  };
  return {
    outcome: null,
    acknowledge: (core, alerts) =>
      say(async () => {
        const ids = alerts.filter(({ state }) => state !== 'acknowledged').map(({ id }) => id);
        let count = 0;
        for (let from = 0; from < ids.length; from += AT_ONCE) count += (await core.call('alerts.acknowledge', { ids: ids.slice(from, from + AT_ONCE) })).length;
        return count === 1 ? '1 alert acknowledged.' : `${count} alerts acknowledged.`;
      }),
    snooze: (core, { id, title }, minutes) =>
      say(async () => {
        await core.call('alerts.snooze', { id, minutes });
        return `“${title}” comes back in ${minutes} min.`;
      }),
    enable: (core, rule, enabled) =>
      say(async () => {
        await core.call('alerts.setRule', { rule: { ...rule, enabled } });
        return `“${rule.name}” is ${enabled ? 'on' : 'off'}.`;
      }),
    removeRule: (core, rule) =>
      say(async () => {
        await core.call('alerts.removeRule', { id: rule.id });
        return `“${rule.name}” is removed.`;
      }),
    forget: () => set({ outcome: null }),
  };
});
