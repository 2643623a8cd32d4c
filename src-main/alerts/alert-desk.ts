import type { AlertPage, AlertQuery } from '../../src-core/contract/risk.ts';
import type { Alert, AlertRule } from '../../src-core/alerts/alert.ts';

/** Alerts and their rules as the door, the publisher and the window's streams see them. */
export interface AlertDesk {
  /** All that are not acknowledged, and the newest that are, oldest first. */
  alerts(): readonly Alert[];
  alert(id: string): Alert | null;
  list(query: AlertQuery): Promise<AlertPage>;
  /** Those that were acknowledged by it; what is not known or was acknowledged already is left out. */
  acknowledge(ids: readonly string[]): Promise<readonly Alert[]>;
  /** Fails with 'not_found', or 'conflict' for one that is acknowledged. */
  snooze(id: string, minutes: number): Promise<Alert>;
  rules(): readonly AlertRule[];
  /** Fails with 'bad_input' or 'conflict' (too many). */
  setRule(rule: AlertRule): Promise<readonly AlertRule[]>;
  /** Fails with 'not_found'. */
  removeRule(id: string): Promise<readonly AlertRule[]>;
  /** `listener` hears which alerts changed and whether the rules did; it must not throw. The result ends it. */
  subscribe(listener: (change: { readonly alerts: readonly string[]; readonly rules: boolean }) => void): () => void;
}
