import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { showsTrayIcons } from '../../../../src-main/shell/electron/tray-host.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tray-host-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function program(name: string, script: string): void {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

const onLinux = (rest: Readonly<Record<string, string>> = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' }): Promise<boolean> => showsTrayIcons('linux', { PATH: folder, ...rest });

test('macOS and Windows show icons', async () => {
  expect(await Promise.all([showsTrayIcons('darwin', {}), showsTrayIcons('win32', {})])).toEqual([true, true]);
});

test.runIf(process.platform !== 'win32')('a Linux desktop is asked by whichever program is there, and never where asking would start a bus', async () => {
  expect(await onLinux()).toBe(false);
  program('dbus-send', 'echo "   variant       boolean true"');
  expect(await onLinux()).toBe(true);
  program('busctl', 'echo "b false"');
  expect(await onLinux()).toBe(false);
  program('gdbus', 'case "$*" in *IsStatusNotifierHostRegistered) echo "(<true>,)";; esac');
  expect(await onLinux()).toBe(true);
  expect(await onLinux({ DBUS_SESSION_BUS_ADDRESS: '' })).toBe(false);
  expect(await onLinux({ XDG_RUNTIME_DIR: folder })).toBe(false);
  writeFileSync(join(folder, 'bus'), '');
  expect(await onLinux({ XDG_RUNTIME_DIR: folder })).toBe(true);
});

test.runIf(process.platform !== 'win32')('who fails or does not answer counts as no answer', async () => {
  program('gdbus', 'echo true; exit 1');
  program('busctl', 'while :; do :; done');
  expect(await onLinux()).toBe(false);
});
