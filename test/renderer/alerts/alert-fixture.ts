import type { Alert, AlertRule } from '../../../src-core/alerts/alert.ts';
import { deriveUuid } from '../../../src-main/trading/derive-id.ts';

export const NOON = Date.parse('2026-11-20T17:00:00Z');

export function alertOf(name: string, changes: Partial<Alert> = {}): Alert {
  return { id: name, time: NOON, severity: 'medium', title: name, text: 'SPY is 590.00, at or below 590.00.', source: { kind: 'rule', id: 'rule' }, state: 'active', until: null, acknowledgedAt: null, sounds: true, ...changes };
}

export const RULE: AlertRule = { id: deriveUuid('rule'), name: 'Support', condition: { kind: 'price', ticker: 'SPY', when: 'at_or_below', threshold: 590 }, severity: 'high', enabled: true, repeat: { kind: 'again', minutes: 20 } };
