import type { Alert } from '../../src-core/alerts/alert.ts';

/** The state of each alert that was seen, by id. */
export type SeenAlerts = ReadonlyMap<string, Alert['state']>;

export function seenOf(alerts: readonly Alert[]): SeenAlerts {
  return new Map(alerts.map(({ id, state }) => [id, state]));
}

/** Those that became active since: new ones, and those back from a snooze. */
export function freshAlerts(seen: SeenAlerts, alerts: readonly Alert[]): readonly Alert[] {
  return alerts.filter(({ id, state }) => state === 'active' && seen.get(id) !== 'active' && seen.get(id) !== 'acknowledged');
}

const RANKS: Record<Alert['severity'], number> = { low: 0, medium: 1, high: 2, critical: 3 };

/** The gravest of what may sound; null where none may. */
export function loudest(alerts: readonly Alert[]): Alert['severity'] | null {
  const sounding = alerts.filter(({ sounds }) => sounds).map(({ severity }) => severity);
  return sounding.reduce<Alert['severity'] | null>((gravest, severity) => (gravest === null || RANKS[severity] > RANKS[gravest] ? severity : gravest), null);
}

/** What waits to be acknowledged, and the gravest of it. */
export function waitingAlerts(alerts: readonly Alert[]): { readonly count: number; readonly gravest: Alert['severity'] | null } {
  const waiting = alerts.filter(({ state }) => state === 'active');
  return { count: waiting.length, gravest: loudest(waiting.map((alert) => ({ ...alert, sounds: true }))) };
}
