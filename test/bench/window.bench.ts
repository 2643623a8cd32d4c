import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { newYorkTime, sessionOn } from '../../src-core/calendar/exchange-calendar.ts';
import { parseIsoDate } from '../../src-core/time.ts';
import { runBrowserShell } from '../../src-main/shell/browser/browser-shell.ts';
import { parseSettings } from '../../src-main/settings.ts';
import { startTerminal, type Terminal } from '../../src-main/terminal.ts';
import { BenchFeed } from '../support/bench-feed.ts';
import { launchChromium } from '../support/chromium.ts';
import { quantile, rounded } from '../support/figures.ts';

const RENDERER = join(import.meta.dirname, '../../out/renderer');
const DATE = parseIsoDate('2026-11-20');
const STEP_MS = 50;
const WARM_UP_MS = 5_000;
const MEASURED_MS = 15_000;
/** With bid and ask, ten fields a contract. */
const COLUMNS = ['openInterest', 'volume', 'last', 'iv', 'theta', 'gamma', 'delta', 'mid'];

interface Recording {
  /** Milliseconds of the program's own callbacks between one animation frame's end and the next one's. */
  readonly work: number[];
  /** Milliseconds from one animation frame to the next. */
  readonly intervals: number[];
  readonly longTasks: number[];
  readonly paints: number[];
  /** Binary frames received, and their contracts. */
  frames: number;
  rows: number;
}

declare global {
  interface Window {
    startRecording(): void;
    stopRecording(): Recording;
  }
}

/** Milliseconds of the window's own code a frame, with 1,000 contracts × 10 fields at 20 Hz in a real Chromium at 1440×900. */
export async function run(): Promise<Record<string, number>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'bench-window-'));
  const session = sessionOn(DATE);
  if (session === null) throw new Error(`${DATE} is a session`);
  const settings = parseSettings(['--data-dir', dataDir, '--date', DATE, '--seed', '1', '--port', '0', '--browser', '--no-open'], {});
  let terminal: Terminal | null = null;
  const shell = await runBrowserShell({
    settings,
    rendererDir: RENDERER,
    start: async () => {
      terminal = await startTerminal(settings, { feed: new BenchFeed(session, newYorkTime(DATE, '13:42'), STEP_MS) });
      const host = terminal.host({ origin: 'script' });
      await host.call('settings.set', { name: 'chain.columns', value: COLUMNS }, new AbortController().signal);
      return terminal;
    },
  });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.addInitScript(instrument);
    await page.goto(shell.newLink());
    await page.getByRole('gridcell').filter({ hasText: /^\d+\.\d\d$/, visible: true }).first().waitFor();
    await page.waitForTimeout(WARM_UP_MS);
    const quotes = (): number => (terminal as Terminal | null)?.engines.market.quotesSeen ?? Number.NaN;
    const readMetrics = await metricsReader(page);
    const before = { quotes: quotes(), metrics: await readMetrics() };
    await page.evaluate(() => window.startRecording());
    await page.waitForTimeout(MEASURED_MS);
    const recording = await page.evaluate(() => window.stopRecording());
    const metrics = await readMetrics();
    const seconds = (metrics.at - before.metrics.at) / 1_000;
    const cells = await page.locator('.chain-row:not([hidden]):not(.chain-header) [role=gridcell]').count();
    const share = (name: string): number => rounded((100 * ((metrics.values[name] ?? 0) - (before.metrics.values[name] ?? 0))) / seconds, 1);
    return {
      'our work a frame, p50 ms': rounded(quantile(recording.work, 0.5), 2),
      'our work a frame, p95 ms': rounded(quantile(recording.work, 0.95), 2),
      'our work a frame, p99 ms': rounded(quantile(recording.work, 0.99), 2),
      'our work a frame, max ms': rounded(Math.max(...recording.work), 2),
      'paint measure, p50 ms': rounded(quantile(recording.paints, 0.5), 2),
      'paint measure, p99 ms': rounded(quantile(recording.paints, 0.99), 2),
      'paint measure, max ms': rounded(Math.max(...recording.paints), 2),
      'frame to frame, p50 ms': rounded(quantile(recording.intervals, 0.5), 2),
      'frame to frame, p99 ms': rounded(quantile(recording.intervals, 0.99), 2),
      'frames received a second': rounded(recording.frames / seconds, 1),
      'contracts received a second': rounded(recording.rows / seconds),
      'frames painted a second': rounded(recording.paints.length / seconds, 1),
      'quotes a second in the core': rounded((quotes() - before.quotes) / seconds),
      'cells in sight': cells,
      'long tasks': recording.longTasks.length,
      'longest task, ms': rounded(Math.max(0, ...recording.longTasks)),
      'main thread, %': share('TaskDuration'),
      'of it script, %': share('ScriptDuration'),
      'of it style and layout, %': rounded(share('RecalcStyleDuration') + share('LayoutDuration'), 1),
      'seconds measured': rounded(seconds, 1),
    };
  } finally {
    await browser.close();
    await shell.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

interface Metrics {
  readonly at: number;
  /** Seconds since the page began, by name. */
  readonly values: Readonly<Record<string, number>>;
}

async function metricsReader(page: Page): Promise<() => Promise<Metrics>> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  return async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return { at: performance.now(), values: Object.fromEntries(metrics.map(({ name, value }) => [name, value])) };
  };
}

/** Runs in the page before the program: times every callback through which the program gets to work. */
function instrument(): void {
  const empty = (): Recording => ({ work: [], intervals: [], longTasks: [], paints: [], frames: 0, rows: 0 });
  let recording = empty();
  let isRecording = false;
  let work = 0;
  let depth = 0;

  function timed<Arguments extends unknown[]>(callback: (...given: Arguments) => unknown): (...given: Arguments) => unknown {
    return function (this: unknown, ...given) {
      const start = performance.now();
      depth += 1;
      try {
        return callback.apply(this, given);
      } finally {
        depth -= 1;
        if (depth === 0) work += performance.now() - start;
      }
    };
  }

  const { requestAnimationFrame, setTimeout } = window;
  window.requestAnimationFrame = (callback) => requestAnimationFrame.call(window, timed(callback));
  Object.defineProperty(window, 'setTimeout', {
    value: (handler: TimerHandler, delay?: number, ...given: unknown[]) =>
      Reflect.apply(setTimeout, window, [typeof handler === 'function' ? timed((...passed: unknown[]) => Reflect.apply(handler, window, passed)) : handler, delay, ...given]),
  });
  const listen = EventTarget.prototype.addEventListener;
  WebSocket.prototype.addEventListener = function (this: WebSocket, type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | AddEventListenerOptions) {
    const counted = (event: Event): void => {
      if (isRecording && event instanceof MessageEvent && event.data instanceof ArrayBuffer) {
        recording.frames += 1;
        recording.rows += new DataView(event.data).getUint32(20, true);
      }
      if (typeof listener === 'function') listener.call(this, event);
      else listener?.handleEvent(event);
    };
    listen.call(this, type, timed(counted), options);
  };
  // React's scheduler works in messages of a channel.
  const onMessage = Object.getOwnPropertyDescriptor(MessagePort.prototype, 'onmessage');
  Object.defineProperty(MessagePort.prototype, 'onmessage', {
    ...onMessage,
    set(this: MessagePort, listener: ((event: MessageEvent) => void) | null) {
      onMessage?.set?.call(this, listener === null ? null : timed(listener));
    },
  });

  let last = Number.NaN;
  const frame = (now: number): void => {
    requestAnimationFrame.call(window, frame);
    if (isRecording && !Number.isNaN(last)) {
      recording.work.push(work);
      recording.intervals.push(now - last);
    }
    work = 0;
    last = now;
  };
  requestAnimationFrame.call(window, frame);
  new PerformanceObserver((list) => {
    if (isRecording) recording.longTasks.push(...list.getEntries().map(({ duration }) => duration));
  }).observe({ type: 'longtask' });
  new PerformanceObserver((list) => {
    if (isRecording) recording.paints.push(...list.getEntries().filter(({ name }) => name === 'paint').map(({ duration }) => duration));
  }).observe({ type: 'measure' });

  window.startRecording = () => {
    recording = empty();
    last = Number.NaN;
    isRecording = true;
  };
  window.stopRecording = () => {
    isRecording = false;
    return recording;
  };
}
