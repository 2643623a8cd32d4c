import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { askForSafeMode, relaunchInSafeMode, withoutGraphicsAcceleration } from '../../../../src-main/shell/electron/safe-mode-dialog.ts';
import { keepDumps, watchCrashes } from '../../../../src-main/shell/electron/crash-watch.ts';
import { afterRendererGone } from '../../../../src-main/shell/electron/policies/reload-after-crash.ts';

const electron = vi.hoisted(() => ({ calls: [] as unknown[], chosen: 0, listeners: new Map<string, (...details: unknown[]) => void>() }));
vi.mock('electron', () => ({
  app: {
    on: (event: string, listener: (...details: unknown[]) => void) => electron.listeners.set(event, listener),
    getPath: (name: string) => `/data/window/${name}`,
    relaunch: (options: unknown) => electron.calls.push(options),
    disableHardwareAcceleration: () => electron.calls.push('no acceleration'),
  },
  crashReporter: { start: (options: unknown) => electron.calls.push(options) },
  dialog: {
    showErrorBox: (title: string) => electron.calls.push(title),
    showMessageBoxSync: ({ buttons }: { buttons: readonly string[] }) => {
      electron.calls.push(buttons);
      return electron.chosen;
    },
  },
}));

beforeEach(() => {
  electron.calls.length = 0;
});

class Contents extends EventEmitter {
  reloads = 0;
  readonly isDestroyed = (): boolean => false;
  reload(): void {
    this.reloads += 1;
  }
}

describe('a window whose process is gone', () => {
  it('is loaded anew three times in a minute, and then that is said', () => {
    const times = [0, 10_000, 20_000];
    expect(afterRendererGone('crashed', times.slice(0, 2), 30_000)).toEqual({ kind: 'reload', reloads: [0, 10_000, 30_000] });
    expect(afterRendererGone('oom', times, 59_000)).toMatchObject({ kind: 'say' });
    expect(afterRendererGone('killed', times, 60_000)).toEqual({ kind: 'reload', reloads: [10_000, 20_000, 60_000] });
    expect(afterRendererGone('clean-exit', [], 0)).toEqual({ kind: 'leave' });
  });

  it('is reported, and so is any other process of Chromium that crashes', async () => {
    const written: unknown[] = [];
    const logged: string[] = [];
    let now = 0;
    const log = { info: (text: string) => logged.push(text), error: (text: string) => logged.push(text) };
    watchCrashes({ crashes: { write: (crash) => (written.push(crash), null) }, log }, { now: () => now });
    const contents = new Contents();
    const other = new Contents();
    for (let crash = 0; crash < 4; crash += 1) {
      now += 1_000;
      electron.listeners.get('render-process-gone')?.({}, contents, { reason: 'crashed', exitCode: 139 });
    }
    electron.listeners.get('render-process-gone')?.({}, other, { reason: 'killed', exitCode: 9 });
    await new Promise(setImmediate);
    expect([contents.reloads, other.reloads]).toEqual([3, 1]);
    expect(electron.calls).toEqual(['The window of Smart 0DTE crashes again and again.']);
    expect(written).toHaveLength(4);
    expect(written[0]).toEqual({ source: 'window', error: 'the process of a window is gone: crashed, code 139' });
    electron.listeners.get('child-process-gone')?.({}, { type: 'GPU', reason: 'crashed', exitCode: 11 });
    electron.listeners.get('child-process-gone')?.({}, { type: 'Utility', name: 'Network Service', reason: 'clean-exit', exitCode: 0 });
    expect(written.at(-1)).toEqual({ source: 'process', error: 'the GPU process is gone: crashed, code 11' });
    expect(logged.at(-1)).toBe('the Network Service (Utility) process is gone: clean-exit, code 0');
  });

  it('leaves its dump here, and nothing is uploaded', () => {
    expect(keepDumps()).toBe('/data/window/crashDumps');
    expect(electron.calls).toEqual([{ uploadToServer: false, compress: false }]);
  });
});

describe('safe mode in the desktop app', () => {
  it('is asked for before anything else where starts failed, and ends acceleration', () => {
    expect(askForSafeMode(1, false)).toBe('usual');
    expect(askForSafeMode(3, true)).toBe('usual');
    expect(electron.calls).toEqual([]);
    for (const [chosen, choice] of [[0, 'safe'], [1, 'usual'], [2, 'quit']] as const) {
      electron.chosen = chosen;
      expect(askForSafeMode(2, false)).toBe(choice);
    }
    expect(electron.calls[0]).toEqual(['Start in safe mode', 'Start as usual', 'Quit']);
    electron.calls.length = 0;
    withoutGraphicsAcceleration(false);
    expect(electron.calls).toEqual([]);
    withoutGraphicsAcceleration(true);
    expect(electron.calls).toEqual(['no acceleration']);
  });

  it('begins anew where it was chosen, an AppImage from its own file', () => {
    relaunchInSafeMode(['/opt/Smart0DTE/smart-0dte', '--port', '0'], {});
    relaunchInSafeMode(['/tmp/.mount_x/smart-0dte'], { APPIMAGE: '/home/bob/Smart0DTE.AppImage' });
    expect(electron.calls).toEqual([{ args: ['--port', '0', '--safe-mode'] }, { args: ['--safe-mode'], execPath: '/home/bob/Smart0DTE.AppImage' }]);
  });
});
