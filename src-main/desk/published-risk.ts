import type { AlertDesk } from '../alerts/alert-desk.ts';
import type { Alert } from '../../src-core/alerts/alert.ts';
import { type EpochMs, SECOND } from '../../src-core/time.ts';
import type { RiskDesk } from '../risk/risk-desk.ts';
import type { FamilyName, ValueOf } from '../stores/realtime/key-families.ts';
import type { RealtimeStore } from '../stores/realtime/realtime-store.ts';
import type { Change } from './change-message.ts';

export type PublishedRiskDesk = Pick<RiskDesk, 'view' | 'expiry' | 'exits' | 'limits' | 'subscribe'>;
export type PublishedAlertDesk = Pick<AlertDesk, 'alerts' | 'rules' | 'subscribe'>;

export interface PublishedRiskParts {
  readonly store: RealtimeStore;
  readonly account: string;
  readonly desk: PublishedRiskDesk;
  readonly alerts: PublishedAlertDesk;
}

/** The families of risk and alerts. */
export const RISK_FAMILIES = ['deskRisk', 'deskExpiry', 'deskExits', 'deskAlerts', 'deskAlertRules', 'deskLimits'] as const satisfies readonly FamilyName[];
type RiskFamily = (typeof RISK_FAMILIES)[number];

/** What moves with the market is set no more often; a change of state at once. */
const VIEW_MS = SECOND;
const EXPIRY_MS = 3 * SECOND;
const ALERTS_MS = SECOND;
/** Alerts that are told; all others are in the books alone. */
const OPEN_ALERTS = 300;
const ACKNOWLEDGED_ALERTS = 50;

/** Puts the risk engine's state and the alerts of the running session into the real-time store, for whoever watches. */
export class PublishedRisk {
  readonly #parts: PublishedRiskParts;
  readonly #unsubscribe: readonly (() => void)[];
  /** What was set last, as text. */
  readonly #set = new Map<RiskFamily, string>();
  /** When each may be set again. */
  readonly #next = new Map<RiskFamily, EpochMs>();
  #isState = true;
  #areExits = true;
  #areAlerts = true;
  #areRules = true;

  /** In memory nobody else reads it. */
  constructor(parts: PublishedRiskParts) {
    this.#parts = parts;
    const { alerts, desk, store } = parts;
    this.#unsubscribe =
      store.kind === 'memory'
        ? []
        : [
            desk.subscribe(({ state, exits }) => {
              this.#isState ||= state;
              this.#areExits ||= exits.length > 0;
            }),
            alerts.subscribe((change) => {
              this.#areAlerts ||= change.alerts.length > 0;
              this.#areRules ||= change.rules;
            }),
          ];
  }

  close(): void {
    for (const end of this.#unsubscribe) end();
  }

  /** `isSoon`: what ends soon is set anyhow; `isLater`: everything. */
  publish(changes: Change[], now: EpochMs, isSoon: boolean, isLater: boolean): void {
    const { account, alerts, desk, store } = this.#parts;
    if (store.kind === 'memory') return;
    const put = <Family extends RiskFamily>(family: Family, value: ValueOf<Family>, anyhow: boolean): void => {
      const text = JSON.stringify(value);
      const isOther = this.#set.get(family) !== text;
      if (!isOther && !anyhow) return;
      this.#set.set(family, text);
      store.set<RiskFamily>(family, { account }, value);
      if (isOther) changes.push([family, { account }]);
    };
    const isDue = this.#isDue(now);
    if (isDue('deskRisk', VIEW_MS, this.#isState || isSoon)) put('deskRisk', desk.view(), isSoon);
    if (isDue('deskExpiry', EXPIRY_MS, isSoon)) put('deskExpiry', desk.expiry(), isSoon);
    if (this.#isState || isSoon) put('deskLimits', desk.limits(), isLater);
    if (isDue('deskExits', VIEW_MS, this.#areExits || isLater)) put('deskExits', [...desk.exits()], isLater);
    if (this.#areRules || isLater) put('deskAlertRules', [...alerts.rules()], isLater);
    this.#isState = this.#areExits = this.#areRules = false;
    if (!this.#areAlerts && !isLater) return;
    // What comes after another within a second waits for the rest of it: there may be many, and they are set as one.
    if (!isLater && now < (this.#next.get('deskAlerts') ?? 0)) return;
    this.#next.set('deskAlerts', now + ALERTS_MS);
    this.#areAlerts = false;
    put('deskAlerts', newest(alerts.alerts()), isLater);
  }

  #isDue(now: EpochMs): (family: RiskFamily, every: number, anyhow: boolean) => boolean {
    return (family, every, anyhow) => {
      if (!anyhow && now < (this.#next.get(family) ?? 0)) return false;
      this.#next.set(family, now + every);
      return true;
    };
  }
}

function newest(alerts: readonly Alert[]): Alert[] {
  const open = alerts.filter(({ state }) => state !== 'acknowledged').slice(-OPEN_ALERTS);
  const acknowledged = alerts.filter(({ state }) => state === 'acknowledged').slice(-ACKNOWLEDGED_ALERTS);
  const told = new Set([...open, ...acknowledged]);
  return alerts.filter((alert) => told.has(alert));
}
