import type { Alert } from '../../src-core/alerts/alert.ts';
import type { RiskEvent } from '../../src-core/risk/risk-event.ts';
import { BREAKERS, isBreakerName } from '../../src-core/risk/trading-state.ts';
import { deriveUuid } from '../trading/derive-id.ts';

/** Low events are for the record alone. */
export function raisesAlert({ severity }: RiskEvent): boolean {
  return severity !== 'low';
}

/** An event has one alert, whenever that is made. */
export function riskAlertId(event: RiskEvent): string {
  return deriveUuid(`alert/risk/${event.id}`);
}

export function riskAlert(event: RiskEvent, sounds: boolean): Alert {
  const { id, type, time, severity, description, action } = event;
  return {
    id: riskAlertId(event),
    time,
    severity,
    title: titleOf(type),
    text: action === null ? description : `${description} · ${action}`,
    source: { kind: 'risk', id, type },
    state: 'active',
    until: null,
    acknowledgedAt: null,
    sounds,
  };
}

/** "breaker_day_loss" is the breaker's title, "limits_changed" is "Limits changed". */
function titleOf(type: string): string {
  const breaker = type.replace(/^breaker_/, '');
  if (isBreakerName(breaker)) return BREAKERS[breaker].title;
  const words = type.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
