import type { Alert, AlertRule } from '../../src-core/alerts/alert.ts';
import type { AlertQuery } from '../../src-core/contract/risk.ts';
import type { EpochMs } from '../../src-core/time.ts';

/** A rule and where it stands, so that a restart does not fire it again. */
export interface KeptRule {
  readonly rule: AlertRule;
  /** When it last fired, and whether its condition was true when last looked at. */
  readonly firedAt: EpochMs | null;
  readonly holds: boolean;
}

/** Where alerts and rules are kept. */
export interface AlertJournal {
  rules(): Promise<readonly KeptRule[]>;
  writeRules(rules: readonly KeptRule[], time: EpochMs): Promise<void>;
  removeRule(id: string): Promise<void>;
  /** All that are not acknowledged, and the newest `acknowledged` that are, oldest first. */
  open(acknowledged: number): Promise<readonly Alert[]>;
  /** Newest first. */
  list(query: AlertQuery): Promise<{ readonly total: number; readonly alerts: readonly Alert[] }>;
  /** Adds them, or replaces those of the same id, in one write. */
  writeAlerts(alerts: readonly Alert[]): Promise<void>;
}
