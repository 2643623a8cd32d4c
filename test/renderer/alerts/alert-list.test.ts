import { beforeEach, describe, expect, it } from 'vitest';
import type { ContractClient } from '../../../src-core/contract/client.ts';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import { mergeAlerts } from '../../../src-renderer/connection/shared-streams.ts';
import { useAlertActs } from '../../../src-renderer/panels/alerts/alert-acts.ts';
import { alertList, OPEN_ALERTS, selectedAfter } from '../../../src-renderer/panels/alerts/alert-list.ts';
import { turnTab, useAlertsFocus } from '../../../src-renderer/panels/alerts/alerts-focus.ts';
import { freshAlerts, loudest, seenOf, waitingAlerts } from '../../../src-renderer/workspace/fresh-alerts.ts';
import { alertOf, NOON, RULE } from './alert-fixture.ts';

const names = (alerts: readonly { readonly id: string }[]): string => alerts.map(({ id }) => id).join(' ');

describe('the list of alerts', () => {
  it('is the newest first, each once as it is now', () => {
    const first = mergeAlerts([], [alertOf('old', { time: NOON - 1 }), alertOf('new')]);
    const then = mergeAlerts(first, [alertOf('old', { time: NOON - 1, state: 'acknowledged' }), alertOf('newest', { time: NOON + 1 })]);
    expect(names(then)).toBe('newest new old');
    expect(then.at(-1)?.state).toBe('acknowledged');
    expect(mergeAlerts(then, [])).toBe(then);
  });

  it('shows what waits, or one state, from a severity on', () => {
    const alerts = [alertOf('a', { severity: 'critical' }), alertOf('s', { state: 'snoozed', severity: 'high' }), alertOf('k', { state: 'acknowledged' }), alertOf('l', { severity: 'low' })];
    expect(names(alertList(alerts, OPEN_ALERTS))).toBe('a s l');
    expect(names(alertList(alerts, { state: 'open', from: 'high' }))).toBe('a s');
    expect(names(alertList(alerts, { state: null, from: 'medium' }))).toBe('a s k');
    expect(names(alertList(alerts, { state: 'acknowledged', from: null }))).toBe('k');
  });

  it('selects what comes in the place of a row that left', () => {
    expect(selectedAfter('b', ['a', 'b', 'c'], ['a', 'c'])).toBe('c');
    expect(selectedAfter('c', ['a', 'b', 'c'], ['a', 'b'])).toBe('b');
    expect(selectedAfter('b', ['a', 'b'], ['new', 'a', 'b'])).toBe('b');
    expect(selectedAfter(null, [], ['a'])).toBe('a');
    expect(selectedAfter('a', ['a'], [])).toBeNull();
  });

  it('turns to the part beside and stays at the ends', () => {
    useAlertsFocus.setState({ tab: 'alerts', asked: false });
    expect([turnTab('ArrowLeft'), useAlertsFocus.getState().tab]).toEqual([true, 'alerts']);
    expect([turnTab('ArrowRight'), turnTab('ArrowRight'), turnTab('ArrowRight'), useAlertsFocus.getState().tab]).toEqual([true, true, true, 'events']);
    expect([turnTab('Enter'), useAlertsFocus.getState().asked]).toEqual([false, true]);
  });
});

describe('alerts that are told', () => {
  it('are those that became active since the window looked, and none that it knew', () => {
    const seen = seenOf([alertOf('active'), alertOf('snoozed', { state: 'snoozed' }), alertOf('done', { state: 'acknowledged' })]);
    const now = [alertOf('active'), alertOf('snoozed'), alertOf('done'), alertOf('new'), alertOf('late', { state: 'acknowledged' })];
    expect(names(freshAlerts(seen, now))).toBe('snoozed new');
    expect(freshAlerts(seenOf(now), now)).toEqual([]);
  });

  it('sound as the gravest that may', () => {
    expect(loudest([alertOf('a', { severity: 'high' }), alertOf('b', { severity: 'critical', sounds: false }), alertOf('c', { severity: 'low' })])).toBe('high');
    expect(loudest([alertOf('a', { sounds: false })])).toBeNull();
    expect(waitingAlerts([alertOf('a', { sounds: false, severity: 'critical' }), alertOf('b', { state: 'snoozed' })])).toEqual({ count: 1, gravest: 'critical' });
    expect(waitingAlerts([])).toEqual({ count: 0, gravest: null });
  });
});

describe('acts on alerts', () => {
  const asked: unknown[] = [];
  const core = (answer: (input: { readonly ids?: readonly string[] }) => Promise<unknown>) => ({ call: ((_operation: string, input: { readonly ids?: readonly string[] }) => (asked.push(input), answer(input))) as unknown as ContractClient['call'] });
  beforeEach(() => {
    asked.length = 0;
    useAlertActs.setState({ outcome: null });
  });

  it('acknowledge any number, in calls that the contract takes, and say how many', async () => {
    const alerts = Array.from({ length: 1_201 }, (_, index) => alertOf(`alert ${index}`, index === 0 ? { state: 'acknowledged' } : {}));
    await useAlertActs.getState().acknowledge(core(({ ids = [] }) => Promise.resolve(ids.map((id) => alertOf(id)))), alerts);
    expect(asked.map((input) => (input as { ids: string[] }).ids.length)).toEqual([500, 500, 200]);
    expect(useAlertActs.getState().outcome).toEqual({ kind: 'done', text: '1200 alerts acknowledged.' });
  });

  it('say why they were refused', async () => {
    await useAlertActs.getState().enable(core(() => Promise.reject(new ContractFailure({ code: 'unavailable', message: 'the rule could not be kept: the disk is full' }))), RULE, false);
    expect(useAlertActs.getState().outcome).toEqual({ kind: 'failed', text: 'the rule could not be kept: the disk is full' });
    expect(asked).toEqual([{ rule: { ...RULE, enabled: false } }]);
  });
});
