import type { EventEmitter } from 'node:events';
import { beforeEach, expect, test, vi } from 'vitest';
import { money } from '../../../../src-core/money.ts';
import { DesktopTray } from '../../../../src-main/shell/electron/desktop-tray.ts';
import type { TrayAct } from '../../../../src-main/shell/electron/policies/tray-menu.ts';
import { standingOf } from '../../../support/standing.ts';

/** What the system was told, in order. */
const told: string[] = [];
const icons: EventEmitter[] = [];

vi.mock('electron', async () => {
  const { EventEmitter } = await import('node:events');
  class Tray extends EventEmitter {
    constructor(image: string) {
      super();
      icons.push(this);
      told.push(image);
    }
    setImage = (image: string): void => void told.push(image);
    setToolTip = (text: string): void => void told.push(text);
    setContextMenu = (): void => void told.push('menu');
    popUpContextMenu = (): void => void told.push('opened');
    setIgnoreDoubleClickEvents = (): void => undefined;
    destroy = (): void => void told.push('destroyed');
  }
  return { Tray, Menu: { buildFromTemplate: (template: unknown) => template }, nativeImage: { createFromPath: (path: string) => path } };
});
beforeEach(() => void told.splice(0));

const acts: TrayAct[] = [];
const onPlatform = (platform: NodeJS.Platform): DesktopTray => new DesktopTray({ icons: 'icons', platform, act: (act) => void acts.push(act) });

test('the system is told of what has changed alone, and of the result not each second', () => {
  const tray = onPlatform('linux');
  expect(told.splice(0)).toEqual(['icons/unknown.png', 'Smart 0DTE · The terminal is starting', 'menu']);
  tray.show(null);
  expect(told).toEqual([]);
  const standing = standingOf({ openPositions: 1 });
  tray.show(standing);
  expect(told.splice(0)).toEqual(['icons/active.png', expect.stringContaining('1 position open'), 'menu']);
  for (let second = 1; second <= 10; second += 1) tray.show({ ...standing, profitToday: money(second * 100) });
  expect(told.filter((what) => what !== 'menu')).toHaveLength(10);
  expect(told.splice(0).filter((what) => what === 'menu')).toHaveLength(1);
  tray.show({ ...standing, profitToday: money(100_000), state: 'HALTED' });
  expect(told.splice(0)).toEqual(['icons/halted.png', expect.stringContaining('HALTED'), 'menu']);
  tray.close();
  expect(told).toEqual(['destroyed']);
});

test.each<[NodeJS.Platform, string, readonly string[], readonly TrayAct[]]>([
  ['linux', 'icons/unknown.png', [], ['show']],
  ['win32', 'icons/unknown.ico', ['opened'], ['show']],
  ['darwin', 'icons/unknownTemplate.png', ['opened', 'opened'], []],
])('a click and a right click do on %s what they do there', (platform, image, opened, acted) => {
  onPlatform(platform);
  expect(told.splice(0)[0]).toBe(image);
  acts.splice(0);
  icons.at(-1)?.emit('click');
  icons.at(-1)?.emit('right-click');
  expect([told, acts]).toEqual([opened, acted]);
});
