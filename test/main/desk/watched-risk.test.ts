import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Alert } from '../../../src-core/alerts/alert.ts';
import type { Change } from '../../../src-main/desk/change-message.ts';
import { FollowedRisk } from '../../../src-main/desk/followed-risk.ts';
import { PublishedRisk } from '../../../src-main/desk/published-risk.ts';
import { createMemoryRealtimeStore } from '../../../src-main/stores/realtime/memory-store.ts';
import type { RealtimeStore } from '../../../src-main/stores/realtime/realtime-store.ts';
import { openRedisRealtimeStore } from '../../../src-main/stores/realtime/redis/redis-store.ts';
import { alertOf, exitView, FakeAlertDesk, FakeRiskDesk, limitsView, RULE } from '../../support/fake-risk-desk.ts';
import { BY_HAND, VIX_TRIP } from '../../support/panels/risk-views.ts';
import { hasRedis, RedisServer } from '../../support/redis-server.ts';
import { allSent } from '../stores/realtime/all-sent.ts';
import { ACCOUNT, machineClock } from './traded-session.ts';

/** What is published, of a store that others read, and what a beat told of. */
function published(store: RealtimeStore) {
  const desk = new FakeRiskDesk();
  const alerts = new FakeAlertDesk();
  const risk = new PublishedRisk({ store, account: ACCOUNT, desk, alerts });
  let now = 0;
  return {
    desk,
    alerts,
    risk,
    /** After so many milliseconds. */
    beat(after = 250, isSoon = false, isLater = false): readonly string[] {
      now += after;
      desk.time += after;
      const changes: Change[] = [];
      risk.publish(changes, now, isSoon, isLater);
      return changes.map(([family]) => family);
    },
  };
}

/** Kept in this process, and read as if it were by others. */
function shared(): RealtimeStore {
  return { ...createMemoryRealtimeStore({ clock: machineClock }), kind: 'redis' };
}

describe('what is published', () => {
  test('is everything at first, and then the view once a second', () => {
    const { beat } = published(shared());
    expect(beat(0, true, true)).toEqual(['deskRisk', 'deskExpiry', 'deskLimits', 'deskExits', 'deskAlertRules', 'deskAlerts']);
    expect(beat()).toEqual([]);
    expect([beat(), beat(), beat()]).toEqual([[], [], ['deskRisk']]);
  });

  test('is the view at once where the state changes, and what changed of limits and exits', async () => {
    const store = shared();
    const { beat, desk } = published(store);
    beat(0, true, true);
    desk.trips = [VIX_TRIP];
    desk.tell({ state: true });
    expect(beat()).toEqual(['deskRisk']);
    expect((await store.get('deskRisk', { account: ACCOUNT }))?.state).toBe('REDUCING');
    expect(beat()).toEqual([]);

    desk.limited = limitsView({ max_positions: 4 });
    desk.kept = [exitView('pos_1', { state: 'closing' })];
    desk.tell({ state: true, exits: ['pos_1'] });
    expect(beat()).toEqual(['deskRisk', 'deskLimits', 'deskExits']);
    expect(await store.get('deskExits', { account: ACCOUNT })).toEqual(desk.kept);
  });

  test('is the newest of many alerts, once a second', async () => {
    const store = shared();
    const { beat, alerts } = published(store);
    beat(0, true, true);
    const many: Alert[] = [
      ...Array.from({ length: 100 }, (_, number) => alertOf(number, { state: 'acknowledged', acknowledgedAt: 1 })),
      ...Array.from({ length: 400 }, (_, number) => alertOf(100 + number)),
    ];
    alerts.kept = many.slice(0, 1);
    alerts.tell({ alerts: ['one'] });
    expect(beat(1_000)).toContain('deskAlerts');
    alerts.kept = many;
    alerts.tell({ alerts: ['all'] });
    expect(beat()).toEqual([]);
    expect(beat(1_000)).toContain('deskAlerts');
    const told = await store.get('deskAlerts', { account: ACCOUNT });
    expect(told).toEqual([...many.slice(50, 100), ...many.slice(200)]);
  });

  test('lives on while nothing moves', async () => {
    let now = 0;
    const store: RealtimeStore = { ...createMemoryRealtimeStore({ clock: { now: () => now } }), kind: 'redis' };
    const { beat, desk } = published(store);
    beat(0, true, true);
    for (let second = 10; second <= 150; second += 10) {
      now = second * 1_000;
      desk.time -= 250;
      beat(250, true);
    }
    for (const family of ['deskRisk', 'deskExpiry', 'deskLimits'] as const) expect(await store.get(family, { account: ACCOUNT }), family).not.toBeNull();
  });

  test('is nothing in memory, where nobody else reads it', () => {
    const { beat, desk, risk } = published(createMemoryRealtimeStore({ clock: machineClock }));
    expect(beat(0, true, true)).toEqual([]);
    expect(desk.asked.view).toBe(0);
    risk.close();
  });
});

describe.skipIf(!hasRedis('the risk of a desk'))('what is followed over Redis', () => {
  let server: RedisServer;
  let stores: readonly [RealtimeStore, RealtimeStore];
  beforeAll(async () => {
    server = await RedisServer.start();
  });
  beforeEach(async () => {
    await server.empty();
    const open = () => openRedisRealtimeStore({ access: server.access, clock: machineClock, random: Math.random });
    stores = [open(), open()];
    await Promise.all(stores.map((store) => allSent(store, server)));
  });
  afterEach(async () => void (await Promise.all(stores.map((store) => store.close()))));
  afterAll(() => server.stop());

  test('is what the other told, and which of it changed; before that it is nothing', async () => {
    const [trading, watching] = stores;
    const { alerts, beat, desk } = published(trading);
    const followed = new FollowedRisk(watching, ACCOUNT);
    followed.want('everything');
    expect(await followed.read()).toEqual({ risk: false, expiry: false, exits: [], alerts: [], alertRules: false });
    expect([followed.view(), followed.expiry(), followed.limits(), followed.rules()]).toEqual([null, null, null, null]);

    const [first, second] = [alertOf(1), alertOf(2)];
    alerts.kept = [first];
    beat(0, true, true);
    await allSent(trading, server);
    followed.want('everything');
    expect(await followed.read()).toEqual({ risk: true, expiry: true, exits: ['pos_1'], alerts: [first.id], alertRules: true });
    expect(followed.view()).toEqual(desk.view());
    expect(followed.expiry()).toEqual(desk.expiry());
    expect(followed.limits()).toEqual(desk.limits());
    expect(followed.rules()).toEqual([RULE]);
    expect(followed.exit('pos_1')).toEqual(exitView('pos_1'));
    followed.want('everything');
    expect(await followed.read()).toEqual({ risk: false, expiry: false, exits: [], alerts: [], alertRules: false });

    const acknowledged = alertOf(1, { state: 'acknowledged', acknowledgedAt: 5 });
    alerts.kept = [acknowledged, second];
    desk.trips = [BY_HAND];
    alerts.tell({ alerts: [first.id, second.id] });
    desk.tell({ state: true });
    const told = beat(1_000);
    await allSent(trading, server);
    for (const family of ['deskRisk', 'deskAlerts'] as const) {
      expect(told).toContain(family);
      followed.hear(family);
    }
    expect(await followed.read()).toEqual({ risk: true, expiry: false, exits: [], alerts: [first.id, second.id], alertRules: false });
    expect(followed.view()?.state).toBe('REDUCING');
    expect(followed.alerts()).toEqual([acknowledged, second]);
  });
});
