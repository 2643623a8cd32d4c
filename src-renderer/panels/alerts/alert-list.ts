import type { Alert } from '../../../src-core/alerts/alert.ts';
import type { Severity } from '../../../src-core/risk/risk-event.ts';

export interface AlertFilter {
  /** 'open' is all that is not acknowledged. */
  readonly state: 'open' | Alert['state'] | null;
  /** This one and graver; null for all. */
  readonly from: Severity | null;
}

export const OPEN_ALERTS: AlertFilter = { state: 'open', from: null };

const GRAVITY: readonly Severity[] = ['low', 'medium', 'high', 'critical'];

function isAsGraveAs(severity: Severity, from: Severity | null): boolean {
  return from === null || GRAVITY.indexOf(severity) >= GRAVITY.indexOf(from);
}

/** Those that pass the filter, in the order given. */
export function alertList(alerts: readonly Alert[], { state, from }: AlertFilter): readonly Alert[] {
  return alerts.filter((alert) => (state === null || alert.state === state || (state === 'open' && alert.state !== 'acknowledged')) && isAsGraveAs(alert.severity, from));
}

/** The row that is selected once the rows are these: the same, or what stands in its place now. */
export function selectedAfter(selected: string | null, before: readonly string[], now: readonly string[]): string | null {
  if (selected !== null && now.includes(selected)) return selected;
  const place = selected === null ? 0 : Math.max(0, before.indexOf(selected));
  return now[Math.min(place, now.length - 1)] ?? null;
}
