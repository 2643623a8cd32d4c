import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Alert, type AlertRule, alertRuleSchema } from '../../../src-core/alerts/alert.ts';
import { alertQuerySchema } from '../../../src-core/contract/risk.ts';
import type { AlertJournal } from '../../../src-main/alerts/alert-journal.ts';
import { ensureLocalProfile } from '../../../src-main/stores/relational/local-profile.ts';
import { nameUuid } from '../../../src-main/stores/relational/name-uuid.ts';
import { createAlertJournal } from '../../../src-main/stores/relational/risk/alert-journal.ts';
import { describeStores, type TestStores } from './store-adapters.ts';

function rule(number: number): AlertRule {
  return alertRuleSchema.parse({
    id: nameUuid(`rule ${number}`), name: `rule ${number}`, condition: { kind: 'price', ticker: 'VIX', when: 'at_or_above', threshold: 20.5 + number }, severity: 'high', enabled: true, repeat: { kind: 'again', minutes: 5 },
  });
}

function alert(number: number, more: Partial<Alert> = {}): Alert {
  return {
    id: nameUuid(`alert ${number}`), time: number * 1_000, severity: 'medium', title: `alert ${number}`, text: 'VIX is at 21.5', source: { kind: 'rule', id: nameUuid('rule 1') },
    state: 'active', until: null, acknowledgedAt: null, sounds: true, ...more,
  };
}

describeStores('the alert journal', (newStores) => {
  let stores: TestStores;
  let journal: AlertJournal;
  let others: AlertJournal;

  beforeEach(async () => {
    stores = await newStores();
    const store = await stores.open();
    journal = createAlertJournal(store, await ensureLocalProfile(store, 'trader', randomUUID));
    others = createAlertJournal(store, { accountId: randomUUID() });
  });
  afterEach(() => stores.remove());

  test('rules come back with where they stand; one that is removed is gone until it is set anew', async () => {
    const [first, second] = [{ rule: rule(1), firedAt: null, holds: false }, { rule: rule(2), firedAt: 5_000, holds: true }];
    await journal.writeRules([first, second], 1_000);
    await journal.writeRules([{ ...first, firedAt: 6_000, holds: true }], 2_000);
    const rules = await journal.rules();
    expect(rules).toHaveLength(2);
    expect(rules).toEqual(expect.arrayContaining([{ ...first, firedAt: 6_000, holds: true }, second]));
    await others.removeRule(rule(2).id);
    await journal.removeRule(rule(1).id);
    expect(await journal.rules()).toEqual([second]);
    await journal.writeRules([first], 3_000);
    expect(await journal.rules()).toHaveLength(2);
    expect(await others.rules()).toEqual([]);
  });

  test('every alert that is open is found, and the newest that are not', async () => {
    const acknowledged = [1, 2, 3].map((number) => alert(number, { state: 'acknowledged', acknowledgedAt: 9_000 }));
    await journal.writeAlerts([...acknowledged, alert(4), alert(5)]);
    const snoozed = alert(4, { state: 'snoozed', until: 60_000, severity: 'low', sounds: false });
    await journal.writeAlerts([snoozed]);
    expect(await journal.open(2)).toEqual([acknowledged[1], acknowledged[2], snoozed, alert(5)]);
    expect(await journal.open(0)).toEqual([snoozed, alert(5)]);
    const listed = async (given: object) => {
      const { total, alerts } = await journal.list(alertQuerySchema.parse(given));
      return [total, ...alerts.map(({ time }) => time)];
    };
    expect(await listed({})).toEqual([5, 5_000, 4_000, 3_000, 2_000, 1_000]);
    expect(await listed({ state: 'acknowledged', offset: 1, limit: 1 })).toEqual([3, 2_000]);
    expect(await others.open(10)).toEqual([]);
    expect(await others.list(alertQuerySchema.parse({}))).toEqual({ total: 0, alerts: [] });
  });
});
