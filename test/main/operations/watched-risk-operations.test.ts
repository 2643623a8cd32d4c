import { expect, test } from 'vitest';
import type { Alert } from '../../../src-core/alerts/alert.ts';
import type { ExitView } from '../../../src-core/risk/exits.ts';
import { BY_HAND, KILL_RESULT, riskView } from '../../support/panels/risk-views.ts';
import { alertOf, exitView, limitsView, RULE } from '../../support/fake-risk-desk.ts';
import { KeyedSource, Signal } from '../../../src-main/operations/stream-taps.ts';
import type { WatchedRisk } from '../../../src-main/operations/watched-desk.ts';
import { createWatchedRiskHandlers, createWatchedRiskStreams, type WatchedRiskParts } from '../../../src-main/operations/watched-risk-operations.ts';
import { callerOf } from '../../support/callers.ts';
import { MemoryAlertJournal } from '../../support/alert-journal.ts';
import { MemoryEventJournal } from '../../support/risk-event-journal.ts';

const CALLER = callerOf({ userId: 'user_2' });

class Watched implements WatchedRisk {
  risk = null as ReturnType<WatchedRisk['view']>;
  limited = null as ReturnType<WatchedRisk['limits']>;
  keptRules = null as ReturnType<WatchedRisk['rules']>;
  heard: readonly Alert[] = [];
  keptExits: readonly ExitView[] = [];
  view = () => this.risk;
  expiry = () => null;
  exits = () => this.keptExits;
  exit = (tradeId: string) => this.keptExits.find((each) => each.tradeId === tradeId) ?? null;
  alerts = () => this.heard;
  alert = (id: string) => this.heard.find((each) => each.id === id) ?? null;
  rules = () => this.keptRules;
  limits = () => this.limited;
}

function watching() {
  const watched = new Watched();
  const asked: unknown[] = [];
  const alertJournal = new MemoryAlertJournal();
  const journal = new MemoryEventJournal();
  const parts: WatchedRiskParts = {
    watched,
    exits: new KeyedSource(() => watched.exits().map(({ tradeId }) => tradeId), watched.exit),
    alerts: new KeyedSource(() => watched.alerts().map(({ id }) => id), watched.alert),
    views: new Signal(),
    expiries: new Signal(),
    rules: new Signal(),
    halts: {
      async kill(options, asker) {
        asked.push([options, asker]);
        return KILL_RESULT;
      },
      async reduce(asker) {
        asked.push(asker);
        return riskView([BY_HAND]);
      },
    },
    journal,
    alertJournal,
  };
  return { watched, asked, alertJournal, journal, parts, handlers: createWatchedRiskHandlers(parts), streams: createWatchedRiskStreams(parts) };
}

test('streams say nothing before anything was heard, and then what was', () => {
  const { parts, streams, watched } = watching();
  const notified: string[] = [];
  const [risk, rules, alerts, exits] = [
    streams.risk({}, 1, () => notified.push('risk'), () => CALLER),
    streams.alertRules({}, 2, () => notified.push('rules'), () => CALLER),
    streams.alerts({}, 3, () => notified.push('alerts'), () => CALLER),
    streams.exits({}, 4, () => notified.push('exits'), () => CALLER),
  ];
  expect([risk.take(), rules.take()]).toEqual([null, null]);
  expect([alerts.take(), exits.take()]).toEqual([{ kind: 'value', value: [] }, { kind: 'value', value: [] }]);
  watched.risk = riskView([BY_HAND]);
  watched.keptRules = [RULE];
  watched.heard = [alertOf(1)];
  watched.keptExits = [exitView('pos_1')];
  parts.views.fire();
  parts.rules.fire();
  parts.alerts.mark(alertOf(1).id);
  parts.exits.mark('pos_1');
  expect(notified).toEqual(['risk', 'rules', 'alerts', 'exits']);
  expect(risk.take()).toEqual({ kind: 'value', value: watched.risk });
  expect(rules.take()).toEqual({ kind: 'value', value: [RULE] });
  expect(alerts.take()).toEqual({ kind: 'value', value: [alertOf(1)] });
  expect(exits.take()).toEqual({ kind: 'value', value: [exitView('pos_1')] });
  expect(risk.take()).toBeNull();
});

test('a kill and a reduction are sent on with who asks; what only the other can work out is refused with that reason', async () => {
  const { asked, handlers, watched } = watching();
  expect(await handlers['risk.kill']({ flatten: true }, CALLER)).toEqual(KILL_RESULT);
  expect(await handlers['risk.reduce']({}, CALLER)).toMatchObject({ state: 'REDUCING' });
  expect(asked).toEqual([[{ flatten: true }, { userId: 'user_2', origin: 'window' }], { userId: 'user_2', origin: 'window' }]);
  const refusal = (run: () => unknown): unknown => {
    try {
      return run();
    } catch (error) {
      return error;
    }
  };
  expect(refusal(() => handlers['risk.scenarios']({ scope: 'book' }, CALLER))).toMatchObject({ code: 'unavailable', message: expect.stringMatching(/on the workstation that trades/) });
  expect(refusal(() => handlers['risk.flattenPlan']({}, CALLER))).toMatchObject({ code: 'unavailable', message: expect.stringMatching(/on the workstation that trades/) });
  expect(refusal(() => handlers['limits.get']({}, CALLER))).toMatchObject({ code: 'unavailable' });
  watched.limited = limitsView({ max_positions: 4 });
  expect(handlers['limits.get']({}, CALLER)).toEqual(watched.limited);
});

test('alerts are those that are heard, and what the copy of the books has besides, page by page', async () => {
  const { alertJournal, handlers, watched } = watching();
  // The copy is older: of the second it does not know that it was acknowledged.
  await alertJournal.writeAlerts([1, 2, 3, 4].map((number) => alertOf(number)));
  const [second, fourth, fifth] = [alertOf(2, { state: 'acknowledged', acknowledgedAt: 9 }), alertOf(4), alertOf(5)];
  watched.heard = [second, fourth, fifth];
  const all = await handlers['alerts.list']({ offset: 0, limit: 10 }, CALLER);
  expect(all).toEqual({ total: 5, alerts: [fifth, fourth, alertOf(3), second, alertOf(1)] });
  expect(await handlers['alerts.list']({ offset: 0, limit: 2 }, CALLER)).toEqual({ total: 5, alerts: [fifth, fourth] });
  expect(await handlers['alerts.list']({ offset: 2, limit: 2 }, CALLER)).toMatchObject({ alerts: [alertOf(3), second] });
  expect(await handlers['alerts.list']({ offset: 4, limit: 2 }, CALLER)).toMatchObject({ alerts: [alertOf(1)] });
  expect(await handlers['alerts.list']({ state: 'active', offset: 0, limit: 10 }, CALLER)).toEqual({ total: 4, alerts: [fifth, fourth, alertOf(3), alertOf(1)] });
});

test('events are those of the copy of the books; where it cannot be read, the refusal says so', async () => {
  const { handlers, journal, parts } = watching();
  const event = { id: 'event-1', time: 5, type: 'kill', severity: 'critical', description: 'a person stopped trading', value: null, threshold: null, action: 'halted', resolvedAt: null } as const;
  await journal.writeEvents([event]);
  expect(await handlers['risk.events']({ offset: 0, limit: 10 }, CALLER)).toEqual({ total: 1, events: [event] });
  const broken = createWatchedRiskHandlers({ ...parts, journal: { events: () => Promise.reject(new Error('disk I/O error')) } });
  await expect(Promise.resolve(broken['risk.events']({ offset: 0, limit: 10 }, CALLER))).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('disk I/O error') });
});
