import type { EventEmitter } from 'node:events';
import { beforeEach, expect, test, vi } from 'vitest';
import type { EndedOrder, HeardAlert } from '../../../../src-main/app/standing.ts';
import { DesktopNotifications } from '../../../../src-main/shell/electron/desktop-notifications.ts';
import { standingOf } from '../../../support/standing.ts';

interface Shown {
  readonly title: string;
  readonly timeoutType: string;
}
const shown: Shown[] = [];
const made: EventEmitter[] = [];

vi.mock('electron', async () => {
  const { EventEmitter } = await import('node:events');
  class Notification extends EventEmitter {
    static isSupported = (): boolean => true;
    readonly #options: Shown;
    constructor(options: Shown) {
      super();
      made.push(this);
      this.#options = options;
    }
    show = (): void => void shown.push(this.#options);
  }
  return { Notification };
});

const desk = { openWindows: 0, isLookedAt: false, setting: null as unknown, clicks: 0 };
let tellAlerts: (alerts: readonly HeardAlert[]) => void;
let tellOrders: (orders: readonly EndedOrder[]) => void;
let notifications: DesktopNotifications;
beforeEach(() => {
  shown.splice(0);
  Object.assign(desk, { openWindows: 0, isLookedAt: false, setting: null, clicks: 0 });
  notifications = new DesktopNotifications({
    watch: {
      onAlerts: (listener) => ((tellAlerts = listener), () => (tellAlerts = () => undefined)),
      onOrdersEnded: (listener) => ((tellOrders = listener), () => (tellOrders = () => undefined)),
      setting: async () => {
        if (desk.setting === 'unavailable') throw new Error('the terminal is starting anew');
        return desk.setting;
      },
    },
    openWindows: () => desk.openWindows,
    isLookedAt: () => desk.isLookedAt,
    showWindow: () => (desk.clicks += 1),
  });
});

const ALERT: HeardAlert = { id: 'a', time: 0, severity: 'critical', title: 'Day loss', text: 'It is lost.', source: { kind: 'rule', id: 'a' }, state: 'active', until: null, acknowledgedAt: null, sounds: true };
const FILLED: EndedOrder = { id: 'o', state: 'FILLED', underlying: 'SPY', strategy: 'long call', closing: false, quantity: 1, averageNet: 1, reason: null };
const titles = async (): Promise<readonly string[]> => {
  await new Promise((resolve) => setImmediate(resolve));
  return shown.splice(0).map(({ title }) => title);
};

test('alerts are the windows’ as long as one is open, and a click opens one', async () => {
  tellAlerts([ALERT]);
  await vi.waitFor(() => expect(shown).toMatchObject([{ title: 'Day loss', timeoutType: 'never' }]));
  made.at(-1)?.emit('click');
  expect(desk.clicks).toBe(1);
  shown.splice(0);
  desk.openWindows = 1;
  tellAlerts([ALERT]);
  expect(await titles()).toEqual([]);
});

test('fills and the end of a flattening are told while nobody looks', async () => {
  desk.openWindows = 1;
  tellOrders([FILLED]);
  notifications.step(standingOf({ isFlattening: true, openPositions: 1 }));
  notifications.step(standingOf());
  expect(await titles()).toEqual(['Order filled', 'The flattening has ended']);
  desk.isLookedAt = true;
  tellOrders([FILLED]);
  notifications.step(standingOf({ isFlattening: true }));
  notifications.step(standingOf());
  expect(await titles()).toEqual([]);
});

test.each<[unknown, readonly string[]]>([
  [{ sound: true, volume: 0.5, notifications: false }, []],
  [{ sound: true, volume: 0.5, notifications: true }, ['Day loss']],
  [null, ['Day loss']],
  ['unavailable', ['Day loss']],
])('what people set is obeyed: %j', async (setting, expected) => {
  desk.setting = setting;
  tellAlerts([ALERT]);
  expect(await titles()).toEqual(expected);
});

test('nothing is told after the end', async () => {
  notifications.close();
  tellAlerts([ALERT]);
  tellOrders([FILLED]);
  expect(await titles()).toEqual([]);
});
