import { EventEmitter } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DesktopWindows, type TerminalWindow, type WindowAsked } from '../../../../src-main/shell/electron/desktop-windows.ts';
import type { Bounds, Display } from '../../../../src-main/shell/electron/policies/monitor-set.ts';

const LAPTOP: Display = { id: 1, bounds: { x: 0, y: 0, width: 1440, height: 900 }, workArea: { x: 0, y: 0, width: 1440, height: 860 }, scaleFactor: 2 };
const MONITOR: Display = { id: 2, bounds: { x: 1440, y: 0, width: 2560, height: 1440 }, workArea: { x: 1440, y: 0, width: 2560, height: 1400 }, scaleFactor: 1 };
const ALONE = '1440x900+0+0@2*';

class FakeWindow extends EventEmitter implements TerminalWindow {
  readonly name: string;
  readonly connect: () => void;
  bounds: Bounds;
  maximised = false;
  minimised = false;
  reloads = 0;
  focused = 0;
  constructor({ name, bounds, onConnected }: WindowAsked) {
    super();
    this.name = name;
    this.bounds = bounds;
    this.connect = onConnected;
  }
  getBounds = (): Bounds => (this.maximised ? LAPTOP.workArea : this.bounds);
  getNormalBounds = (): Bounds => this.bounds;
  setBounds(bounds: Bounds): void {
    this.bounds = bounds;
    this.emit('move');
  }
  setMinimumSize(): void {}
  isMaximized = (): boolean => this.maximised;
  maximize(): void {
    this.maximised = true;
    this.emit('maximize');
  }
  unmaximize(): void {
    this.maximised = false;
    this.emit('unmaximize');
  }
  isFullScreen = (): boolean => false;
  setFullScreen(): void {}
  isMinimized = (): boolean => this.minimised;
  restore(): void {
    this.minimised = false;
  }
  isVisible = (): boolean => true;
  show(): void {}
  focus(): void {
    this.focused += 1;
    this.emit('focus');
  }
  reload(): void {
    this.reloads += 1;
  }
  close(): void {
    this.emit('close');
    this.emit('closed');
  }
}

class FakeScreen extends EventEmitter {
  displays: readonly Display[] = [LAPTOP, MONITOR];
  getAllDisplays = (): readonly Display[] => this.displays;
  getPrimaryDisplay = (): Display => LAPTOP;
}

/** One run of the program, with a clock that a test moves. */
class Run {
  readonly screen = new FakeScreen();
  readonly opened: FakeWindow[] = [];
  readonly warnings: string[] = [];
  readonly windows: DesktopWindows<FakeWindow>;
  #now = 0;
  #timers: { readonly at: number; readonly run: () => void }[] = [];

  constructor(displays: readonly Display[] = [LAPTOP, MONITOR], dataDir = directory) {
    this.screen.displays = displays;
    this.windows = new DesktopWindows({
      openWindow: (asked) => {
        const window = new FakeWindow(asked);
        this.opened.push(window);
        return window;
      },
      screen: this.screen,
      dataDir,
      warn: (text) => void this.warnings.push(text),
      after: (delay, run) => {
        const timer = { at: this.#now + delay, run };
        this.#timers.push(timer);
        return () => (this.#timers = this.#timers.filter((other) => other !== timer));
      },
    });
  }

  /** A second passes, and another. */
  rest(milliseconds = 3_000): void {
    this.#now += milliseconds;
    const due = this.#timers.filter(({ at }) => at <= this.#now);
    this.#timers = this.#timers.filter(({ at }) => at > this.#now);
    for (const { run } of due) run();
  }

  become(displays: readonly Display[]): void {
    this.screen.displays = displays;
    this.screen.emit('display-removed');
    this.screen.emit('display-metrics-changed');
  }

  window(name: string): FakeWindow {
    const window = this.opened.findLast((opened) => opened.name === name);
    if (window === undefined) throw new Error(`"${name}" was not opened`);
    return window;
  }

  get names(): readonly string[] {
    return this.opened.map(({ name }) => name).toSorted();
  }
}

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'desktop-windows-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

describe('the desktop app’s windows', () => {
  it('open where they stood, and those that were open with the program', () => {
    const first = new Run();
    first.windows.openAll();
    first.windows.open();
    first.windows.open();
    expect(first.names).toEqual(['main', 'window-2', 'window-3']);
    first.window('window-2').setBounds({ x: 2000, y: 100, width: 900, height: 700 });
    first.window('main').maximize();
    first.rest();
    first.window('window-3').close();
    first.rest();
    first.window('window-2').setBounds({ x: 2100, y: 100, width: 900, height: 700 });
    first.windows.closeAll();
    first.windows.close();
    const path = join(directory, 'windows.json');
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);

    const second = new Run();
    second.windows.openAll();
    expect(second.names).toEqual(['main', 'window-2']);
    expect(second.window('window-2').bounds).toEqual({ x: 2100, y: 100, width: 900, height: 700 });
    expect(second.window('main').isMaximized()).toBe(true);
    // The next window has the name, and the place, of the one that was closed by hand.
    second.windows.open();
    expect(second.window('window-3').bounds).toEqual(first.window('window-3').bounds);
  });

  it('stay open for the next start where the system ends the program, and not where a hand closed them long before', () => {
    const first = new Run();
    first.windows.openAll();
    first.windows.open();
    first.rest();
    // As the system's quit does: each window, and then the program.
    first.window('main').close();
    first.window('window-2').close();
    first.windows.close();
    const second = new Run();
    second.windows.openAll();
    expect(second.names).toEqual(['main', 'window-2']);
    second.window('main').close();
    second.rest();
    // Where the program goes on without windows, the last one is what comes back, beside the main one.
    second.window('window-2').close();
    second.rest();
    second.windows.close();
    const third = new Run();
    third.windows.openAll();
    expect(third.names).toEqual(['main', 'window-2']);
  });

  it('go to where they stood on monitors that come and go, and are not taken to want what the system did meanwhile', () => {
    const run = new Run();
    const told: string[] = [];
    run.windows.onMonitors(() => void told.push(run.windows.monitors()));
    run.windows.openAll();
    run.windows.open();
    const docked = { x: 2400, y: 600, width: 1200, height: 800 };
    run.window('window-2').setBounds(docked);
    run.rest();
    // The monitor is unplugged; the system piles its windows up before the program hears of it all.
    run.window('window-2').setBounds({ x: 0, y: 0, width: 1200, height: 800 });
    run.become([LAPTOP]);
    run.window('window-2').setBounds({ x: 40, y: 40, width: 1200, height: 800 });
    run.rest();
    expect(told).toEqual([ALONE]);
    const undocked = run.window('window-2').bounds;
    expect(undocked).toEqual({ x: 40, y: 40, width: 1200, height: 800 });
    run.window('window-2').setBounds({ x: 240, y: 60, width: 1200, height: 800 });
    run.rest();
    run.become([LAPTOP, MONITOR]);
    run.rest();
    expect(run.window('window-2').bounds).toEqual(docked);
    run.become([MONITOR, LAPTOP]);
    run.rest();
    expect(told).toHaveLength(2);
    run.become([LAPTOP]);
    run.rest();
    expect(run.window('window-2').bounds).toEqual({ x: 240, y: 60, width: 1200, height: 800 });
  });

  it('are brought back where the system leaves them out of reach, and opened on what is there', () => {
    const run = new Run();
    run.windows.openAll();
    run.window('main').setBounds({ x: 2600, y: 500, width: 1300, height: 900 });
    run.rest();
    run.become([LAPTOP]);
    run.rest();
    expect(run.window('main').bounds).toEqual({ x: 140, y: 0, width: 1300, height: 860 });
    run.windows.close();
    const small: Display = { id: 5, bounds: { x: 0, y: 0, width: 600, height: 400 }, workArea: { x: 0, y: 20, width: 600, height: 380 }, scaleFactor: 1 };
    const second = new Run([small]);
    second.windows.openAll();
    expect(second.window('main').bounds).toEqual(small.workArea);
  });

  it('come to the front one by one, are at most eight, and are told of when the first has talked and the last has gone', () => {
    const run = new Run();
    const told: string[] = [];
    run.windows.onShown(() => void told.push('shown'));
    run.windows.onAllClosed(() => void told.push('closed'));
    run.windows.show();
    expect(run.names).toEqual(['main']);
    for (let count = 0; count < 7; count += 1) run.windows.open();
    expect(() => run.windows.open()).toThrow(/8 windows are open, which is the most/);
    expect(told).toEqual([]);
    run.window('window-3').connect();
    run.window('main').connect();
    expect(told).toEqual(['shown']);
    run.window('window-4').focus();
    run.window('window-4').minimised = true;
    run.windows.show();
    expect(run.window('window-4')).toMatchObject({ minimised: false, focused: 2 });
    run.windows.reloadAll();
    expect(run.opened.map(({ reloads }) => reloads)).toEqual(Array.from({ length: 8 }, () => 1));
    run.windows.closeAll();
    expect([told, run.windows.count]).toEqual([['shown', 'closed'], 0]);
  });

  it('open without what is remembered where that cannot be read, and say once that it cannot be kept', async () => {
    writeFileSync(join(directory, 'windows.json'), '{"version":1,"sets":[{"monitors":"x","windows":{"main":{"bounds":{"x":"left"}}}}]}');
    const run = new Run([LAPTOP]);
    run.windows.openAll();
    expect([run.names, run.window('main').bounds]).toEqual([['main'], LAPTOP.workArea]);
    run.rest();
    run.windows.close();
    expect(JSON.parse(readFileSync(join(directory, 'windows.json'), 'utf8'))).toMatchObject({ sets: [{ monitors: ALONE, windows: { main: { open: true } } }] });
    const lost = new Run([LAPTOP], join(directory, 'none'));
    lost.windows.openAll();
    lost.windows.close();
    lost.windows.close();
    expect(lost.warnings).toEqual([expect.stringMatching(/windows\.json cannot be written \(.*\); windows open where they were before$/)]);
  });
});
